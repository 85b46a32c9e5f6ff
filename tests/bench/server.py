"""nginx over a folder of documents: on many loopback addresses, on a port that answers late, and on one with https.

It lives in a folder of its own and goes with it. With `late_s` the second port needs the echo module of
libnginx-mod-http-echo. The certificate is its own authority: clients find it through SSL_CERT_FILE.
"""
import os
import pathlib
import resource
import socket
import subprocess
import time

import feeds

ADDRESSES = 250
LATE_S = 0.2
ECHO = "/usr/lib/nginx/modules/ngx_http_echo_module.so"
CONF = """
{user} daemon off; master_process off; pid nginx.pid; error_log error.log warn;
worker_rlimit_nofile {files};
load_module {echo};
events {{ worker_connections 8192; multi_accept on; }}
http {{
  access_log off; sendfile on; tcp_nopush on; types {{ text/xml xml; }}
  client_body_temp_path t; proxy_temp_path t; fastcgi_temp_path t; uwsgi_temp_path t; scgi_temp_path t;
  keepalive_timeout 60s; keepalive_requests 1000000; root {documents};
  server {{ {at_once} }}
  server {{ {late}
    location / {{ echo_sleep {late_s}; echo_exec @document; }}
    location @document {{ }}
  }}
  server {{ {secure}
    keepalive_timeout 0; ssl_session_tickets off; ssl_session_cache off;
    ssl_certificate certificate.pem; ssl_certificate_key key.pem;
  }}
}}
"""


def address(number):
    return f"127.0.16.{1 + number % ADDRESSES}"


def free_ports(count):
    held = []
    for _ in range(count):
        s = socket.socket()
        s.bind((address(0), 0))
        held.append(s)
    ports = [s.getsockname()[1] for s in held]
    for s in held:
        s.close()
    return ports


class Server:
    def __init__(self, folder, documents):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir()
        self.documents = documents
        self.ports = dict(zip(("at_once", "late", "secure"), free_ports(3)))
        self.certificate = self.folder / "certificate.pem"
        self.process = None

    def __enter__(self):
        if not os.path.exists(ECHO):
            raise SystemExit(f"bench: no {ECHO}: make bench-deps installs it")
        self.make_certificate()
        (self.folder / "nginx.conf").write_text(self.conf())
        self.process = subprocess.Popen(["nginx", "-p", str(self.folder) + "/", "-c", "nginx.conf", "-e", "error.log"])
        self.wait()
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def make_certificate(self):
        names = ",".join(f"IP:{address(k)}" for k in range(ADDRESSES))
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
             "-subj", "/CN=winnow bench", "-addext", "subjectAltName=" + names,
             "-keyout", str(self.folder / "key.pem"), "-out", str(self.certificate)],
            check=True, capture_output=True)

    def listen(self, name, more=""):
        return " ".join(f"listen {address(k)}:{self.ports[name]}{more} backlog=4096;" for k in range(ADDRESSES))

    def conf(self):
        return CONF.format(
            user="user root;" if os.getuid() == 0 else "", echo=ECHO, documents=self.documents, late_s=LATE_S,
            files=min(65536, resource.getrlimit(resource.RLIMIT_NOFILE)[1]),
            at_once=self.listen("at_once"), late=self.listen("late"), secure=self.listen("secure", " ssl"))

    def wait(self):
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                socket.create_connection((address(0), self.ports["secure"]), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        self.process.terminate()
        raise SystemExit("bench: nginx did not start: " + (self.folder / "error.log").read_text()[-500:])

    def urls(self, count, name="at_once", folder=""):
        scheme = "https" if name == "secure" else "http"
        return [f"{scheme}://{address(i)}:{self.ports[name]}/{folder}{feeds.name(i)}" for i in range(count)]
