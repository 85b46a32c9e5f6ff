"""One item once: what the curator says of copies outlasts revisions, restarts and polls."""
import sqlite3
import time

from feedserver import rss

NOW = int(time.time())
HOUR = 3600
TITLE = "Learning circles that outlive their budget"
TEXT = ("When the training budget of the harbour yard was cut, its welders went on meeting every other Thursday. "
        "They teach each other what the new machines want, keep a notebook of what went wrong, and invite one "
        "stranger a month. Two years on there are nine such circles, and nobody leads them.")
OTHER = ("A bakery in Ostmoor is owned by the people who work at its ovens. They vote on the price of bread once a "
         "year, publish the accounts on the shop's door, and close for a week in August, all of them at once.")


def entry(number, host, **more):
    return {"title": TITLE, "text": TEXT, "guid": str(number), "link": f"https://{host}.example/{number}",
            "when": NOW - 5 * HOUR + number, **more}


def follow_three(daemon, server):
    """The same text in three feeds, and another text in the first; their items' ids in the order of the feeds, and the other's."""
    feeds = []
    for number, name in enumerate(("one", "two", "three"), 1):
        extra = [entry(9, "one", title="Bread and votes", text=OTHER)] if number == 1 else []
        server.say(f"/{name}.xml", rss(name.title(), [entry(number, name), *extra]))
        feeds.append(daemon.follow(server.url(f"/{name}.xml")))
        daemon.refresh(feeds[-1]["id"])
    ids = {i["_winnow"]["feed"]["id"]: i["id"] for i in daemon.items(duplicates="show") if i["title"] == TITLE}
    other = next(i["id"] for i in daemon.items() if i["title"] != TITLE)
    return [f["id"] for f in feeds], [ids[f["id"]] for f in feeds], other


def folded(daemon):
    """Ids of the copies, by the id of their original."""
    sets = {}
    for item in daemon.items(duplicates="show"):
        if "duplicate_of" in item["_winnow"]:
            sets.setdefault(item["_winnow"]["duplicate_of"], set()).add(item["id"])
    return sets


def test_a_split_outlasts_a_revision_a_restart_and_a_poll(daemon, server):
    feeds, (one, two, three), _ = follow_three(daemon, server)
    assert folded(daemon) == {one: {two, three}}
    daemon.patch(f"/v1/items/{one}", {"starred": True, "note": "for May", "verdict": "keep"})

    done = daemon.winnow("split", two)
    assert (done.returncode, done.stdout.split("  ")[0]) == (0, f"split off, for good: {two}")
    assert folded(daemon) == {one: {three}}
    for item in (one, two, three):
        said = daemon.get(f"/v1/items/{item}").json["_winnow"]
        assert (said["starred"], said["note"], said["verdict"]) == (True, "for May", "keep")

    server.say("/two.xml", rss("Two", [entry(2, "two", text=TEXT + " This was written on a train.")]))
    assert daemon.refresh(feeds[1])["changed"] == 1
    assert daemon.stop() == 0
    daemon.start()
    server.say("/three.xml", rss("Three", [entry(4, "three", text=TEXT + " Thanks for reading."), entry(3, "three")]))
    daemon.refresh()
    sets = folded(daemon)
    assert two not in sets.get(one, ()) and one not in sets.get(two, ())
    assert sum(map(len, sets.values())) == 2  # the newcomer found one of them


def test_copies_are_found_after_a_stop_and_after_a_kill(daemon, server):
    server.say("/one.xml", rss("One", [entry(1, "one"), entry(9, "one", title="Bread and votes", text=OTHER)]))
    daemon.follow(server.url("/one.xml"))
    daemon.refresh()
    with sqlite3.connect(daemon.state / "winnow.db") as db:  # what is asked after a start, instead of the texts
        assert db.execute("SELECT count(*) FROM fingerprint WHERE length(keys) > 40").fetchone() == (2,)
    db.close()
    for end, name, text in ((daemon.stop, "two", TEXT), (daemon.kill, "three", OTHER)):
        end()
        daemon.start()
        title = TITLE if text == TEXT else "Bread and votes"
        server.say(f"/{name}.xml", rss(name.title(), [entry(7, name, title=title, text=text + " Seen elsewhere.")]))
        daemon.follow(server.url(f"/{name}.xml"))
        daemon.refresh()
    assert sorted(map(len, folded(daemon).values())) == [1, 1]


def test_a_fold_by_hand_is_undone_and_made_again(daemon, server):
    _, (one, two, three), other = follow_three(daemon, server)
    alone = daemon.winnow("split", other)
    assert (alone.returncode, "nothing to split" in alone.stderr) == (1, True)

    assert daemon.winnow("fold", three, other).returncode == 0
    assert folded(daemon) == {one: {two, three, other}}
    assert "you said so" in daemon.winnow("why", other).stdout
    assert daemon.winnow("split", other).returncode == 0
    assert folded(daemon) == {one: {two, three}}
    assert daemon.patch(f"/v1/items/{other}", {"duplicate_of": two}).status == 200
    assert folded(daemon) == {one: {two, three, other}}
    assert daemon.patch(f"/v1/items/{other}", {"duplicate_of": None}).json["_winnow"].get("duplicate_of") is None

    assert daemon.patch(f"/v1/items/{other}", {"duplicate_of": "x"}).status == 422
    assert daemon.patch(f"/v1/items/{other}", {"duplicate_of": other}).status == 422
    assert daemon.patch(f"/v1/items/{other}", {"duplicate_of": 4711}).status == 404
    assert folded(daemon) == {one: {two, three}}


def test_a_verdict_is_taken_back_through_any_copy_whatever_it_taught(daemon, server):
    _, (one, two, three), _ = follow_three(daemon, server)
    daemon.topic("best", TITLE.split()[0].lower(), threshold=1)
    daemon.topic("other", "something")
    assert daemon.winnow("keep", two, "--topic", "other").returncode == 0
    assert daemon.get(f"/v1/items/{one}").json["_winnow"]["verdict"] == "keep"
    assert daemon.winnow("keep", "--undo", three).returncode == 0
    assert all("verdict" not in daemon.get(f"/v1/items/{i}").json["_winnow"] for i in (one, two, three))
    assert daemon.get("/v1/topics/other/lessons").json["documents"] == []


def test_the_copy_in_a_preferred_feed_stands_for_all(daemon, server):
    feeds, (one, two, three), _ = follow_three(daemon, server)
    daemon.patch(f"/v1/items/{three}", {"note": "mine", "read": True})
    assert daemon.winnow("feed", "prefer", str(feeds[1])).returncode == 0
    assert folded(daemon) == {two: {one, three}}
    assert daemon.get(f"/v1/items/{two}").json["_winnow"]["note"] == "mine"
    assert "stands for all" in daemon.winnow("feed", "show", str(feeds[1])).stdout

    # One that comes later, from a feed that is preferred as well, is not the first of these.
    server.say("/four.xml", rss("Four", [entry(4, "four")]))
    late = daemon.follow(server.url("/four.xml"))["id"]
    daemon.patch(f"/v1/feeds/{late}", {"preferred": True})
    daemon.refresh(late)
    assert {k: len(v) for k, v in folded(daemon).items()} == {two: 3}
    assert daemon.winnow("feed", "prefer", "--undo", str(feeds[1])).returncode == 0
    (original, copies), = folded(daemon).items()
    assert original not in (one, two, three) and copies == {one, two, three}
    assert daemon.get(f"/v1/items/{original}").json["_winnow"]["read"] is True
    assert daemon.patch(f"/v1/feeds/{late}", {"preferred": False}).json["preferred"] is False
    assert set(folded(daemon)) == {one}
    assert daemon.patch(f"/v1/feeds/{late}", {"preferred": 1}).status == 422


STORY = [
    ("Harbour ferries stop as crews strike", "Crews of the harbour ferries in Northport began a strike at dawn over shorter shifts."),
    ("Northport ferry strike leaves islanders stranded", "The harbour strike in Northport left three islands without a ferry; crews want shorter shifts."),
    ("Council meets crews over ferry strike in Northport", "The council of Northport met striking ferry crews at the harbour and spoke of shorter shifts."),
]


def test_a_story_is_told_once_with_its_words_and_its_members(daemon, server):
    daemon.topic("work", "ferry", "strike", threshold=1)
    for number, (title, text) in enumerate(STORY):
        server.say(f"/{number}.xml", rss(f"Feed {number}", [
            {"title": title, "text": text, "guid": "1", "link": f"https://{number}.example/1", "when": NOW - HOUR + number}]))
        daemon.follow(server.url(f"/{number}.xml"))
        daemon.refresh()
    items = daemon.items()
    stories = [i["_winnow"].get("story") for i in items]
    assert [s["size"] for s in stories] == [3, 3, 3] and len({s["id"] for s in stories}) == 1
    assert all("strike" in i["_winnow"]["story_words"] for i in items)

    told = daemon.winnow("digest").stdout
    assert f"2 more on this (story:{stories[0]['id']}): " in told
    for query in ([f"story:{stories[0]['id']}"], ["--story", str(stories[0]["id"])], [f"story:{stories[0]['id']} crew*"]):
        listed = daemon.winnow("items", *query)
        assert (listed.returncode, listed.stdout.count("\n")) == (0, 4), listed.stdout
    assert daemon.winnow("items", "story:4711").returncode == 4
    assert "strike" in next(l for l in daemon.winnow("why", items[0]["id"]).stdout.splitlines() if l.startswith("story"))


def test_what_changed_in_an_item_is_shown_by_words(daemon, server):
    first = entry(1, "one", text="<p>The ferry leaves at 10:15.</p><p>Bring a coat.</p><p>Crews wave.</p>")
    server.say("/f.xml", rss("F", [first]))
    feed = daemon.follow(server.url("/f.xml"))["id"]
    daemon.refresh(feed)
    item = daemon.items()[0]["id"]
    assert "revised" not in daemon.winnow("show", "--peek", item).stdout
    nothing = daemon.winnow("show", "--changes", item)
    assert (nothing.returncode, "has not changed" in nothing.stderr) == (4, True)

    server.say("/f.xml", rss("F", [{**first, "text": first["text"].replace("10:15", "11:45")}]))
    daemon.refresh(feed)
    server.say("/f.xml", rss("F", [{**first, "title": "Learning circles that outlive a budget",
                                    "text": first["text"].replace("10:15", "11:45") + "<p>It is free.</p>"}]))
    daemon.refresh(feed)
    shown = daemon.winnow("show", "--peek", item).stdout
    assert f"winnow show --changes {item}" in shown and "2 times, last on " in shown
    changes = daemon.winnow("show", "--changes", item).stdout
    assert "The ferry leaves at [-10:15.-] {+11:45.+}\n(2 paragraphs as before)" in changes
    assert "outlive [-their-] {+a+} budget" in changes and "(3 paragraphs as before)\n{+It is free.+}" in changes
    assert changes.index("revision 3") < changes.index("revision 2")
    coloured = daemon.winnow("--color", "always", "show", "--changes", item).stdout
    assert "\x1b[9;31m10:15.\x1b[0m \x1b[32m11:45.\x1b[0m" in coloured and "[-" not in coloured
    assert not daemon.get(f"/v1/items/{item}").json["_winnow"]["read"]
