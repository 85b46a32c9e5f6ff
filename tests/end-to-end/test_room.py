"""A disk that is full: polling waits, reading and judging go on, and all comes back by itself."""
import resource

import pytest
from conftest import BUILD
from disk import CAN_MOUNT, OnSmallDisk
from feedserver import HOUR, NOW, rss
from winnowd import wait_for


def items(n, start=0):
    return [{"title": f"Story {i}", "guid": str(i), "link": f"https://x.example/{i}", "when": NOW - HOUR - i,
             "text": f"harbour lantern {i} " * 30} for i in range(start, start + n)]


def trouble(d):
    return d.get("/v1/status").json.get("trouble", {}).get("kind")


@pytest.mark.skipif(not CAN_MOUNT, reason="no file systems of one's own here")
def test_polling_waits_for_room_and_people_need_not(tmp_path, server, request):
    d = OnSmallDisk(BUILD, tmp_path / "winnow")
    request.addfinalizer(d.finish)
    d.start()
    server.say("/a.xml", rss("A", items(3)))
    feed = d.follow(server.url("/a.xml"))["id"]
    d.topic("harbours", "harbour")
    d.refresh()
    before = server.asked("/a.xml")
    server.say("/a.xml", rss("A", items(9)))
    d.ballast(3)

    assert trouble(d) == "disk-low"  # though nothing came that is to be written
    refused = d.post("/v1/refresh?wait=true")
    if refused.status == 200:  # it was begun when nobody had looked yet; what came is not stored
        assert refused.json["failed"] == 1 and len(d.items()) == 3
    assert trouble(d) == "disk-low"
    refused = d.post(f"/v1/feeds/{feed}/refresh?wait=true")
    assert refused.status == 507 and "nearly full" in refused.json["detail"]
    shown = d.winnow("status").stdout
    assert "nearly full" in shown and "room left" in shown
    assert "disk is nearly full, polling waits" in d.log.read_text()
    one = d.items(q="harbour")[0]["id"]
    assert d.patch(f"/v1/items/{one}", {"verdict": "keep", "note": "seen", "topic": "harbours"}).status == 200
    assert "polling_held 1" in d.get("/metrics").body.decode()
    asked = len(server.asked("/a.xml"))
    assert asked <= len(before) + 1

    d.ballast(12)
    wait_for(lambda: trouble(d) is None)
    assert d.refresh()["new_items"] == 6
    assert "there is room again" in d.log.read_text()


@pytest.mark.skipif(not CAN_MOUNT, reason="no file systems of one's own here")
def test_on_a_disk_without_any_room_it_answers_and_loses_nothing(tmp_path, server, request):
    d = OnSmallDisk(BUILD, tmp_path / "winnow")
    request.addfinalizer(d.finish)
    d.start()
    server.say("/a.xml", rss("A", items(150)))
    d.follow(server.url("/a.xml"))
    d.refresh()
    d.ballast(0.1)
    ids = [i["id"] for i in d.items(limit=200)]
    answers = {i: d.patch(f"/v1/items/{i}", {"note": i * 1000}).status for i in ids}
    assert set(answers.values()) == {200, 507}
    assert len(d.items(q="lantern", limit=200)) == 150
    assert trouble(d) == "disk-full"
    d.ballast(12)
    wait_for(lambda: trouble(d) is None)
    assert d.patch(f"/v1/items/{ids[-1]}", {"note": "at last"}).status == 200
    for i in ids[:-1]:
        assert ("note" in d.get(f"/v1/items/{i}").json["_winnow"]) == (answers[i] == 200)


def test_a_bound_on_the_size_of_files_is_a_full_disk(daemon, server):
    server.say("/a.xml", rss("A", items(3)))
    daemon.follow(server.url("/a.xml"))
    daemon.refresh()
    server.say("/a.xml", rss("A", items(700)))
    size = max(p.stat().st_size for p in daemon.state.iterdir())
    resource.prlimit(daemon.process.pid, resource.RLIMIT_FSIZE, (size + 20000, resource.RLIM_INFINITY))
    assert daemon.post("/v1/refresh?wait=true").json["failed"] == 1
    assert trouble(daemon) == "disk-full"
    stored = daemon.get("/v1/status").json["items"]["total"]  # a part of a long document may be
    resource.prlimit(daemon.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    wait_for(lambda: trouble(daemon) is None)
    assert daemon.refresh()["new_items"] == 700 - stored
