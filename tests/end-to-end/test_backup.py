"""A copy of the store that is whole, and a daemon that goes on from it."""
import os
import shutil
import socket
import subprocess

import pytest

from conftest import BUILD

from feedserver import HOUR, NOW, rss


def items_of(daemon):
    return [(i["id"], i["title"], i["_winnow"].get("topics"), i["_winnow"].get("note")) for i in daemon.items()]


def fill(daemon, server):
    daemon.topic("learning", "peer learning", threshold=10)
    server.say("/a.xml", rss("A", [
        {"title": f"{place} workers try peer learning", "text": f"What the {place.lower()} learnt in {place}.",
         "guid": place, "when": NOW - HOUR} for place in ("Harbour", "Foundry", "Orchard", "Library")]))
    daemon.follow(server.url("/a.xml"))
    daemon.refresh()
    item = daemon.items()[0]["id"]
    daemon.patch(f"/v1/items/{item}", {"starred": True, "note": "for May", "verdict": "keep"})
    assert daemon.post("/v1/digests/default/issues").status == 201


def test_a_daemon_goes_on_from_a_backup(make_daemon, server, tmp_path):
    daemon = make_daemon("one").start()
    fill(daemon, server)
    file = tmp_path / "backup.db"
    file.write_text("an older one")
    done = daemon.winnow("backup", str(file))
    assert done.returncode == 0 and done.stdout.endswith("verified\n"), done
    assert file.stat().st_mode & 0o777 == 0o600
    assert sorted(os.listdir(tmp_path)) == ["backup.db", "one"]
    assert not (daemon.state / "winnow.db.backup").exists()
    other = make_daemon("two")
    other.state.mkdir()
    shutil.copy(file, other.state / "winnow.db")
    other.start()
    assert items_of(other) == items_of(daemon)
    path = "/v1/digests/default/issues/1"
    assert other.get(path).body == daemon.get(path).body


def test_a_backup_that_fails_leaves_what_was_there(daemon, tmp_path):
    file = tmp_path / "there" / "backup.db"
    done = daemon.winnow("backup", str(file))
    assert done.returncode == 1 and "No such file" in done.stderr
    done = daemon.winnow("backup", str(tmp_path))
    assert done.returncode == 1 and "is no file" in done.stderr
    for name in ("winnow.db", "winnow.lock"):
        done = daemon.winnow("backup", str(daemon.state / name))
        assert done.returncode == 1 and "own database" in done.stderr
    assert daemon.winnow("backup", "-").returncode == 1
    file.parent.mkdir()
    file.write_text("before")
    socket, daemon.socket = daemon.socket, daemon.socket + "-none"
    assert daemon.winnow("backup", str(file)).returncode == 3
    daemon.socket = socket
    assert file.read_text() == "before" and os.listdir(file.parent) == ["backup.db"]


def can_be_nameless(folder):
    try:
        os.close(os.open(folder, os.O_TMPFILE | os.O_RDWR))
    except OSError:
        return False
    return True


def test_a_backup_that_is_killed_leaves_nothing(daemon, tmp_path):
    folder = tmp_path / "there"
    folder.mkdir()
    if not can_be_nameless(folder):
        pytest.skip("this file system has no files without names")
    path = daemon.short.name + "/slow"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path)
        listening.listen()
        process = subprocess.Popen([str(BUILD / "winnow"), "-s", path, "backup", str(folder / "backup.db")])
        with listening.accept()[0] as client:
            client.recv(1000)
            client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + b"x" * 100000)
            process.terminate()
            assert process.wait(20) != 0
    assert os.listdir(folder) == []
