"""winnowd grows old: a clock that moves in steps, feeds that publish by it, somebody who judges now and then and sends an
issue every week. Whatever must be as it was is looked at on the way and at the end."""
import contextlib
import http.client
import json
import os
import pathlib
import subprocess
import sys
import time

import feeds
import world
from measure import memory_mb
from winnowd import Winnowd
from world import DAY

HERE = pathlib.Path(__file__).resolve().parent
DIGEST = "weekly"
ISSUES = f"/v1/digests/{DIGEST}/issues"
TOPICS = list(feeds.THEMES)[:3]
QUIET_LOOKS = 2
CONF = """[network]
allow-private = 127.0.0.0/8
[store]
keep = {keep_days}d
"""


class Aged(Winnowd):
    """A winnowd that reads its clocks from a file."""

    def command(self):
        return [str(self.build / "tests/bench/winnowd"), *super().command()[1:]]


class Broken(Exception):
    """What must hold does not."""


class Life:
    def __init__(self, build, folder, count, days, keep_days=30, step_s=world.HOUR, issue_s=7 * DAY, zone="Europe/Berlin"):
        self.count, self.days, self.step_s, self.issue_s, self.keep_days = count, days, step_s, issue_s, keep_days
        self.daemon = Aged(build, folder / "winnow", conf=CONF.format(keep_days=keep_days))
        self.clock = world.Clock(folder / "clock", is_new=True)
        self.begin = self.clock.now()
        self.zone = zone  # where the clock changes twice a year
        self.issues = {}  # number: its bytes
        self.told = {}  # title: the number of its issue
        self.kept = set()
        self.rows = []
        self.at_end = contextlib.ExitStack()
        self.port = self.start_world(folder / "clock")

    def start_world(self, clock):
        process = subprocess.Popen(
            [sys.executable, str(HERE / "world.py"), str(self.count), str(self.begin), str(self.days * DAY), str(clock)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
        self.at_end.callback(process.wait)
        self.at_end.callback(process.stdin.close)
        self.at_end.callback(process.stdout.close)
        self.clock_path = clock
        return int(process.stdout.readline())

    def __enter__(self):
        self.at_end.callback(self.daemon.finish)
        self.start()
        self.prepare()
        return self

    def start(self):
        self.daemon.start(env={"WINNOW_TEST_CLOCK": str(self.clock_path), "TZ": self.zone})

    def __exit__(self, *_):
        self.at_end.close()

    # ---- what there is from the first day on ----
    def url(self, number):
        return f"http://127.0.17.{1 + number % world.ADDRESSES}:{self.port}/old/{number}"

    def prepare(self):
        for name in TOPICS:
            self.daemon.topic(name, *feeds.THEMES[name].split()[:4])
        self.daemon.put(f"/v1/digests/{DIGEST}", {"title": "Our week", "topics": TOPICS, "limit": 5, "min_score": 0})
        lines = "".join(f'<outline text="{n}" xmlUrl="{self.url(n)}"/>' for n in range(self.count))
        said = self.daemon.request("POST", "/v1/opml", f"<opml version='2.0'><body>{lines}</body></opml>")
        if said.json["added"] != self.count:
            raise Broken(f"feeds are refused: {said.body[:300]}")
        self.settle()

    # ---- time ----
    def settle(self):
        """Until nothing is under way. What waits only for its turn gets it: the clock moves on."""
        quiet = 0
        while quiet < QUIET_LOOKS:
            status = self.daemon.get("/v1/status").json
            while not self.is_asleep():
                time.sleep(0.002)
            polls = status["polls"]
            if polls["due"] and not polls["running"]:
                self.clock.move(1)
            busy = polls["due"] + polls["running"] + status["queues"]["ingest"] + status["queues"]["fetch"] + status["to_rescore"]
            quiet = 0 if busy else quiet + 1
        return status

    def is_asleep(self):
        """All of its threads: what the writer does when there is nothing else to do is done, too."""
        states = []
        for task in pathlib.Path(f"/proc/{self.daemon.process.pid}/task").iterdir():
            states.append((task / "stat").read_text().rpartition(")")[2].split()[0])
        return set(states) == {"S"}

    def live(self, on_month=None):
        for step in range(1, self.days * DAY // self.step_s + 1):
            self.clock.move(self.step_s)
            self.settle()
            if step * self.step_s % self.issue_s < self.step_s:
                self.judge(step)
                self.freeze()
            if step * self.step_s % (30 * DAY) < self.step_s or step * self.step_s == self.days * DAY:
                self.change_topic(step)
                self.note_figures(step * self.step_s // DAY)
                if on_month:
                    on_month(self.rows[-1])

    # ---- a person ----
    def judge(self, step):
        listed = self.daemon.get(f"/v1/items?topic={TOPICS[0]}&sort=score&limit=30&since=7d").json["items"]
        listed = [i for i in listed if i["id"] not in self.kept]
        for i in listed[:2]:
            self.kept.add(i["id"])
            self.patch(i, {"verdict": "keep", "topic": TOPICS[0]})
        for i in listed[-3:]:
            self.patch(i, {"verdict": "skip", "topic": TOPICS[0]})
        for i in listed[2:3]:
            self.kept.add(i["id"])
            self.patch(i, {"starred": True} if step % 2 else {"note": "for later"})
        for i in listed[3:20]:
            self.patch(i, {"read": True})

    def patch(self, listed, value):
        if self.daemon.patch(f"/v1/items/{listed['id']}", value).status != 200:
            raise Broken(f"item {listed['id']} can't be marked: {value}")

    def freeze(self):
        answer = self.daemon.post(ISSUES)
        number = answer.json["_winnow"]["issue"] if answer.status == 201 else None
        if number != len(self.issues) + 1:
            raise Broken(f"issue {len(self.issues) + 1} was not frozen: {answer.status} {answer.body[:300]}")
        for i in answer.json["items"]:
            if i["title"] in self.told:
                raise Broken(f"told in the issues {self.told[i['title']]} and {number}: {i['title']}")
            self.told[i["title"]] = number
        self.daemon.patch(f"{ISSUES}/{number}", {"delivered": True})
        self.issues[number] = self.daemon.get(f"{ISSUES}/{number}").body

    def change_topic(self, step):
        name = TOPICS[step % 2 + 1]
        words = feeds.THEMES[name].split()
        self.daemon.topic(name, *words[step % 3:step % 3 + 4])
        self.settle()

    # ---- how it is ----
    def metric(self, name):
        text = self.daemon.get("/metrics").body.decode()
        return next(int(line.split()[1]) for line in text.splitlines() if line.startswith(f"winnow_{name} "))

    def note_figures(self, day):
        pid, state = self.daemon.process.pid, self.daemon.state
        status = self.settle()
        self.rows.append({
            "day": day,
            "memory MB": memory_mb(pid, "VmRSS"),
            "files": len(os.listdir(f"/proc/{pid}/fd")),
            "threads": len(os.listdir(f"/proc/{pid}/task")),
            "store MB": (state / "winnow.db").stat().st_size / 1e6,
            "its log MB": (state / "winnow.db-wal").stat().st_size / 1e6,
            "items": status["items"]["total"],
            "kept, starred": status["items"]["kept"] + status["items"]["starred"],
            "came": self.metric("items_new_total"),
            "remembered": status["retention"]["removed"],
            "issues": len(self.issues),
            "polls": status["polls"]["started"],
            "lines": self.daemon.log.read_text().count("\n"),
        })
        self.compare_issues()

    def compare_issues(self):
        listed = self.daemon.get(ISSUES).json["issues"]
        if [i["number"] for i in listed] != sorted(self.issues, reverse=True):
            raise Broken(f"{len(listed)} issues of {len(self.issues)} are there")
        for number, said in self.issues.items():
            if self.daemon.get(f"{ISSUES}/{number}").body != said:
                raise Broken(f"issue {number} has changed")

    def compare_items(self):
        """Each item that a feed ever showed came once."""
        shown = self.ask_world("/shown")["items"]
        came = self.metric("items_new_total")
        if came != shown:
            raise Broken(f"{shown} items were shown, {came} came")

    def ask_world(self, path):
        connection = http.client.HTTPConnection("127.0.17.1", self.port)
        connection.request("GET", path)
        return json.loads(connection.getresponse().read())
