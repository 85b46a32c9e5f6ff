"""Serves the demo's feeds over HTTP on a free port of 127.0.0.1, with validators; writes FOLDER/feeds.opml, then FOLDER/asked.log."""
import hashlib
import http.server
import os
import sys
import time

import feeds

folder = sys.argv[1]
documents = {"/" + path: body for path, body in feeds.make(int(time.time())).items()}
documents["/daily/"] = feeds.page()


def type_of(path):
    return "application/json" if path.endswith(".json") else "text/html" if path.endswith("/") else "application/xml"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = documents.get(self.path)
        etag = '"' + hashlib.sha1(body or b"").hexdigest()[:16] + '"'
        if body is None:
            status, body = 404, b"nothing here\n"
        elif self.headers.get("If-None-Match") == etag:
            status, body = 304, b""
        else:
            status = 200
        self.send_response(status)
        if status != 404:
            self.send_header("ETag", etag)
        if status != 304:
            self.send_header("Content-Type", type_of(self.path))
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        with open(os.path.join(folder, "asked.log"), "a", encoding="utf-8") as log:
            log.write(f"{status} {len(body)} {self.path}\n")

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
with open(os.path.join(folder, "feeds.opml.new"), "w", encoding="utf-8") as f:
    f.write(feeds.opml(f"http://127.0.0.1:{server.server_port}"))
os.rename(os.path.join(folder, "feeds.opml.new"), os.path.join(folder, "feeds.opml"))
server.serve_forever()
