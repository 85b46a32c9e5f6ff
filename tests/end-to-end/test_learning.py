"""Topics that learn, say what, and can be corrected."""
import json

from feedserver import HOUR, NOW, rss

LEARNING = ["circles", "mentors", "practice", "notes", "questions", "stories"]
SOUPS = ["leeks", "onions", "carrots", "pumpkin", "lentils", "barley"]


def fill(daemon, server):
    """Six items on learning, six on soup, and the ids of either by their place."""
    daemon.topic("learning", "peer learning", "learning circles")
    told = [{"title": f"Learning with {w}", "text": f"Peer learning begins with {w} among colleagues who meet at work, number {n}."}
            for n, w in enumerate(LEARNING)]
    told += [{"title": f"Soup of {w}", "text": f"Simmer the {w} slowly in the kitchen and stir the soup with a spoon, number {n}."}
             for n, w in enumerate(SOUPS)]
    server.say("/all.xml", rss("All", [
        {**t, "guid": str(n), "link": f"https://all.example/{n}", "when": NOW - HOUR * (n + 1)} for n, t in enumerate(told)]))
    daemon.feed = daemon.follow(server.url("/all.xml"))["id"]
    daemon.refresh()
    ids = {i["title"]: i["id"] for i in daemon.items(duplicates="show")}
    return [ids[f"Learning with {w}"] for w in LEARNING], [ids[f"Soup of {w}"] for w in SOUPS]


def margin(daemon, item, topic="learning"):
    why = daemon.get(f"/v1/items/{item}/why").json
    return next(t["margin"] for t in why["topics"] if t["name"] == topic)


def teach(daemon, keep, skip):
    for item in keep:
        assert daemon.patch(f"/v1/items/{item}", {"verdict": "keep", "topic": "learning"}).status == 200
    for item in skip:
        assert daemon.patch(f"/v1/items/{item}", {"verdict": "skip", "topic": "learning"}).status == 200
    daemon.refresh()


def test_a_topic_shows_what_it_learnt_and_how_well_it_does(daemon, server):
    good, bad = fill(daemon, server)
    before = daemon.get("/v1/topics/learning").json
    assert (before["kept"], before["skipped"]) == (0, 0) and "held_out" not in before
    teach(daemon, good, bad)
    topic = daemon.get("/v1/topics/learning").json
    assert (topic["kept"], topic["skipped"]) == (6, 6)
    assert topic["held_out"]["verdicts"] == 12 and topic["held_out"]["auc"] > 0.9
    assert 0 < topic["calibration"]["share"] < 1
    weights = {w["word"].lower(): w["weight"] for w in topic["learnt"]}
    assert weights["learning"] > 0 > weights["soup"]
    shown = daemon.winnow("topic", "show", "learning")
    assert shown.returncode == 0, shown.stderr
    assert "6 kept and 6 skipped" in shown.stdout and "soup" in shown.stdout.lower()


def test_a_forgotten_word_weighs_no_more(daemon, server):
    good, bad = fill(daemon, server)
    teach(daemon, good[:3], bad[:3])
    said = daemon.winnow("topic", "forget", "learning", "soup")
    assert said.returncode == 0, said.stderr
    daemon.refresh()
    topic = daemon.get("/v1/topics/learning").json
    assert topic["forgotten"] == ["soup"]
    assert "soup" not in [w["word"].lower() for w in topic["learnt"]]
    # What the terms become does not bring it back; the text form can.
    daemon.topic("learning", "peer learning")
    assert daemon.get("/v1/topics/learning").json["forgotten"] == ["soup"]
    text = daemon.winnow("topic", "export", "learning").stdout
    assert "\nforget = soup\n" in text
    assert daemon.winnow("topic", "import", "-", input=text.replace("forget = soup\n", "")).returncode == 0
    assert "forgotten" not in daemon.get("/v1/topics/learning").json
    assert daemon.post("/v1/topics/learning/forget", {"word": " "}).status == 422
    assert daemon.winnow("topic", "forget", "nothing", "soup").returncode == 1


def test_a_topic_forgets_its_verdicts_and_items_stay_kept(daemon, server):
    good, bad = fill(daemon, server)
    before = margin(daemon, bad[5])
    teach(daemon, good[:3], bad[:5])
    assert margin(daemon, bad[5]) != before
    assert daemon.winnow("topic", "forget", "learning").returncode == 0
    daemon.refresh()
    assert abs(margin(daemon, bad[5]) - before) < 1e-9
    assert daemon.get("/v1/topics/learning").json["kept"] == 0
    assert {i["id"] for i in daemon.items(state="kept")} == set(good[:3])


def test_learning_can_be_switched_off_and_on(daemon, server):
    good, bad = fill(daemon, server)
    before = margin(daemon, bad[5])
    text = daemon.winnow("topic", "export", "learning").stdout
    assert daemon.winnow("topic", "import", "-", input=text + "learning = off\n").returncode == 0
    teach(daemon, good[:3], bad[:5])
    assert abs(margin(daemon, bad[5]) - before) < 1e-9
    assert daemon.get("/v1/topics/learning").json["learning"] is False
    assert "learning = off" in daemon.winnow("topic", "export", "learning").stdout
    assert "learning is off" in daemon.winnow("topic", "show", "learning").stdout
    assert daemon.winnow("topic", "import", "-", input=text).returncode == 0
    daemon.refresh()
    assert margin(daemon, bad[5]) != before
    assert daemon.get("/v1/topics/learning").json["kept"] == 3


def parts(daemon, item, kind, topic="learning"):
    why = next(t for t in daemon.get(f"/v1/items/{item}/why").json["topics"] if t["name"] == topic)
    assert abs(why["bias"] + sum(p["points"] for p in why["parts"]) - why["margin"]) < 1e-9
    return {p["what"]: p["points"] for p in why["parts"] if p["kind"] == kind}


def stored(daemon):
    return {i["id"]: i["_winnow"]["topics"][0]["margin"] for i in daemon.items(scores="all", duplicates="show")}


def test_a_source_that_is_liked_is_a_part_of_each_of_its_scores(daemon, server):
    good, bad = fill(daemon, server)
    before = stored(daemon)
    assert daemon.winnow("feed", "weigh", str(daemon.feed), "like").returncode == 0
    daemon.refresh()
    after = stored(daemon)
    assert all(abs(after[i] - before[i] - 0.5) < 1e-9 for i in before)
    assert parts(daemon, good[0], "source") == {"source preferred": 0.5}
    assert abs(margin(daemon, good[0]) - after[good[0]]) < 1e-9
    # What arrives later has it from the beginning, after a restart too.
    daemon.kill()
    daemon.start()
    server.say("/all.xml", rss("All", [{"title": "One more soup", "text": "Stir it.", "guid": "new", "link": "https://all.example/new", "when": NOW}]))
    daemon.post(f"/v1/feeds/{daemon.feed}/refresh?wait=true")
    new = next(i["id"] for i in daemon.items() if i["title"] == "One more soup")
    assert abs(stored(daemon)[new] - margin(daemon, new)) < 1e-9 and parts(daemon, new, "source")
    assert daemon.winnow("feed", "weigh", str(daemon.feed), "--", "-2").returncode == 0
    daemon.refresh()
    assert parts(daemon, good[0], "source") == {"source disliked": -2}
    assert daemon.winnow("feed", "weigh", str(daemon.feed), "0").returncode == 0
    daemon.refresh()
    assert parts(daemon, good[0], "source") == {}
    assert daemon.patch(f"/v1/feeds/{daemon.feed}", {"weight": 11}).status == 422
    assert daemon.winnow("feed", "weigh", str(daemon.feed), "much").returncode == 2


def test_a_feed_of_comments_weighs_less_unless_the_curator_says_otherwise(daemon, server):
    daemon.topic("learning", "peer learning")
    server.say("/comments/feed", rss("Comments on: Peer learning", [
        {"title": "By: Ada", "text": "I tried peer learning too.", "guid": "1", "link": "https://a.example/1#c1", "when": NOW - HOUR}]))
    feed = daemon.follow(server.url("/comments/feed"))["id"]
    daemon.refresh()
    assert daemon.get(f"/v1/feeds/{feed}").json["weight"] == -1
    item = daemon.items()[0]["id"]
    assert parts(daemon, item, "source") == {"a feed of comments": -1}
    assert abs(stored(daemon)[item] - margin(daemon, item)) < 1e-9
    assert daemon.winnow("feed", "weigh", str(feed), "0").returncode == 0
    server.say("/comments/feed", rss("Comments on: Peer learning", []))
    daemon.refresh()
    assert daemon.get(f"/v1/feeds/{feed}").json["weight"] == 0
    assert parts(daemon, item, "source") == {}
    assert daemon.winnow("feed", "weigh", str(feed), "usual").returncode == 0
    assert daemon.get(f"/v1/feeds/{feed}").json["weight"] == -1


def members(daemon, threshold):
    return {i["id"] for i in daemon.items(scores="all") if i["_winnow"]["topics"][0]["score"] >= threshold}


def test_a_change_can_be_tried_before_it_is_made(daemon, server, tmp_path):
    good, bad = fill(daemon, server)
    before = daemon.get("/v1/topics/learning").body
    file = tmp_path / "changed.ini"
    file.write_text("[anything]\nthreshold = 20\nterm = soup\nterm = kitchen\n")
    was = members(daemon, 50)
    tried = daemon.winnow("topic", "test", "learning", str(file), "--json")
    assert tried.returncode == 0, tried.stderr
    told = json.loads(tried.stdout)
    assert daemon.get("/v1/topics/learning").body == before
    # What it said comes true.
    daemon.topic("learning", "soup", "kitchen", threshold=20)
    daemon.refresh()
    now = members(daemon, 20)
    assert {m["id"] for m in told["in"]} == now - was and {m["id"] for m in told["out"]} == was - now
    assert set(bad) & now and (told["before"], told["after"]) == (len(was), len(now))
    scores = {i["id"]: i["_winnow"]["topics"][0]["score"] for i in daemon.items(scores="all")}
    assert all(scores[m["id"]] == m["after"] for m in told["in"] + told["out"])
    # The same topic again moves nothing.
    same = daemon.winnow("topic", "test", "learning", "-", input=daemon.winnow("topic", "export", "learning").stdout)
    assert same.returncode == 0 and "0 coming in, 0 going" in same.stdout


def test_a_new_topic_can_be_tried_where_there_is_none(daemon, server):
    server.say("/a.xml", rss("A", [{"title": f"Soup {n}", "text": f"Leeks and onions {n}", "guid": str(n), "when": NOW - n * HOUR,
                                    "link": f"https://a.example/{n}"} for n in range(1, 5)]))
    daemon.follow(server.url("/a.xml"))
    daemon.refresh()
    told = daemon.post("/v1/topics/soup/test?since=2d", {"terms": ["soup"], "threshold": 0}).json
    assert told["items"] == 4 and told["moved_in"] == 4 and "before" not in told["in"][0]
    assert daemon.get("/v1/topics").json["topics"] == []


def test_a_change_is_tried_in_the_editor(daemon, server, tmp_path):
    fill(daemon, server)
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\nprintf 'term = soup ^5\\nthreshold = 1\\n' >>\"$1\"\n")
    editor.chmod(0o755)
    tried = daemon.winnow("topic", "test", "learning", env={"EDITOR": str(editor), "VISUAL": ""})
    assert tried.returncode == 0, tried.stderr
    assert "coming in" in tried.stdout
    assert [t["phrase"] for t in daemon.get("/v1/topics/learning").json["terms"]] == ["peer learning", "learning circles"]
