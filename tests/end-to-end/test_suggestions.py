"""What would make topics better: terms to add and to drop, topics that are missing. Nothing changes unasked."""
from feedserver import HOUR, NOW, rss

NAMES = "Ada Ben Cleo Dev Eve Finn Gus Hal Ivy Jan Kim Lou Mia Ned Oda Pia Quin Ray Sue Tom".split()
WEATHER = "rain snow storm frost sunshine fog hail wind clouds thunder".split()


def told(daemon, server):
    """Items on knowledge sharing, on bees, and much weather; the ids by title."""
    items = [{"title": f"{n} shares", "text": f"{n} tells colleagues about knowledge sharing in the office, said {n}."} for n in NAMES[:8]]
    items += [{"title": f"The hive of {n}", "text": f"{n} keeps bees: honey and pollen in the hive, and a queen. {n} asks."} for n in NAMES[:5]]
    items += [{"title": f"{w.title()} in {n}ville", "text": f"The forecast for {n}ville says {w} at noon."} for w in WEATHER for n in NAMES[8:15]]
    server.say("/all.xml", rss("All", [{**t, "guid": str(n), "link": f"https://all.example/{n}", "when": NOW - HOUR - n * 60}
                                       for n, t in enumerate(items)]))
    daemon.follow(server.url("/all.xml"))
    daemon.refresh()
    return {i["title"]: i["id"] for i in daemon.items(duplicates="show")}


def judge(daemon, verdict, ids, topic="work"):
    for item in ids:
        assert daemon.patch(f"/v1/items/{item}", {"verdict": verdict, "topic": topic}).status == 200


def test_a_topic_is_told_what_its_terms_miss_and_which_are_idle(daemon, server):
    daemon.topic("work", "colleagues", "blockchain", "frost")
    ids = told(daemon, server)
    judge(daemon, "keep", [ids[f"{n} shares"] for n in NAMES[:6]])
    judge(daemon, "skip", [i for t, i in ids.items() if t.startswith("Frost")][:3])
    daemon.refresh()
    before = daemon.get("/v1/topics/work").body
    said = daemon.get("/v1/topics/work/suggestions").json
    assert (said["kept"], said["skipped"], said["others"]) == (6, 3, len(ids) - 9)
    proposed = {t["phrase"].lower(): t for t in said["add"]}
    assert any("knowledge" in p or "sharing" in p for p in proposed)
    assert all("colleagues" not in p and t["kept"] > 1 for p, t in proposed.items())
    assert {t["phrase"]: (t["kept"], t["skipped"]) for t in said["drop"]} == {"blockchain": (0, 0), "frost": (0, 3)}
    shown = daemon.winnow("topic", "suggest", "work")
    assert shown.returncode == 0, shown.stderr
    assert "6 of 6" in shown.stdout and "hits nothing lately" in shown.stdout and "only hits what you skip" in shown.stdout
    lines = [line for line in shown.stdout.splitlines() if line.startswith("term = ")]
    assert daemon.get("/v1/topics/work").body == before
    # What is pasted is proposed no more.
    text = daemon.winnow("topic", "export", "work").stdout.replace("term = blockchain\n", "").replace("term = frost\n", "")
    assert daemon.winnow("topic", "import", "-", input=text + "\n".join(lines) + "\n").returncode == 0
    assert daemon.winnow("topic", "suggest", "work").returncode in (0, 4)
    assert not {t["phrase"] for t in daemon.get("/v1/topics/work/suggestions").json["add"]} & set(line[7:] for line in lines)


def test_kept_items_that_no_topic_covers_are_grouped(daemon, server):
    daemon.topic("work", "colleagues", threshold=99)
    ids = told(daemon, server)
    none = daemon.winnow("topic", "suggest")
    assert none.returncode == 4 and "no topic is missing" in none.stdout
    judge(daemon, "keep", [ids[f"The hive of {n}"] for n in NAMES[:4]] + [ids[f"{n} shares"] for n in NAMES[5:8]])
    daemon.topic("work", "colleagues", threshold=100)
    daemon.refresh()
    said = daemon.get("/v1/suggestions").json
    titles = [sorted(i["title"] for i in c["items"]) for c in said["clusters"]]
    assert said["uncovered"] == 7
    assert titles == [sorted(f"The hive of {n}" for n in NAMES[:4]), sorted(f"{n} shares" for n in NAMES[5:8])]
    assert {"hive", "honey", "bees"} & {w.lower() for w in said["clusters"][0]["words"]}
    shown = daemon.winnow("topic", "suggest")
    assert shown.returncode == 0 and "and 1 more" in shown.stdout
    # Each group is a topic that can be imported.
    text = "\n".join(line for line in shown.stdout.splitlines() if line.startswith(("[", "title =", "term =")))
    assert daemon.winnow("topic", "import", "-", input=text).returncode == 0
