"""What goes with time: the store's past is made older while winnowd is down."""
import sqlite3

from feedserver import DAY, NOW, rss
from winnowd import wait_for


def entry(n, when=NOW):
    return {"title": f"Item {n}", "link": f"https://a.example/{n}", "guid": f"g{n}", "when": when, "text": f"word{n} and more"}


def make_older(daemon, days, *titles):
    daemon.stop()
    with sqlite3.connect(daemon.state / "winnow.db") as db:
        for title in titles:
            db.execute(
                "UPDATE item SET seen_at = seen_at - ? WHERE id = (SELECT item_id FROM body WHERE title = ?)",
                (days * DAY, title))
            # sorted_at is never after seen_at
            db.execute("UPDATE item SET sorted_at = min(sorted_at, seen_at)")
    daemon.start()


def titles(daemon):
    return sorted(i["title"] for i in daemon.items())


def outlook(daemon):
    """How many items go within a week, and whether one goes at all."""
    told = daemon.get("/v1/status").json["retention"]
    return told["within_a_week"], "next_removal" in told


def test_old_items_go_what_was_starred_stays_and_nothing_returns(make_daemon, server):
    daemon = make_daemon(conf="[network]\nallow-private = 127.0.0.0/8\n[store]\nkeep = 30d\n").start()
    server.say("/a.xml", rss("A", [entry(n) for n in (1, 2, 3)]))
    feed = daemon.follow(server.url("/a.xml"))["id"]
    starred = next(i for i in daemon.items() if i["title"] == "Item 2")
    daemon.patch(f"/v1/items/{starred['id']}", {"starred": True})
    make_older(daemon, 31, "Item 1", "Item 2")
    wait_for(lambda: titles(daemon) == ["Item 2", "Item 3"])
    server.say("/a.xml", rss("A", [entry(n) for n in (1, 2, 3, 4)]))
    assert daemon.refresh(feed)["new_items"] == 1
    assert titles(daemon) == ["Item 2", "Item 3", "Item 4"]
    assert daemon.items(q="word1") == []
    retention = daemon.get("/v1/status").json["retention"]
    assert retention["removed"] == 1 and retention["keep_s"] == 30 * DAY
    assert "remembered" in daemon.winnow("status").stdout


def test_a_feed_may_keep_more_or_fewer(daemon, server):
    server.say("/a.xml", rss("A", [entry(n, NOW - n * DAY) for n in range(1, 6)]))
    feed = str(daemon.follow(server.url("/a.xml"))["id"])
    said = daemon.winnow("feed", "keep", feed, "90d", "2")
    assert said.returncode == 0 and said.stdout.startswith("items stay 90d, at most 2 in 1 "), said
    assert "90 d, at most 2" in daemon.winnow("feed", "show", feed).stdout
    wait_for(lambda: titles(daemon) == ["Item 1", "Item 2"])
    for words in (["soon"], ["3h"], ["0d"], ["90d", "30d"], ["5", "usual"]):
        told = daemon.winnow("feed", "keep", feed, *words)
        assert told.returncode == 2 and f"'{words[-1]}'" in told.stderr and "a day at least" in told.stderr
    for said, soon in (("3d", 2), ("forever", 0)):
        assert daemon.winnow("feed", "keep", feed, said).returncode == 0
        wait_for(lambda: outlook(daemon) == (soon, soon > 0))
    assert daemon.winnow("feed", "keep", feed, "usual").returncode == 0
    assert "keep_s" not in daemon.get(f"/v1/feeds/{feed}").json


def test_removed_items_stay_removed_when_all_guids_change(make_daemon, server):
    daemon = make_daemon(conf="[network]\nallow-private = 127.0.0.0/8\n[store]\nkeep = 30d\n").start()
    server.say("/a.xml", rss("A", [entry(n) for n in range(1, 6)]))
    feed = daemon.follow(server.url("/a.xml"))["id"]
    make_older(daemon, 31, "Item 1", "Item 2", "Item 3", "Item 4")
    wait_for(lambda: titles(daemon) == ["Item 5"])
    server.say("/a.xml", rss("A", [{**entry(n), "guid": f"another-{n}"} for n in range(1, 7)]))
    assert daemon.refresh(feed)["new_items"] == 1
    assert titles(daemon) == ["Item 5", "Item 6"]


LESSONS = {"lantern": 4, "meadow": 4}


def shown_score(daemon, title):
    item = next(i for i in daemon.items(scores="all", limit=100) if i["title"] == title)
    return next(t["score"] for t in item["_winnow"]["topics"] if t["name"] == "harbours")


def test_what_was_skipped_goes_and_what_it_taught_stays(make_daemon, server):
    daemon = make_daemon(conf="[network]\nallow-private = 127.0.0.0/8\n[store]\nkeep = 30d\n").start()
    told = [{"title": f"{word} {n}", "guid": f"{word}{n}", "link": f"https://a.example/{word}/{n}", "when": NOW - DAY,
             "text": f"Of the harbour and its {word} in the year {n}, as {word}s go."}
            for word, count in LESSONS.items() for n in range(count + 4)]
    server.say("/a.xml", rss("A", told))
    daemon.topic("harbours", "harbour")
    daemon.follow(server.url("/a.xml"))
    daemon.refresh()
    before = shown_score(daemon, "lantern 7")
    judged = {"lantern": "skip", "meadow": "keep"}
    for item in daemon.items(limit=100):
        word, n = item["title"].split()
        if int(n) < LESSONS[word]:
            daemon.patch(f"/v1/items/{item['id']}", {"verdict": judged[word], "topic": "harbours"})
    daemon.refresh()
    taught = shown_score(daemon, "lantern 7")
    assert taught < before - 10
    skipped = [f"lantern {n}" for n in range(LESSONS["lantern"])]
    make_older(daemon, 31, *skipped)
    wait_for(lambda: titles(daemon) == sorted({i["title"] for i in told} - set(skipped)))
    server.say("/a.xml", rss("A", told[8:] + [{**told[0], "guid": "new", "title": "New", "link": "https://a.example/new"}]))
    daemon.refresh()
    topic = daemon.get("/v1/topics/harbours").json
    assert sorted((e["title"], e["verdict"]) for e in topic["examples"]) == [(t, "skip") for t in skipped]
    assert abs(shown_score(daemon, "lantern 7") - taught) < 5
    assert "4 kept and 4 skipped, 4 of them on items that are not here" in " ".join(
        daemon.winnow("topic", "show", "harbours").stdout.split())
    assert daemon.winnow("topic", "forget", "harbours").returncode == 0
    daemon.refresh()
    assert "examples" not in daemon.get("/v1/topics/harbours").json
    assert shown_score(daemon, "lantern 7") > taught + 10
