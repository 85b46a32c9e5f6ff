"""What machines do to a daemon: few descriptors, little memory, a folder that vanishes, a log that nobody reads, clients
that say nothing, little at a time, or nonsense."""
import os
import shutil
import signal
import socket
import subprocess
import time

import pytest
from conftest import BUILD
from feedserver import HOUR, NOW, rss
from winnowd import wait_for

SANITIZED = "asan" in str(BUILD) or "tsan" in str(BUILD)


def story(n, text="Some words about harbours."):
    return {"title": f"Story {n}", "guid": str(n), "link": f"https://x.example/{n}", "when": NOW - HOUR - n, "text": text}


def follow_many(daemon, server, count, items):
    for f in range(count):
        server.say(f"/{f}.xml", rss(f"Feed {f}", [story(n, f"{f} harbour {n} lantern " * 40) for n in range(items)]))
    daemon.follow_all([server.url(f"/{f}.xml") for f in range(count)])


def limited(daemon, **limits):
    """Starts it under limits: limited(d, RLIMIT_NOFILE=64)."""
    command = daemon.command

    def with_limits():
        words = [f"--{name}={value}:{value}" for name, value in limits.items()]
        return ["prlimit", *words, *command()]

    daemon.command = with_limits
    return daemon.start()


def test_with_few_descriptors_it_polls_less_at_once_and_blames_no_feed(make_daemon, server):
    daemon = limited(make_daemon(), nofile=56)
    follow_many(daemon, server, 60, 1)
    assert daemon.refresh()["failed"] == 0
    clients = [socket.socket(socket.AF_UNIX) for _ in range(40)]
    for c in clients:
        c.connect(daemon.socket)
    time.sleep(0.1)
    for c in clients:
        c.close()
    assert daemon.get("/v1/status").status == 200
    assert daemon.refresh()["failed"] == 0


@pytest.mark.skipif(SANITIZED, reason="a sanitizer needs more than that for itself")
def test_128_megabytes_of_memory_are_enough_for_a_first_poll(make_daemon, server):
    daemon = limited(make_daemon(), data=128 << 20)
    daemon.topic("harbours", "harbour")
    follow_many(daemon, server, 150, 20)
    daemon.refresh()
    assert daemon.get("/v1/status").json["items"]["total"] == 150 * 20
    # Whatever it chooses: all that these feeds say they say again and again.
    assert daemon.get("/v1/digest?since=7d").status == 200
    with open(f"/proc/{daemon.process.pid}/status") as f:
        peak = next(int(line.split()[1]) for line in f if line.startswith("VmHWM"))
    assert peak < 128 * 1024


def test_a_socket_that_vanished_with_its_folder_is_made_again(make_daemon, server):
    daemon = make_daemon()
    folder = daemon.short.name + "/run"
    daemon.socket = folder + "/s"
    daemon.start()
    for _ in range(2):
        shutil.rmtree(folder)
        daemon.process.send_signal(signal.SIGHUP)
        wait_for(lambda: os.path.exists(daemon.socket))
        assert daemon.get("/v1/status").status == 200
        assert os.stat(daemon.socket).st_mode & 0o777 == 0o600
    server.say("/a.xml", rss("A", [story(1)]))
    daemon.follow(server.url("/a.xml"))
    assert daemon.refresh()["polled"] == 1
    assert "socket file was gone, made again" in daemon.log.read_text()
    assert daemon.stop() == 0
    assert not os.path.exists(daemon.socket)


def test_a_log_that_nobody_reads_stops_nothing(make_daemon):
    daemon = make_daemon(options=["-v"])
    end, other = os.pipe()
    try:
        daemon.process = subprocess.Popen(daemon.command(), stderr=other)
        os.close(other)
        wait_for(lambda: os.path.exists(daemon.socket))
        for _ in range(1500):  # each of these is a line, and a pipe holds 64 KB
            assert daemon.get("/v1/topics").status == 200
        daemon.post("/v1/feeds", {"url": "http://127.0.0.1:1/"})
        os.set_blocking(end, False)
        assert len(os.read(end, 1 << 20)) > 60000
        daemon.get("/v1/topics")
        assert b"log lines lost, nobody read them lines=" in os.read(end, 1 << 20)
        assert daemon.stop() == 0
    finally:
        os.close(end)


def open_clients(daemon, count):
    clients = [socket.socket(socket.AF_UNIX) for _ in range(count)]
    for c in clients:
        c.connect(daemon.socket)
    return clients


def test_500_clients_that_say_nothing_or_nonsense_keep_nobody_from_an_answer(daemon):
    silent = open_clients(daemon, 300)
    slow = open_clients(daemon, 200)
    rubbish = os.urandom(4096)
    for round in b"GET ":
        for c in slow:
            c.send(bytes([round]))
        assert daemon.get("/v1/status").status == 200
    for c in slow:
        c.send(rubbish)
        c.close()
    for _ in range(5):
        assert daemon.get("/v1/status").status == 200
    for c in open_clients(daemon, 100):
        c.send(b"\0" * 200)
        c.close()
    assert daemon.get("/v1/status").status == 200
    for c in silent:
        c.close()
