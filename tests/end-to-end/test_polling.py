"""How winnowd asks: politely, within bounds, and remembering."""
import gzip
import socket
import threading
import time

from feedserver import HOUR, NOW, FeedServer, rss
from winnowd import CONF, wait_for

ONE = [{"title": "One", "text": "Some words about it.", "link": "https://x.example/1", "guid": "1", "when": NOW - HOUR}]


def test_sends_the_stored_validators_and_downloads_nothing_twice(daemon, server):
    server.say("/a.xml", rss("A", ONE))
    feed = daemon.follow(server.url("/a.xml"))
    daemon.kill()
    daemon.start()
    counts = daemon.refresh()
    assert (counts["polled"], counts["unchanged"], counts["new_items"]) == (1, 1, 0)
    first, second = server.asked("/a.xml")
    assert "If-None-Match" not in first
    assert second["If-None-Match"] == daemon.feed(feed)["etag"]


def test_a_schedule_survives_a_restart(daemon, server):
    server.say("/a.xml", rss("A", ONE), headers={"Cache-Control": "max-age=21600"})
    feed = daemon.follow(server.url("/a.xml"))
    before = daemon.feed(feed)
    assert "max-age=21600" in before["next_poll_reason"]
    assert daemon.stop() == 0
    daemon.start()
    after = daemon.feed(feed)
    assert (after["next_poll"], after["next_poll_reason"]) == (before["next_poll"], before["next_poll_reason"])
    time.sleep(0.3)
    assert len(server.asked("/a.xml")) == 1


def test_a_feed_that_fails_says_why_and_backs_off(daemon, server):
    server.say("/a.xml", rss("A", ONE))
    feed = daemon.follow(server.url("/a.xml"))
    server.say("/a.xml", "sorry", status=503)
    assert daemon.refresh()["failed"] == 1
    first = daemon.feed(feed)
    assert (first["state"], first["failures"]) == ("failing", 1)
    assert "503" in first["last_error"]
    daemon.refresh()
    second = daemon.feed(feed)
    assert second["failures"] == 2
    assert second["next_poll"] > first["next_poll"]
    server.say("/a.xml", rss("A", ONE))
    daemon.refresh()
    healed = daemon.feed(feed)
    assert (healed["state"], healed["failures"]) == ("ok", 0)
    assert "last_error" not in healed
    assert healed["items"] == 1


def test_410_stops_for_good(daemon, server):
    server.say("/a.xml", rss("A", ONE))
    feed = daemon.follow(server.url("/a.xml"))
    server.say("/a.xml", "gone", status=410)
    daemon.refresh()
    gone = daemon.feed(feed)
    assert gone["state"] == "gone"
    assert "next_poll" not in gone
    assert daemon.refresh()["polled"] == 0
    # A person may ask all the same: only a document takes it up again.
    server.say("/a.xml", "busy", status=503)
    daemon.refresh(feed["id"])
    gone = daemon.feed(feed)
    assert gone["state"] == "gone" and gone["next_poll_reason"] == "answered 410 Gone: it is not asked again"
    assert daemon.refresh()["polled"] == 0
    told = daemon.winnow("feed", "add", server.url("/a.xml"))
    assert told.stdout.startswith("known already") and "410 Gone: it is not asked again; winnow feed resume" in told.stderr
    server.say("/a.xml", rss("A", ONE))
    daemon.refresh(feed["id"])
    assert daemon.feed(feed)["state"] == "ok" and daemon.refresh()["polled"] == 1


def test_a_new_address_is_asked_at_once_whatever_the_old_one_answered(daemon, server):
    server.say("/a.xml", rss("A", ONE))
    feed = daemon.follow(server.url("/a.xml"))
    server.say("/a.xml", "no", status=404)
    daemon.refresh()
    server.say("/b.xml", rss("A", ONE))
    assert daemon.patch(f"/v1/feeds/{feed['id']}", {"url": server.url("/b.xml")}).json["state"] == "ok"
    deadline = time.monotonic() + 30
    while "etag" not in daemon.feed(feed) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert daemon.feed(feed)["items"] == 1 and len(server.asked("/b.xml")) == 1


def test_private_addresses_are_refused_unless_allowed(make_daemon, server):
    server.say("/a.xml", rss("A", ONE))
    daemon = make_daemon(conf="").start()
    for url in (server.url("/a.xml"), server.url("/a.xml").replace("127.0.0.1", "127.1"),
                server.url("/a.xml").replace("127.0.0.1", "[::ffff:127.0.0.1]"),
                server.url("/a.xml").replace("127.0.0.1", "0x7f000001")):
        answer = daemon.post("/v1/feeds", {"url": url})
        assert answer.status == 422, (url, answer.body)
        assert "allow-private" in answer.json["detail"]
    assert server.asked("/a.xml") == []
    assert daemon.get("/v1/feeds").json["feeds"] == []


def test_a_redirect_is_followed_within_bounds_and_each_hop_is_judged(make_daemon, server):
    daemon = make_daemon(conf="[network]\nallow-private = 127.0.0.1/32\n").start()
    server.say("/new.xml", rss("A", ONE))
    server.say("/old.xml", status=302, headers={"Location": "/new.xml"})
    feed = daemon.follow(server.url("/old.xml"))
    assert feed["url"] == server.url("/old.xml")
    assert feed["items"] == 1
    server.say("/circle.xml", status=302, headers={"Location": "/circle.xml"})
    circle = daemon.follow(server.url("/circle.xml"))
    assert circle["state"] == "failing" and "redirect" in circle["last_error"]
    port = server.base.rsplit(":", 1)[1]
    server.say("/inward.xml", status=302, headers={"Location": f"http://127.0.0.2:{port}/new.xml"})
    answer = daemon.post("/v1/feeds", {"url": server.url("/inward.xml")})
    assert answer.status == 422 and "127.0.0.2" in answer.json["detail"]


def test_a_document_over_the_limit_is_cut_off_however_it_is_packed(make_daemon, server):
    daemon = make_daemon(conf=CONF + "[limits]\ndocument = 1M\n").start()
    bomb = gzip.compress(b" " * (200 << 20))
    server.say("/bomb.xml", bomb, headers={"Content-Encoding": "gzip"})
    server.say("/large.xml", " " * (2 << 20))
    for path in ("/bomb.xml", "/large.xml"):
        feed = daemon.follow(server.url(path))
        assert feed["state"] == "failing", path
        assert "large" in feed["last_error"] or "larger" in feed["last_error"], feed["last_error"]


def test_a_server_that_never_ends_is_left_after_the_timeout(make_daemon, server):
    daemon = make_daemon(conf=CONF + "[poll]\ntimeout = 1s\nconnect-timeout = 1s\n").start()
    stop = threading.Event()

    def drip(handler):
        handler.send_response(200)
        handler.end_headers()
        while not stop.wait(0.1):
            try:
                handler.wfile.write(b" ")
                handler.wfile.flush()
            except OSError:
                return

    server.say("/drip.xml", act=drip)
    feed = daemon.follow(server.url("/drip.xml"))
    stop.set()
    assert feed["state"] == "failing"
    assert feed["failure"] == "timeout"


def test_at_most_two_connections_go_to_one_host(daemon, server):
    running, most, lock = [0], [0], threading.Lock()

    def slow(handler):
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        time.sleep(0.05)
        body = rss("S", ONE).encode()
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)
        with lock:
            running[0] -= 1

    for n in range(12):
        server.say(f"/{n}.xml", act=slow)
    daemon.follow_all([server.url(f"/{n}.xml") for n in range(12)])
    assert daemon.refresh()["failed"] == 0
    assert most[0] <= 2


def test_a_connection_refused_is_told_in_words(daemon):
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    feed = daemon.follow(f"http://127.0.0.1:{port}/feed")
    assert feed["state"] == "failing"
    assert feed["failure"] == "connect"
    assert feed["last_error"]


def test_asks_for_what_is_due_by_itself(make_daemon, server):
    server.say("/a.xml", rss("A", ONE), headers={"Cache-Control": "max-age=1"})
    daemon = make_daemon(conf=CONF + "[poll]\ninterval-min = 1s\ninterval-default = 1s\ninterval-max = 2s\n").start()
    daemon.follow(server.url("/a.xml"))
    wait_for(lambda: len(server.asked("/a.xml")) >= 3)


def test_nobody_waits_for_the_end_of_a_hosts_long_pause(daemon, server):
    """A person who follows another feed of the host is served; a poll that is redirected to it is put off."""
    with FeedServer("127.0.0.2") as other:
        other.say("/a.xml", rss("A", ONE))
        feed = daemon.follow(other.url("/a.xml"))
        server.say("/busy.xml", "too much", status=429, headers={"Retry-After": "7200"})
        daemon.follow(server.url("/busy.xml"))
        server.say("/b.xml", rss("B", ONE))
        other.say("/a.xml", status=302, headers={"Location": server.url("/b.xml")})
        assert daemon.refresh(feed["id"])["failed"] == 1
        assert server.asked("/b.xml") == []
        now = daemon.feed(feed)
        assert (now["state"], now["failures"]) == ("ok", 0)
        assert daemon.follow(server.url("/b.xml"))["items"] == 1


def test_a_hub_is_read_from_the_header_before_the_document(daemon, server):
    in_it = '<link xmlns="http://www.w3.org/2005/Atom" rel="hub" href="https://in-it.example/"/>'
    server.say("/a.xml", rss("A", ONE, in_it))
    server.say("/b.xml", rss("B", ONE, in_it), headers={"Link": '</self>; rel=self, </hub?a=1>; rel="next hub"'})
    assert daemon.follow(server.url("/a.xml"))["hub"] == "https://in-it.example/"
    feed = daemon.follow(server.url("/b.xml"))
    assert feed["hub"] == server.url("/hub?a=1")
    shown = daemon.winnow("feed", "show", str(feed["id"])).stdout
    assert "hub             " + feed["hub"] in shown


def test_feed_show_tells_each_hint_on_a_line_and_when_there_is_no_next_poll(daemon, server):
    server.say("/a.xml", rss("A", ONE, "<ttl>480</ttl>"), headers={"Cache-Control": "max-age=7200"})
    feed = daemon.follow(server.url("/a.xml"))
    lines = daemon.winnow("feed", "show", str(feed["id"])).stdout.split("\n")
    at = next(n for n, line in enumerate(lines) if line.startswith("hints "))
    assert lines[at:at + 2] == ["hints           the server says that an answer is fresh for 2 h",
                                "                the feed asks to be kept for 8 h"]
    server.say("/a.xml", "gone", status=410)
    daemon.refresh()
    text = daemon.winnow("feed", "show", str(feed["id"])).stdout
    assert "next poll       never\nbecause         answered 410 Gone: it is not asked again" in text
