"""Which feeds are worth following."""
from feedserver import DAY, HOUR, NOW, rss


def test_yield_counts_what_each_feed_brought(daemon, server):
    daemon.topic("learning", "peer learning")
    daemon.topic("peers", "peer learning in groups")
    soup = [{"title": f"Soup {n}", "text": f"A soup of leeks, with {n * 31} grams of butter in a pan.", "guid": f"n{n}",
             "when": NOW - n * HOUR} for n in range(1, 9)]
    good = [{"title": f"Peer learning {n}", "text": f"Peer learning in groups of {n}: how {n * 17} nurses learn, {n * 7919}.",
             "guid": f"g{n}", "link": f"https://g.example/{n}", "when": NOW - n * HOUR} for n in range(1, 4)]
    old = [{"title": "Peer learning, long ago", "text": "Peer learning was new.", "guid": "o", "when": NOW - 60 * DAY}]
    server.say("/good.xml", rss("Good", good))
    server.say("/soup.xml", rss("Soup", soup))
    server.say("/copy.xml", rss("Copy", [{**good[0], "guid": "c", "when": NOW}]))
    server.say("/old.xml", rss("Old", old))
    for name in ("good", "soup", "copy", "old"):
        daemon.follow(server.url(f"/{name}.xml"))
    daemon.refresh()
    items = daemon.items()
    soups = [i["id"] for i in items if "Soup" in i["title"]]
    daemon.patch(f"/v1/items/{soups[0]}", {"verdict": "skip"})
    daemon.patch(f"/v1/items/{soups[1]}", {"verdict": "keep", "topic": "peers"})
    daemon.refresh()
    answer = daemon.get("/v1/yield").json
    counts = {f["title"]: [f[k] for k in ("came", "copies", "kept", "skipped")] for f in answer["feeds"]}
    assert counts == {"Good": [3, 0, 0, 0], "Soup": [8, 0, 1, 1], "Copy": [1, 1, 0, 0], "Old": [0, 0, 0, 0]}
    assert sum(f["issued"] for f in answer["feeds"]) == 0
    issued = daemon.post("/v1/digests/default/issues").json["items"]
    daemon.put("/v1/digests/team", {"topics": ["learning"]})
    daemon.post("/v1/digests/team/issues")
    assert {f["title"]: f["issued"] for f in daemon.get("/v1/yield").json["feeds"]} == {
        name: len([i for i in issued if i["_winnow"]["feed"]["title"] == name]) for name in counts}
    scored = {f["title"]: f["scored"] for f in answer["feeds"]}
    over = {i["id"] for i in daemon.items() if i["_winnow"].get("topics")}
    by_feed = lambda name: len([i for i in daemon.items(since="30d") if i["id"] in over and i["_winnow"]["feed"]["title"] == name])
    assert scored == {name: by_feed(name) for name in scored} and scored["Good"] > 0
    assert {f["title"]: f["came"] for f in daemon.get("/v1/yield?since=90d").json["feeds"]}["Old"] == 1
    shown = daemon.winnow("feed", "yield").stdout.splitlines()
    assert shown[0].split() == ["id", "came", "copies", "in", "issued", "kept", "skipped", "newest", "state", "feed"]
    assert shown[1].endswith("Soup") and "1 brought nothing" in " ".join(shown)


def test_status_says_that_all_is_well_or_what_is_not(daemon, server):
    assert "no feeds yet: winnow feed add" in daemon.winnow("status").stdout
    server.say("/a.xml", rss("A", []))
    daemon.follow(server.url("/a.xml"))
    assert "no topics yet" in daemon.winnow("status").stdout
    daemon.topic("learning", "peer learning")
    assert daemon.winnow("status").stdout.startswith("all is well\n")
    server.say("/a.xml", "gone", status=500)
    daemon.refresh()
    assert daemon.winnow("status").stdout.startswith("1 feed is failing: winnow feed list --failing\n")
    daemon.delete("/v1/topics/learning")
    told = daemon.winnow("status").stdout
    assert told.startswith("no topics yet: winnow topic import FILE\n1 feed is failing: winnow feed list --failing\n\n")
