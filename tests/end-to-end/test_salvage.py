"""winnowd --salvage: of a damaged store, what can be read goes into a new one, and the damaged files stay as they are."""
import os
import random
import shutil
import sqlite3
import subprocess

import pytest
from conftest import BUILD
from disk import CAN_MOUNT
from feedserver import DAY, HOUR, NOW, WORDS, FeedServer, rss
from storefile import open_store
from winnowd import Winnowd

PAGE = 4096
ITEMS = 160
SAVED = ["feed", "feed_tag", "topic", "item", "body", "body_cut", "revision", "verdict", "example", "pair", "digest", "issue",
         "issue_item", "tombstone", "sqlite_sequence"]
MADE_ANEW = {"etag", "last_modified", "body_hash", "model", "generation"}


def fill(d, server):
    rng = random.Random(5)
    for f in range(3):
        server.say(f"/{f}.xml", rss(f"Feed {f}", [
            {"title": f"Story {f} {n}", "guid": f"{f}-{n}", "link": f"https://f{f}.example/{n}", "when": NOW - DAY - n * HOUR,
             "text": " ".join(rng.choice(WORDS) for _ in range(150))} for n in range(ITEMS)]))
        d.follow(server.url(f"/{f}.xml"), title=f"Mine {f}", tags=["work"])
    d.topic("words", "harbour", "lantern")
    d.topic("other", "velvet")
    d.refresh()
    ids = sorted(int(i["id"]) for i in d.items(duplicates="show", limit=500))
    d.patch(f"/v1/items/{ids[0]}", {"starred": True, "note": "for the workshop"})
    for n, verdict in ((1, "keep"), (2, "skip"), (300, "keep")):
        d.patch(f"/v1/items/{ids[n]}", {"verdict": verdict, "topic": "words", "read": True})
    d.put("/v1/digests/weekly", {"title": "Our week", "topics": ["words"], "min_score": 1})
    assert d.post("/v1/digests/weekly/issues").status == 201


@pytest.fixture(scope="module")
def stores(tmp_path_factory):
    """A store as SIGKILL left it, with its log, and the same one stopped in good order."""
    folder = tmp_path_factory.mktemp("stores")
    d = Winnowd(BUILD, folder / "winnow")
    with FeedServer() as server:
        d.start()
        fill(d, server)
    d.kill()
    shutil.copytree(d.state, folder / "killed")
    d.start()
    d.stop()
    shutil.copytree(d.state, folder / "stopped")
    d.finish()
    return folder


@pytest.fixture
def damaged(make_daemon, stores):
    d = make_daemon()
    shutil.copytree(stores / "stopped", d.state)
    return d


def salvage(d, *options):
    before = {p.name: p.read_bytes() for p in d.state.glob("winnow.db*")}
    ended = subprocess.run([str(d.build / "winnowd"), "-d", str(d.state), *(options or ["--salvage"])],
                           capture_output=True, text=True, timeout=60)
    assert {p.name: p.read_bytes() for p in d.state.glob("winnow.db*")} == before
    return ended


def put_in_place(d):
    (d.state / "damaged").mkdir()
    for path in d.state.glob("winnow.db*"):
        path.rename(d.state / "damaged" / path.name)
    assert {p.name for p in (d.state / "salvaged").iterdir()} == {"winnow.db", "winnow.lock"}
    (d.state / "salvaged" / "winnow.db").rename(d.state / "winnow.db")
    d.start()


def rows(path, table, without=()):
    with sqlite3.connect(f"file:{path}?immutable=1", uri=True) as db:
        db.row_factory = sqlite3.Row
        return [{k: r[k] for k in r.keys() if k not in without} for r in db.execute(f"SELECT * FROM {table} ORDER BY 1, 2")]


def pages_of(path, name):
    """The pages of one table or index that hold rows."""
    with sqlite3.connect(f"file:{path}?immutable=1", uri=True) as db:
        return [n for n, in db.execute("SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY pageno", (name,))]


def overwrite(path, pages, seed=1):
    rng = random.Random(seed)
    with open(path, "r+b") as f:
        for page in pages:
            f.seek((page - 1) * PAGE)
            f.write(rng.randbytes(PAGE))


def test_of_a_sound_store_everything_is_saved(damaged, stores):
    ended = salvage(damaged)
    assert ended.returncode == 0, ended.stderr
    assert "Nothing was unreadable" in ended.stdout
    fresh = damaged.state / "salvaged" / "winnow.db"
    for table in SAVED:
        assert rows(fresh, table, MADE_ANEW) == rows(stores / "stopped" / "winnow.db", table, MADE_ANEW), table
    put_in_place(damaged)
    assert len(damaged.items(q="harbour", duplicates="show", limit=500)) > 100


def test_a_log_that_a_crash_left_is_read_as_well(make_daemon, stores):
    d = make_daemon()
    shutil.copytree(stores / "killed", d.state)
    assert (d.state / "winnow.db-wal").stat().st_size > 0
    ended = salvage(d)
    assert "and its log" in ended.stdout, ended.stderr
    assert rows(d.state / "salvaged" / "winnow.db", "issue") == rows(stores / "stopped" / "winnow.db", "issue")


def test_the_log_of_another_store_is_left_out(damaged, make_daemon, server):
    other = make_daemon("other").start()
    server.say("/o.xml", rss("Other", [{"title": f"O{n}", "guid": str(n), "text": "words " * 200} for n in range(90)]))
    other.follow(server.url("/o.xml"))
    other.refresh()
    other.stop()
    with open_store(other.state / "winnow.db") as db:
        db.execute("PRAGMA wal_autocheckpoint = 0")
        db.execute("VACUUM")  # now the log has every page: it is sound by itself, and sounder than what is damaged
        shutil.copy(other.state / "winnow.db-wal", damaged.state / "winnow.db-wal")
    overwrite(damaged.state / "winnow.db", pages_of(damaged.state / "winnow.db", "body")[3:4])
    ended = salvage(damaged)
    assert ended.returncode == 0, ended.stderr
    assert "without its log" in ended.stdout
    feeds = [rows(d / "winnow.db", "feed", MADE_ANEW | {"item_count"}) for d in (damaged.state, damaged.state / "salvaged")]
    assert feeds[0] == feeds[1]


def test_a_page_of_texts_costs_no_more_than_these(damaged, stores):
    db = damaged.state / "winnow.db"
    overwrite(db, pages_of(db, "body")[3:4])
    ended = salvage(damaged)
    assert "unreadable in 1 place" in ended.stdout, ended.stderr
    put_in_place(damaged)
    assert 3 * ITEMS - 12 < len(damaged.items(duplicates="show", limit=500)) < 3 * ITEMS
    assert len(damaged.items(state="starred")) == 1 and len(damaged.items(state="kept")) == 2


def test_marks_outlive_the_rows_of_items(damaged):
    db = damaged.state / "winnow.db"
    overwrite(db, pages_of(db, "item"))
    ended = salvage(damaged)
    assert ended.returncode == 0, ended.stderr
    put_in_place(damaged)
    items = damaged.items(duplicates="show", limit=500)
    assert len(items) == 3 * ITEMS and {i["_winnow"]["feed"]["title"] for i in items} == {"Mine 0", "Mine 1", "Mine 2"}
    assert len(damaged.items(state="starred")) == 1 and len(damaged.items(state="kept")) == 2


def test_a_marked_item_stays_without_its_text_and_gets_it_again(damaged, server):
    db = damaged.state / "winnow.db"
    overwrite(db, pages_of(db, "body"))
    assert "Without their texts" in salvage(damaged).stdout
    put_in_place(damaged)
    starred = damaged.items(state="starred")
    assert [i["title"] for i in starred] == ["(its text was lost)"] and starred[0]["_winnow"]["note"] == "for the workshop"


def test_addresses_outlive_the_rows_of_feeds(damaged, stores):
    db = damaged.state / "winnow.db"
    overwrite(db, pages_of(db, "feed"))
    salvage(damaged)
    put_in_place(damaged)
    assert {f["url"] for f in damaged.get("/v1/feeds").json["feeds"]} == {r["url"] for r in rows(stores / "stopped" / "winnow.db", "feed")}


def test_without_its_first_pages_a_store_is_read_by_the_form_all_have(damaged):
    db = damaged.state / "winnow.db"
    overwrite(db, range(1, 3))
    damaged.spawn()
    assert damaged.process.wait(30) == 73
    assert "--salvage" in damaged.log.read_text()
    ended = salvage(damaged)
    assert "its own description was lost" in ended.stdout, ended.stderr
    put_in_place(damaged)
    assert len(damaged.items(duplicates="show", limit=500)) == 3 * ITEMS
    assert damaged.get("/v1/digests/weekly/issues/1").status == 200


def test_without_a_page_of_its_schema_everything_is_saved(make_daemon, stores):
    sound = stores / "stopped" / "winnow.db"
    pages = pages_of(sound, "sqlite_schema")[::3]
    assert len(pages) > 1
    for page in pages:
        d = make_daemon(f"without-{page}")
        shutil.copytree(sound.parent, d.state)
        overwrite(d.state / "winnow.db", [page])
        ended = salvage(d)
        assert "its own description was lost" in ended.stdout, ended
        for table in SAVED:
            assert len(rows(d.state / "salvaged" / "winnow.db", table)) == len(rows(sound, table)), (page, table)


def test_what_the_log_has_is_saved_without_a_page_of_the_schema(damaged):
    pages = pages_of(damaged.state / "winnow.db", "sqlite_schema")
    damaged.start()
    damaged.patch("/v1/items/7", {"note": "the last thing that was done"})
    damaged.kill()
    overwrite(damaged.state / "winnow.db", pages[1:2])
    ended = salvage(damaged)
    assert "and its log;\nits own description was lost" in ended.stdout, ended
    put_in_place(damaged)
    assert damaged.get("/v1/items/7").json["_winnow"]["note"] == "the last thing that was done"
    assert damaged.get("/v1/digests/weekly/issues/1").status == 200


def test_damage_that_comes_to_light_later_stops_polling_and_is_told(damaged, server):
    db = damaged.state / "winnow.db"
    overwrite(db, pages_of(db, "body_by_url"))
    damaged.start()
    server.say("/new.xml", rss("New", [{"title": "N", "guid": "n", "text": "words", "link": "https://f1.example/new"}]))
    answer = damaged.post("/v1/feeds", {"url": server.url("/new.xml")})
    assert answer.status == 500 and "--salvage" in answer.json["detail"]
    damaged.post("/v1/refresh?wait=true")
    trouble = damaged.get("/v1/status").json["trouble"]
    assert trouble["kind"] == "damaged" and "--salvage" in trouble["detail"]
    assert "store is damaged, polling waits" in damaged.log.read_text()
    assert damaged.get("/v1/digests/weekly/issues/1").status == 200


@pytest.mark.skipif(not CAN_MOUNT, reason="no file systems of one's own here")
def test_a_disk_that_can_only_be_read_is_read(damaged, tmp_path):
    (damaged.state / "winnow.lock").unlink(missing_ok=True)
    script = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'
    command = ["unshare", "-rm", "/bin/sh", "-c", script, str(damaged.state), str(damaged.build / "winnowd"), "-d",
               str(damaged.state)]
    ended = subprocess.run([*command, "--salvage"], capture_output=True, text=True, timeout=60)
    assert ended.returncode == 73 and "with --salvage=DIR" in ended.stderr
    ended = subprocess.run([*command, f"--salvage={tmp_path / 'saved'}"], capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0, ended.stderr
    assert f"items                       {3 * ITEMS}" in ended.stdout, ended.stdout


def test_of_a_store_cut_short_the_rest_is_saved(damaged):
    db = damaged.state / "winnow.db"
    with open(db, "r+b") as f:
        f.truncate(db.stat().st_size * 3 // 4 // PAGE * PAGE)
    damaged.spawn()
    assert damaged.process.wait(30) == 73
    assert "--salvage" in damaged.log.read_text()
    ended = salvage(damaged)
    assert ended.returncode == 0 and "unreadable" in ended.stdout, ended.stderr
    put_in_place(damaged)
    assert len(damaged.get("/v1/feeds").json["feeds"]) == 3


@pytest.mark.parametrize("seed", range(3))
def test_whatever_pages_are_overwritten_the_new_store_is_sound(damaged, seed):
    db = damaged.state / "winnow.db"
    rng = random.Random(seed)
    count = db.stat().st_size // PAGE
    overwrite(db, rng.sample(range(1, count + 1), count // 30), seed)
    ended = salvage(damaged)
    assert ended.returncode == 0, ended.stderr
    with open_store(damaged.state / "salvaged" / "winnow.db") as new:
        assert new.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert new.execute("PRAGMA foreign_key_check").fetchall() == []
        assert new.execute("SELECT count(*) FROM item").fetchone()[0] > ITEMS
        new.execute("INSERT INTO item_words (item_words, rank) VALUES ('integrity-check', 1)")


def test_what_stands_in_the_way_is_told(damaged, tmp_path):
    assert salvage(damaged, f"--salvage={tmp_path / 'there'}").returncode == 0
    again = salvage(damaged, f"--salvage={tmp_path / 'there'}")
    assert (again.returncode, "is there already" in again.stderr) == (73, True)
    damaged.start()
    held = salvage(damaged, f"--salvage={tmp_path / 'elsewhere'}")
    assert (held.returncode, "another winnowd" in held.stderr) == (73, True)
    damaged.stop()
    (damaged.state / "winnow.db").write_bytes(b"this was a database once" * 1000)
    nothing = salvage(damaged)
    assert (nothing.returncode, "nothing can be read" in nothing.stderr) == (73, True)
    assert not (damaged.state / "salvaged" / "winnow.db").exists()
    shutil.rmtree(damaged.state / "salvaged", ignore_errors=True)
    path = damaged.state / "winnow.db"
    for make, said in ((lambda: path.write_bytes(b""), "is empty: only a backup can help"), (path.unlink, "no winnow.db is in")):
        make()
        nothing = salvage(damaged)
        assert (nothing.returncode, said in nothing.stderr) == (73, True), nothing.stderr
    os.mkfifo(path)
    ended = subprocess.run([str(damaged.build / "winnowd"), "-d", str(damaged.state), "--salvage"], capture_output=True,
                           text=True, timeout=60)
    assert (ended.returncode, "is no file" in ended.stderr) == (73, True)
    assert not (damaged.state / "salvaged").exists()
