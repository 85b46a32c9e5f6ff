"""The digest written down: each format of what a real daemon answers, and into files."""
import json
import os
import xml.etree.ElementTree as ElementTree

from command import done, refused, run
from feedserver import HOUR, NOW, rss

ATOM = "{http://www.w3.org/2005/Atom}"
EVIL = "*Peer* & [peer](https://evil.example)"
ALL = ["--min-score", "1", "--since", "2020-01-01", "--until", "2100-01-01"]
ITEMS = [(EVIL, "Peer learning among nurses begins with one question a week.", "https://one.example/?a=1&b=2"),
         ("A mentor for every newcomer", "Mentoring pairs and peer learning.", "https://one.example/2")]


def fill(daemon, server):
    daemon.topic("learning", "peer learning", "mentor")
    server.say("/one.xml", rss("Feed & One", [{"title": t, "text": x, "link": link, "guid": link, "when": NOW - HOUR} for t, x, link in ITEMS]))
    daemon.follow(server.url("/one.xml"))
    daemon.refresh()


def test_each_format_holds_every_item_and_no_markup_of_theirs(daemon, server, tmp_path):
    fill(daemon, server)
    digest = done(daemon, "digest", *ALL, "--json").json
    assert len(digest["items"]) == len(ITEMS)
    texts = {f: done(daemon, "digest", *ALL, "--format", f).text for f in ("text", "markdown", "html", "atom")}
    for title, _, _ in ITEMS[1:]:
        assert all(title in text for text in texts.values())
    assert "<script" not in texts["html"] and "https://one.example/?a=1&amp;b=2" in texts["html"]
    assert r"\*Peer\* \& \[peer\]" in texts["markdown"] and "(<https://one.example/?a=1&b=2>)" in texts["markdown"]

    # As a newsreader sees it: Python's parser, and ours.
    entries = ElementTree.fromstring(texts["atom"]).findall(ATOM + "entry")
    assert {e.findtext(ATOM + "title") for e in entries} == {t for t, _, _ in ITEMS}
    assert {e.findtext(f"{ATOM}source/{ATOM}title") for e in entries} == {"Feed & One"}
    file = tmp_path / "digest.atom"
    file.write_text(texts["atom"])
    read = done(daemon, "feed", "preview", str(file), "--json").json
    assert not read["_winnow"].get("warnings") and len({i["id"] for i in read["items"]}) == len(ITEMS)
    assert {(i["title"], i["url"]) for i in read["items"]} == {(t, link) for t, _, link in ITEMS}


def test_a_file_is_replaced_whole_or_stays_as_it_was(daemon, server, tmp_path):
    fill(daemon, server)
    page, inner = tmp_path / "page.html", tmp_path / "folder"
    words = ["digest", *ALL, "--format", "html", "--output"]
    page.write_text("old")
    before = page.stat().st_ino
    assert done(daemon, *words, str(page)).out == b""
    assert page.read_text() == done(daemon, *words[:-1]).text and page.stat().st_ino != before
    umask = os.umask(0)
    os.umask(umask)
    assert page.stat().st_mode & 0o777 == 0o666 & ~umask

    inner.mkdir()
    assert f"{inner} is a folder" in refused(daemon, *words, str(inner))
    assert "No such file" in refused(daemon, *words, str(tmp_path / "none" / "page.html"))
    kept = page.read_text()
    assert run(daemon, "digest", "--topic", "nothing-like-it", "--output", str(page)).code == 1
    assert page.read_text() == kept
    assert sorted(p.name for p in tmp_path.iterdir() if p.name != "winnow") == ["folder", "page.html"]

    # A link stays one, a pipe gets the bytes, and JSON is what was answered.
    link = tmp_path / "link.json"
    link.symlink_to(page)
    done(daemon, "digest", *ALL, "--json", "--output", str(link))
    for name, beginning in (("week.html", "<!doctype html>"), ("week.atom", "<?xml"), ("week.md", "# "), ("week", "winnow")):
        done(daemon, "digest", *ALL, "--output", str(tmp_path / name))
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(beginning)
    assert link.is_symlink() and len(json.loads(page.read_text())["items"]) == len(ITEMS)
    assert done(daemon, *words, "/dev/stdout").text.startswith("<!doctype html>")
