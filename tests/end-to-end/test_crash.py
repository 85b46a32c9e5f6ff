"""kill -9 at any moment: it comes up again, the store is sound, and in the end nothing is missing."""
import random
import sqlite3
import time

from feedserver import NOW, WORDS, rss

FEEDS, ITEMS = 40, 25


def test_killed_at_random_moments_it_loses_nothing(daemon, server):
    rng = random.Random(7)
    for f in range(FEEDS):
        items = [{"title": f"Feed {f} item {n}", "guid": f"{f}-{n}", "link": f"https://f{f}.example/{n}",
                  "text": " ".join(rng.choice(WORDS) for _ in range(120)), "when": NOW - n * 3600} for n in range(ITEMS)]
        server.say(f"/{f}.xml", rss(f"Feed {f}", items))
    daemon.topic("words", "harbour", "lantern")
    daemon.follow_all([server.url(f"/{f}.xml") for f in range(FEEDS)])
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
