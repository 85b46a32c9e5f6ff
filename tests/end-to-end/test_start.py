"""Starting, stopping, refusing to start."""
import os
import signal
import socket
import sqlite3
import subprocess
import time

import pytest
from feedserver import HOUR, NOW, rss
from winnowd import CONF, wait_for

from conftest import BUILD

ONE = [{"title": "One", "text": "Some words about it.", "link": "https://x.example/1", "guid": "1", "when": NOW - HOUR}]


def run(daemon, *more, env=None):
    return subprocess.run([*daemon.command(), *more], capture_output=True, text=True, timeout=30, env={**os.environ, **(env or {})})


def test_stops_with_0_on_sigterm_and_takes_its_socket_along(daemon):
    assert daemon.stop() == 0
    assert not os.path.exists(daemon.socket)


@pytest.mark.parametrize("conf, said", [
    ("[poll]\nintervall-min = 15m\n", "intervall-min"),
    ("[poll]\ninterval-min = soon\n", "soon"),
    ("[polling]\ninterval-min = 1m\n", "polling"),
    ("[network]\nallow-private = 10.0.0.0/99\n", "99"),
])
def test_a_bad_configuration_is_refused_with_its_line(make_daemon, conf, said):
    daemon = make_daemon(conf=conf)
    for options in ((), ("--check-config",)):
        ended = run(daemon, *options)
        assert ended.returncode == 78
        assert said in ended.stderr and "winnow.conf:" in ended.stderr


def test_check_config_says_yes_to_a_good_one(make_daemon):
    assert run(make_daemon(), "--check-config").returncode == 0


def test_usage_errors_are_64(make_daemon):
    assert run(make_daemon(), "--no-such-option").returncode == 64


def test_a_second_daemon_on_the_same_state_is_refused(daemon, make_daemon):
    second = make_daemon("second")
    second.state = daemon.state
    ended = run(second)
    assert ended.returncode == 73
    assert str(daemon.state) in ended.stderr
    assert daemon.get("/v1/status").status == 200


def test_a_socket_that_is_listened_on_is_not_taken(daemon, make_daemon):
    second = make_daemon("second")
    second.socket = daemon.socket
    assert run(second).returncode != 0
    assert daemon.get("/v1/status").status == 200


def test_a_socket_file_that_nobody_listens_on_is_replaced(daemon):
    daemon.kill()
    assert os.path.exists(daemon.socket)
    daemon.start()
    assert daemon.get("/v1/status").status == 200


def test_only_the_user_may_open_the_socket(daemon):
    assert os.stat(daemon.socket).st_mode & 0o777 == 0o600


def test_a_newer_database_is_refused_and_left_alone(daemon):
    daemon.stop()
    db = daemon.state / "winnow.db"
    with sqlite3.connect(db) as c:
        c.execute("PRAGMA user_version = 9999")
    c.close()
    before = db.read_bytes()
    ended = run(daemon)
    assert ended.returncode == 73
    assert "newer" in ended.stderr
    assert db.read_bytes() == before


def test_a_damaged_database_is_refused_and_left_alone(daemon):
    daemon.stop()
    db = daemon.state / "winnow.db"
    damaged = b"this was a database once" * 1000
    db.write_bytes(damaged)
    ended = run(daemon)
    assert ended.returncode == 73
    assert "winnow.db" in ended.stderr and "winnowd --salvage" in ended.stderr
    assert db.read_bytes() == damaged


def test_sighup_reads_the_configuration_again_and_keeps_the_old_one_if_it_is_bad(daemon, server):
    server.say("/a.xml", rss("A", ONE))
    daemon.conf.write_text("[network]\nallow-private = no\n")
    daemon.process.send_signal(signal.SIGHUP)
    wait_for(lambda: daemon.post("/v1/preview", {"url": server.url("/a.xml")}).status == 422)
    daemon.conf.write_text("[nonsense\n")
    daemon.process.send_signal(signal.SIGHUP)
    wait_for(lambda: "config_refused" in daemon.get("/v1/status").json)
    assert "the configuration was refused" in daemon.winnow("status").stdout
    assert "winnow_config_refused 1\n" in daemon.get("/metrics").body.decode()
    assert daemon.post("/v1/preview", {"url": server.url("/a.xml")}).status == 422
    daemon.conf.write_text(CONF)
    daemon.process.send_signal(signal.SIGHUP)
    wait_for(lambda: "config_refused" not in daemon.get("/v1/status").json)
    assert "refused" not in daemon.winnow("status").stdout


def test_tells_systemd_when_it_is_ready_and_when_it_stops(make_daemon, tmp_path):
    daemon = make_daemon()
    path = daemon.short.name + "/notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
        told.bind(path)
        told.settimeout(20)
        daemon.start(env={"NOTIFY_SOCKET": path})
        assert b"READY=1" in told.recv(1000)
        daemon.process.send_signal(signal.SIGTERM)
        assert b"STOPPING=1" in told.recv(1000)
        daemon.process.wait(20)


def test_takes_a_socket_that_systemd_passes(make_daemon):
    daemon = make_daemon()
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(daemon.socket)
    listening.listen()
    command = [c for c in daemon.command() if c not in ("-s", daemon.socket)]
    with open(daemon.log, "ab") as log:
        # The pid is known in the child only: a shell sets it and becomes the daemon.
        daemon.process = subprocess.Popen(
            ["/bin/sh", "-c", 'LISTEN_PID=$$ exec "$@" 3<&0', "sh", *command],
            stdin=listening.fileno(), stderr=log, env={**os.environ, "LISTEN_FDS": "1"})
    assert daemon.get("/v1/status").status == 200
    assert daemon.stop() == 0
    listening.close()


@pytest.mark.skipif("tsan" in str(BUILD), reason="ThreadSanitizer has a thread of its own that wakes up")
def test_idle_it_uses_no_processor_time(daemon, server):
    server.say("/a.xml", rss("A", ONE), headers={"Cache-Control": "max-age=86400"})
    daemon.follow(server.url("/a.xml"))
    daemon.refresh()
    time.sleep(1)

    def voluntary_switches():
        total = 0
        for task in os.listdir(f"/proc/{daemon.process.pid}/task"):
            with open(f"/proc/{daemon.process.pid}/task/{task}/status") as f:
                total += sum(int(line.split()[1]) for line in f if "ctxt_switches" in line)
        return total

    before = voluntary_switches()
    time.sleep(2)
    assert voluntary_switches() - before <= 10
