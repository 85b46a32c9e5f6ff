"""A person at work on a daemon that may die at any moment: what was acknowledged is written down here, and must be there
after each start. What was under way at the moment may be there or not."""
import http.client
import json
import random
import threading

DIGEST = "soak"
ISSUES = f"/v1/digests/{DIGEST}/issues"


class Ledger:
    def __init__(self):
        self.notes = {}  # item: what was acknowledged
        self.starred = set()
        self.judged = {}  # item: whether it was kept, and so has to stay
        self.topics = {}  # name: titles that may be there, the acknowledged one and perhaps one under way
        self.issues = {}  # number: its bytes
        self.delivered = set()
        self.acknowledged = 0
        self.broken = None


class Hands(threading.Thread):
    """Works until the daemon is gone."""

    def __init__(self, daemon, ledger, seed):
        super().__init__(daemon=True)
        self.winnowd = daemon
        self.ledger = ledger
        self.rng = random.Random(seed)

    def run(self):
        try:
            while True:
                ids = [i["id"] for i in self.winnowd.get("/v1/items?limit=100").json["items"]]
                for _ in range(20):
                    self.rng.choice((self.note, self.star, self.judge, self.retitle, self.freeze))(ids)
        except (OSError, http.client.HTTPException, json.JSONDecodeError):
            pass

    def done(self, answer, *also):
        if answer.status not in (200, 201, *also):
            self.ledger.broken = f"{answer.status} {answer.body[:300]}"
        self.ledger.acknowledged += 1
        return answer

    def note(self, ids):
        if ids:
            item, text = self.rng.choice(ids), f"note {self.rng.randrange(10**9)}"
            self.ledger.notes.pop(item, None)
            self.done(self.winnowd.patch(f"/v1/items/{item}", {"note": text}))
            self.ledger.notes[item] = text

    def star(self, ids):
        if ids:
            item = self.rng.choice(ids)
            self.done(self.winnowd.patch(f"/v1/items/{item}", {"starred": True}))
            self.ledger.starred.add(item)

    def judge(self, ids):
        if ids:
            item = self.rng.choice(ids)
            verdict = self.rng.choice(("keep", "skip"))
            if item in self.ledger.judged:
                self.ledger.judged[item] = False  # it may come to be skipped
            answer = self.winnowd.patch(f"/v1/items/{item}", {"verdict": verdict, "topic": "soak-0"})
            if self.done(answer, 404).status == 200:  # the topic may not be there yet
                self.ledger.judged[item] = verdict == "keep"

    def retitle(self, _):
        name, title = f"soak-{self.rng.randrange(4)}", f"Title {self.rng.randrange(10**9)}"
        before = self.ledger.topics.get(name, set())
        self.ledger.topics[name] = before | {title, None if not before else title}
        self.done(self.winnowd.put(f"/v1/topics/{name}", {"title": title, "terms": [{"phrase": "mentor", "weight": 1}]}))
        self.ledger.topics[name] = {title}

    def freeze(self, _):
        answer = self.winnowd.post(ISSUES)
        number = self.done(answer).json["_winnow"].get("issue")
        if number is None:  # nothing to tell
            return
        if self.ledger.issues.setdefault(number, answer.body) != answer.body:
            self.ledger.broken = f"issue {number} is not what it was"
        self.done(self.winnowd.patch(f"{ISSUES}/{number}", {"delivered": True}))
        self.ledger.delivered.add(number)


def compare(daemon, ledger, most=None):
    """Everything acknowledged is there; `most`: look at so many of a kind, by chance."""
    def lost(what):
        raise SystemExit(f"crash: lost: {what}")

    def some(what):
        what = list(what)
        return what if most is None or len(what) <= most else random.sample(what, most)

    if ledger.broken:
        raise SystemExit(f"crash: {ledger.broken}")
    for item, note in some(ledger.notes.items()):
        # Two notes are joined when their items turn out to be one.
        if note not in daemon.get(f"/v1/items/{item}").json["_winnow"].get("note", ""):
            lost(f"the note of item {item}")
    for item in some(ledger.starred):
        if not daemon.get(f"/v1/items/{item}").json["_winnow"].get("starred"):
            lost(f"the star of item {item}")
    for item, stays in some(ledger.judged.items()):
        answer = daemon.get(f"/v1/items/{item}")
        # What was skipped may go, as one too many.
        if answer.status == 404 and not stays:
            continue
        if "verdict" not in answer.json.get("_winnow", {}):
            lost(f"the verdict on item {item}")
    topics = {t["name"]: t["title"] for t in daemon.get("/v1/topics").json["topics"]}
    for name, titles in ledger.topics.items():
        if topics.get(name) not in titles:
            lost(f"topic {name}: {topics.get(name)} is none of {titles}")
    for number, frozen in some(ledger.issues.items()):
        if daemon.get(f"{ISSUES}/{number}").body != frozen:
            lost(f"issue {number}")
