"""Who watches hears of what happens, however often, slowly or long, and holds nobody up."""
import json
import os
import select
import signal
import subprocess

from feedserver import HOUR, NOW, rss
from winnowd import PATIENCE_S, Unix, wait_for

TOPIC = ("learning", "peer learning")
NOISE = [{"title": f"Soup number {n}", "text": f"A soup of leeks, with {n * 31} grams of butter in a pan.", "guid": f"n{n}",
          "link": f"https://n.example/{n}", "when": NOW - n * HOUR} for n in range(1, 12)]


def good(n, title=None):
    return {"title": title or f"Peer learning, part {n}", "guid": f"g{n}", "link": f"https://g.example/{n}", "when": NOW,
            "text": f"Peer learning in groups of {n} people: peer learning is how {n * 17} nurses learn."}


class Watcher:
    """Reads the stream of events."""

    def __init__(self, daemon, path="/v1/events", headers=None):
        self.connection = Unix(daemon.socket)
        self.connection.request("GET", path, headers=headers or {})
        self.response = self.connection.getresponse()
        assert self.response.status == 200, self.response.read()
        self.last_id = None
        self.event(wants_data=False)

    def event(self, wants_data=True):
        """(name, data) of the next; None at the end of the stream."""
        name, data = "message", None
        for line in self.response:
            line = line.decode().rstrip("\n")
            if line.startswith("id: "):
                self.last_id = int(line[4:])
            elif line.startswith("event: "):
                name = line[7:]
            elif line.startswith("data: "):
                data = json.loads(line[6:])
            elif not line and (data is not None or not wants_data):
                return name, data
        return None

    def until(self, name):
        while (event := self.event())[0] != name:
            pass
        return event[1]

    def close(self):
        self.response.close()
        self.connection.close()


class Watch:
    """winnow watch, read a line at a time."""

    def __init__(self, daemon, *arguments, env=None):
        self.process = subprocess.Popen(
            [str(daemon.build / "winnow"), "-s", daemon.socket, "watch", *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, **(env or {})})

    def line(self, stream=None):
        stream = stream or self.process.stdout
        assert select.select([stream], [], [], PATIENCE_S)[0], "nothing came"
        return stream.readline().decode()

    def stop(self, how=signal.SIGINT):
        self.process.send_signal(how)
        out, err = self.process.communicate(timeout=PATIENCE_S)
        return self.process.returncode, out.decode(), err.decode()


def watched(daemon, count=1):
    """Waits until so many are watching."""
    wait_for(lambda: f"winnow_watchers {count}\n" in daemon.get("/metrics").body.decode())


def test_watchers_hear_of_items_and_feeds_each_what_it_wants(daemon, server):
    daemon.topic(*TOPIC)
    server.say("/a.xml", rss("A", NOISE))
    everything, some, feeds = Watcher(daemon), Watcher(daemon, "/v1/events?topic=learning&only=item"), Watcher(daemon, "/v1/events?only=feed")
    feed = daemon.follow(server.url("/a.xml"))["id"]
    told = [everything.event() for _ in range(len(NOISE) + 1)]
    assert [data["change"] for name, data in told if name == "feed"] == ["added"]
    assert sorted(data["title"] for name, data in told if name == "item") == sorted(i["title"] for i in NOISE)

    server.say("/a.xml", rss("A", NOISE + [good(1)]))
    daemon.refresh()
    told = some.event()[1]
    assert told == everything.until("item")
    assert told["title"] == "Peer learning, part 1" and told["_winnow"]["topics"][0]["name"] == "learning"
    assert told == next(i for i in daemon.items() if i["id"] == told["id"])
    assert some.last_id == int(told["id"])

    server.say("/a.xml", "gone", status=410)
    daemon.refresh()
    daemon.delete(f"/v1/feeds/{feed}")
    assert [feeds.event()[1]["change"] for _ in range(3)] == ["added", "gone", "removed"]
    assert daemon.get("/v1/events?topic=nothing").status == 404
    assert daemon.get("/v1/events?since_id=x").status == 400
    assert daemon.stop() == 0
    assert some.event() is None and everything.until("feed")


def test_who_comes_again_hears_what_was_missed(daemon, server):
    server.say("/a.xml", rss("A", NOISE))
    daemon.follow(server.url("/a.xml"))
    daemon.refresh()
    ids = sorted(int(i["id"]) for i in daemon.items())
    again = Watcher(daemon, headers={"Last-Event-ID": str(ids[-3])})
    assert [int(again.event()[1]["id"]) for _ in range(2)] == ids[-2:]
    again = Watcher(daemon, f"/v1/events?since_id={ids[-2]}")
    assert int(again.event()[1]["id"]) == ids[-1]


def test_a_watcher_that_does_not_read_holds_nobody_up_and_is_told_its_loss(daemon, server):
    long = "Words and words and words of it. " * 200
    items = [{"title": f"T{n} " + long[:2500], "text": f"{n * 7919} {long}", "guid": str(n), "link": f"https://x.example/{n}"} for n in range(500)]
    slow, fast = Watcher(daemon, "/v1/events?only=item&duplicates=show"), Watcher(daemon, "/v1/events?only=item&duplicates=show")
    server.say("/a.xml", rss("A", items))
    daemon.follow(server.url("/a.xml"))
    assert daemon.get("/v1/status").json["items"]["total"] == 500
    heard = {"item": 0, "lost": 0}
    while sum(heard.values()) < 500:  # all of them, unless this test itself is held up
        name, data = fast.event()
        heard[name] += data.get("lost", 1)
    assert sum(heard.values()) == 500 and heard["item"] > 100
    assert slow.until("lost")["lost"] > 0


def test_more_watchers_than_fit_are_sent_away(daemon):
    watchers = [Watcher(daemon) for _ in range(64)]
    assert daemon.get("/v1/events").status == 503
    watchers.pop().close()
    assert Watcher(daemon)
    assert daemon.get("/v1/status").status == 200


def test_watch_prints_a_line_an_item_and_survives_a_restart(daemon, server):
    daemon.topic(*TOPIC)
    server.say("/a.xml", rss("The <b>source", NOISE))
    daemon.follow(server.url("/a.xml"))
    daemon.refresh()
    watch = Watch(daemon, "--url")
    watched(daemon)
    server.say("/a.xml", rss("The source", NOISE + [good(1, "Peer \u202elearning \u0085\u0007now")]))
    daemon.refresh()
    line = watch.line()
    assert line.endswith("Peer learning …now  https://g.example/1\n") and "source: " in line
    assert daemon.stop() == 0
    assert "went away" in watch.line(watch.process.stderr)
    daemon.start()
    server.say("/a.xml", rss("The source", NOISE + [good(1), good(2, "After the restart")]))
    daemon.refresh()
    assert "After the restart" in watch.line()
    assert watch.stop() == (0, "", "winnow: winnowd is back\n")
    quiet = Watch(daemon)
    watched(daemon)
    quiet.process.stdout.close()
    assert quiet.process.wait(PATIENCE_S) == 0


def test_watch_runs_commands_without_a_shell(daemon, server, tmp_path):
    hostile = "Peer learning; touch $(id) `id` \u001b]0;x\u0007 -e 'quoted' \"twice\""
    daemon.topic(*TOPIC)
    server.say("/a.xml", rss("A", NOISE))
    daemon.follow(server.url("/a.xml"))
    daemon.refresh()
    script = tmp_path / "told"
    script.write_text('#!/bin/sh\nprintf "%s|" "$@" "$WINNOW_ID" "$WINNOW_TITLE" "$WINNOW_URL" "$WINNOW_TOPIC" "$WINNOW_SOCKET" >>"$0.out"\necho >>"$0.out"\n')
    script.chmod(0o755)
    watch = Watch(daemon, "--count", "2", "--exec", str(script), "--exec", "/nowhere/to/be", "--json", "--", "$HOME", "two words")
    watched(daemon)
    server.say("/a.xml", rss("A", NOISE + [good(1, hostile.replace("\u001b", "").replace("\u0007", "")), good(2)]))
    daemon.refresh()
    out, err = watch.process.communicate(timeout=PATIENCE_S)
    assert watch.process.returncode == 0
    printed = [json.loads(line) for line in out.splitlines()]
    runs = (tmp_path / "told.out").read_text().splitlines()
    assert [r.split("|")[:3] for r in runs] == [["$HOME", "two words", p["id"]] for p in printed]
    assert [r.split("|")[3] for r in runs] == [p["title"] for p in printed]
    assert [r.split("|")[5:7] for r in runs] == [["learning", daemon.socket]] * 2
    assert err.decode().count("/nowhere/to/be can't be run") == 2


def test_watch_says_what_is_wrong(daemon, make_daemon):
    assert daemon.winnow("watch", "--topic", "nothing").returncode == 1
    assert daemon.winnow("watch", "word").returncode == 2
    assert daemon.winnow("watch", "--count", "0").returncode == 2
    away = make_daemon("away")
    assert away.winnow("watch").returncode == 3
