"""Each figure, measured with the real programs. The parts run in the order of PARTS; later ones use the store of the first poll."""
import itertools
import json
import os
import sqlite3
import subprocess
import time

import feeds
import server as nginx
from misfits import Misfits
from measure import Disk, Probe, ask, cpu_s, median, memory_mb, quantile, timed_ms
from table import told
from winnowd import CONF, Unix, Winnowd

HOSTS = nginx.ADDRESSES
CONCURRENCY = 64  # the default
ROUNDS = 3
PATIENCE_S = 900
KNOWN_FEEDS = 100_000
IDLE_S = 5
ANSWERS, ANSWERS_S = 200, 3
MORE_FEEDS = 150
PATCH = "PATCH"
DIGEST = "/v1/digest?since=30d&" + "&".join("topic=" + name for name in feeds.THEMES)


class Bench:
    """What the parts share: where things are, and the daemon that holds the store of the first poll in ten topics."""

    def __init__(self, folder, build, server, count, items, window):
        self.folder, self.build, self.server = folder, build, server
        self.count, self.items, self.window = count, items, window
        self.daemons = []
        self.main = None
        self.own_seconds = {}

    def daemon(self, name):
        d = Winnowd(self.build, self.folder / name, conf=CONF)
        self.daemons.append(d)
        return d

    def program(self, name, *arguments, text=None, env=None):
        done = subprocess.run(
            [str(self.build / "tests/bench" / name), *map(str, arguments)],
            input=text, capture_output=True, text=True, check=True, env={**os.environ, **(env or {})})
        return json.loads(done.stdout)

    def floor(self, name="at_once", env=None):
        urls = "\n".join(self.server.urls(self.count, name)) + "\n"
        said = self.program("floor", self.folder / "floor.db", CONCURRENCY, text=urls, env=env)
        if said["failed"]:
            raise SystemExit(f"bench: the floor failed to get {said['failed']} documents")
        return said

    def floor_unchanged_us(self, name="at_once", env=None):
        return median([self.floor(name, env)["cpu_s"] * 1e6 / self.count for _ in range(ROUNDS)])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for d in self.daemons:
            if d.process is not None and d.process.poll() is None:
                d.stop()


def connect(daemon):
    return lambda: Unix(daemon.socket, PATIENCE_S)


def refresh(daemon, feed=None):
    path = f"/v1/feeds/{feed}/refresh?wait=true" if feed else "/v1/refresh?wait=true"
    said = daemon.request("POST", path, timeout=PATIENCE_S).json
    if said["failed"]:
        raise SystemExit(f"bench: {said['failed']} feeds failed; {daemon.log.read_text()[-500:]}")
    return said


def follow(daemon, urls):
    opml = "<opml version='2.0'><body>" + "".join(f'<outline xmlUrl="{u}"/>' for u in urls) + "</body></opml>"
    if daemon.request("POST", "/v1/opml", opml, timeout=PATIENCE_S).json["added"] != len(urls):
        raise SystemExit("bench: not every feed was taken")


def write_topics(daemon):
    for name, words in feeds.THEMES.items():
        words = words.split()
        terms = [{"phrase": p, "weight": 1} for p in (words[0], words[1], words[2], " ".join(words[3:5]))]
        answer = daemon.put(f"/v1/topics/{name}", {"title": name, "terms": terms, "threshold": 50})
        if answer.status not in (200, 201):
            raise SystemExit(f"bench: topic {name}: {answer.body}")


def settle(daemon):
    """Until it has nothing left to do."""
    before = -1.0
    while cpu_s(daemon.process.pid) - before > 0.002:
        before = cpu_s(daemon.process.pid)
        time.sleep(0.3)


# ---- polling ----

class FirstPoll:
    def __init__(self, bench, daemon, with_topics):
        if with_topics:
            write_topics(daemon)
        settle(daemon)
        begun_s = cpu_s(daemon.process.pid)
        with Probe(connect(daemon), ["/v1/status"]) as probe:
            follow(daemon, bench.server.urls(bench.count))
            refresh(daemon)
        self.cpu_s = cpu_s(daemon.process.pid) - begun_s
        self.peak_mb = memory_mb(daemon.process.pid, "VmHWM")
        self.p99 = {path: quantile(ms, 0.99) for path, ms in probe.ms.items()}
        held = json.loads(ask(connect(daemon)(), "GET", "/v1/status"))["items"]["total"]
        if held != bench.items:
            raise SystemExit(f"bench: {held} items are stored of {bench.items}")


def first_polls(bench, table):
    floor = bench.floor()
    floor_us = floor["cpu_s"] * 1e6 / bench.items
    for topics in (0, len(feeds.THEMES)):
        daemon = bench.daemon(f"poll-{topics}").start()
        poll = FirstPoll(bench, daemon, topics > 0)
        table.section(f"first poll of {bench.count:,} feeds, {topics} topics; the floor stores and indexes, and judges nothing")
        table.add("CPU, an item", poll.cpu_s * 1e6 / bench.items, "us", most=250, floor=floor_us)
        table.add("memory, at most", poll.peak_mb, "MB", most=64, floor=floor["rss_kb"] / 1024)
        table.add("GET /v1/status meanwhile, p99 (floor: an echo)", poll.p99["/v1/status"], "ms", most=10, floor=poll.p99[None])
        if topics > 0:
            bench.main, bench.own_seconds["first"] = daemon, poll.cpu_s
        else:
            daemon.stop()


def unchanged_rounds(daemon, count):
    spent = []
    for _ in range(ROUNDS):
        settle(daemon)
        begun_s = cpu_s(daemon.process.pid)
        said = refresh(daemon)
        spent.append((cpu_s(daemon.process.pid) - begun_s) * 1e6 / count)
        if said["unchanged"] != count:
            raise SystemExit(f"bench: unchanged were {said['unchanged']} of {count}")
    return median(spent)


def unchanged_polls(bench, table):
    table.section(f"unchanged poll of {bench.count:,} feeds, the median of {ROUNDS}")
    spent_us = unchanged_rounds(bench.main, bench.count)
    bench.own_seconds["unchanged"] = spent_us * bench.count / 1e6
    table.add("CPU, a feed", spent_us, "us", most=60, floor=bench.floor_unchanged_us())
    with Probe(connect(bench.main), ["/v1/status"]) as status, Probe(connect(bench.main), [DIGEST]) as digest:
        deadline = time.monotonic() + ANSWERS_S
        while time.monotonic() < deadline:
            refresh(bench.main)
    for what, probe, path in (("status", status, "/v1/status"), ("digest, 30 days, 10 topics", digest, DIGEST)):
        table.add(f"GET /v1/{what}, all feeds polled again and again, p99", quantile(probe.ms[path], 0.99), "ms", most=10,
                  floor=quantile(probe.ms[None], 0.99), note=f"{len(probe.ms[path])} of them; floor: an echo")


def ids_of_documents(db):
    return {url.rpartition("/")[2]: feed for feed, url in db.execute("SELECT id, url FROM feed")}


def move(bench, port, env=None):
    """The same feeds, known and unchanged, on another port; without misfits."""
    daemon = bench.main
    daemon.stop()
    with sqlite3.connect(daemon.state / "winnow.db") as db:
        db.execute("DELETE FROM feed WHERE url LIKE 'http://127.0.17.%'")
        ids = ids_of_documents(db)
        db.executemany("UPDATE feed SET url = ?, due_at = unixepoch() + 86400 WHERE id = ?",
                       [(url, ids[feeds.name(n)]) for n, url in enumerate(bench.server.urls(bench.count, port))])
    db.close()
    daemon.start(env)


def late_polls(bench, table):
    move(bench, "late")
    table.section(f"{bench.count:,} feeds at once, each answering after {nginx.LATE_S * 1000:.0f} ms, {CONCURRENCY} at a time")
    begun = time.monotonic()
    refresh(bench.main)
    least_s = bench.count * nginx.LATE_S / CONCURRENCY
    table.add("wall time (floor: feeds x latency / concurrency)", time.monotonic() - begun, "s", most=1.3 * least_s, floor=least_s)


# ---- in time ----

DUE_OVER_S, DUE_IN_S, DUE_PATIENCE_S = 20, 5, 30
MISFITS_SHARE = 10


def make_due(bench, port, misfits=()):
    """All feeds, evenly over a while that begins in a moment; the misfits among them. Answers the due time of each document."""
    move(bench, port)
    daemon = bench.main
    daemon.stop()
    begins_at = int(time.time()) + DUE_IN_S
    due = {feeds.name(n): begins_at + n * DUE_OVER_S // bench.count for n in range(bench.count)}
    with sqlite3.connect(daemon.state / "winnow.db") as db:
        ids = ids_of_documents(db)
        db.executemany("UPDATE feed SET due_at = ? WHERE id = ?", [(at, ids[name]) for name, at in due.items()])
        db.executemany("INSERT INTO feed (url, added_at, due_at) VALUES (?, unixepoch(), ?)",
                       [(url, begins_at + n * DUE_OVER_S // len(misfits)) for n, url in enumerate(misfits)])
    db.close()
    daemon.start()
    if time.time() > begins_at:
        raise SystemExit("bench: winnowd took too long to start for its feeds to be asked in time")
    time.sleep(begins_at + DUE_OVER_S - time.time())
    return due


def lateness_s(bench, due):
    """Of each feed, from when it was due until it was asked; those that were not are as late as was waited."""
    asked, deadline = {}, time.monotonic() + DUE_PATIENCE_S
    while len(asked) < len(due) and time.monotonic() < deadline:
        asked.update(bench.server.asked())
    now = time.time()
    return [asked.get(name, now) - at for name, at in due.items()]


def punctual_polls(bench, table):
    alone = lateness_s(bench, make_due(bench, "timed"))
    bad = max(1, bench.count // MISFITS_SHARE)
    with Misfits() as misfits:
        beside = lateness_s(bench, make_due(bench, "timed", misfits.urls(bad)))
    table.section(f"{bench.count:,} feeds due over {DUE_OVER_S} s: from when one is due until it is asked; due times are whole seconds")
    table.add("p99", quantile(alone, 0.99), "s", most=1, note=f"p50 {told(median(alone), 's')}, the latest {told(max(alone), 's')}")
    table.add(f"p99 of these while {bad:,} others stall, drip, loop, reset, lie, flood", quantile(beside, 0.99), "s", most=1,
              floor=quantile(alone, 0.99), note=f"p50 {told(median(beside), 's')}, the latest {told(max(beside), 's')}")
    if min(alone + beside) < 0:
        raise SystemExit(f"bench: a feed was asked {-min(alone + beside):.1f} s before it was due")


def secure_polls(bench, table):
    trust = {"SSL_CERT_FILE": str(bench.server.certificate)}
    move(bench, "secure", trust)
    table.section("unchanged poll over https, each over a connection of its own, without resumption, certificates checked")
    table.add("CPU, a feed", unchanged_rounds(bench.main, bench.count), "us", most=900, floor=bench.floor_unchanged_us("secure", trust))


def stars(bench):
    """Somebody stars items and takes the stars away; the floor is what the disk takes for any write that is to last."""
    ids = some_ids(bench.main, 100)

    def star(connection, number):
        ask(connection, "PATCH", f"/v1/items/{ids[number % len(ids)]}", json.dumps({"starred": number // len(ids) % 2 == 0}))
    return Probe(connect(bench.main), [PATCH], floor=lambda: Disk(bench.folder / "floor.disk"), asks={PATCH: star})


def answers_meanwhile(bench, table):
    """New documents pour in while the store is as large as it is."""
    feeds.write_all(bench.server.documents / "more", MORE_FEEDS, seed=2)
    daemon = bench.main
    settle(daemon)
    with Probe(connect(daemon), ["/v1/status"]) as status, Probe(connect(daemon), [DIGEST]) as digest, stars(bench) as starring:
        follow(daemon, bench.server.urls(MORE_FEEDS, folder="more/"))
        refresh(daemon)
    p99 = {path: quantile(ms, 0.99) for path, ms in {**digest.ms, **status.ms}.items()}
    table.section(f"answers while {MORE_FEEDS} feeds are added to {bench.count:,}, p99; the floor is an echo between two processes")
    table.add("GET /v1/status", p99["/v1/status"], "ms", most=10, floor=p99[None])
    table.add("GET /v1/digest, 30 days, 10 topics", p99[DIGEST], "ms", most=10, floor=p99[None])
    told_ms, floor_ms = starring.ms[PATCH], starring.ms[None]
    table.add("PATCH of an item, durable (floor: 16 KB kept by the disk)", quantile(told_ms, 0.99), "ms", most=20,
              floor=quantile(floor_ms, 0.99), note=f"p50 {told(median(told_ms), 'ms')}, floor {told(median(floor_ms), 'ms')}")
    daemon.stop()


class LongestAnswers:
    """Asks and marks in turn; it is the longest that counts."""

    def __init__(self, daemon):
        self.connection, self.ids = connect(daemon)(), itertools.cycle(some_ids(daemon, 100))
        self.ms = {"GET": [], "PATCH": []}

    def ask_both(self):
        mark = json.dumps({"read": len(self.ms["GET"]) % 2 == 0})
        self.ms["GET"].append(timed_ms(lambda: ask(self.connection, "GET", "/v1/status")))
        self.ms["PATCH"].append(timed_ms(lambda: ask(self.connection, "PATCH", f"/v1/items/{next(self.ids)}", mark)))


def backed_up(daemon, file, table):
    """Who makes a backup stops nobody. What the disk does by itself is seen in as many answers without one, the floor."""
    during, without = LongestAnswers(daemon), LongestAnswers(daemon)
    begun = time.monotonic()
    backup = subprocess.Popen([str(daemon.build / "winnow"), "-s", daemon.socket, "backup", str(file)], stdout=subprocess.DEVNULL)
    while backup.poll() is None:
        during.ask_both()
    if backup.returncode != 0:
        raise SystemExit(f"bench: no backup: {backup.returncode}")
    taken_s = time.monotonic() - begun
    for _ in during.ms["GET"]:
        without.ask_both()
    table.section("answers while a backup is made, the longest; floor: of as many without one")
    for what, method in (("GET /v1/status", "GET"), ("PATCH of an item, durable", "PATCH")):
        ms = during.ms[method]
        table.add(what, max(ms), "ms", most=50, floor=max(without.ms[method]), note=f"p50 {told(median(ms), 'ms')}, {len(ms)} of them")
    table.add("the backup, verified", taken_s, "s")
    table.add("its size", file.stat().st_size / 1e6, "MB")


def backup(bench, table):
    settle(bench.main)
    backed_up(bench.main, bench.folder / "backup.db", table)


# ---- the store and its answers ----

class Answers:
    """The 99th percentile of so many as there is time for, and the CPU of one."""

    def __init__(self, daemon, method, path_of, body_of=lambda n: None, count=ANSWERS):
        connection, pid = connect(daemon)(), daemon.process.pid
        begun_s = cpu_s(pid)
        deadline, ms = time.monotonic() + ANSWERS_S, []
        while len(ms) < count and time.monotonic() < deadline:
            n = len(ms)
            ms.append(timed_ms(lambda: ask(connection, method, path_of(n), body_of(n))))
        self.ms = quantile(ms, 0.99)
        self.note = f"CPU {told((cpu_s(pid) - begun_s) * 1000 / len(ms), 'ms')} each"


def some_ids(daemon, count):
    listed = json.loads(ask(connect(daemon)(), "GET", f"/v1/items?limit={count}&sort=date"))
    return [item["id"] for item in listed["items"]]


def answers(bench, table):
    daemon = bench.main
    settle(daemon)
    rare = feeds.vocabulary(1).words[9000]
    table.section(f"answers from {bench.items:,} items while nothing else happens, p99; targets are for a million items")
    for what, path, most in (
            ("digest, 30 days, 10 topics", DIGEST, 10), ("GET /v1/status", "/v1/status", 10),
            ("search, a rare word", f"/v1/items?q={rare}&limit=20", 20), ("search, a common word", "/v1/items?q=there&limit=20", 20),
            ("search, a prefix", "/v1/items?q=learn*&limit=20", 20), ("items of a feed", "/v1/items?feed=7&limit=50", 10),
            ("items of a topic, by score", "/v1/items?topic=learning&sort=score&limit=50", 10),
            ("items by date", "/v1/items?sort=date&limit=50", 10)):
        answers_of = Answers(daemon, "GET", lambda _n, path=path: path)
        table.add(what, answers_of.ms, "ms", most=most, note=answers_of.note)
    whole = [timed_ms(lambda: daemon.winnow("digest", "--since", "30d")) for _ in range(10)]
    table.add("winnow digest --since 30d, the whole command, median", median(whole), "ms", most=30)
    judge(daemon, table)


def judge(daemon, table):
    ids = some_ids(daemon, 60)
    stars = Answers(daemon, "PATCH", lambda n: f"/v1/items/{ids[n]}", lambda n: '{"starred":true}', len(ids))
    table.add("PATCH of an item, durable", stars.ms, "ms", most=20, note=stars.note)
    verdicts = Answers(daemon, "PATCH", lambda n: f"/v1/items/{ids[n]}",
                       lambda n: json.dumps({"verdict": ("keep", "skip")[n % 2], "topic": "learning"}), 20)
    table.add("a verdict", verdicts.ms, "ms", most=10)
    refresh(daemon, 1)
    begun_s, begun = cpu_s(daemon.process.pid), time.monotonic()
    daemon.patch(f"/v1/items/{ids[0]}", {"verdict": "skip", "topic": "learning"})
    refresh(daemon, 1)
    waited_s, spent_s = time.monotonic() - begun, cpu_s(daemon.process.pid) - begun_s
    table.add("a verdict until all scores follow it", waited_s, "s", most=2, note=f"CPU {told(spent_s, 's')}")


def restart(bench, table):
    daemon = bench.main
    daemon.stop()
    stored = sum(f.stat().st_size for f in daemon.state.iterdir())
    begun = time.monotonic()
    daemon.start()
    started_s = time.monotonic() - begun
    settle(daemon)
    table.section(f"the store of {bench.items:,} items")
    table.add("on disk, an item", stored / bench.items, "bytes", most=4500)
    table.add("start until the socket answers", started_s, "s", most=1)
    table.add("memory after a start, indexes built", memory_mb(daemon.process.pid, "VmHWM"), "MB", most=256)


def many_feeds(bench, table):
    """Put into the store by hand: to follow them through the socket would poll them."""
    daemon = bench.daemon("many").start()
    daemon.stop()
    with sqlite3.connect(daemon.state / "winnow.db") as db:
        db.executemany("INSERT INTO feed (url, added_at, due_at, due_reason) VALUES (?, unixepoch(), unixepoch() + 3600 + ?, 'in a while')",
                       ((f"https://site{i}.example/feed.xml", i % 80000) for i in range(KNOWN_FEEDS)))
    db.close()
    begun = time.monotonic()
    daemon.start()
    started_s = time.monotonic() - begun
    settle(daemon)
    begun_s = cpu_s(daemon.process.pid)
    time.sleep(IDLE_S)
    table.section(f"{KNOWN_FEEDS:,} feeds known, none due")
    table.add("memory", memory_mb(daemon.process.pid, "VmHWM"), "MB", most=120)
    table.add(f"CPU in {IDLE_S} s", (cpu_s(daemon.process.pid) - begun_s) * 1000, "ms", most=1)
    table.add("start until the socket answers", started_s, "s", most=3)
    daemon.stop()


MANY_TOPICS, THEIR_FEEDS = 1000, 40


def many_topics(bench, table):
    """As many topics as somebody might have for each of a hundred colleagues; their words are drawn from the vocabulary."""
    daemon = bench.daemon("topics").start()
    follow(daemon, bench.server.urls(THEIR_FEEDS))
    refresh(daemon)
    words = feeds.vocabulary(1).words
    settle(daemon)
    begun_s, begun = cpu_s(daemon.process.pid), time.monotonic()
    for n in range(MANY_TOPICS):
        terms = [{"phrase": words[200 + 7 * n + k], "weight": 1} for k in range(6)]
        if daemon.put(f"/v1/topics/t{n}", {"title": f"Topic {n}", "terms": terms}).status != 201:
            raise SystemExit("bench: a topic was not taken")
    refresh(daemon, 1)
    waited_s, spent_s = time.monotonic() - begun, cpu_s(daemon.process.pid) - begun_s
    held = json.loads(ask(connect(daemon)(), "GET", "/v1/status"))["items"]["total"]
    table.section(f"{MANY_TOPICS:,} topics, {held:,} items")
    table.add("all made, fitted, and every item scored in each", waited_s, "s", note=f"CPU {told(spent_s, 's')}")
    table.add("memory, at most", memory_mb(daemon.process.pid, "VmHWM"), "MB")
    whys = Answers(daemon, "GET", lambda n: f"/v1/items/{n + 1}/why", count=20)
    table.add("GET /v1/items/{id}/why, p99", whys.ms, "ms", note=whys.note)
    daemon.stop()


# ---- one folder at a time ----

def parsing(bench, table):
    said = bench.program("parsing", bench.folder / "documents")
    table.section("documents into finished items, one core; the floor is libxml2's bare SAX2")
    table.add("HTML sanitised, text extracted", said["whole"], "MB/s", least=40, floor=said["bare"])
    table.add("HTML left as it is", said["without_html"], "MB/s", least=150, floor=said["bare"])


def judging(bench, table):
    topics = 20
    said = bench.program("judging", bench.window, topics)
    table.section("judging one item, without a store; the floor hashes each of its words once")
    table.add(f"its copies among {bench.window:,} ({said['found']:,} found), CPU", said["duplicate_us"], "us", most=60, floor=said["floor_us"])
    table.add("memory of that index, an item", said["index_bytes"] / bench.window, "bytes", most=200)
    table.add(f"its words, weights and scores in {topics} topics, CPU", said["score_us"], "us", most=100, floor=said["floor_us"])
    table.add("a topic's model fitted to 3,000 items, CPU", said["fit_ms"], "ms")


PARTS = (first_polls, unchanged_polls, answers, restart, late_polls, punctual_polls, secure_polls, backup, answers_meanwhile, many_feeds, many_topics, parsing, judging)
