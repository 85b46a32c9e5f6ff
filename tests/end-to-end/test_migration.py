"""Stores of former versions, kept in stores/: all that was in them is there after the first start."""
import gzip
import pathlib
import sqlite3

import pytest
from storefile import open_store
from winnowd import CONF

HERE = pathlib.Path(__file__).parent
STORES = HERE / "stores"
NEWEST = max(int(p.name[:4]) for p in (HERE.parent.parent / "schema" / "sqlite").glob("*.sql"))


KEPT = CONF + "[store]\nkeep = forever\n"  # however old these stores will be


def put_store(daemon, version):
    daemon.state.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = daemon.state / "winnow.db"
    path.write_bytes(gzip.decompress((STORES / f"version-{version}.db.gz").read_bytes()))
    return path


@pytest.fixture(params=sorted(p.name.split("-")[1].split(".")[0] for p in STORES.glob("*.db.gz")))
def migrated(request, make_daemon):
    daemon = make_daemon(conf=KEPT)
    put_store(daemon, request.param)
    return daemon.start()


def by_title(daemon, title, **query):
    return next(i for i in daemon.items(**query) if i["title"] == title)


def test_what_was_read_and_judged_is_as_it_was(migrated):
    guild = by_title(migrated, "Guilds teach what schools forget")
    assert guild["_winnow"]["verdict"] == "keep"
    assert guild["_winnow"]["note"] == "for the workshop in May"
    assert [d["url"] for d in guild["_winnow"]["duplicates"]] == ["https://copyist.example/11"]
    rituals = by_title(migrated, "Remote teams need rituals")
    assert rituals["_winnow"]["starred"] and rituals["_winnow"]["read"]
    assert [t["name"] for t in migrated.get("/v1/topics").json["topics"]] == ["learning", "remote-work"]
    feeds = migrated.get("/v1/feeds").json["feeds"]
    assert [(f["url"], f["state"]) for f in feeds] == [
        ("https://gazette.example/gazette.xml", "paused"), ("https://copyist.example/copyist.xml", "paused")]


def test_contents_are_the_same_letters_and_are_found_by_their_words(migrated):
    whole = migrated.get("/v1/items/" + by_title(migrated, "Guilds teach what schools forget")["id"]).json
    assert whole["content_html"] == (
        "<p>An apprentice learns <b>beside</b> the master; the workshop remembers what no school writes down.</p>")
    assert [i["title"] for i in migrated.items(q="lunch")] == ["Remote teams need rituals"]


def test_texts_that_an_older_winnow_packed_are_read_and_searched(make_daemon):
    daemon = make_daemon(conf=KEPT)
    put_store(daemon, 3)
    daemon.start()
    bench = by_title(daemon, "A day beside the bench", q="mortise")
    text = daemon.get("/v1/items/" + bench["id"]).json["content_text"]
    assert text.startswith("A long account of a day beside the bench. The bench and the oak meet in the glue.")
    assert text.endswith("The apprentice and the bench meet in the joint.")


def test_scores_add_up_and_come_to_the_same(migrated):
    migrated.post("/v1/refresh?wait=true")
    guild = by_title(migrated, "Guilds teach what schools forget")
    assert guild["_winnow"]["topics"][0]["name"] == "learning"
    why = migrated.get(f"/v1/items/{guild['id']}/why").json["topics"][0]
    assert sum(p["points"] for p in why["parts"]) + why["bias"] == pytest.approx(why["margin"], abs=1e-6)


def test_the_store_is_sound_and_the_copy_is_gone(migrated):
    migrated.stop()
    assert [p.name for p in migrated.state.iterdir() if "before" in p.name] == []
    with open_store(migrated.state / "winnow.db") as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        db.execute("INSERT INTO item_words (item_words, rank) VALUES ('integrity-check', 1)")


def test_what_takes_long_is_told_before_and_after(migrated):
    path, log = migrated.state / "winnow.db", migrated.log.read_text()
    migrated.stop()
    lines = [line.split("=")[0] for line in log.splitlines()]
    with open_store(path) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (NEWEST,)
    assert lines[:2] == ["store is of a former version, it is copied and brought up to date bytes", "store is up to date seconds"]
    migrated.start()
    assert migrated.log.read_text().count("former version") == 1


def test_a_copy_for_which_there_is_no_room_is_not_left_by_half(make_daemon):
    daemon = make_daemon(conf=KEPT)
    path = put_store(daemon, 1)
    command = daemon.command
    daemon.command = lambda: ["prlimit", f"--fsize={path.stat().st_size // 2}", *command()]
    daemon.spawn()
    assert daemon.process.wait(30) == 73
    assert "a copy before the migration" in daemon.log.read_text()
    assert [p.name for p in daemon.state.iterdir() if "before" in p.name] == []
    daemon.command = command
    daemon.start()
    assert len(daemon.items(duplicates="show")) == 5


def test_a_copy_that_a_kill_left_behind_goes(migrated):
    migrated.stop()
    copy = migrated.state / f"winnow.db.before-{NEWEST}"
    copy.write_bytes(b"left")
    migrated.start()
    assert not copy.exists()


def test_a_migration_that_fails_leaves_the_store_as_it_was_and_a_copy(make_daemon):
    daemon = make_daemon()
    path = put_store(daemon, 1)
    with sqlite3.connect(path) as db:
        db.execute("ALTER TABLE body ADD COLUMN packed_html TEXT")
    daemon.spawn()
    assert daemon.process.wait(30) == 73
    assert "migration 0002" in daemon.log.read_text()
    assert f"before-{NEWEST}" in daemon.log.read_text()
    for store in (path, daemon.state / f"winnow.db.before-{NEWEST}"):
        with sqlite3.connect(store) as db:
            assert db.execute("PRAGMA user_version").fetchone() == (1,)
            assert db.execute("SELECT count(*) FROM item").fetchone() == (5,)


def test_issues_examples_and_what_was_parted_by_hand_stay(make_daemon):
    daemon = make_daemon()
    put_store(daemon, 2)
    daemon.start()
    issue = daemon.get("/v1/digests/summer/issues/1").json
    assert [i["title"] for i in issue["items"]] == ["Guilds teach what schools forget"]
    assert [e["title"] for e in daemon.get("/v1/topics/learning").json["examples"]] == [
        "A text about how guilds teach their apprentices beside the bench."]
    assert daemon.get("/v1/feeds/2").json["preferred"]
    assert daemon.get("/v1/status").json["retention"]["removed"] == 1
    daemon.stop()
    with sqlite3.connect(daemon.state / "winnow.db") as db:
        assert db.execute("SELECT item_id, other_id, is_same FROM pair").fetchall() == [(2, 5, 0), (5, 2, 0)]
