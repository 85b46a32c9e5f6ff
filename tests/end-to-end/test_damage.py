"""Files that are not what they should be: each is recovered from, or refused with what to do, and left as it is."""
import contextlib
import os
import shutil
import sqlite3

import pytest
from api import check
from conftest import BUILD
from feedserver import HOUR, NOW, FeedServer, rss
from winnowd import Winnowd, wait_for

NOTED = "a note that was acknowledged"


def fill(d, server, name):
    server.say(f"/{name}.xml", rss(name, [{"title": f"{name} {n}", "guid": f"{name}{n}", "text": "words " * 50, "when": NOW - n}
                                          for n in range(20)]))
    d.follow(server.url(f"/{name}.xml"))
    d.refresh()


@contextlib.contextmanager
def pinned(d):
    """What comes now stays in the log: somebody reads the store as it is."""
    with contextlib.closing(sqlite3.connect(d.state / "winnow.db")) as db:
        db.execute("BEGIN")
        db.execute("SELECT count(*) FROM item").fetchone()
        yield


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A store that was stopped, then the same one after a kill; another one after a kill; and a backup of the first."""
    folder = tmp_path_factory.mktemp("damage")
    with FeedServer() as server:
        d = Winnowd(BUILD, folder / "winnow").start()
        fill(d, server, "one")
        d.stop()
        shutil.copytree(d.state, folder / "stopped")
        d.start()
        fill(d, server, "two")
        with pinned(d):
            d.patch(f"/v1/items/{d.items()[0]['id']}", {"note": NOTED})
            assert d.winnow("backup", str(folder / "backup")).returncode == 0
            d.kill()
            shutil.copytree(d.state, folder / "killed")
        other = Winnowd(BUILD, folder / "other").start()
        fill(other, server, "other")
        other.kill()
        shutil.copytree(other.state, folder / "foreign")
        d.finish()
        other.finish()
    return folder


@pytest.fixture
def put(make_daemon, kept):
    d = make_daemon()

    def lay(name):
        shutil.copytree(kept / name, d.state)
        return d

    return lay


def everything(d):
    return d.items(limit=100, duplicates="show")


def refused(d, *words, salvage="winnowd --salvage"):
    before = {p.name: p.read_bytes() for p in d.state.iterdir() if p.suffix in (".db", ".db-wal") and p.is_file() and p.stat().st_size > 0}
    d.spawn()
    assert d.process.wait(30) == 73
    said = d.log.read_text()
    for word in (*words, salvage):
        assert word in said, said
    assert {name: (d.state / name).read_bytes() for name in before} == before


def is_whole(d):
    d.start()
    assert len(everything(d)) == 40
    assert NOTED in {i["_winnow"].get("note") for i in everything(d)}


def test_a_kill_leaves_a_log_that_is_read(put):
    is_whole(put("killed"))


def test_a_lost_log_is_noticed(put):
    d = put("killed")
    (d.state / "winnow.db-wal").unlink()
    refused(d, "things that were done: its log, winnow.db-wal, was lost", "remove winnow.lock")
    (d.state / "winnow.lock").unlink()
    d.start()
    assert len(everything(d)) >= 20


def test_an_emptied_log_is_a_lost_one(put):
    d = put("killed")
    (d.state / "winnow.db-wal").write_bytes(b"")
    refused(d, "its log, winnow.db-wal, was lost")


def test_a_log_of_nonsense_is_refused(put):
    d = put("killed")
    (d.state / "winnow.db-wal").write_bytes(os.urandom(100_000))
    refused(d, "its log, winnow.db-wal, was lost or damaged")


@pytest.mark.parametrize("name", ["killed", "stopped"])
def test_the_log_of_another_store_is_refused(put, kept, name):
    d = put(name)
    shutil.copy(kept / "foreign" / "winnow.db-wal", d.state / "winnow.db-wal")
    refused(d)
    (d.state / "winnow.db-wal").unlink()
    (d.state / "winnow.lock").unlink()
    d.start()
    assert {i["title"].split()[0] for i in everything(d)} <= {"one", "two"}


def test_a_backup_put_in_place_of_a_killed_store_is_kept_from_its_log(put, kept):
    d = put("killed")
    shutil.copy(kept / "backup", d.state / "winnow.db")
    refused(d, "is the log of another database, which stood here before", "move the log away")
    (d.state / "winnow.db-wal").unlink()
    is_whole(d)


def test_an_index_of_the_log_that_was_left_or_is_nonsense_is_made_again(put):
    d = put("killed")
    (d.state / "winnow.db-shm").write_bytes(os.urandom(32768))
    is_whole(d)
    d.stop()
    (d.state / "winnow.db-shm").write_bytes(os.urandom(32768))
    is_whole(d)


def test_an_empty_file_is_no_new_store(put):
    d = put("stopped")
    (d.state / "winnow.db").write_bytes(b"")
    refused(d, "is empty, though there was a store", "put a backup in its place")
    (d.state / "winnow.db").unlink()
    d.start()
    assert d.items() == []


def test_an_empty_file_with_a_log_is_left_alone(put):
    d = put("killed")
    (d.state / "winnow.db").write_bytes(b"")
    refused(d, "is empty, but there is a log to it")


def test_who_looks_with_sqlite3_meanwhile_stops_nothing(put):
    d = put("stopped")
    with sqlite3.connect(d.state / "winnow.db") as db:
        db.execute("UPDATE feed SET title = 'Mine'")
        db.commit()
        d.start()
        assert d.get("/v1/feeds").json["feeds"][0]["title"] == "Mine"
    db.close()


def test_who_writes_with_sqlite3_and_does_not_end_is_told_of(daemon, server):
    server.say("/a.xml", rss("A", [{"title": "One", "guid": "1"}]))
    daemon.follow(server.url("/a.xml"))
    server.say("/a.xml", rss("A", [{"title": "One", "guid": "1"}, {"title": "Two", "guid": "2"}]))
    with contextlib.closing(sqlite3.connect(daemon.state / "winnow.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert daemon.refresh()["failed"] == 1
        check(daemon.get("/v1/status"), "GET", "/v1/status", 200)
        assert daemon.get("/v1/status").json["trouble"]["kind"] == "locked"
        assert "close that program" in daemon.winnow("status").stdout
        assert daemon.post("/v1/refresh").status == 507 and len(server.asked("/a.xml")) == 2
        other.execute("ROLLBACK")
    wait_for(lambda: "trouble" not in daemon.get("/v1/status").json)
    assert daemon.refresh()["new_items"] == 1
    assert "database is free again" in daemon.log.read_text()


def test_a_folder_in_its_place_is_told(make_daemon):
    d = make_daemon()
    (d.state / "winnow.db").mkdir(parents=True)
    refused(d, "winnow.db: Is a directory", salvage="")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may everything")
def test_a_file_that_may_not_be_read_is_told(put):
    d = put("stopped")
    (d.state / "winnow.db").chmod(0)
    d.spawn()
    assert d.process.wait(30) == 73
    assert "winnow.db: Permission denied" in d.log.read_text()
    (d.state / "winnow.db").chmod(0o600)


def test_a_database_that_is_moved_away_takes_in_nothing_more(daemon, server):
    server.say("/a.xml", rss("A", [{"title": "One", "text": "words", "guid": "1", "when": NOW - HOUR}]))
    feed = daemon.follow(server.url("/a.xml"))["id"]
    item = daemon.items()[0]["id"]
    database, elsewhere = daemon.state / "winnow.db", daemon.state / "elsewhere"
    database.rename(elsewhere)
    refused = daemon.patch(f"/v1/items/{item}", {"note": "lost"})
    assert refused.status == 507 and "no longer where it was" in refused.json["detail"]
    assert daemon.post(f"/v1/feeds/{feed}/refresh?wait=true").status == 507
    assert daemon.get("/v1/status").json["trouble"]["kind"] == "lost"
    assert daemon.winnow("status").stdout.startswith("the database is no longer where it was")
    assert daemon.winnow("export", "--all", str(daemon.folder / "saved")).returncode == 0
    elsewhere.rename(database)
    assert daemon.patch(f"/v1/items/{item}", {"note": "kept"}).status == 200
    assert daemon.refresh()["polled"] == 1 and "trouble" not in daemon.get("/v1/status").json
