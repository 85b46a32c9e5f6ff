"""What the socket answers is what schema/api.yaml says."""
import re

import pytest
from api import API, check
from feedserver import HOUR, NOW, rss

TEXT = "Peer learning in small groups works better than courses, and it costs less than anybody thought it would. "


@pytest.fixture
def full(daemon, server):
    """A daemon with something of everything."""
    daemon.topic("learning", "peer learning", exclude=["advert"])
    server.say("/a.xml", rss("A", [
        {"title": f"Peer learning {n}", "text": TEXT + f"Story {n} of {n * 31}.", "guid": str(n),
         "link": f"https://a.example/{n}", "when": NOW - n * HOUR} for n in range(1, 6)],
        extra="<ttl>60</ttl><link>https://a.example/</link><language>en</language>"))
    server.say("/b.xml", rss("B", [
        {"title": "Peer learning 1", "text": TEXT + "Story 1 of 31.", "guid": "b1",
         "link": "https://a.example/1?utm_source=b", "when": NOW}]))
    server.say("/c.xml", "no", status=500)
    for name in "abc":
        daemon.follow(server.url(f"/{name}.xml"), tags=["work"])
    daemon.refresh()
    item = daemon.items()[0]["id"]
    daemon.patch(f"/v1/items/{item}", {"starred": True, "note": "good", "verdict": "keep"})
    return daemon


def test_every_answer_is_as_described(full, server):
    d = full
    item = d.items(state="starred")[0]["id"]
    check(d.get("/v1/status"), "GET", "/v1/status", 200)
    check(d.get("/v1/feeds"), "GET", "/v1/feeds", 200)
    for feed in d.get("/v1/feeds").json["feeds"]:
        check(d.get(f"/v1/feeds/{feed['id']}"), "GET", "/v1/feeds/{id}", 200)
    feed = d.get("/v1/feeds").json["feeds"][0]["id"]
    check(d.post("/v1/feeds", {"url": server.url("/a.xml")}), "POST", "/v1/feeds", 200)
    check(d.post("/v1/feeds", {"url": "ftp://x"}), "POST", "/v1/feeds", 422)
    check(d.patch(f"/v1/feeds/{feed}", {"title": "Mine", "paused": True}), "PATCH", "/v1/feeds/{id}", 200)
    check(d.patch(f"/v1/feeds/{feed}", {"paused": False}), "PATCH", "/v1/feeds/{id}", 200)
    check(d.get("/v1/yield"), "GET", "/v1/yield", 200)
    check(d.get("/v1/backup"), "GET", "/v1/backup", 200)
    check(d.get("/v1/yield?since=nonsense"), "GET", "/v1/yield", 400)
    check(d.post("/v1/refresh?wait=true"), "POST", "/v1/refresh", 200)
    check(d.post("/v1/refresh"), "POST", "/v1/refresh", 202)
    check(d.post(f"/v1/feeds/{feed}/refresh?wait=true"), "POST", "/v1/feeds/{id}/refresh", 200)
    check(d.post("/v1/preview", {"url": server.url("/a.xml")}), "POST", "/v1/preview", 200)
    check(d.request("POST", "/v1/preview", rss("P", []), {"Content-Type": "application/xml"}), "POST", "/v1/preview", 200)
    check(d.request("POST", "/v1/preview", "no feed", {"Content-Type": "text/plain"}), "POST", "/v1/preview", 422)
    check(d.get("/v1/topics"), "GET", "/v1/topics", 200)
    check(d.get("/v1/topics/learning"), "GET", "/v1/topics/{name}", 200)
    check(d.put("/v1/topics/new", {"terms": [{"phrase": "x"}]}), "PUT", "/v1/topics/{name}", 201)
    check(d.put("/v1/topics/new", {"terms": [{"phrase": "y"}]}), "PUT", "/v1/topics/{name}", 200)
    check(d.post("/v1/topics/new/test", {"terms": [{"phrase": "peer"}]}), "POST", "/v1/topics/{name}/test", 200)
    check(d.post("/v1/topics/learning/test?since=1h", {"terms": ["story"], "threshold": 0}), "POST", "/v1/topics/{name}/test", 200)
    check(d.post("/v1/topics/new/test", {"terms": []}), "POST", "/v1/topics/{name}/test", 422)
    check(d.post("/v1/topics/new/forget", {"word": "of"}), "POST", "/v1/topics/{name}/forget", 200)
    check(d.post("/v1/topics/new/forget", {}), "POST", "/v1/topics/{name}/forget", 200)
    for query in ("", "?scores=all&duplicates=show", "?limit=2", "?topic=learning&sort=score&min_score=0", "?q=peer"):
        check(d.get("/v1/items" + query), "GET", "/v1/items", 200)
    check(d.get(f"/v1/items/{item}"), "GET", "/v1/items/{id}", 200)
    check(d.get(f"/v1/items/{item}/why"), "GET", "/v1/items/{id}/why", 200)
    check(d.get(f"/v1/items/{item}/revisions"), "GET", "/v1/items/{id}/revisions", 200)
    check(d.patch(f"/v1/items/{item}", {"read": True}), "PATCH", "/v1/items/{id}", 200)
    check(d.get("/v1/digest?min_score=0&serendipity=true"), "GET", "/v1/digest", 200)
    check(d.get("/v1/items/999999"), "GET", "/v1/items/{id}", 404)
    check(d.request("POST", "/v1/opml", "<opml/>"), "POST", "/v1/opml", 200)
    check(d.get("/v1/topics/learning/suggestions"), "GET", "/v1/topics/{name}/suggestions", 200)
    check(d.get("/v1/suggestions"), "GET", "/v1/suggestions", 200)
    check(d.get("/v1/topics/nothing/suggestions"), "GET", "/v1/topics/{name}/suggestions", 404)
    examples = "/v1/topics/{name}/examples"
    check(d.post("/v1/topics/new/examples", {"item": d.items()[0]["id"]}), "POST", examples, 201)
    check(d.post("/v1/topics/new/examples", {"title": "T", "text": "x", "language": "de", "verdict": "skip"}), "POST", examples, 201)
    check(d.post("/v1/topics/new/examples", {}), "POST", examples, 422)
    check(d.post("/v1/topics/new/examples", d.get("/v1/topics/new/lessons").json | {"name": 1}), "POST", examples, 422)
    check(d.get("/v1/topics/new/lessons"), "GET", "/v1/topics/{name}/lessons", 200)
    check(d.post("/v1/topics/new/examples", {"documents": d.get("/v1/topics/new/lessons").json["documents"]}), "POST", examples, 201)
    given = d.get("/v1/topics/new").json["examples"][0]["id"]
    check(d.delete("/v1/topics/new/examples?id=" + given), "DELETE", examples, 200)
    check(d.delete("/v1/topics/new"), "DELETE", "/v1/topics/{name}", 204)
    check(d.delete(f"/v1/feeds/{feed}"), "DELETE", "/v1/feeds/{id}", 204)


def test_every_route_described_is_there_and_none_besides(full):
    for path, operations in API["paths"].items():
        filled = re.sub(r"\{id\}", "999999", path).replace("{name}", "nothing")
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            answer = full.request(method, filled, "{}", {"Content-Type": "application/json"})
            if method.lower() in operations:
                assert answer.status != 405, (method, path)
            else:
                assert answer.status == 405, (method, path, answer.status)


def test_the_opml_it_exports_is_taken_back(full):
    exported = full.get("/v1/opml")
    assert exported.status == 200
    again = full.request("POST", "/v1/opml", exported.body)
    assert (again.json["added"], again.json["existing"], again.json["invalid"]) == (0, 3, [])


def test_metrics_are_prometheus_text(full):
    text = full.get("/metrics").body.decode()
    values = dict(line.split() for line in text.splitlines() if not line.startswith("#"))
    assert values["winnow_feeds"] == "3"
    assert values["winnow_feeds_failing"] == "1"
    assert float(values["winnow_items"]) == 6
    assert values['winnow_poll_failures_total{kind="http"}'] == "1"
    steps = [int(v) for k, v in values.items() if k.startswith("winnow_answer_seconds_bucket")]
    assert steps == sorted(steps) and steps[-1] == int(values["winnow_answer_seconds_count"]) > 0
