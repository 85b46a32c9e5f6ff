"""A disk that is full: polling waits, reading and judging go on, and all comes back by itself."""
import os
import pathlib
import resource
import shutil
import subprocess
import time

import pytest
from feedserver import HOUR, NOW, rss
from winnowd import Winnowd

MEGABYTE = 1 << 20
CAN_MOUNT = shutil.which("unshare") and subprocess.run(
    ["unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True).returncode == 0


class OnSmallDisk(Winnowd):
    """Its state is on a disk of 24 MB that nobody else sees, but through /proc."""

    def command(self):
        self.state.mkdir(parents=True, exist_ok=True)
        script = f'mount -t tmpfs -o size=24m tmpfs "{self.state}" && exec "$@"'
        return ["unshare", "-rm", "/bin/sh", "-c", script, "sh", *super().command()]

    def ballast(self, megabytes):
        """Leaves that much room."""
        path = pathlib.Path(f"/proc/{self.process.pid}/root{self.state}/ballast")
        path.unlink(missing_ok=True)
        with open(path, "wb") as file:
            for _ in range(50):  # winnowd may be writing at the same moment
                fs = os.statvfs(path.parent)
                try:
                    os.posix_fallocate(file.fileno(), 0, fs.f_bavail * fs.f_frsize - int(megabytes * MEGABYTE))
                    return
                except OSError:
                    time.sleep(0.05)
            raise AssertionError("the disk can't be filled")


def items(n, start=0):
    return [{"title": f"Story {i}", "guid": str(i), "link": f"https://x.example/{i}", "when": NOW - HOUR - i,
             "text": f"harbour lantern {i} " * 30} for i in range(start, start + n)]


def wait_for(what, patience_s=20):
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        if what():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen")


def trouble(d):
    return d.get("/v1/status").json.get("trouble", {}).get("kind")


@pytest.mark.skipif(not CAN_MOUNT, reason="no file systems of one's own here")
def test_polling_waits_for_room_and_people_need_not(tmp_path, server, request):
    from conftest import BUILD
    d = OnSmallDisk(BUILD, tmp_path / "winnow")
    request.addfinalizer(d.finish)
    d.start()
    server.say("/a.xml", rss("A", items(3)))
    feed = d.follow(server.url("/a.xml"))["id"]
    d.topic("harbours", "harbour")
    d.refresh()
    before = server.asked("/a.xml")
    server.say("/a.xml", rss("A", items(9)))
    d.ballast(3)

    refused = d.post("/v1/refresh?wait=true")
    if refused.status == 200:  # it was begun when nobody had looked yet; what came is not stored
        assert refused.json["failed"] == 1 and len(d.items()) == 3
    assert trouble(d) == "disk-low"
    refused = d.post(f"/v1/feeds/{feed}/refresh?wait=true")
    assert refused.status == 507 and "nearly full" in refused.json["detail"]
    shown = d.winnow("status").stdout
    assert "nearly full" in shown and "room left" in shown
    assert "disk is nearly full, polling waits" in d.log.read_text()
    one = d.items(q="harbour")[0]["id"]
    assert d.patch(f"/v1/items/{one}", {"verdict": "keep", "note": "seen", "topic": "harbours"}).status == 200
    assert "polling_held 1" in d.get("/metrics").body.decode()
    asked = len(server.asked("/a.xml"))
    assert asked <= len(before) + 1

    d.ballast(12)
    wait_for(lambda: trouble(d) is None)
    assert d.refresh()["new_items"] == 6
    assert "there is room again" in d.log.read_text()


@pytest.mark.skipif(not CAN_MOUNT, reason="no file systems of one's own here")
def test_on_a_disk_without_any_room_it_answers_and_loses_nothing(tmp_path, server, request):
    from conftest import BUILD
    d = OnSmallDisk(BUILD, tmp_path / "winnow")
    request.addfinalizer(d.finish)
    d.start()
    server.say("/a.xml", rss("A", items(150)))
    d.follow(server.url("/a.xml"))
    d.refresh()
    d.ballast(0.1)
    ids = [i["id"] for i in d.items(limit=200)]
    answers = {i: d.patch(f"/v1/items/{i}", {"note": i * 1000}).status for i in ids}
    assert set(answers.values()) == {200, 507}
    assert len(d.items(q="lantern", limit=200)) == 150
    assert trouble(d) == "disk-full"
    d.ballast(12)
    wait_for(lambda: trouble(d) is None)
    assert d.patch(f"/v1/items/{ids[-1]}", {"note": "at last"}).status == 200
    for i in ids[:-1]:
        assert ("note" in d.get(f"/v1/items/{i}").json["_winnow"]) == (answers[i] == 200)


def test_a_bound_on_the_size_of_files_is_a_full_disk(daemon, server):
    server.say("/a.xml", rss("A", items(3)))
    daemon.follow(server.url("/a.xml"))
    daemon.refresh()
    server.say("/a.xml", rss("A", items(700)))
    size = max(p.stat().st_size for p in daemon.state.iterdir())
    resource.prlimit(daemon.process.pid, resource.RLIMIT_FSIZE, (size + 20000, resource.RLIM_INFINITY))
    assert daemon.post("/v1/refresh?wait=true").json["failed"] == 1
    assert trouble(daemon) == "disk-full"
    stored = daemon.get("/v1/status").json["items"]["total"]  # a part of a long document may be
    resource.prlimit(daemon.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    wait_for(lambda: trouble(daemon) is None)
    assert daemon.refresh()["new_items"] == 700 - stored
