"""What a feed says again in every item speaks for none of them."""
from feedserver import HOUR, NOW, rss

NOTE = "Mara writes about remote work and hosts the Lathe podcast. Share this: Facebook Twitter"
OWN = {
    "Gardens on roofs": "Nobody waters the beds on the seventh floor before noon, and they bloom.",
    "Slow trains": "Between two valleys the conductor sells soup and yesterday's paper.",
    "Paper boats": "Children launched forty of them in spring; three have reached the weir.",
    "An office of one": "Remote work suits those who can close a door and open it again.",
}


def feed(titles, note=NOTE):
    return rss("Lathe", [
        {"title": t, "guid": t, "link": "https://lathe.example/" + t.replace(" ", "-"), "when": NOW - HOUR * (n + 1),
         "text": f"<p>{OWN[t]}</p><p>{note}</p><p>The post {t} appeared first on Remote Work Lathe.</p>"}
        for n, t in enumerate(titles)])


def why(daemon, item):
    (topic,) = daemon.get(f"/v1/items/{item['id']}/why").json["topics"]
    assert abs(topic["bias"] + sum(p["points"] for p in topic["parts"]) - topic["margin"]) < 1e-6
    assert topic["score"] == item["_winnow"]["score"]
    return topic


def test_a_note_under_every_item_neither_scores_nor_shows(daemon, server):
    daemon.topic("remote", "remote work", threshold=1)
    server.say("/a.xml", feed(OWN))
    daemon.follow(server.url("/a.xml"))
    daemon.refresh()
    items = {i["title"]: i for i in daemon.items(scores="all")}
    for title, item in items.items():
        assert item["content_text"] == item["summary"] == OWN[title], item
        told = [p["what"] for p in why(daemon, item)["parts"] if p["kind"] == "term"]
        assert bool(told) == (title == "An office of one"), (title, told)
    whole = daemon.get(f"/v1/items/{items['Slow trains']['id']}").json
    assert NOTE in whole["content_text"] and "appeared first" in whole["content_html"]
    assert "podcast" in daemon.winnow("show", items["Slow trains"]["id"]).stdout
    assert len(daemon.items(q="podcast")) == len(OWN)


def test_an_excerpt_says_what_the_title_does_not(daemon, server):
    server.say("/a.xml", rss("Lathe", [
        {"title": "Slow trains", "guid": "1", "link": "https://a.example/1", "when": NOW - HOUR,
         "text": "<h2>Slow trains</h2><p>By Mara</p><p>" + "Between two valleys he sells soup. " * 20 + "</p>"},
        {"title": "Paper boats", "guid": "2", "link": "https://a.example/2", "when": NOW - HOUR,
         "text": "<p>Three of forty boats reached [&#8230;]</p><p>Continue reading</p>"}]))
    daemon.follow(server.url("/a.xml"))
    daemon.refresh()
    items = {i["title"]: i["summary"] for i in daemon.items()}
    assert items["Slow trains"].startswith("Between two valleys he sells soup. Between") and len(items["Slow trains"]) <= 301
    assert items["Paper boats"] == "Three of forty boats reached\u2026"


def test_stored_items_tell_what_a_short_document_repeats(daemon, server):
    daemon.topic("remote", "remote work", threshold=1)
    for n, title in enumerate(OWN):
        server.say("/a.xml", feed([title]))
        if n == 0:
            daemon.follow(server.url("/a.xml"))
        daemon.refresh()
    items = {i["title"]: i for i in daemon.items(scores="all")}
    first, last = items["Gardens on roofs"], items["An office of one"]
    assert NOTE in first["content_text"]
    assert last["content_text"] == OWN["An office of one"]
    why(daemon, first)
    why(daemon, last)


def test_a_revised_item_is_looked_at_again(daemon, server):
    server.say("/a.xml", feed(OWN))
    daemon.follow(server.url("/a.xml"))
    daemon.refresh()
    now = "Three boats have come to the weir, and one came back upstream."
    server.say("/a.xml", feed(OWN).replace(OWN["Paper boats"], now))
    daemon.refresh()
    items = {i["title"]: i for i in daemon.items()}
    assert items["Paper boats"]["content_text"] == now
