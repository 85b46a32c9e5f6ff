"""Servers that lie or were taken over: they harm no other feed, and move nothing inward."""
import gzip
import shutil
import ssl
import subprocess
import time

import pytest

from feedserver import DAY, FOUR, NOW, rss
from test_politeness import shown
from winnowd import CONF


def raw(answer, closes=False):
    def act(handler):
        handler.close_connection = closes
        handler.wfile.write(answer)
        handler.wfile.flush()
    return act


def plain(body, status="HTTP/1.1 200 OK", more=b""):
    body = body.encode()
    return status.encode() + b"\r\nContent-Length: %d\r\n" % len(body) + more + b"\r\n" + body


def test_a_server_that_claims_another_http_mixes_up_no_answers(make_daemon, server):
    """libcurl shares a connection of which it believes that it speaks HTTP/2, and gives a feed what another asked for."""
    server.http.request_queue_size = 64
    server.http.socket.listen(64)
    urls = []
    for n in range(40):
        name = f"Feed {n}"

        def slow(handler, answer=plain(rss(name, [{"title": name, "guid": name, "text": name}]))):
            time.sleep(0.01)
            raw(answer)(handler)

        server.say(f"/{n}.xml", act=slow)
        urls.append(server.url(f"/{n}.xml"))
        if n % 8 == 0:
            server.say(f"/liar{n}.xml", act=raw(plain(rss("Liar", FOUR), "HTTP/2 200 OK")))
            urls.append(server.url(f"/liar{n}.xml"))
    daemon = make_daemon(conf=CONF + "[poll]\nper-host = 20\n").start()
    daemon.follow_all(urls)
    for _ in range(3):
        daemon.refresh()
    feeds = [f for f in daemon.get("/v1/feeds").json["feeds"] if "liar" not in f["url"]]
    wrong = [(f["url"], f.get("title"), f.get("items")) for f in feeds
             if (f.get("title"), f["items"]) != ("Feed " + f["url"].rsplit("/", 1)[1][:-4], 1)]
    assert wrong == []


def test_what_can_not_be_unpacked_is_asked_for_once_more_as_it_is(daemon, server):
    """libcurl takes nothing behind the end of gzip, and nothing for gzip that only says so; browsers do."""
    whole = rss("A", FOUR).encode()
    bodies = {"/padded": gzip.compress(whole) + b"\0\0 and more", "/only-said": whole,
              "/members": gzip.compress(whole[:200]) + gzip.compress(whole[200:])}
    for path, body in bodies.items():
        server.say(path, body, headers={"Content-Encoding": "gzip"}, validators=False)
        assert daemon.feed(daemon.follow(server.url(path)))["items"] == 4, path
        assert [h["Accept-Encoding"].split(",")[0] for h in server.asked(path)] == ["gzip", "identity"]
    server.say("/nothing", b"\x91\x92\x93", headers={"Content-Encoding": "br"}, validators=False)
    assert "compression of what" in daemon.post("/v1/feeds", {"url": server.url("/nothing")}).json.get("last_error", "")


def test_what_ended_before_its_first_item_is_asked_for_again_in_full(daemon, server):
    """Cut by a program of theirs that died, say: its validator would keep the items away until the next change."""
    whole = rss("A", FOUR)
    cut = whole[:whole.index("Article number 1")]
    server.say("/a.xml", cut.replace("<item><title>", ""), headers={"ETag": '"1"'}, validators=False)
    feed = daemon.follow(server.url("/a.xml"))
    assert daemon.feed(feed)["items"] == 0
    server.say("/a.xml", whole, headers={"ETag": '"1"'}, validators=False)
    daemon.refresh()
    assert "If-None-Match" not in server.asked("/a.xml")[1]
    now = daemon.feed(feed)
    assert (now["items"], now["etag"]) == (4, '"1"')


def test_a_feed_that_is_always_cut_off_is_downloaded_once(daemon, server):
    whole = rss("A", FOUR)
    server.say("/a.xml", whole[:whole.index("Article number 3")], headers={"ETag": '"1"'}, validators=False)
    feed = daemon.follow(server.url("/a.xml"))
    server.say("/a.xml", status=304, validators=False)
    assert daemon.refresh()["unchanged"] == 1
    assert server.asked("/a.xml")[1]["If-None-Match"] == '"1"'
    assert daemon.feed(feed)["items"] >= 2


def test_the_same_document_under_ever_new_validators_is_no_change(daemon, server):
    feed = None
    for n in range(3):
        server.say("/a.xml", rss("A", FOUR), headers={"ETag": f'"{n}"'}, validators=False)
        if feed is None:
            feed = daemon.follow(server.url("/a.xml"))
        else:
            counts = daemon.refresh()
            assert (counts["unchanged"], counts["changed"], counts["failed"]) == (1, 0, 0)
    assert [h.get("If-None-Match") for h in server.asked("/a.xml")] == [None, '"0"', '"1"']
    assert daemon.feed(feed)["etag"] == '"2"'


def test_a_public_feed_moves_to_no_private_address(make_daemon, server):
    """Even where feeds may live there: whoever takes a site over could point into the house for good."""
    server.say("/inside.xml", rss("Inside", FOUR))
    server.say("http://new.example/feed", rss("Outside", FOUR))
    for name, to in (("inward", server.url("/inside.xml")), ("outward", "http://new.example/feed")):
        server.say(f"http://{name}.example/feed", status=301, headers={"Location": to})
    daemon = make_daemon(conf=CONF + "proxy = env\n").start(env={"http_proxy": server.base, "no_proxy": "127.0.0.1"})
    inward = daemon.follow("http://inward.example/feed")
    outward = daemon.follow("http://outward.example/feed")
    assert daemon.feed(inward)["items"] == 4
    assert outward["url"] == "http://new.example/feed" and inward["url"] == "http://inward.example/feed"
    daemon.refresh()
    assert "moved_url" not in daemon.feed(inward)


# ---- certificates ----

AUTHORITY = """
[ca]
default_ca = mine
[mine]
database = index
serial = serial
new_certs_dir = .
default_md = sha256
policy = any
copy_extensions = copy
[any]
commonName = supplied
"""


def certificate(folder, begins_at, ends_at, names):
    """Signed by itself, so that it can be made to be trusted."""
    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)

    (folder / "authority.conf").write_text(AUTHORITY)
    (folder / "index").write_text("")
    (folder / "serial").write_text("01\n")
    openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "key.pem",
            "-out", "wish.pem", "-subj", "/CN=winnow test", "-addext", "subjectAltName=" + names)
    times = [time.strftime("%Y%m%d%H%M%SZ", time.gmtime(t)) for t in (begins_at, ends_at)]
    openssl("ca", "-batch", "-config", "authority.conf", "-selfsign", "-keyfile", "key.pem", "-in", "wish.pem",
            "-notext", "-out", "certificate.pem", "-startdate", times[0], "-enddate", times[1])
    return folder / "certificate.pem"


def speak_tls(server, folder, trusted, newest=None):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(trusted, folder / "key.pem")
    if newest:
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = newest
    server.http.socket = context.wrap_socket(server.http.socket, server_side=True)
    return server.url("/a.xml").replace("http:", "https:")


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to make a certificate with")
def test_no_session_is_taken_up_again_by_which_a_reader_could_be_known(make_daemon, server, tmp_path):
    """A ticket that comes back with each poll is as good as a cookie."""
    taken_up = []

    def act(handler):
        taken_up.append(handler.connection.session_reused)
        raw(plain(rss("A", FOUR), more=b"Connection: close\r\n"), closes=True)(handler)

    trusted = certificate(tmp_path, NOW - DAY, NOW + DAY, "IP:127.0.0.1")
    url = speak_tls(server, tmp_path, trusted)
    server.say("/a.xml", act=act)
    daemon = make_daemon(conf=CONF + "[poll]\nconcurrency = 1\n").start(env={"SSL_CERT_FILE": str(trusted)})
    daemon.follow(url)
    for _ in range(3):
        assert daemon.refresh()["failed"] == 0
    assert taken_up == [False] * 4


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to make a certificate with")
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
@pytest.mark.parametrize(
    "age, names, newest, words",
    [
        (0, "IP:127.0.0.1", None, None),
        (10 * DAY, "IP:127.0.0.1", None, "certificate has expired"),
        (-10 * DAY, "IP:127.0.0.1", None, "certificate is not yet valid"),
        (0, "IP:127.0.0.9,DNS:other.example", None, "the certificate is not valid"),
        (0, "IP:127.0.0.1", ssl.TLSVersion.TLSv1_1, "no safe connection"),
    ],
)
def test_a_certificate_must_be_good_in_every_way(make_daemon, server, tmp_path, age, names, newest, words):
    trusted = certificate(tmp_path, NOW - age - DAY, NOW - age + DAY, names)
    url = speak_tls(server, tmp_path, trusted, newest)
    server.say("/a.xml", rss("A", FOUR))
    daemon = make_daemon().start(env={"SSL_CERT_FILE": str(trusted)})
    feed = daemon.follow(url)
    if words is None:
        assert feed["items"] == 4
        return
    assert (feed["state"], feed["failure"]) == ("failing", "tls")
    assert words in shown(daemon, feed)
    assert server.requests == []
