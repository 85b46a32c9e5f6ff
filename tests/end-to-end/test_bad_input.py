"""Bad input gets a clear error and loses nothing."""
import json
import socket

import pytest
from feedserver import HOUR, NOW, rss

ONE = [{"title": "One", "text": "Some words about it.", "link": "https://x.example/1", "guid": "1", "when": NOW - HOUR}]


def problem(answer, status):
    assert answer.status == status, answer.body
    assert answer.headers["content-type"].startswith("application/problem+json")
    told = answer.json
    assert told["status"] == status and told["title"] and told["detail"]
    return told["detail"]


def test_a_malformed_opml_is_refused_with_its_line_and_nothing_is_added(daemon):
    assert "line" in problem(daemon.request("POST", "/v1/opml", "this is\nno opml at all"), 400)
    assert daemon.get("/v1/feeds").json["feeds"] == []


def test_an_opml_with_bad_addresses_adds_the_good_ones_and_names_the_others(daemon):
    opml = """<opml version="1.0"><body>
      <outline xmlUrl="https://good.example/feed"/>
      <outline xmlUrl="ftp://bad.example/feed"/>
      <outline xmlUrl="https://good.example/feed"/>
    </body></opml>"""
    answer = daemon.request("POST", "/v1/opml", opml)
    assert answer.status == 200
    assert (answer.json["added"], answer.json["existing"]) == (1, 1)
    (bad,) = answer.json["invalid"]
    assert (bad["line"], bad["url"]) == (3, "ftp://bad.example/feed")
    assert bad["reason"]


def test_an_address_that_is_no_feed_is_refused_with_what_it_is(daemon, server):
    server.say("/page", "<!DOCTYPE html><html><head><title>Just a page</title></head><body>Hello</body></html>",
               headers={"Content-Type": "text/html"})
    assert "Just a page" in problem(daemon.post("/v1/feeds", {"url": server.url("/page")}), 422)
    for url in ("gopher://x.example/", "not an address", "", "file:///etc/passwd", "mailto:anna@x.example", "anna@x.example",
                "http:/x.example/", "http:\\\\x.example", "javascript:alert(1)"):
        problem(daemon.post("/v1/feeds", {"url": url}), 422)
    assert daemon.get("/v1/feeds").json["feeds"] == []


def test_a_page_leads_to_its_feed_and_several_are_offered(daemon, server):
    link = '<link rel="alternate" type="application/rss+xml" title="{}" href="{}">'
    page = lambda *links: "<html><head>" + "".join(link.format(*l) for l in links) + "</head><body>x</body></html>"
    html = {"Content-Type": "text/html"}
    server.say("/blog/feed.xml", rss("Blog", ONE))
    server.say("/blog/", page(("Blog", "feed.xml")), headers=html)
    feed = daemon.follow(server.url("/blog/"))
    assert feed["url"] == server.url("/blog/feed.xml") and feed["items"] == 1
    server.say("/many", page(("News", "/news.xml"), ("Jobs", "/jobs.xml")), headers=html)
    answer = daemon.post("/v1/feeds", {"url": server.url("/many")})
    detail = problem(answer, 422)
    assert server.url("/news.xml") in detail and server.url("/jobs.xml") in detail
    assert [c["title"] for c in answer.json["candidates"]] == ["News", "Jobs"]


def test_following_the_same_address_twice_answers_the_same_feed(daemon, server):
    server.say("/a.xml", rss("A", ONE))
    first = daemon.post("/v1/feeds", {"url": server.url("/a.xml")})
    again = daemon.post("/v1/feeds", {"url": server.url("/a.xml")})
    assert (first.status, again.status) == (201, 200)
    assert first.json["id"] == again.json["id"]
    # However it is written, and whoever writes it.
    for url in (server.url("/a.xml#news"), server.url("/a.xml").replace("http", "HTTP", 1)):
        assert daemon.post("/v1/feeds", {"url": url}).json["id"] == first.json["id"]
        listed = daemon.request("POST", "/v1/opml", f"<opml version='2.0'><body><outline xmlUrl='{url}'/></body></opml>")
        assert (listed.json["added"], listed.json["existing"]) == (0, 1)
        assert daemon.patch(f"/v1/feeds/{first.json['id']}", {"url": url}).json["url"] == server.url("/a.xml")


@pytest.mark.parametrize("body", [
    {"terms": []}, {}, {"terms": [{"phrase": " "}]}, {"terms": [{"phrase": "x", "weight": 0}]},
    {"terms": [{"phrase": "x", "weight": "heavy"}]}, {"terms": [{"phrase": "x"}], "threshold": 101},
    {"name": "other", "terms": [{"phrase": "x"}]},
])
def test_a_topic_that_makes_no_sense_is_refused(daemon, body):
    problem(daemon.put("/v1/topics/work", body), 422)
    problem(daemon.get("/v1/topics/work"), 404)


@pytest.mark.parametrize("method, path", [
    ("GET", "/v1/feeds/4711"), ("DELETE", "/v1/feeds/4711"), ("POST", "/v1/feeds/4711/refresh"),
    ("GET", "/v1/items/4711"), ("GET", "/v1/items/4711/why"), ("GET", "/v1/topics/nothing"),
    ("DELETE", "/v1/topics/nothing"), ("GET", "/v1/items?topic=nothing"), ("GET", "/v1/digest?topic=nothing"),
    ("GET", "/v1/nothing"), ("GET", "/"),
])
def test_what_is_not_there_is_a_404(daemon, method, path):
    problem(daemon.request(method, path), 404)


def test_patching_what_is_not_there_is_a_404(daemon):
    problem(daemon.patch("/v1/items/4711", {"read": True}), 404)
    problem(daemon.patch("/v1/items/4711", {"verdict": "keep"}), 404)
    problem(daemon.patch("/v1/feeds/4711", {"title": "x"}), 404)


@pytest.mark.parametrize("path", [
    "/v1/items?limit=0", "/v1/items?limit=many", "/v1/items?since=yesterday-ish", "/v1/items?state=lost",
    "/v1/items?sort=age", "/v1/items?cursor=made-up", "/v1/items?colour=red", "/v1/items?q=-only", "/v1/digest?limit=x",
    "/v1/items?q=%ff",
])
def test_a_parameter_that_makes_no_sense_is_a_400_that_names_it(daemon, path):
    problem(daemon.get(path), 400)


@pytest.mark.parametrize("body", ["{", "[1]", '"x"', "{\"a\": 1, \"a\": 2}", "nul\0l", "\xff\xfe"])
def test_a_body_that_is_no_json_object_is_a_400(daemon, body):
    headers = {"Content-Type": "application/json"}
    problem(daemon.request("POST", "/v1/feeds", body.encode("latin-1"), headers), 400)
    problem(daemon.request("PUT", "/v1/topics/x", body.encode("latin-1"), headers), 400)


def test_a_body_that_is_too_large_is_a_413(daemon):
    large = json.dumps({"url": "https://x.example/" + "x" * (4 << 20)})
    assert daemon.request("POST", "/v1/feeds", large, {"Content-Type": "application/json"}).status == 413
    assert daemon.get("/v1/status").status == 200


def test_a_wrong_method_is_a_405_that_says_which_are_right(daemon):
    answer = daemon.request("DELETE", "/v1/status")
    problem(answer, 405)
    assert "GET" in answer.headers["allow"]


def test_garbage_on_the_socket_harms_nobody(daemon):
    for garbage in (b"\0\1\2\3" * 1000, b"GET / HTTP/9.9\r\n\r\n", b"POST /v1/feeds HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
                    b"GET /" + b"x" * 100000 + b" HTTP/1.1\r\n\r\n"):
        with socket.socket(socket.AF_UNIX) as s:
            s.connect(daemon.socket)
            try:
                s.sendall(garbage)
                s.shutdown(socket.SHUT_WR)
                s.settimeout(10)
                s.recv(1000)
            except OSError:
                pass
    assert daemon.get("/v1/status").status == 200


def test_what_is_in_a_feed_reaches_neither_terminal_nor_log_with_a_control_character(daemon, server):
    evil = "\x1b]0;owned\x07\u009b31mred\u202e"
    server.say("/a.xml", rss("Bad \u009b2J feed", [{**ONE[0], "title": "Evil " + evil.replace("\x1b", "").replace("\x07", "") + " title"}]))
    daemon.follow(server.url("/a.xml"))
    for command in (("digest",), ("items",), ("show", "1"), ("feed", "list"), ("why", "1")):
        shown = daemon.winnow(*command, "--color=never") if command[0] != "why" else daemon.winnow(*command)
        assert not set(shown.stdout) & {"\x1b", "\x07", "\u009b", "\u202e"}, command
    assert not set(daemon.log.read_text()) & {"\x1b", "\x07", "\u009b"}
