"""The winnow command on feeds and topics: how they are made, changed, taken in, and given out."""
import re

from command import DONE, NOTHING, PAIRS, TOPIC, done, fill, items, on_terminal, refused, run, script
from feedserver import rss

# ---- feeds ----


def test_a_feed_is_added_shown_renamed_paused_resumed_refreshed_and_removed(daemon, server):
    url = server.url("/one.xml")
    server.say("/one.xml", rss("Feed One", items(PAIRS)))
    assert done(daemon, "feed", "add", url, "--tag", "work", "--tag", "play").text.startswith("following 1  ")
    assert done(daemon, "feed", "add", url).text.startswith("known already: 1")
    assert done(daemon, "feed", "refresh", "--wait", url).text.startswith("1 polled, ")
    assert "Feed One" in done(daemon, "feed", "list").text
    shown = done(daemon, "feed", "show", url).text
    assert url in shown and "work" in shown and "play" in shown
    done(daemon, "feed", "rename", "1", "My own name")
    assert "My own name" in done(daemon, "feed", "list").text
    done(daemon, "feed", "rename", url)
    assert "Feed One" in done(daemon, "feed", "list").text
    done(daemon, "feed", "pause", url)
    assert "paused" in done(daemon, "feed", "list", "--state", "paused").text
    done(daemon, "feed", "resume", "1")
    assert "no feed is paused" in refused(daemon, "feed", "list", "--state", "paused", code=NOTHING)
    done(daemon, "feed", "remove", "1")
    assert daemon.get("/v1/feeds").json["feeds"] == []


def test_a_failing_feed_says_why_and_when_it_is_tried_again(daemon, server):
    fill(daemon, server)
    said = done(daemon, "feed", "list", "--failing").text
    assert "404" in said and "tried again in" in said and "Feed One" not in said
    assert "404" in done(daemon, "feed", "show", "2").text


def test_a_page_is_followed_by_the_feed_it_names(daemon, server):
    server.say("/blog", '<html><head><link rel="alternate" type="application/rss+xml" href="/one.xml"></head></html>',
               headers={"Content-Type": "text/html"})
    server.say("/one.xml", rss("Feed One", items(PAIRS)))
    assert done(daemon, "feed", "add", server.url("/blog"), "--title", "Mine").text == "following 1  Mine\n"
    assert daemon.get("/v1/feeds/1").json["url"] == server.url("/one.xml")


def test_preview_reads_an_address_or_a_file_and_keeps_nothing(daemon, server, tmp_path):
    text = rss("Feed One", items(PAIRS))
    server.say("/one.xml", text)
    file = tmp_path / "one.rss"
    file.write_text(text)
    for word in (server.url("/one.xml"), str(file)):
        shown = done(daemon, "feed", "preview", word).text
        assert "Feed One" in shown and all(t in shown for t, _ in PAIRS), word
    assert done(daemon, "feed", "preview", server.url("/one.xml"), "--json").out == \
        daemon.post("/v1/preview", {"url": server.url("/one.xml")}).body
    assert done(daemon, "feed", "preview", str(file), "--json").out == \
        daemon.request("POST", "/v1/preview", text, {"Content-Type": "application/rss+xml"}).body
    relative = tmp_path / "relative.xml"
    relative.write_text(rss("R", [{"title": "T", "text": "x", "link": "/there", "guid": "1"}]))
    based = done(daemon, "feed", "preview", str(relative), "--base", "https://b.example/feed", "--json").json
    assert based["items"][0]["url"] == "https://b.example/there"
    (tmp_path / "no.xml").write_text("no feed at all")
    assert "feed" in refused(daemon, "feed", "preview", str(tmp_path / "no.xml"))
    assert daemon.get("/v1/feeds").json["feeds"] == [] and daemon.items() == []


# ---- OPML ----

OPML = """<?xml version="1.0"?>
<opml version="2.0"><head><title>Mine</title></head><body>
<outline text="Work">
<outline type="rss" text="Feed &quot;One&quot; &amp; more" xmlUrl="{base}/one.xml?a=1&amp;b=2"/>
<outline type="rss" text="Not taken" xmlUrl="ftp://one.example/feed"/>
</outline>
<outline type="rss" text="Zwei: äöü €" xmlUrl="{base}/two.xml"/>
</body></opml>
"""


def test_opml_goes_in_and_comes_out_the_same(daemon, make_daemon, server, tmp_path):
    file = tmp_path / "mine.opml"
    file.write_text(OPML.format(base=server.base))
    ran = run(daemon, "import", str(file))
    assert (ran.code, ran.text) == (DONE, "2 added, 0 known already, 1 not taken\n")
    assert "line 5" in ran.err.decode() and "ftp://one.example/feed" in ran.err.decode()
    assert "0 added, 2 known already" in run(daemon, "import", str(file)).text
    first = done(daemon, "export").out
    assert first == daemon.get("/v1/opml").body
    other = make_daemon("other").start()
    assert done(other, "import", "-", stdin=first).text == "2 added, 0 known already\n"
    feeds = lambda d: [(f["url"], f["title"], f.get("tags")) for f in d.get("/v1/feeds").json["feeds"]]
    assert feeds(other) == feeds(daemon)
    outlines = lambda text: sorted(re.findall(rb"<outline[^>]*xmlUrl[^>]*>", text))
    assert len(outlines(first)) == 2 and outlines(done(other, "export").out) == outlines(first)


def test_what_is_no_opml_is_refused(daemon, tmp_path):
    (tmp_path / "no.opml").write_text("no outlines here")
    assert len(refused(daemon, "import", str(tmp_path / "no.opml"))) > 20
    assert daemon.get("/v1/feeds").json["feeds"] == []


# ---- topics ----

def test_topics_go_in_and_come_out_the_same(daemon, make_daemon, tmp_path):
    file = tmp_path / "topics.ini"
    file.write_text("# mine\n" + TOPIC + "\n[food]\nterm = soup\n")
    assert done(daemon, "topic", "import", str(file)).text == "new topic learning, 2 terms\nnew topic food, 1 term\n"
    assert done(daemon, "topic", "export", "learning").text == TOPIC
    whole = done(daemon, "topic", "export").out
    other = make_daemon("other").start()
    done(other, "topic", "import", "-", stdin=whole)
    assert done(other, "topic", "export").out == whole
    timeless = lambda d: [{k: v for k, v in t.items() if k not in ("created", "changed")} for t in d.get("/v1/topics").json["topics"]]
    assert timeless(other) == timeless(daemon)
    assert "changed topic learning" in done(other, "topic", "import", "-", stdin=TOPIC.encode()).text
    shown = done(other, "topic", "show", "learning").text
    assert "peer learning" in shown and "machine learning" in shown and "40" in shown
    assert "removed topic food" in done(other, "topic", "remove", "food").text
    assert [t["name"] for t in other.get("/v1/topics").json["topics"]] == ["learning"]


WRONG = "[learning]\nthreshold = 400\nterm = peer learning ^lots\nfrob = 1\n[no terms]\n[food]\nterm = soup\n[food]\nterm = stew\n"
PROBLEMS = ["line 2", "line 3", "line 4", "line 5", "line 8"]


def test_a_wrong_topic_file_is_refused_whole_with_each_line_that_is_wrong(daemon, tmp_path):
    file = tmp_path / "wrong.ini"
    file.write_text(WRONG)
    said = refused(daemon, "topic", "import", str(file)).split("\n")
    assert [re.search(r"line \d+", line)[0] for line in said if "line " in line] == PROBLEMS
    assert all(str(file) in line for line in said if "line " in line)
    assert daemon.get("/v1/topics").json["topics"] == []


def test_a_topic_is_made_and_changed_in_the_editor(daemon, tmp_path):
    (tmp_path / "new").write_text(TOPIC)
    make = script(tmp_path / "make", f'cp "$1" {tmp_path}/template\ncat {tmp_path}/new >"$1"\n')
    assert "new topic learning" in done(daemon, "topic", "edit", "learning", env={"EDITOR": make}).text
    assert "[learning]" in (tmp_path / "template").read_text()
    assert done(daemon, "topic", "export", "learning").text == TOPIC
    change = script(tmp_path / "change", 'sed -i "s/threshold = 40/threshold = 60/" "$1"\n')
    assert "changed topic learning" in done(daemon, "topic", "edit", "learning", env={"EDITOR": change}).text
    assert done(daemon, "topic", "export", "learning").text == TOPIC.replace("40", "60")
    same = run(daemon, "topic", "edit", "learning", env={"EDITOR": "true"})
    assert (same.code, same.out) == (DONE, b"") and b"nothing was changed" in same.err


def test_an_edited_topic_that_is_wrong_is_told_by_line_kept_and_may_be_mended(daemon, tmp_path):
    (tmp_path / "wrong").write_text(WRONG)
    (tmp_path / "right").write_text(TOPIC)
    spoil = script(tmp_path / "spoil", f'cat {tmp_path}/wrong >"$1"\n')
    said = refused(daemon, "topic", "edit", "learning", env={"EDITOR": spoil, "TMPDIR": str(tmp_path)})
    assert all(line in said for line in PROBLEMS)
    draft = re.search(r"kept in (\S+)", said)[1]
    assert open(draft, encoding="utf-8").read() == WRONG
    # Wrong first, right when asked again.
    twice = script(tmp_path / "twice", f'if [ -e {tmp_path}/once ]; then cat {tmp_path}/right; else touch {tmp_path}/once; '
                                       f'cat {tmp_path}/wrong; fi >"$1"\n')
    mended = on_terminal(daemon, "topic", "edit", "learning", keys=b"y\n", env={"EDITOR": twice})
    assert mended.code == DONE and b"Edit again?" in mended.err and b"line 2" in mended.err
    assert done(daemon, "topic", "export", "learning").text == TOPIC
