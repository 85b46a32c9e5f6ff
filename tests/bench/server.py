"""nginx over a folder of documents: on many loopback addresses, on a port that answers late, on one with https, and on one
that writes down when it was asked.

It lives in a folder of its own and goes with it. The second port needs the echo module of libnginx-mod-http-echo. Each
address has a certificate of its own, signed by an authority that clients find through SSL_CERT_FILE.
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
  log_format asked "$msec $uri";
  server {{ {timed} access_log asked.log asked buffer=64k flush=1s; }}
  ssl_session_tickets off; ssl_session_cache off; ssl_certificate_key key.pem;
  {secure}
}}
"""
SECURE = "server {{ listen {address}:{port} ssl backlog=4096; keepalive_timeout 0; ssl_certificate {address}.pem; }}"


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
        self.ports = dict(zip(("at_once", "late", "timed", "secure"), free_ports(4)))
        self.certificate = self.folder / "authority.pem"
        self.process = None

    def __enter__(self):
        if not os.path.exists(ECHO):
            raise SystemExit(f"bench: no {ECHO}: make bench-deps installs it")
        self.make_certificates()
        (self.folder / "nginx.conf").write_text(self.conf())
        self.process = subprocess.Popen(["nginx", "-p", str(self.folder) + "/", "-c", "nginx.conf", "-e", "error.log"])
        self.wait()
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def openssl(self, *arguments):
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)

    def make_certificates(self):
        """As they are in the open: of a name or two, not the authority's own. With 250 names, reading them would cost the most."""
        new_key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
        self.openssl("req", "-x509", *new_key, "-days", "2", "-subj", "/CN=winnow bench", "-keyout", "authority.key",
                     "-out", "authority.pem")
        self.openssl("req", *new_key, "-subj", "/CN=a site", "-keyout", "key.pem", "-out", "wish.pem")
        for k in range(ADDRESSES):
            (self.folder / "names").write_text(f"subjectAltName=IP:{address(k)}\n")
            self.openssl("x509", "-req", "-in", "wish.pem", "-CA", "authority.pem", "-CAkey", "authority.key", "-days", "2",
                         "-set_serial", str(k + 1), "-extfile", "names", "-out", address(k) + ".pem")

    def listen(self, name):
        return " ".join(f"listen {address(k)}:{self.ports[name]} backlog=4096;" for k in range(ADDRESSES))

    def conf(self):
        return CONF.format(
            user="user root;" if os.getuid() == 0 else "", echo=ECHO, documents=self.documents, late_s=LATE_S,
            files=min(65536, resource.getrlimit(resource.RLIMIT_NOFILE)[1]),
            at_once=self.listen("at_once"), late=self.listen("late"), timed=self.listen("timed"),
            secure="\n  ".join(SECURE.format(address=address(k), port=self.ports["secure"]) for k in range(ADDRESSES)))

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

    def asked(self):
        """When each document was asked for on the port that writes it down, since the last time it was looked at."""
        time.sleep(1.5)  # until nginx has written what it holds
        log = self.folder / "asked.log"
        lines = log.read_text().split("\n")[:-1]
        os.truncate(log, 0)
        return {uri.lstrip("/"): float(at) for at, uri in (line.split() for line in lines)}

    def urls(self, count, name="at_once", folder=""):
        scheme = "https" if name == "secure" else "http"
        return [f"{scheme}://{address(i)}:{self.ports[name]}/{folder}{feeds.name(i)}" for i in range(count)]
