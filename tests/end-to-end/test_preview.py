"""Looking at a source before following it: what a preview says of feeds, and of what is none."""
import gzip

import pytest
from feedserver import HOUR, NOW, rss

FEED = rss("Desk", [{"title": f"Shift {i}", "link": f"https://desk.example/{i}", "when": NOW - i * 48 * HOUR, "text": "Some words on it"}
                    for i in range(4)])
STRANGERS = {
    "an error page": ("<!DOCTYPE html><html><head><title>404 &mdash; Not here</title></head></html>", "text/html",
                      "an HTML page: '404 — Not here'"),
    "an empty body": ("", "application/rss+xml", "an empty document"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image/png", "a picture (PNG)"),
    "JSON of another kind": ('{"error": "no"}', "application/json", "JSON, but not a JSON Feed"),
    "a list of feeds": ("<opml version='2.0'><body/></opml>", "text/x-opml", "an OPML list of feeds"),
    "a picture in gzip": (gzip.compress(b"GIF89a" + bytes(50)), "application/xml", "a picture (GIF)"),
}


@pytest.mark.parametrize("what", STRANGERS)
def test_what_is_no_feed_is_named_in_words(daemon, server, what):
    body, kind, words = STRANGERS[what]
    server.say("/x", body, headers={"Content-Type": kind})
    fetched = daemon.post("/v1/preview", {"url": server.url("/x")})
    assert fetched.status == 422
    assert fetched.json["detail"] == f"{server.url('/x')} is no feed, but {words}"
    if body:
        given = daemon.request("POST", "/v1/preview", body, {"Content-Type": kind})
        assert (given.status, given.json["detail"]) == (422, f"no feed, but {words}")


@pytest.mark.parametrize("status, words", [(404, "404"), (500, "500"), (410, "410")])
def test_an_answer_that_brings_nothing_says_its_status(daemon, server, status, words):
    server.say("/x", "<html><title>Sorry</title></html>", status=status, headers={"Content-Type": "text/html"})
    answer = daemon.post("/v1/preview", {"url": server.url("/x")})
    assert answer.status == 422 and words in answer.json["detail"]


def test_gzip_that_no_header_announces_is_unpacked(daemon, server):
    server.say("/x", gzip.compress(FEED.encode()))
    answer = daemon.post("/v1/preview", {"url": server.url("/x")})
    assert answer.status == 200 and answer.json["title"] == "Desk"
    given = daemon.request("POST", "/v1/preview", gzip.compress(FEED.encode()), {"Content-Type": "application/xml"})
    assert given.json["items"] == answer.json["items"]


def test_a_page_leads_to_the_feed_it_names(daemon, server):
    server.say("/feed", FEED)
    server.say("/", '<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head></html>',
               headers={"Content-Type": "text/html"})
    assert daemon.post("/v1/preview", {"url": server.url("/")}).json["title"] == "Desk"


def test_nothing_is_stored_or_followed(daemon, server):
    server.say("/feed", FEED)
    daemon.post("/v1/preview", {"url": server.url("/feed")})
    status = daemon.get("/v1/status").json
    assert status["feeds"]["total"] == 0 and status["items"]["total"] == 0


def test_the_command_shows_pace_length_and_what_was_mended(daemon, server, tmp_path):
    server.say("/feed", FEED.replace("Some words", "Words & pay", 1).replace("Words &amp; pay", "Words & pay"))
    shown = daemon.winnow("feed", "preview", server.url("/feed"))
    assert shown.returncode == 0
    for words in ("Desk\n", "something new   about every 2 d\n", "about 4 words an item", "Shift 0", "an ampersand that should be"):
        assert words in shown.stdout
    document = tmp_path / "feed.xml"
    document.write_text(FEED)
    assert "about every 2 d" in daemon.winnow("feed", "preview", str(document)).stdout
    document.write_text("Page not found")
    refused = daemon.winnow("feed", "preview", str(document))
    assert refused.returncode == 1 and "no feed, but plain text" in refused.stderr and refused.stdout == ""
