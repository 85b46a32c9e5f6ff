"""What owners of feeds ask of a reader, rule by rule, and what `winnow feed show` tells of it."""
import base64
import contextlib
import datetime
import email.utils
import pathlib
import shutil
import sqlite3
import ssl
import subprocess
import sys
import textwrap
import threading
import time

import pytest

from conftest import BUILD, ROOT
from feedserver import FOUR, HOUR, NOW, FeedServer, entry, rss
from winnowd import CONF, Winnowd, wait_for

sys.path.append(str(ROOT / "tests/bench"))

from world import Clock  # noqa: E402


def shown(daemon, feed):
    """What a person reads."""
    told = daemon.winnow("feed", "show", str(feed["id"]))
    assert told.returncode == 0, told.stderr
    return " ".join(told.stdout.split())


def seconds_until(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() - time.time()


@contextlib.contextmanager
def database(daemon):
    """The stopped daemon's, to move time."""
    assert daemon.stop() == 0
    with contextlib.closing(sqlite3.connect(daemon.state / "winnow.db")) as db:
        yield db
        db.commit()
    daemon.start()


# ---- what is sent ----


def test_says_who_asks_and_takes_what_is_small(daemon, server):
    server.say("/a.xml", rss("A", FOUR))
    daemon.follow(server.url("/a.xml"))
    asked = server.asked("/a.xml")[0]
    assert asked["User-Agent"].startswith("winnow/") and "+http" in asked["User-Agent"]
    assert "1 subscriber" in asked["User-Agent"]
    assert "gzip" in asked["Accept-Encoding"]
    assert asked["A-IM"] == "feed"
    assert "application/atom+xml" in asked["Accept"]
    assert "Cookie" not in asked


def test_keeps_no_cookie(daemon, server):
    server.say("/a.xml", rss("A", FOUR), headers={"Set-Cookie": "who=me; Path=/"})
    daemon.follow(server.url("/a.xml"))
    daemon.refresh()
    assert [("Cookie" in h) for h in server.asked("/a.xml")] == [False, False]


def test_validators_stay_one_set_over_errors_restarts_and_thin_304s(daemon, server):
    both = {"ETag": 'W/"one"', "Last-Modified": "Sun, 06 Nov 1994 08:49:37 GMT"}
    server.say("/a.xml", rss("A", FOUR), headers=both, validators=False)
    feed = daemon.follow(server.url("/a.xml"))
    server.say("/a.xml", status=304, headers={"ETag": '"two"'}, validators=False)
    daemon.refresh()
    for status in (500, 429, 404):
        server.say("/a.xml", "no", status=status, validators=False)
        daemon.refresh()
    daemon.stop()
    daemon.start()
    daemon.refresh()
    for asked in server.asked("/a.xml")[1:]:
        assert (asked["If-None-Match"], asked["If-Modified-Since"]) == (both["ETag"], both["Last-Modified"])
    server.say("/a.xml", rss("A", FOUR[1:]), headers={"ETag": '"three"'}, validators=False)
    daemon.refresh()
    now = daemon.feed(feed)
    assert now["etag"] == '"three"' and "last_modified" not in now
    assert 'etag "three"' in shown(daemon, feed)


def test_a_delta_is_merged_and_its_validator_is_the_new_one(daemon, server):
    server.say("/a.xml", rss("A", FOUR), headers={"ETag": '"1"'}, validators=False)
    feed = daemon.follow(server.url("/a.xml"))
    delta = rss("A", [entry(0, title="The newest of them")])
    server.say("/a.xml", delta, status=226, headers={"ETag": '"2"', "IM": "feed"}, validators=False)
    counts = daemon.refresh()
    assert (counts["changed"], counts["new_items"]) == (1, 1)
    now = daemon.feed(feed)
    assert (now["items"], now["etag"], now["state"]) == (5, '"2"', "ok")
    assert any("an item comes every" in hint for hint in now["hints"])
    server.say("/a.xml", b"\xd6\xc3\xc4", status=226, headers={"ETag": '"3"', "IM": "vcdiff"}, validators=False)
    daemon.refresh()
    now = daemon.feed(feed)
    assert (now["state"], now["etag"], now["items"]) == ("failing", '"2"', 5)


# ---- when to come again ----


@pytest.mark.parametrize(
    "headers, extra, least, words",
    [
        ({"Cache-Control": "public, max-age=28800"}, "", 8 * HOUR, ["max-age=28800", "fresh for 8 h"]),
        ({"Expires": email.utils.formatdate(NOW + 9 * HOUR, usegmt=True)}, "", 8 * HOUR, ["expires after"]),
        ({"Retry-After": "28800"}, "", 8 * HOUR, ["Retry-After: 28800", "come again after 8 h"]),
        ({"Retry-After": email.utils.formatdate(NOW + 9 * HOUR, usegmt=True)}, "", 8 * HOUR, ["Retry-After"]),
        ({}, "<ttl>480</ttl>", 8 * HOUR, ["ttl 480 min", "kept for 8 h"]),
        ({}, '<sy:updatePeriod xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">daily</sy:updatePeriod>',
         20 * HOUR, ["updated every"]),
        ({}, "<skipHours>" + "".join(f"<hour>{h}</hour>" for h in range(24) if h != (NOW // HOUR + 20) % 24)
         + "</skipHours>", 15 * HOUR, ["skipHours", "not to be read in the hours"]),
        ({}, "", 6 * HOUR, ["its rhythm: an item every 24 h", "an item comes every 24 h"]),
    ],
    ids=["max-age", "expires", "retry-after", "retry-after-date", "ttl", "update-period", "skip-hours", "rhythm"],
)
def test_the_strongest_hint_decides_and_is_told(daemon, server, headers, extra, least, words):
    server.say("/a.xml", rss("A", FOUR, extra), headers=headers)
    feed = daemon.follow(server.url("/a.xml"))
    text = shown(daemon, feed)
    for word in words:
        assert word in text
    assert seconds_until(daemon.feed(feed)["next_poll"]) > least - 60
    if "Retry-After" in headers:
        return
    server.say("/a.xml", status=304, validators=False)
    daemon.refresh()
    assert daemon.stop() == 0
    daemon.start()
    again = daemon.feed(feed)
    assert seconds_until(again["next_poll"]) > least - 60
    assert words[0] in again["next_poll_reason"]


def test_a_hint_that_is_said_no_more_holds_no_more(daemon, server):
    server.say("/a.xml", rss("A", FOUR), headers={"Cache-Control": "max-age=72000"})
    feed = daemon.follow(server.url("/a.xml"))
    assert "max-age=72000" in shown(daemon, feed)
    server.say("/a.xml", rss("A", FOUR[1:]))
    daemon.refresh()
    assert "its rhythm" in daemon.feed(feed)["next_poll_reason"] and "fresh for" not in shown(daemon, feed)


# ---- hosts ----


def test_a_host_that_has_enough_is_left_alone_with_all_its_feeds(make_daemon, server):
    for n in range(6):
        server.say(f"/{n}.xml", "too much", status=429, headers={"Retry-After": "7200"})
    daemon = make_daemon(conf=CONF + "[poll]\nper-host = 1\n").start()
    feeds = daemon.follow_all([server.url(f"/{n}.xml") for n in range(6)])
    wait_for(lambda: all(seconds_until(f["next_poll"]) > HOUR - 60 for f in daemon.get("/v1/feeds").json["feeds"]))
    feeds = daemon.get("/v1/feeds").json["feeds"]
    assert len(server.requests) == 1
    asked = [f for f in feeds if f.get("last_status") == 429]
    assert len(asked) == 1 and "Retry-After: 7200" in asked[0]["next_poll_reason"]
    for feed in feeds:
        assert seconds_until(feed["next_poll"]) > HOUR - 60
        if feed not in asked:
            assert (feed["state"], feed["failures"]) == ("ok", 0)
            assert "its host asked to be left alone" in shown(daemon, feed)
    daemon.stop()
    daemon.start()
    time.sleep(0.3)
    assert len(server.requests) == 1


class Gauge:
    """An answer that takes its time, and how many were given at once."""

    def __init__(self, body, takes_s):
        self.body, self.takes_s = body.encode(), takes_s
        self.running = self.most = 0
        self.began = []
        self.lock = threading.Lock()

    def __call__(self, handler):
        with self.lock:
            self.running += 1
            self.most = max(self.most, self.running)
            self.began.append(time.monotonic())
        time.sleep(self.takes_s)
        with self.lock:
            self.running -= 1
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(self.body)))
        handler.end_headers()
        handler.wfile.write(self.body)


def test_the_sites_of_one_platform_take_turns_as_one_host(make_daemon, server):
    gauge = Gauge(rss("S", FOUR), 0.3)
    urls = [f"http://site{n}.substack.com/feed" for n in range(6)]
    for url in urls:
        server.say(url, act=gauge)
    daemon = make_daemon(conf=CONF + f"proxy = {server.base}\n").start()
    daemon.follow_all(urls)
    assert daemon.refresh()["failed"] == 0
    assert gauge.most <= 2
    assert max(b - a for a, b in zip(gauge.began, gauge.began[2:])) >= 0.25
    server.say(urls[0], "too much", status=429, headers={"Retry-After": "7200"})
    daemon.refresh(feed=1)
    asked = len(server.requests)
    daemon.post("/v1/feeds", {"url": "http://other.example/feed"})
    assert len(server.requests) == asked + 1


def test_a_host_outside_has_a_pause_between_two_requests(make_daemon, server):
    gauge = Gauge(rss("S", FOUR), 0)
    urls = [f"http://far.example/{n}" for n in range(5)]
    for url in urls:
        server.say(url, act=gauge)
    daemon = make_daemon(conf=CONF + f"proxy = {server.base}\n[poll]\nper-host = 1\n").start()
    daemon.follow_all(urls)
    assert daemon.refresh()["failed"] == 0
    assert len(gauge.began) >= 5
    assert min(b - a for a, b in zip(gauge.began, gauge.began[1:])) >= 0.2


def test_many_feeds_of_a_slow_host_do_not_starve_the_others(daemon, server):
    gauge = Gauge(rss("S", FOUR), 0.2)
    urls = []
    for n in range(40):
        server.say(f"/{n}.xml", act=gauge)
        urls.append(server.url(f"/{n}.xml"))
    with FeedServer("127.0.0.3") as other:
        other.say("/quick.xml", rss("Quick", FOUR))
        daemon.follow_all([*urls, other.url("/quick.xml")])
        wait_for(lambda: other.requests)
        assert len(gauge.began) < 20
    assert gauge.most <= 2


class Unplugged(Winnowd):
    """In a network of its own that is down, by a clock of the test's own."""

    def command(self):
        return ["unshare", "-rn", str(self.build / "tests/bench/winnowd"), *super().command()[1:]]

    def inside(self):
        return ["nsenter", "-t", str(self.process.pid), "-U", "-n", "--preserve-credentials"]

    def plug_in(self):
        """All hosts answer from now on."""
        subprocess.run([*self.inside(), "ip", "link", "set", "lo", "up"], check=True)
        code = textwrap.dedent("""
            import sys; sys.path.insert(0, sys.argv[1])
            from feedserver import rss
            import http.server
            class All(http.server.BaseHTTPRequestHandler):
                def do_GET(self):
                    body = rss("A", [{"title": "One", "guid": "1", "text": self.headers["Host"]}]).encode()
                    self.send_response(200); self.send_header("Content-Length", str(len(body))); self.end_headers()
                    self.wfile.write(body)
                def log_message(self, *_): pass
            http.server.ThreadingHTTPServer.request_queue_size = 128
            server = http.server.ThreadingHTTPServer(("0.0.0.0", 8099), All)
            print("listening", flush=True)
            server.serve_forever()
        """)
        server = subprocess.Popen([*self.inside(), sys.executable, "-c", code, str(pathlib.Path(__file__).parent)],
                                  stdout=subprocess.PIPE)
        server.stdout.readline()
        return server


@pytest.mark.skipif(subprocess.run(["sh", "-c", "unshare -rn true && command -v nsenter ip"],
                                   capture_output=True).returncode != 0, reason="no network namespaces here")
@pytest.mark.parametrize("hosts", [30, 4])
def test_nobody_is_punished_when_our_own_network_is_down_from_the_start_and_for_hours(tmp_path, request, hosts):
    clock = Clock(tmp_path / "clock", is_new=True)
    daemon = Unplugged(BUILD, tmp_path / "winnow").start(env={"WINNOW_TEST_CLOCK": str(tmp_path / "clock")})
    request.addfinalizer(daemon.finish)

    def told(path="/v1/feeds"):
        return daemon.get(path).json["feeds"]

    def is_down():
        return daemon.get("/v1/status").json.get("network") == "down"

    daemon.follow_all([f"http://127.0.0.{n}:8099/feed" for n in range(1, hosts + 1)])
    wait_for(is_down)
    for _ in range(10):
        clock.move(HOUR)
        assert is_down()
    assert all(f["failures"] <= 1 for f in told())
    assert sum(f["failures"] for f in told()) < 10
    assert "is this machine online?" in daemon.winnow("status").stdout
    assert "winnow_network_down 1\n" in daemon.get("/metrics").body.decode()
    waiting = [f for f in told() if f["failures"] == 0]
    assert not waiting or "the network is down" in shown(daemon, waiting[0])
    server = daemon.plug_in()
    request.addfinalizer(lambda: (server.kill(), server.wait(), server.stdout.close()))
    for _ in range(60):  # all of them within half a minute
        clock.move(1)
        while daemon.get("/v1/status").json["polls"]["running"]:  # it would be late
            time.sleep(0.01)
        time.sleep(0.01)
    assert {(f["state"], f["items"]) for f in told()} == {("ok", 1)}
    assert "is this machine online?" not in daemon.winnow("status").stdout
    log = daemon.log.read_text()
    assert log.count("network is down") == 1 and log.count("network is up") == 1


# ---- failures ----


def test_a_bot_wall_is_named(daemon, server):
    server.say("/a.xml", rss("A", FOUR))
    feed = daemon.follow(server.url("/a.xml"))
    walls = {
        "Cloudflare": (403, "<html><title>Just a moment...</title></html>", {"Server": "cloudflare", "CF-Mitigated": "challenge"}),
        "Anubis": (200, "<html><head></head><body>Making sure you&#39;re not a bot!</body></html>", {"Content-Type": "text/html"}),
    }
    for name, (status, body, headers) in walls.items():
        server.say("/a.xml", body, status=status, headers=headers, validators=False)
        daemon.refresh()
        now = daemon.feed(feed)
        assert (now["state"], now["failure"]) == ("failing", "http")
        assert f"the bot wall of {name}" in shown(daemon, feed)
    assert now["items"] == 4


def test_a_header_without_end_is_cut_off(daemon, server):
    def endless(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        with contextlib.suppress(OSError):
            for n in range(20000):
                handler.wfile.write(f"X-Field-{n}: {'y' * 100}\r\n".encode())
            handler.end_headers()

    server.say("/a.xml", act=endless)
    feed = daemon.follow(server.url("/a.xml"))
    assert (feed["state"], feed["failure"]) == ("failing", "too-large")
    assert "the header is larger than 64 KB" in shown(daemon, feed)


def test_what_is_no_http_is_told_so(daemon, server):
    server.say("/a.xml", act=lambda handler: handler.wfile.write(b"hello and good bye, this is no HTTP at all\r\n"))
    feed = daemon.follow(server.url("/a.xml"))
    assert (feed["state"], feed["failure"]) == ("failing", "broken")
    assert "sent is no HTTP" in shown(daemon, feed)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to make a certificate with")
def test_certificates_are_checked(make_daemon, server, tmp_path):
    pem = tmp_path / "pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", pem, "-out", tmp_path / "crt",
                    "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"],
                   check=True, capture_output=True)
    pem.write_bytes(pem.read_bytes() + (tmp_path / "crt").read_bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server.http.socket = context.wrap_socket(server.http.socket, server_side=True)
    server.say("/a.xml", rss("A", FOUR))
    url = server.url("/a.xml").replace("http:", "https:")
    strict = make_daemon("strict").start()
    feed = strict.follow(url)
    assert (feed["state"], feed["failure"]) == ("failing", "tls")
    assert "certificate is not valid" in shown(strict, feed)
    assert server.requests == []
    trusting = make_daemon("trusting").start(env={"SSL_CERT_FILE": str(tmp_path / "crt")})
    assert trusting.follow(url)["items"] == 4


# ---- moving ----


def test_an_address_moves_after_days_of_the_same_redirect(daemon, server):
    server.say("/old.xml", rss("A", FOUR))
    feed = daemon.follow(server.url("/old.xml"))
    server.say("/new.xml", rss("A", FOUR))
    server.say("/old.xml", status=301, headers={"Location": "/new.xml"})
    daemon.refresh()
    now = daemon.feed(feed)
    assert (now["url"], now["moved_url"]) == (server.url("/old.xml"), server.url("/new.xml"))
    assert "after three days of the same its address becomes that" in shown(daemon, feed)
    with database(daemon) as db:
        db.execute("UPDATE feed SET moved_since = moved_since - 3 * 86400")
    daemon.refresh()
    now = daemon.feed(feed)
    assert (now["url"], now["items"]) == (server.url("/new.xml"), 4)
    assert "moved_url" not in now
    asked = len(server.asked("/old.xml"))
    daemon.refresh()
    assert len(server.asked("/old.xml")) == asked


def test_a_temporary_redirect_moves_nothing(daemon, server):
    server.say("/new.xml", rss("A", FOUR))
    server.say("/old.xml", status=302, headers={"Location": "/new.xml"})
    feed = daemon.follow(server.url("/old.xml"))
    assert feed["url"] == server.url("/old.xml") and "moved_url" not in feed


def test_a_feed_that_moves_onto_another_becomes_one_with_it(daemon, server):
    server.say("/old.xml", rss("Old", [entry(9, title="Only here"), *FOUR]))
    server.say("/new.xml", rss("New", FOUR))
    old = daemon.follow(server.url("/old.xml"), tags=["work"])
    new = daemon.follow(server.url("/new.xml"))
    by_title = {i["title"]: i["id"] for i in daemon.items(feed=old["id"], duplicates="show")}
    kept = by_title["Article number 2"]
    daemon.patch(f"/v1/items/{kept}", {"note": "for the workshop", "verdict": "keep"})
    server.say("/old.xml", status=308, headers={"Location": "/new.xml"})
    daemon.refresh()
    assert f"becomes one with feed {new['id']}" in shown(daemon, old)
    with database(daemon) as db:
        db.execute("UPDATE feed SET moved_since = moved_since - 3 * 86400")
    daemon.refresh()
    assert daemon.get(f"/v1/feeds/{old['id']}").status == 404
    merged = daemon.feed(new)
    assert merged["tags"] == ["work"]
    titles = sorted(i["title"] for i in daemon.items(feed=new["id"]))
    assert titles == ["Article number 1", "Article number 2", "Article number 3", "Article number 4", "Only here"]
    item = daemon.get(f"/v1/items/{kept}").json["_winnow"]
    assert (item["note"], item["verdict"]) == ("for the workshop", "keep")
    asked = len(server.asked("/old.xml"))
    assert daemon.refresh()["polled"] == 1
    assert len(server.asked("/old.xml")) == asked


# ---- the identity guard ----


@pytest.mark.parametrize("change", [
    {"guid": lambda n: f"https://new.example/?p={n}"},
    {"guid": lambda n: f"new-{n}", "link": lambda n: f"http://www.x.example/{n}/?utm_source=rss"},
    {"guid": lambda n: f"new-{n}", "link": lambda n: f"https://moved.example/posts/{n}"},
])
def test_new_guids_make_nothing_new(daemon, server, change):
    server.say("/a.xml", rss("A", FOUR))
    feed = daemon.follow(server.url("/a.xml"))
    before = {i["title"]: i["id"] for i in daemon.items()}
    daemon.patch(f"/v1/items/{before['Article number 1']}", {"read": True})
    renamed = [entry(n, **{key: make(n) for key, make in change.items()}) for n in range(1, 5)]
    server.say("/a.xml", rss("A", renamed))
    assert daemon.refresh()["new_items"] == 0
    assert {i["title"]: i["id"] for i in daemon.items(duplicates="show")} == before
    assert daemon.get(f"/v1/items/{before['Article number 1']}").json["_winnow"]["read"]
    server.say("/a.xml", rss("A", [entry(0), *renamed]))
    assert daemon.refresh()["new_items"] == 1
    assert daemon.feed(feed)["items"] == 5


def test_an_empty_or_older_feed_deletes_nothing(daemon, server):
    server.say("/a.xml", rss("A", FOUR))
    feed = daemon.follow(server.url("/a.xml"))
    for items in ([], [entry(9)], FOUR[2:]):
        server.say("/a.xml", rss("A", items))
        daemon.refresh()
    now = daemon.feed(feed)
    assert (now["items"], now["state"]) == (5, "ok")
    assert len(daemon.items()) == 5


# ---- credentials ----

SECRET = "s3cr3t"


def test_credentials_are_for_their_host_alone(daemon, server):
    server.say("/a.xml", rss("", FOUR))
    url = server.url("/a.xml").replace("http://", f"http://me:{SECRET}@")
    feed = daemon.follow(url)
    wanted = "Basic " + base64.b64encode(f"me:{SECRET}".encode()).decode()
    assert server.asked("/a.xml")[0]["Authorization"] == wanted
    hidden = server.url("/a.xml").replace("http://", "http://***@")
    assert feed["url"] == hidden
    # Another host learns nothing, and what fails is told without them.
    with FeedServer("127.0.0.2") as other:
        other.say("/b.xml", rss("B", FOUR[1:]))
        server.say("/a.xml", status=302, headers={"Location": other.url("/b.xml")})
        daemon.refresh()
        assert "Authorization" not in other.asked("/b.xml")[0]
    server.say("/a.xml", status=301, headers={"Location": "/moved.xml"})
    server.say("/moved.xml", "no", status=500)
    daemon.refresh()
    failing = daemon.get("/v1/status").body.decode()
    assert "answered 500" in failing and SECRET not in failing
    server.say("/moved.xml", rss("", FOUR))
    daemon.refresh()
    assert server.asked("/moved.xml")[-1]["Authorization"] == wanted
    opml = daemon.get("/v1/opml").body.decode()
    assert hidden in opml
    told = [opml, daemon.get("/v1/feeds").body.decode(), daemon.get("/v1/status").body.decode(),
            daemon.get(f"/v1/feeds/{feed['id']}").body.decode(), shown(daemon, feed), daemon.winnow("export").stdout,
            daemon.get("/v1/items").body.decode(), daemon.winnow("items").stdout, daemon.log.read_text()]
    for text in told:
        assert SECRET not in text
    assert url in daemon.get("/v1/opml?credentials=true").body.decode()
    assert url in daemon.winnow("export", "--credentials").stdout
    # What was shown is understood, and is no new address.
    assert daemon.patch(f"/v1/feeds/{feed['id']}", {"url": hidden, "title": "Mine"}).json["url"] == hidden
    assert daemon.winnow("feed", "show", url).returncode == 0
    again = daemon.request("POST", "/v1/opml", opml).json
    assert again["added"] == 0 and "credentials were left out" in again["invalid"][0]["reason"]
    assert daemon.post("/v1/feeds", {"url": hidden}).status == 422
    asked = len(server.asked("/a.xml"))
    daemon.refresh()
    assert server.asked("/a.xml")[asked]["Authorization"] == wanted
