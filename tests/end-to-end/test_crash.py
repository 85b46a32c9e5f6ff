"""kill -9 at any moment: it comes up again, the store is sound, and in the end nothing is missing."""
import random
import sqlite3
import time

from feedserver import NOW, rss

FEEDS, ITEMS = 40, 25


def test_killed_at_random_moments_it_loses_nothing(daemon, server):
    rng = random.Random(7)
    lines = []
    for f in range(FEEDS):
        items = [{"title": f"Feed {f} item {n}", "guid": f"{f}-{n}", "link": f"https://f{f}.example/{n}",
                  "text": " ".join(rng.choice(WORDS) for _ in range(120)), "when": NOW - n * 3600} for n in range(ITEMS)]
        server.say(f"/{f}.xml", rss(f"Feed {f}", items))
        lines.append(f'<outline text="Feed {f}" xmlUrl="{server.url(f"/{f}.xml")}"/>')
    daemon.topic("words", "harbour", "lantern")
    answer = daemon.request("POST", "/v1/opml", "<opml version='2.0'><body>" + "".join(lines) + "</body></opml>")
    assert answer.json["added"] == FEEDS
    for _ in range(8):
        daemon.post("/v1/refresh")
        time.sleep(rng.random() * 0.4)
        daemon.kill()
        check(daemon.state / "winnow.db")
        daemon.start()
    daemon.refresh()
    guids = {i["_winnow"]["guid"] for i in daemon.items(duplicates="show", limit=500)}
    assert guids == {f"{f}-{n}" for f in range(FEEDS) for n in range(ITEMS)}


def check(path):
    with sqlite3.connect(path) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    db.close()


WORDS = """harbour lantern meadow copper thistle window ladder orchard pepper violin anchor bridge candle desert ember
forest garden hammer island jacket kettle linen marble needle ocean paper quarry ribbon saddle timber umbrella velvet
walnut yellow zephyr bramble cobalt dune eagle fable glacier hollow ivory juniper kernel lagoon mosaic nectar""".split()
