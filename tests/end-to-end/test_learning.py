"""Topics that learn, say what, and can be corrected."""
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
