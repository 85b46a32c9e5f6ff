"""A document of thousands of items, in the middle of which people get their turn; and what then holds."""
import time

import pytest
from feedserver import HOUR, NOW, rss
from winnowd import wait_for

COUNT = 5000  # as many as a document may have


def stories():
    return [{"title": f"Story {n} of the harbour", "guid": str(n), "link": f"https://x.example/{n}", "when": NOW - HOUR - n,
             "text": f"Lantern {n} was seen from the quay, {n * 7919 % 10007} times. " * 4} for n in range(COUNT)]


def total(daemon):
    return daemon.get("/v1/status").json["items"]["total"]


@pytest.fixture
def in_the_middle(daemon, server):
    """Some of its items are there; a person calls the feed by a name of his own all the while."""
    server.say("/long.xml", rss("Long", stories()))
    daemon.follow_all([server.url("/long.xml")])
    deadline = time.monotonic() + 20
    while total(daemon) == 0 and time.monotonic() < deadline:
        assert daemon.patch("/v1/feeds/1", {"title": "Mine"}).status == 200
    feed = daemon.get("/v1/feeds/1").json
    assert 0 < total(daemon) < COUNT and "last_poll" not in feed and "etag" not in feed
    return daemon


def settle(daemon):
    wait_for(lambda: "last_poll" in daemon.get("/v1/feeds/1").json)
    return daemon.get("/v1/feeds/1").json


def test_what_people_change_meanwhile_stays_and_validators_come_last(in_the_middle, server):
    daemon = in_the_middle
    assert daemon.patch("/v1/feeds/1", {"tags": ["sea"]}).status == 200
    feed = settle(daemon)
    assert feed["title"] == "Mine" and feed["tags"] == ["sea"] and feed["items"] == COUNT
    assert total(daemon) == COUNT
    daemon.refresh()
    assert server.asked("/long.xml")[-1]["If-None-Match"] == feed["etag"]
    assert daemon.get("/metrics").body.decode().count(f"winnow_items_new_total {COUNT}\n") == 1


def test_killed_in_the_middle_it_gets_the_document_again_and_each_item_once(in_the_middle, server):
    daemon = in_the_middle
    daemon.kill()
    daemon.start()
    assert total(daemon) > 0
    assert settle(daemon)["items"] == COUNT
    assert total(daemon) == COUNT
    assert "If-None-Match" not in server.asked("/long.xml")[-1]


def test_a_feed_removed_in_the_middle_is_gone(in_the_middle):
    daemon = in_the_middle
    assert daemon.delete("/v1/feeds/1").status == 204
    assert total(daemon) == 0
    daemon.refresh()
    status = daemon.get("/v1/status").json
    assert status["feeds"]["total"] == 0 and status["items"]["total"] == 0
    assert "not stored" not in daemon.log.read_text()
