"""All that a person made, as text files, and back again in another daemon."""
import json
import os

from api import check
from feedserver import HOUR, NOW, rss

PLACES = ["Harbour", "Foundry", "Orchard", "Library", "Theatre", "Bakery"]
ISSUE = "/v1/digests/weekly/issues/{}"


def say(server):
    server.say("/a.xml", rss("A", [
        {"title": f"{place} workers try peer learning", "text": f"<p>What the {place.lower()} learnt in {place}.</p>",
         "guid": place, "link": f"https://a.example/{place}", "when": NOW - (n + 1) * HOUR}
        for n, place in enumerate(PLACES)]))
    server.say("/b.xml", rss("B", [{"title": "Lunch", "text": "Soup.", "guid": "b", "when": NOW - HOUR}]))


def fill(d, server):
    say(server)
    d.topic("learning", "peer learning", threshold=10)
    d.topic("food", "soup", threshold=10)
    feed = d.follow(server.url("/a.xml"), tags=["work"], title="My A")["id"]
    d.follow(server.url("/b.xml"))
    d.refresh()
    d.patch(f"/v1/feeds/{feed}", {"weight": 0.5, "preferred": True, "keep_s": 90 * 86400, "keep_items": 500})
    ids = {i["title"].split()[0]: i["id"] for i in d.items()}
    d.patch(f"/v1/items/{ids['Harbour']}", {"starred": True, "note": "for May\nand June", "read": True})
    d.patch(f"/v1/items/{ids['Foundry']}", {"verdict": "keep", "topic": "learning"})
    d.patch(f"/v1/items/{ids['Orchard']}", {"verdict": "skip", "topic": "learning"})
    d.refresh()
    d.put("/v1/digests/weekly", {"title": "Our week", "topics": ["learning"], "per_feed": 0, "limit": 2})
    assert d.post("/v1/digests/weekly/issues").status == 201
    d.patch(ISSUE.format(1), {"delivered": True})
    assert d.post("/v1/digests/weekly/issues", {}).status in (200, 201)
    d.refresh()


def seen(d):
    """What must be the same on both sides."""
    feeds = [{k: f.get(k) for k in ("url", "title", "tags", "weight", "preferred", "keep_s", "keep_items")}
             for f in d.get("/v1/feeds").json["feeds"]]
    topics = [(t["name"], t["title"], t["terms"], t["threshold"]) for t in d.get("/v1/topics").json["topics"]]
    items = {}
    for item in d.items(scores="all"):
        w = item["_winnow"]
        items[item["title"]] = (w["starred"], w["read"], w.get("note"), w.get("verdict"),
                                {t["name"]: round(t["margin"], 6) for t in w["topics"]})
    return feeds, topics, items


def test_an_export_makes_the_same_daemon_elsewhere(make_daemon, server, tmp_path):
    one, two = make_daemon("one").start(), make_daemon("two").start()
    fill(one, server)
    folder = tmp_path / "export"
    done = one.winnow("export", "--all", str(folder))
    assert done.returncode == 0, done.stderr
    assert "feeds: 2, topics: 2, items: " in done.stdout and "digests: 2, issues: 1\n" in done.stdout, done.stdout
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    assert one.winnow("export", "--all", str(folder)).returncode == 0
    assert before == {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    done = two.winnow("import", str(folder))
    assert done.returncode == 0 and "left out" not in done.stderr, done
    two.refresh()
    assert seen(two) == seen(one)
    assert two.get(ISSUE.format(1)).body == one.get(ISSUE.format(1)).body
    assert two.get("/v1/digests/weekly").json == one.get("/v1/digests/weekly").json
    states = [d.get("/v1/digests/weekly/issues").json for d in (one, two)]
    assert states[0] == states[1] and states[0]["issues"][0]["delivered"]
    # What was told there is not told again here, and taking it all once more changes nothing.
    told = {i["title"] for i in one.get(ISSUE.format(1)).json["items"]}
    again = two.post("/v1/digests/weekly/issues")
    assert not told & {i["title"] for i in again.json["items"]}
    assert two.winnow("import", str(folder)).returncode == 0
    assert two.get("/v1/status").json["items"] == one.get("/v1/status").json["items"]


def test_what_outlived_its_feed_or_its_digest_is_taken_along(make_daemon, server, tmp_path):
    one, two = make_daemon("one").start(), make_daemon("two").start()
    fill(one, server)
    server.say("/c.xml", rss("Comments on C", [
        {"title": "A starred word", "text": "Of a feed that is no more.", "guid": "c", "when": NOW - HOUR}]))
    feed = one.follow(server.url("/c.xml"))
    assert feed["weight"] == -1 and "weighed" not in feed
    for path in ("/a.xml", "/b.xml"):
        other = one.follow(server.url(path))
        check(one.patch(f"/v1/feeds/{other['id']}", {"weight": 0}), "PATCH", "/v1/feeds/{id}", 200)
    starred = next(i["id"] for i in one.items() if i["title"] == "A starred word")
    one.patch(f"/v1/items/{starred}", {"starred": True, "note": "stays"})
    assert one.delete(f"/v1/feeds/{feed['id']}").status == 204
    assert one.delete("/v1/digests/weekly").status == 204
    assert "removed; winnow issues weekly" in one.winnow("digests", "list").stdout
    check(one.get("/v1/digests"), "GET", "/v1/digests", 200)
    one.put("/v1/digests/lunch", {"topics": ["food", "learning"]})
    assert one.delete("/v1/topics/food").status == 204
    folder = tmp_path / "export"
    done = one.winnow("export", "--all", str(folder))
    assert done.stdout.endswith("digests: 2, issues: 1\n"), done
    assert '"weight": 0.0' in (folder / "feeds.json").read_text()
    for _ in range(2):
        done = two.winnow("import", str(folder))
        assert done.returncode == 0 and done.stderr.endswith("digest 'lunch': no topic 'food'\n"), done
    assert two.get("/v1/digests/lunch").json["topics"] == ["learning"]
    assert two.get(ISSUE.format(1)).body == one.get(ISSUE.format(1)).body
    assert two.get("/v1/digests").json["former"] == ["weekly"]
    assert [i["_winnow"].get("note") for i in two.items(q='"starred word"')] == ["stays"]
    assert [f["weighed"] for f in two.get("/v1/feeds").json["feeds"]] == [True, True]
    assert two.get("/v1/status").json["items"]["total"] == 8
    told = {"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": [{"id": "c", "content_text": "t"}]}
    check(two.post("/v1/items", told), "POST", "/v1/items", 200)


def test_what_can_not_be_taken_is_told_and_the_rest_is_taken(make_daemon, server, tmp_path):
    one, two = make_daemon("one").start(), make_daemon("two").start()
    fill(one, server)
    folder = tmp_path / "export"
    assert one.winnow("export", "--all", str(folder)).returncode == 0
    (folder / "feeds.json").write_text("[{,")
    (folder / "feeds.opml").write_text('<opml version="2.0"><body/></opml>')
    done = two.winnow("import", str(folder))
    assert done.returncode == 1 and "feeds.json, line 1" in done.stderr and "not followed here" in done.stderr
    assert two.get(ISSUE.format(1)).body == one.get(ISSUE.format(1)).body
    (folder / "feeds.json").write_text("[]")
    done = two.winnow("import", str(folder))
    assert done.returncode == 1 and done.stdout.endswith("items: 0, issues: 1\n")


def test_what_is_no_export_is_refused(daemon, server, tmp_path):
    done = daemon.winnow("import", str(tmp_path))
    assert done.returncode == 1 and "is no export" in done.stderr
    (tmp_path / "topics.ini").write_text("[a]\nnonsense\n")
    done = daemon.winnow("import", str(tmp_path))
    assert done.returncode == 1 and "line 2" in done.stderr
    (tmp_path / "topics.ini").unlink()
    (tmp_path / "feeds.opml").write_text('<opml version="2.0"><body/></opml>')
    (tmp_path / "items.json").write_text("[{,")
    done = daemon.winnow("import", str(tmp_path))
    assert done.returncode == 1 and "items.json, line 1" in done.stderr
    (tmp_path / "items.json").unlink()
    os.mkfifo(tmp_path / "items.json")
    done = daemon.winnow("import", str(tmp_path))
    assert done.returncode == 1 and "items.json is no file" in done.stderr
    (tmp_path / "feeds.opml").write_text('<opml version="2.0"><body>\n<outline xmlUrl="http://x.exa')
    assert "feeds.opml, line 2: it ends without </opml>" in daemon.winnow("import", str(tmp_path)).stderr


def test_an_issue_is_taken_back_only_as_the_next_one(daemon, server):
    fill(daemon, server)
    check(daemon.get("/v1/marked"), "GET", "/v1/marked", 200)
    document = daemon.get(ISSUE.format(1)).body.decode()
    state = daemon.get("/v1/digests/weekly/issues").json["issues"][0]
    issue = {k: state[k] for k in ("uid", "since", "until", "frozen_at")} | {"document": document, "items": []}
    path, described = ISSUE, "/v1/digests/{name}/issues/{n}"
    check(daemon.put(path.format(1), issue), "PUT", described, 200)
    other = json.dumps(json.loads(document))
    check(daemon.put(path.format(1), issue | {"document": other}), "PUT", described, 409)
    check(daemon.put(path.format(2), issue), "PUT", described, 422)
    check(daemon.put(path.format(1), issue | {"uid": "no"}), "PUT", described, 422)
    check(daemon.put("/v1/digests/default/issues/1", issue | {"items": ["999999"]}), "PUT", described, 404)
    check(daemon.put("/v1/digests/default/issues/2", issue), "PUT", described, 422)
    check(daemon.put("/v1/digests/default/issues/1", issue | {"items": [None]}), "PUT", described, 201)
    feed = daemon.get("/v1/feeds").json["feeds"][0]["id"]
    told = {"version": "https://jsonfeed.org/version/1.1", "title": "x",
            "items": [{"id": "new", "content_text": "t"}, {"id": "Harbour", "url": "https://a.example/Harbour"}]}
    answer = daemon.post(f"/v1/feeds/{feed}/items", told)
    check(answer, "POST", "/v1/feeds/{id}/items", 200)
    assert len(answer.json["items"]) == 2 and all(answer.json["items"])
    check(daemon.request("POST", f"/v1/feeds/{feed}/items", "no feed"), "POST", "/v1/feeds/{id}/items", 422)
    check(daemon.post("/v1/feeds/99/items", told), "POST", "/v1/feeds/{id}/items", 404)
