"""What keeps an item out of the digest, and what would bring it in."""
from feedserver import DAY, HOUR, NOW, rss

TEXT = "Peer learning at work, told by someone who tried it for a year: "
ENDS = ["ora", "inth", "uvel", "asto", "emi", "ulk", "orba", "andel", "ixo", "ume", "olt", "arven"]
MANY = ["alders", "birches", "cedars", "elms", "firs", "larches", "maples", "oaks", "pines", "willows", "yews", "hazels"]


def fill(daemon, server, sites=1, threshold=1):
    daemon.topic("learning", "peer learning", threshold=threshold)
    for s in range(sites):
        server.say(f"/{s}.xml", rss(f"Site {s}", [
            {"title": f"{w[:3]}ket {w[:3]}omen {w}", "text": "Peer learning. " + " ".join(f"{w[:3]}{end}" for end in ENDS), "guid": f"{s}-{n}",
             "link": f"https://s{s}.example/{n}", "when": NOW - HOUR * (n + 1)}
            for n, w in enumerate(MANY) if n % sites == s]))
        daemon.follow(server.url(f"/{s}.xml"))
    daemon.refresh()
    return {i["title"].split()[-1]: i["id"] for i in daemon.items(duplicates="show")}


def digest(daemon, item):
    return daemon.get(f"/v1/items/{item}/why").json["digest"]


def shown(daemon, query=""):
    return [i["id"] for i in daemon.get("/v1/digest" + query).json["items"]]


def test_what_is_in_needs_nothing(daemon, server):
    fill(daemon, server)
    first = shown(daemon)[0]
    assert digest(daemon, first)["in"] is True and digest(daemon, first)["would"] == []
    said = daemon.winnow("why-not", first)
    assert said.returncode == 0 and "yes" in said.stdout


def test_the_limit_that_is_named_lets_it_in(daemon, server):
    ids = fill(daemon, server, sites=6)
    left_out = [i for i in ids.values() if i not in shown(daemon)]
    assert left_out
    for item in left_out:
        told = digest(daemon, item)
        (one,) = told["would"]
        assert one["kind"] == "outranked", told
        assert item in shown(daemon, f"?limit={one['limit']}")
        assert item not in shown(daemon, f"?limit={one['limit'] - 1}")
        assert f"--limit {one['limit']}" in " ".join(daemon.winnow("why-not", item).stdout.split())


def test_a_story_gives_way_when_the_one_that_tells_it_was_read(daemon, server):
    daemon.topic("learning", "peer learning", threshold=1)
    for site in ("one", "two"):
        server.say(f"/{site}.xml", rss(site, [{
            "title": "Nurses teach nurses: peer learning wins the national prize", "guid": site, "link": f"https://{site}.example/x",
            "text": f"The national prize goes to the peer learning circles of the nurses in Graz, {site} reports. " + site * 3, "when": NOW - HOUR}]))
        daemon.follow(server.url(f"/{site}.xml"))
    daemon.refresh()
    first = shown(daemon)
    assert len(first) == 1
    other = next((i["id"] for i in daemon.items() if i["id"] not in first), None)
    assert other is not None, "folded as a copy"
    (one,) = digest(daemon, other)["would"]
    assert (one["kind"], str(one["item"])) == ("story", first[0])
    daemon.patch(f"/v1/items/{first[0]}", {"read": True})
    assert shown(daemon) == [other]


def test_the_share_of_a_source_that_is_named_lets_it_in(daemon, server):
    ids = fill(daemon, server, sites=1)
    left_out = [i for i in ids.values() if i not in shown(daemon)]
    assert len(left_out) == len(MANY) - 3
    for item in left_out:
        (one,) = digest(daemon, item)["would"]
        assert one["kind"] == "source"
        assert item in shown(daemon, f"?limit={one['limit']}&per_feed={one['per_feed']}")
        assert item not in shown(daemon, f"?limit={one['limit']}&per_feed={one['per_feed'] - 1}")


def test_all_that_stands_in_the_way_is_told(daemon, server):
    daemon.topic("learning", "peer learning", threshold=100)
    server.say("/a.xml", rss("A", [{"title": "Leek soup", "text": "Simmer the leeks slowly.", "guid": "1", "link": "https://a.example/1",
                                    "when": NOW - 20 * DAY}]))
    daemon.follow(server.url("/a.xml"))
    daemon.refresh()
    item = daemon.items()[0]["id"]
    daemon.patch(f"/v1/items/{item}", {"read": True, "verdict": "skip"})
    daemon.refresh()
    told = digest(daemon, item)
    assert told["in"] is False and told["reason"] == "you skipped it"
    by = {w["kind"]: w for w in told["would"]}
    assert set(by) == {"skipped", "read", "age", "threshold"}
    assert by["age"]["days"] == 21
    assert by["threshold"]["topic"] == "learning" and by["threshold"]["missing"] > 0
    said = daemon.winnow("why-not", item)
    assert "winnow skip --undo" in said.stdout and "--since 21d" in said.stdout


def test_a_copy_names_its_original(daemon, server):
    daemon.topic("learning", "peer learning")
    for site in ("one", "two"):
        server.say(f"/{site}.xml", rss(site, [{"title": "Peer learning under oaks", "text": TEXT * 3, "guid": site,
                                               "link": "https://one.example/oaks", "when": NOW - HOUR}]))
        daemon.follow(server.url(f"/{site}.xml"))
    daemon.refresh()
    copy = next(i for i in daemon.items(duplicates="show") if i["_winnow"].get("duplicate_of"))
    told = digest(daemon, copy["id"])
    assert (told["would"][0]["kind"], str(told["would"][0]["item"])) == ("folded", copy["_winnow"]["duplicate_of"])


def firehose(daemon, server):
    """One source with sixty items, one with a single item that scores the same."""
    daemon.topic("learning", "peer learning", threshold=1)
    words = [a + b for a in ("al", "be", "co", "du", "el", "fi", "go", "hu", "im", "jo") for b in ("ra", "to", "ni", "se", "mu", "ka")]
    server.say("/much.xml", rss("Much", [
        {"title": f"{w}ket {w}omen", "text": "Peer learning. " + " ".join(f"{w}{end}" for end in ENDS), "guid": w,
         "link": f"https://much.example/{w}", "when": NOW - HOUR} for w in words]))
    server.say("/rare.xml", rss("Rare", [
        {"title": "zuvket zuvomen", "text": "Peer learning. " + " ".join(f"zuv{end}" for end in ENDS), "guid": "rare",
         "link": "https://rare.example/1", "when": NOW - HOUR}]))
    daemon.follow(server.url("/rare.xml"))
    daemon.follow(server.url("/much.xml"))
    daemon.refresh()


def test_a_rare_voice_stands_before_a_firehose_and_why_says_so(daemon, server):
    firehose(daemon, server)
    first, second, *_ = daemon.get("/v1/digest").json["items"]
    assert first["_winnow"]["feed"]["title"] == "Rare"
    assert second["_winnow"]["points"]["volume"] < first["_winnow"]["points"]["volume"] <= 0
    place = digest(daemon, second["id"])["place"]
    assert abs(sum(p["points"] for p in place["parts"]) - place["total"]) < 1e-9
    assert abs(place["total"] - second["_winnow"]["points"]["total"]) < 1e-9
    assert [p["what"] for p in place["parts"] if p["kind"] == "volume"] == ["its source publishes 9 a day"]
    assert "its source publishes 9 a day" in " ".join(daemon.winnow("why", second["id"]).stdout.split())
