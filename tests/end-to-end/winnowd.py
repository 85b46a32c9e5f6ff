"""Runs a winnowd with a state of its own, and speaks to it: over the socket, and through the command."""
import http.client
import json
import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import time
import urllib.parse

CONF = "[network]\nallow-private = 127.0.0.0/8\n"
PATIENCE_S = 60


def wait_for(what, patience_s=PATIENCE_S):
    """Until it holds; too long a wait is a failure."""
    deadline = time.monotonic() + patience_s
    while not what():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


class Unix(http.client.HTTPConnection):
    def __init__(self, path, timeout=PATIENCE_S):
        super().__init__("localhost", timeout=timeout)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = {k.lower(): v for k, v in response.getheaders()}
        # A stream of events has no end.
        self.body = b"" if self.headers.get("content-type") == "text/event-stream" else response.read()

    @property
    def json(self):
        return json.loads(self.body)


class Winnowd:
    def __init__(self, build, folder, conf=CONF, options=()):
        self.build = pathlib.Path(build)
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        # A socket's path has room for 107 bytes only: pytest's folders are too deep.
        self.short = tempfile.TemporaryDirectory(prefix="winnow-")
        self.socket = self.short.name + "/s"
        self.state = self.folder / "state"
        self.conf = self.folder / "winnow.conf"
        self.conf.write_text(conf)
        self.log = self.folder / "log"
        self.options = list(options)
        self.process = None

    # ---- the process ----
    def command(self):
        return [str(self.build / "winnowd"), "-c", str(self.conf), "-d", str(self.state), "-s", self.socket, *self.options]

    def start(self, env=None):
        self.spawn(env)
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            try:
                if self.get("/v1/status").status == 200:
                    return self
            except OSError:
                pass
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        raise AssertionError("winnowd did not start: " + self.log.read_text()[-3000:])

    def spawn(self, env=None):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                self.command(), stdout=subprocess.DEVNULL, stderr=log, env={**os.environ, **(env or {})}
            )

    def stop(self):
        """SIGTERM; answers the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE_S)

    def kill(self):
        self.process.kill()
        self.process.wait(PATIENCE_S)

    def finish(self):
        """At the end of a test: it must still be well, and must leave nothing behind."""
        code = None
        if self.process is not None and self.process.poll() is None:
            code = self.stop()
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        self.short.cleanup()
        for sign in ("ERROR: AddressSanitizer", "runtime error:", "WARNING: ThreadSanitizer", "ERROR: LeakSanitizer"):
            assert sign not in text, text[-8000:]
        assert code in (None, 0), text[-3000:]

    # ---- the socket ----
    def request(self, method, path, body=None, headers=None, timeout=PATIENCE_S):
        connection = Unix(self.socket, timeout)
        try:
            connection.request(method, path, body, headers or {})
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def get(self, path):
        return self.request("GET", path)

    def send(self, method, path, value):
        return self.request(method, path, json.dumps(value), {"Content-Type": "application/json"})

    def post(self, path, value=None):
        return self.send("POST", path, value) if value is not None else self.request("POST", path)

    def put(self, path, value):
        return self.send("PUT", path, value)

    def patch(self, path, value):
        return self.send("PATCH", path, value)

    def delete(self, path):
        return self.request("DELETE", path)

    # ---- what tests do all the time ----
    def follow(self, url, **more):
        answer = self.post("/v1/feeds", {"url": url, **more})
        assert answer.status in (200, 201), answer.body
        return answer.json

    def follow_all(self, urls):
        """At once, none of which was followed; answers all feeds."""
        lines = "".join(f'<outline xmlUrl="{url}"/>' for url in urls)
        answer = self.request("POST", "/v1/opml", f"<opml version='2.0'><body>{lines}</body></opml>")
        assert answer.json["added"] == len(urls), answer.body
        return self.get("/v1/feeds").json["feeds"]

    def feed(self, feed):
        """What follow answered, as it is now."""
        answer = self.get(f"/v1/feeds/{feed['id']}")
        assert answer.status == 200, answer.body
        return answer.json

    def refresh(self, feed=None):
        path = f"/v1/feeds/{feed}/refresh" if feed else "/v1/refresh"
        answer = self.post(path + "?wait=true")
        assert answer.status == 200, answer.body
        return answer.json

    def items(self, **query):
        path, found = "/v1/items?" + urllib.parse.urlencode(query), []
        while path:
            answer = self.get(path)
            assert answer.status == 200, answer.body
            found += answer.json["items"]
            path = answer.json.get("next_url")
        return found

    def topic(self, name, *phrases, **more):
        terms = [{"phrase": p, "weight": 1} for p in phrases]
        answer = self.put(f"/v1/topics/{name}", {"title": name.title(), "terms": terms, **more})
        assert answer.status in (200, 201), answer.body
        return answer.json

    # ---- the command ----
    def winnow(self, *arguments, input=None, env=None):
        """Runs the command against this daemon; answers the finished process, texts decoded."""
        return subprocess.run(
            [str(self.build / "winnow"), "-s", self.socket, *arguments],
            input=input, capture_output=True, text=True, timeout=PATIENCE_S,
            env={**os.environ, "COLUMNS": "80", "PAGER": "cat", **(env or {})},
        )
