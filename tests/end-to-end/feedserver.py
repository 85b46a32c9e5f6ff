"""A small real HTTP server whose answers a test sets, and which remembers what it was asked."""
import email.utils
import hashlib
import html
import http.server
import sys
import threading
import time

NOW = int(time.time())
HOUR, DAY = 3600, 86400
WORDS = """harbour lantern meadow copper thistle window ladder orchard pepper violin anchor bridge candle desert ember
forest garden hammer island jacket kettle linen marble needle ocean paper quarry ribbon saddle timber umbrella velvet
walnut yellow zephyr bramble cobalt dune eagle fable glacier hollow ivory juniper kernel lagoon mosaic nectar""".split()


def rss(title, items, extra=""):
    """An RSS 2.0 document. An item is a dict of title, link, guid, when (unix seconds), text."""
    out = [f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title>{html.escape(title)}</title>{extra}']
    for i in items:
        out.append("<item>")
        for tag, key in (("title", "title"), ("link", "link"), ("guid", "guid"), ("description", "text")):
            if i.get(key) is not None:
                out.append(f"<{tag}>{html.escape(i[key])}</{tag}>")
        if i.get("when"):
            out.append(f"<pubDate>{email.utils.formatdate(i['when'], usegmt=True)}</pubDate>")
        out.append("</item>")
    return "".join(out) + "</channel></rss>"


def entry(n, **more):
    return {"title": f"Article number {n}", "text": f"Some words about the matter {n}, and a few more of them.",
            "link": f"https://x.example/{n}", "guid": f"old-{n}", "when": NOW - n * DAY, **more}


FOUR = [entry(n) for n in range(1, 5)]


class Quiet(http.server.ThreadingHTTPServer):
    """A client that hangs up, as one that is killed does, is nothing to tell."""

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class FeedServer:
    """server.say("/a.xml", rss(...)); server.say("/gone", status=410); server.asked("/a.xml") -> [headers, ...]"""

    def __init__(self, address="127.0.0.1"):
        self.answers = {}
        self.requests = []
        self.lock = threading.Lock()
        self.http = Quiet((address, 0), self._handler())
        self.http.daemon_threads = True
        self.base = f"http://{address}:{self.http.server_port}"

    def __enter__(self):
        self.thread = threading.Thread(target=self.http.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.http.shutdown()
        self.http.server_close()

    def url(self, path):
        return self.base + path

    def say(self, path, body="", status=200, headers=None, validators=True, act=None):
        """`act(handler)` instead of an answer: for servers that misbehave."""
        if isinstance(body, str):
            body = body.encode()
        with self.lock:
            self.answers[path] = (status, body, headers or {}, validators, act)

    def asked(self, path):
        with self.lock:
            return [h for p, h in self.requests if p == path]

    def _handler(self):
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                with outer.lock:
                    outer.requests.append((self.path, dict(self.headers.items())))
                    found = outer.answers.get(self.path)
                status, body, headers, validators, act = found or (404, b"nothing here", {}, False, None)
                if act:
                    act(self)
                    return
                etag = '"' + hashlib.sha1(body).hexdigest() + '"'
                if validators and status == 200 and self.headers.get("If-None-Match") == etag:
                    status, body = 304, b""
                self.send_response(status)
                if "Content-Type" not in headers:
                    self.send_header("Content-Type", "application/xml")
                if validators and status in (200, 304):
                    self.send_header("ETag", etag)
                for name, value in headers.items():
                    self.send_header(name, value)
                if status != 304:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        return Handler
