"""Issues: frozen once, the same bytes ever after, and nothing lost between two."""
import concurrent.futures

import pytest
from api import check
from feedserver import DAY, HOUR, NOW, rss

TEXT = "Peer learning in small groups beats the training catalogue, says a study of {} companies in {} trades. "
ISSUES, ISSUE = "/v1/digests/weekly/issues", "/v1/digests/weekly/issues/{}"
PLACES = ["Harbour", "Foundry", "Orchard", "Library", "Theatre", "Bakery", "Railway", "Hospital", "Brewery", "Museum"]


def story(n, when=None, text=""):
    return {"title": f"{PLACES[n]} workers try peer learning", "guid": f"g{n}", "link": f"https://a.example/{n}",
            "text": TEXT.format(n * 7 + 3, n + 2) + f"The {PLACES[n].lower()} keeps its circles. {text}",
            "when": when or NOW - (n + 1) * HOUR}


def titles(answer):
    return [i["title"].split()[0] for i in answer.json["items"]]


@pytest.fixture
def weekly(daemon, server):
    """A daemon with a digest `weekly` and one feed of three items."""
    daemon.topic("learning", "peer learning", threshold=10)
    server.say("/a.xml", rss("A", [story(n) for n in range(3)]))
    daemon.feed = daemon.follow(server.url("/a.xml"))["id"]
    daemon.refresh()
    daemon.put("/v1/digests/weekly", {"title": "Our week", "topics": ["learning"], "per_feed": 0})
    return daemon


def freeze(d, status=201, body=None, query=""):
    answer = d.post(ISSUES + query, body)
    check(answer, "POST", "/v1/digests/{name}/issues", status)
    return answer


def deliver(d, n):
    answer = d.patch(ISSUE.format(n), {"delivered": True})
    check(answer, "PATCH", "/v1/digests/{name}/issues/{n}", 200)
    return answer.json


def publish(d, server, items):
    server.say("/a.xml", rss("A", items))
    d.refresh()


def test_a_digest_is_written_down_changed_and_removed(weekly):
    d = weekly
    check(d.get("/v1/digests"), "GET", "/v1/digests", 200)
    assert [x["name"] for x in d.get("/v1/digests").json["digests"]] == ["default", "weekly"]
    check(d.put("/v1/digests/team", {}), "PUT", "/v1/digests/{name}", 201)
    changed = d.put("/v1/digests/team", {"limit": 2, "window": "14d", "min_score": 1, "serendipity": True})
    check(changed, "PUT", "/v1/digests/{name}", 200)
    check(d.get("/v1/digests/team"), "GET", "/v1/digests/{name}", 200)
    assert d.get("/v1/digests/team").json == {
        "name": "team", "title": "team", "topics": [], "sections": [], "limit": 2, "per_feed": 3, "window": "14d", "min_score": 1,
        "serendipity": True}
    assert len(d.get("/v1/digest?name=team").json["items"]) == 2
    assert len(d.get("/v1/digest?name=team&limit=1").json["items"]) == 1
    assert d.delete("/v1/digests/team").status == 204
    assert d.delete("/v1/digests/team").status == 404
    assert d.get("/v1/digest?name=team").status == 404
    for wrong in ({"topics": ["nothing"]}, {"limit": 0}, {"window": "soon"}, {"colour": "red"}, {"name": "other"}):
        check(d.put("/v1/digests/team", wrong), "PUT", "/v1/digests/{name}", 422)
    assert d.put("/v1/digests/default", {"limit": 1}).status == 200
    assert len(d.get("/v1/digest").json["items"]) == 1
    assert d.delete("/v1/digests/default").status == 204
    assert d.get("/v1/digests/default").json["limit"] == 7


def test_a_topic_that_was_removed_leaves_the_rest_and_is_told(weekly):
    d = weekly
    d.topic("libraries", "the library")
    d.put("/v1/digests/weekly", {"title": "Our week", "sections": ["libraries", "learning"]})
    d.delete("/v1/topics/libraries")
    live = d.get("/v1/digest?name=weekly")
    check(live, "GET", "/v1/digest", 200)
    assert live.json["_winnow"]["missing_topics"] == ["libraries"] and len(live.json["items"]) == 3
    assert "no topic 'libraries' any more: winnow digests edit weekly" in d.winnow("digest", "weekly").stdout
    issue = freeze(d)
    assert issue.json["_winnow"]["missing_topics"] == ["libraries"] and len(issue.json["items"]) == 3
    for form in ("text", "markdown", "html", "mail", "atom"):
        assert "The topic libraries is no more." in d.winnow("digest", "weekly", "--issue=1", "--format", form).stdout
    deliver(d, 1)
    d.delete("/v1/topics/learning")
    none = freeze(d, 200).json
    assert none["items"] == none["_winnow"]["sections"] == []
    assert d.get("/v1/digest?topic=libraries").status == 404
    d.put("/v1/digests/default", {"title": "Mine"})
    assert "missing_topics" not in d.get("/v1/digest").json["_winnow"]


def test_an_item_says_where_its_feed_lives_but_not_how_it_is_polled(weekly, server):
    d = weekly
    assert "url" not in d.items()[0]["_winnow"]["feed"]
    sailors = {"title": "Sailors and peer learning", "text": "A captain asks what the crew knows.", "guid": "s", "when": NOW}
    server.say("/b.xml?key=private", rss("", [sailors], extra="<link>https://b.example/</link>"))
    d.follow(server.url("/b.xml?key=private").replace("//", "//anna:secret@"))
    d.refresh()
    item = next(i for i in d.items() if i["title"].startswith("Sailors"))
    assert item["_winnow"]["feed"]["url"] == "https://b.example/" and "secret" not in str(item)
    assert '<link rel="alternate" href="https://b.example/"/>' in d.winnow("digest", "weekly", "--format", "atom").stdout


def test_an_issue_stays_until_it_is_delivered_and_the_next_one_holds_the_rest(weekly, server):
    d = weekly
    first = freeze(d)
    assert (first.json["title"], titles(first)) == ("Our week, issue 1", ["Harbour", "Foundry", "Orchard"])
    assert freeze(d, 200).body == first.body
    publish(d, server, [story(n) for n in range(4)])
    assert freeze(d, 200).body == first.body
    assert deliver(d, 1)["delivered"]
    assert deliver(d, 1) == deliver(d, 1)

    second = freeze(d)
    assert (second.json["_winnow"]["issue"], titles(second)) == (2, ["Library"])
    assert second.json["_winnow"]["since"] == first.json["_winnow"]["until"]
    listed = d.get(ISSUES)
    check(listed, "GET", "/v1/digests/{name}/issues", 200)
    assert [(i["number"], i["delivered"], i["items"]) for i in listed.json["issues"]] == [(2, False, 1), (1, True, 3)]
    check(d.get(ISSUE.format(1)), "GET", "/v1/digests/{name}/issues/{n}", 200)
    check(d.get(ISSUE.format(3)), "GET", "/v1/digests/{name}/issues/{n}", 404)
    assert d.patch(ISSUE.format(2), {"delivered": False}).status == 422
    assert d.post("/v1/digests/nothing/issues").status == 404


def test_a_frozen_issue_survives_a_crash_and_the_removal_of_all_it_was_made_of(weekly):
    d = weekly
    frozen = freeze(d).body
    d.kill()
    d.start()
    assert d.get(ISSUE.format(1)).body == frozen
    d.delete(f"/v1/feeds/{d.feed}")
    d.delete("/v1/digests/weekly")
    d.delete("/v1/topics/learning")
    assert d.get(ISSUE.format(1)).body == frozen
    assert [i["number"] for i in d.get(ISSUES).json["issues"]] == [1]


def test_what_comes_late_is_not_lost(weekly, server):
    d = weekly
    freeze(d)
    deliver(d, 1)
    # published long before the first issue, and before its window; seen after it
    publish(d, server, [story(n) for n in range(3)] + [story(4, when=NOW - 20 * DAY), story(5, when=NOW - 90 * DAY)])
    assert titles(freeze(d)) == ["Theatre"]


def test_a_read_item_is_news_to_the_others_and_a_skipped_one_to_nobody(weekly):
    d = weekly
    harbour, foundry = (i["id"] for i in d.items(sort="date")[:2])
    d.patch(f"/v1/items/{harbour}", {"read": True})
    d.patch(f"/v1/items/{foundry}", {"verdict": "skip"})
    assert sorted(titles(freeze(d))) == ["Harbour", "Orchard"]


def test_a_copy_of_what_was_told_is_not_told_again_and_a_change_is_told_once(weekly, server):
    d = weekly
    told = freeze(d).json["items"]
    deliver(d, 1)
    server.say("/b.xml", rss("B", [{**story(0), "guid": "copy", "when": NOW}]))
    d.follow(server.url("/b.xml"))
    publish(d, server, [story(0, text="Corrected: it was eight."), story(1), story(2), story(6)])
    second = freeze(d)
    assert titles(second) == ["Railway"]
    assert [(c["issue"], c["id"]) for c in second.json["_winnow"]["changed"]] == [(1, told[0]["id"])]
    deliver(d, 2)
    publish(d, server, [story(7)])
    assert "changed" not in freeze(d).json["_winnow"]


def test_an_item_says_in_which_issue_it_stood_and_that_it_changed(weekly, server):
    d = weekly
    first, second = (i["id"] for i in freeze(d).json["items"][:2])
    deliver(d, 1)
    assert "issued" in d.winnow("show", first).stdout and "changed since" not in d.winnow("show", first).stdout
    publish(d, server, [story(0, text="Corrected: it was eight."), story(1), story(2)])
    item = d.get(f"/v1/items/{first}")
    check(item, "GET", "/v1/items/{id}", 200)
    assert [(i["digest"], i["issue"], i["changed"]) for i in item.json["_winnow"]["issues"]] == [("weekly", 1, True)]
    why = d.get(f"/v1/items/{second}/why")
    check(why, "GET", "/v1/items/{id}/why", 200)
    assert [(i["digest"], i["issue"], i["changed"]) for i in why.json["issues"]] == [("weekly", 1, False)]
    for command in ("show", "why"):
        line = next(x for x in d.winnow(command, first).stdout.splitlines() if "issued" in x)
        assert "in issue 1 of weekly (" in line and line.endswith("), changed since")


def test_nothing_to_tell_freezes_nothing_unless_it_is_wanted(weekly):
    d = weekly
    freeze(d)
    deliver(d, 1)
    nothing = freeze(d, 200)
    assert nothing.json["items"] == [] and "issue" not in nothing.json["_winnow"]
    assert len(d.get(ISSUES).json["issues"]) == 1
    assert freeze(d, 201, query="?even_if_empty=true").json["_winnow"]["issue"] == 2


def test_an_issue_tells_a_story_once_and_what_its_items_share(weekly, server):
    d = weekly
    texts = ["Ferry strike closes the harbour, peer learning trip cancelled", "Harbour closed by ferry strike: peer learning off",
             "Peer learning journey ends where a ferry strike closes the harbour"]
    for n, text in enumerate(texts):
        server.say(f"/s{n}.xml", rss(f"S{n}", [{"title": text, "link": f"https://s{n}.example/", "guid": f"s{n}",
                                               "when": NOW - n * 60, "text": text + ". Crews want shorter shifts."}]))
        d.follow(server.url(f"/s{n}.xml"))
    d.refresh()
    told = [i for i in freeze(d).json["items"] if "ferry" in i["title"].lower()]
    assert len(told) == 1
    assert told[0]["_winnow"]["story_others"] >= 2
    assert "ferry" in told[0]["_winnow"]["story_words"]


def test_a_week_of_downtime_is_in_the_next_issue(weekly, server):
    d = weekly
    freeze(d)
    deliver(d, 1)
    d.stop()
    server.say("/a.xml", rss("A", [story(n) for n in range(3)] + [story(8, when=NOW - 6 * DAY), story(9, when=NOW - HOUR)]))
    d.start()
    d.refresh()
    assert sorted(titles(freeze(d))) == ["Brewery", "Museum"]


def test_many_at_once_freeze_one_issue(weekly):
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: weekly.post(ISSUES), range(8)))
    assert sorted(a.status for a in answers) == [200] * 7 + [201]
    assert len({a.body for a in answers}) == 1


def test_a_curator_orders_drops_and_comments(weekly):
    d = weekly
    foreseen = d.get("/v1/digest?name=weekly&next=true")
    check(foreseen, "GET", "/v1/digest", 200)
    ids = [i["id"] for i in foreseen.json["items"]]
    for wrong in ({"items": [{"id": "999"}]}, {"items": [{"id": ids[0]}, {"id": ids[0]}]}, {"items": [{}]},
                  {"intro": 7}, {"title": "x"}):
        freeze(d, 422, wrong)
    check(d.request("POST", ISSUES, "[", {"Content-Type": "application/json"}), "POST", "/v1/digests/{name}/issues", 400)
    d.patch(f"/v1/items/{ids[1]}", {"note": "from the daemon"})
    edited = freeze(d, 201, {"intro": "Hello.", "items": [{"id": ids[2], "note": "Read this."}, {"id": ids[1]}]})
    assert [i["id"] for i in edited.json["items"]] == [ids[2], ids[1]]
    assert [i["_winnow"].get("note") for i in edited.json["items"]] == ["Read this.", None]
    assert edited.json["_winnow"]["intro"] == "Hello."
    assert [(x["id"], x["why"]) for x in edited.json["_winnow"]["left_out"]] == [(ids[0], "the curator took it out")]
    section = edited.json["_winnow"]["sections"][0]
    assert section["considered"] == section["chosen"] + section["folded"] + section["left_out"]
    freeze(d, 409, {"intro": "Too late."})


def test_a_full_issue_says_what_it_left_out(weekly, server):
    d = weekly
    d.put("/v1/digests/weekly", {"topics": ["learning"], "limit": 1, "per_feed": 0})
    record = freeze(d).json["_winnow"]
    assert [x["why"] for x in record["left_out"]] == ["there was no room left when its turn came"] * 2
    assert record["feeds"] == {"total": 1, "failing": 0, "gone": 0, "silent": 0}
