"""From feeds over HTTP to a digest on the terminal."""
import re

from feedserver import DAY, HOUR, NOW, rss

LEARNING = [
    ("How learning circles keep a craft alive",
     "Learning circles meet every other week. Members bring one thing they tried and one thing that failed. "
     "Working out loud makes the learning visible, and peer learning spreads it through the company."),
    ("Personal knowledge management for people who hate filing",
     "Personal knowledge management is a habit, not a tool. Seek, sense and share: that is the loop. "
     "A short note a day beats a perfect archive, and sharing it with a network makes sense of it."),
    ("Peer learning beats the training catalogue",
     "When colleagues teach each other, peer learning happens at the moment of need. "
     "Courses come too early or too late; a community of practice is there on the day itself."),
]
NOISE = [
    ("Ten soups for a rainy evening", "Leeks, potatoes and a little cream make a soup that needs no recipe. Stir it slowly and serve it hot."),
    ("Cup final goes to penalties", "The keeper saved twice before the captain scored. The stadium sang long after midnight in the rain."),
    ("A sourdough that forgives", "Flour, water, salt and patience. The crust sings when it leaves the oven and the crumb stays soft."),
]


def items(pairs, site, age=HOUR):
    return [
        {"title": t, "text": x, "link": f"https://{site}.example/{n}", "guid": f"{site}-{n}", "when": NOW - age * (n + 1)}
        for n, (t, x) in enumerate(pairs)
    ]


def test_polls_real_feeds_and_prints_the_digest_with_reasons(daemon, server):
    daemon.topic("learning", "peer learning", "learning circles", "personal knowledge management", "working out loud")
    server.say("/learning.xml", rss("Learning Weekly", items(LEARNING, "learning")))
    server.say("/noise.xml", rss("Soup and Sport", items(NOISE, "noise")))
    daemon.follow(server.url("/learning.xml"))
    daemon.follow(server.url("/noise.xml"))
    daemon.refresh()

    shown = daemon.winnow("digest", "--min-score", "1")
    assert shown.returncode == 0, shown.stderr
    for title, _ in LEARNING:
        assert title[:30] in shown.stdout
    assert "Learning Weekly" in shown.stdout
    ids = re.findall(r"^\s*(\d+)\s", shown.stdout, re.M)
    why = daemon.winnow("why", ids[0])
    assert why.returncode == 0, why.stderr
    assert "learning" in why.stdout.lower()


def test_scores_put_what_fits_the_topic_above_what_does_not(daemon, server):
    daemon.topic("learning", "peer learning", "learning circles", "personal knowledge management")
    server.say("/a.xml", rss("All", items(LEARNING + NOISE, "all")))
    daemon.follow(server.url("/a.xml"))
    daemon.refresh()
    margins = {
        i["title"]: next(t["margin"] for t in i["_winnow"]["topics"] if t["name"] == "learning")
        for i in daemon.items(scores="all")
    }
    assert min(margins[t] for t, _ in LEARNING) > max(margins[t] for t, _ in NOISE)


def test_a_cross_post_is_folded_under_its_original_and_still_there(daemon, server):
    title, text = LEARNING[0]
    server.say("/one.xml", rss("One", [
        {"title": title, "text": text, "link": "https://one.example/circles", "guid": "1", "when": NOW - 2 * HOUR}]))
    server.say("/two.xml", rss("Two", [
        {"title": title, "text": f"<p>{text}</p><p>Shared with thanks from One.</p>",
         "link": "http://www.one.example/circles/?utm_source=two", "guid": "x", "when": NOW - HOUR}]))
    daemon.follow(server.url("/one.xml"))
    daemon.follow(server.url("/two.xml"))
    daemon.refresh()

    folded = daemon.items()
    assert len(folded) == 1
    assert [d["feed"] for d in folded[0]["_winnow"]["duplicates"]] == ["Two"]
    both = daemon.items(duplicates="show")
    assert len(both) == 2
    copy = next(i for i in both if i["_winnow"].get("duplicate_of"))
    assert copy["_winnow"]["duplicate_of"] == folded[0]["id"]
    why = daemon.get(f"/v1/items/{copy['id']}/why").json
    assert why["duplicate_of"]["reason"]


def test_a_changed_item_is_a_revision_of_itself(daemon, server):
    first = {"title": "Draft", "text": "The first words of it.", "link": "https://x.example/1", "guid": "g", "when": NOW - DAY}
    server.say("/f.xml", rss("F", [first]))
    feed = daemon.follow(server.url("/f.xml"))
    before = daemon.items()[0]
    server.say("/f.xml", rss("F", [{**first, "title": "Final", "text": "Quite other words now."}]))
    assert daemon.refresh(feed["id"])["changed"] == 1
    after = daemon.items()
    assert len(after) == 1
    assert after[0]["id"] == before["id"]
    assert after[0]["title"] == "Final"
    assert after[0]["_winnow"]["revision"] == 2


def test_parts_of_every_score_sum_to_its_margin(daemon, server):
    daemon.topic("learning", "peer learning", "learning circles")
    daemon.topic("food", "soup", "oven", exclude=["penalties"])
    server.say("/a.xml", rss("All", items(LEARNING + NOISE, "all")))
    daemon.follow(server.url("/a.xml"))
    daemon.refresh()
    for item in daemon.items(scores="all"):
        stored = {t["name"]: t["margin"] for t in item["_winnow"]["topics"]}
        why = daemon.get(f"/v1/items/{item['id']}/why").json
        assert {t["name"] for t in why["topics"]} == {"learning", "food"}
        for topic in why["topics"]:
            total = topic["bias"] + sum(p["points"] for p in topic["parts"])
            assert abs(total - topic["margin"]) < 1e-6
            assert abs(stored[topic["name"]] - topic["margin"]) < 1e-6


def test_a_verdict_teaches_its_topic(daemon, server):
    daemon.topic("learning", "peer learning")
    server.say("/a.xml", rss("All", items(LEARNING + NOISE, "all")))
    daemon.follow(server.url("/a.xml"))
    daemon.refresh()
    soup = next(i for i in daemon.items(scores="all") if "soups" in i["title"])
    margin = lambda: daemon.get(f"/v1/items/{soup['id']}/why").json["topics"][0]["margin"]
    before = margin()
    answer = daemon.patch(f"/v1/items/{soup['id']}", {"verdict": "keep", "topic": "learning"})
    assert answer.status == 200 and answer.json["_winnow"]["verdict"] == "keep"
    daemon.refresh()
    assert margin() > before


def test_search_finds_words_phrases_and_fields(daemon, server):
    server.say("/a.xml", rss("All", items(LEARNING + NOISE, "all")))
    daemon.follow(server.url("/a.xml"))
    titles = lambda q: sorted(i["title"] for i in daemon.items(q=q))
    assert titles('"peer learning"') == sorted([LEARNING[0][0], LEARNING[2][0]])
    assert titles("soup* -leeks") == []
    assert titles("title:sourdough") == [NOISE[2][0]]
    assert titles("penalties OR sourdough") == sorted([NOISE[1][0], NOISE[2][0]])
    assert titles("is:starred") == []


def test_pages_give_every_item_once(daemon, server):
    many = [{"title": f"Item {n}", "text": f"Text number {n} of many words {n * 7919}", "guid": str(n),
             "link": f"https://x.example/{n}", "when": NOW - n * 60} for n in range(1, 121)]
    server.say("/a.xml", rss("Many", many))
    daemon.follow(server.url("/a.xml"))
    paged = daemon.items(limit=7, duplicates="show")
    assert len(paged) == 120
    assert [i["title"] for i in paged] == [f"Item {n}" for n in range(1, 121)]


def test_what_a_person_marked_stays_marked_after_a_restart(daemon, server):
    server.say("/a.xml", rss("All", items(LEARNING, "all")))
    daemon.follow(server.url("/a.xml"))
    one, two, three = [i["id"] for i in daemon.items()]
    assert daemon.winnow("star", one).returncode == 0
    assert daemon.winnow("note", two, "worth a second look").returncode == 0
    assert daemon.winnow("skip", three).returncode == 0
    daemon.kill()
    daemon.start()
    state = lambda i: daemon.get(f"/v1/items/{i}").json["_winnow"]
    assert state(one)["starred"] is True
    assert state(two)["note"] == "worth a second look"
    assert state(three)["verdict"] == "skip"


def test_the_links_of_a_text_are_numbered_on_request(daemon, server):
    server.say("/a.xml", rss("A", [{"title": "Linked", "guid": "1", "when": NOW - HOUR, "link": "https://a.example/1",
                                    "text": '<p>See <a href="/more">more</a> of it.</p>'}]))
    daemon.follow(server.url("/a.xml"))
    (item,) = daemon.items()
    shown = daemon.winnow("show", "--links", item["id"]).stdout
    assert "See more[1] of it." in shown and "[1] http" in shown and "/more" in shown
    assert "[1]" not in daemon.winnow("show", item["id"]).stdout
