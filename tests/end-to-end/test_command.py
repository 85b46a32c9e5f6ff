"""The winnow command against the real daemon: what it prints where, how it ends, whom it calls."""
import json
import os
import re
import socket
import subprocess
import unicodedata

import pytest
from command import (DONE, NO_DAEMON, NOTHING, PAIRS, REFUSED, TOPIC, USAGE, done, environment, fill, on_terminal, refused, run,
                     script)
from conftest import BUILD
from feedserver import HOUR, NOW, FeedServer, rss
from winnowd import PATIENCE_S, Winnowd

ESCAPE = b"\033"
# Words with which each command makes sense, so that only the daemon can be what is missing.
WORDS = {
    "digest": [], "issues": [], "digests list": [], "digests show": ["weekly"], "digests edit": ["weekly"],
    "digests remove": ["weekly"], "mail": ["--to", "a@b.example"], "items": [], "show": ["1"], "open": ["1"], "why": ["1"], "why-not": ["1"], "keep": ["1"],
    "skip": ["1"], "star": ["1"], "note": ["1", "a note"], "split": ["1"], "fold": ["1", "2"], "feed add": ["http://a.example/"], "feed list": [], "feed show": ["1"],
    "feed rename": ["1", "New"], "feed remove": ["1"], "feed weigh": ["1", "like"], "feed prefer": ["1"], "feed pause": ["1"], "feed keep": ["1", "30d"], "feed resume": ["1"], "feed refresh": [], "feed yield": [],
    "feed preview": ["http://a.example/"], "topic list": [], "topic show": ["learning"], "topic edit": ["learning"],
    "topic import": ["FILE.ini"], "topic export": [], "topic forget": ["learning"], "topic test": ["learning", "FILE.ini"], "topic remove": ["learning"], "topic suggest": ["learning"], "topic example": ["learning", "1"], "import": ["FILE.opml"], "export": [], "backup": ["FILE.db"],
    "status": [], "watch": [],
}


@pytest.fixture
def full(daemon, server):
    return fill(daemon, server)


@pytest.fixture(scope="module")
def settled(tmp_path_factory):
    """The same, for the tests that change nothing."""
    with FeedServer() as server:
        daemon = Winnowd(BUILD, tmp_path_factory.mktemp("settled"))
        yield fill(daemon.start(), server)
        daemon.finish()


# ---- every command ----


def commands():
    out = subprocess.run([str(BUILD / "winnow"), "help"], capture_output=True, text=True, timeout=PATIENCE_S).stdout
    return [m[1] for line in out.split("\n") if (m := re.match(r"  ((?:feed |topic |digests )?[a-z]+)\b.*  \S", line))]


def test_help_lists_every_command_and_says_of_each_how_it_is_used():
    listed = commands()
    assert len(listed) >= 27 and set(listed) <= set(WORDS)
    for name in listed:
        for words in (["help", *name.split()], [*name.split(), "--help"]):
            ran = done("/nowhere", *words)
            assert f"winnow {name}" in ran.text and "Example:" in ran.text, words
            assert ESCAPE not in ran.out


def test_without_a_daemon_every_command_ends_with_3_and_says_what_to_do(tmp_path):
    (tmp_path / "FILE.ini").write_text(TOPIC)
    (tmp_path / "FILE.opml").write_text('<opml version="2.0"><body><outline xmlUrl="http://a.example/"/></body></opml>')
    nowhere = str(tmp_path / "socket")
    for name in commands():
        words = [str(tmp_path / w) if w.startswith("FILE") else w for w in WORDS[name]]
        said = refused(nowhere, *name.split(), *words, code=NO_DAEMON)
        assert nowhere in said and "start it with: winnowd" in said, name


def test_the_socket_may_be_named_before_and_after_the_command_and_by_the_environment(daemon, tmp_path):
    nowhere = str(tmp_path / "nowhere")
    winnow = lambda *words, env=None: subprocess.run([str(BUILD / "winnow"), *words], capture_output=True, env=environment(env)).returncode
    assert winnow("-s", daemon.socket, "status") == DONE
    assert winnow("status", "-s", daemon.socket) == DONE
    assert winnow("status", f"--socket={daemon.socket}") == DONE
    assert winnow("status", env={"WINNOW_SOCKET": daemon.socket}) == DONE
    assert winnow("-s", nowhere, "status", env={"WINNOW_SOCKET": daemon.socket}) == NO_DAEMON
    assert winnow("status", env={"WINNOW_SOCKET": nowhere}) == NO_DAEMON


def test_a_daemon_that_gives_no_answer_is_told(daemon):
    path = daemon.short.name + "/silent"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path)
        listening.listen()
        told = daemon.winnow("-s", path, "status", "--timeout", "1s")
    assert told.returncode == REFUSED and "gave no answer within 1 s" in told.stderr
    assert daemon.winnow("status", "--timeout", "soon").returncode == USAGE


@pytest.mark.parametrize("words, said", [
    (["frobnicate"], "frobnicate"),
    (["feed", "frobnicate"], "feed frobnicate"),
    (["show"], "winnow show"),
    (["why", "1", "2"], "too much"),
    (["status", "more"], "too much"),
    (["items", "--frob"], "frob"),
    (["items", "--limit"], "limit"),
    (["items", "--since", "tomorrowish"], "tomorrowish"),
    (["digest", "--format", "papyrus"], "papyrus"),
    (["feed", "list", "--state", "bored"], "bored"),
    (["show", "first"], "first"),
    (["keep", "0"], "'0'"),
    (["note", "1"], "winnow note 1 TEXT"),
    (["--color", "mauve", "status"], "mauve"),
    (["feed", "add", "http://a.example/", "http://b.example/", "--title", "Both"], "--title"),
], ids=" ".join)
def test_what_is_typed_wrongly_ends_with_2_and_says_what_was_wrong(settled, words, said):
    assert said in refused(settled, *words, code=USAGE)


def test_without_a_command_the_commands_are_told_on_standard_error(settled):
    ran = run(settled)
    assert (ran.code, ran.out) == (USAGE, b"") and b"feed add URL" in ran.err


@pytest.mark.parametrize("words", [
    ["show", "999"], ["why", "999"], ["keep", "999"], ["star", "999"], ["note", "999", "x"], ["open", "999"],
    ["feed", "show", "999"], ["feed", "show", "http://unknown.example/"], ["feed", "rename", "999", "x"], ["feed", "pause", "999"],
    ["feed", "remove", "999"], ["feed", "refresh", "999"], ["feed", "add", "ftp://a.example/"], ["feed", "preview", "/no/such/file"],
    ["topic", "show", "none"], ["topic", "export", "none"], ["topic", "remove", "none"], ["topic", "import", "/no/such/file"],
    ["import", "/no/such/file"], ["import", "/"], ["items", "since:never"], ["items", "--topic", "none"],
], ids=" ".join)
def test_what_is_refused_ends_with_1_and_says_why(settled, words):
    assert len(refused(settled, *words)) > len("winnow: \n")


def test_a_value_that_the_daemon_refuses_is_told_as_it_was_typed(settled):
    assert refused(settled, "items", "--min-score", "200", code=USAGE) == "winnow: --min-score: 200 is not between 0 and 100\n"
    assert refused(settled, "items", "--state", "lost", code=USAGE).startswith("winnow: --state: 'lost' is none of ")
    assert "is less than 1\n" in refused(settled, "watch", "--count", "0", code=USAGE)
    assert "winnow topic list shows them" in refused(settled, "watch", "--topic", "none")
    assert "/tmp/feed.xml" in refused(settled, "feed", "add", "/tmp/feed.xml")


def test_nothing_that_matches_ends_with_4(daemon):
    assert "no topics" in refused(daemon, "topic", "list", code=NOTHING)
    assert "no topics" in refused(daemon, "topic", "export", code=NOTHING)
    assert "no feeds" in refused(daemon, "feed", "list", code=NOTHING)
    assert "no item" in refused(daemon, "items", "unheard-of", code=NOTHING)
    assert run(daemon, "digest").code == NOTHING
    nothing = run(daemon, "items", "unheard-of", "--json")
    assert (nothing.code, nothing.json["items"]) == (NOTHING, [])


def test_one_that_fails_does_not_keep_the_others_from_being_done(full):
    ran = run(full, "star", "999", full.first)
    assert ran.code == REFUSED and full.first in ran.text and b"999" in ran.err
    assert full.get(f"/v1/items/{full.first}").json["_winnow"]["starred"] is True


# ---- what is printed ----

WINDOW = ["--since", "2020-01-01", "--until", "2100-01-01"]
WINDOW_QUERY = "since=2020-01-01T00:00:00Z&until=2100-01-01T00:00:00Z"


@pytest.mark.parametrize("words, path", [
    (["feed", "list"], "/v1/feeds"),
    (["feed", "show", "1"], "/v1/feeds/1"),
    (["items"], "/v1/items"),
    (["items", "peer learning", "--topic", "learning", "--min-score", "0", "--sort", "score", "--limit", "2"],
     "/v1/items?q=peer+learning&topic=learning&min_score=0&sort=score&limit=2"),
    (["items", "--state", "unread", "--duplicates", "show", "--feed", "1"], "/v1/items?state=unread&duplicates=show&feed=1"),
    (["show", "1"], "/v1/items/1"),
    (["why", "1"], "/v1/items/1/why"),
    (["topic", "list"], "/v1/topics"),
    (["topic", "show", "learning"], "/v1/topics/learning"),
    (["digest", *WINDOW], f"/v1/digest?{WINDOW_QUERY}"),
    (["digest", "default", *WINDOW, "--topic", "learning", "--limit", "1", "--min-score", "10"],
     f"/v1/digest?topic=learning&limit=1&min_score=10&{WINDOW_QUERY}"),
], ids=lambda v: " ".join(v) if isinstance(v, list) else "")
def test_json_is_exactly_what_the_socket_answers(settled, words, path):
    assert done(settled, *words, "--json").out == settled.get(path).body


def test_json_of_what_changes_something_is_exactly_the_answer_too(full, server, tmp_path):
    path = f"/v1/items/{full.first}"
    for words, change in ((["star", full.first], {"starred": True}), (["star", full.first, "--remove"], {"starred": False}),
                          (["note", full.first, "for", "May"], {"note": "for May"}), (["note", full.first, "--remove"], {"note": ""})):
        assert done(full, *words, "--json").out == full.patch(path, change).body, words
    for words, change in ((["rename", "1", "Mine"], {"title": "Mine"}), (["pause", "1"], {"paused": True}),
                          (["resume", "1"], {"paused": False})):
        assert done(full, "feed", *words, "--json").out == full.patch("/v1/feeds/1", change).body, words
    again = full.post("/v1/feeds", {"url": server.url("/one.xml")}).body
    assert done(full, "feed", "add", server.url("/one.xml"), "--json").out == again
    (tmp_path / "t.ini").write_text(TOPIC)
    imported = done(full, "topic", "import", str(tmp_path / "t.ini"), "--json").json
    full.refresh()  # what it learnt is learnt anew meanwhile
    learnt = ("learnt", "calibration", "held_out")
    lasting = lambda t: {k: v for k, v in t.items() if k not in learnt}
    assert lasting(imported) == lasting(full.get("/v1/topics/learning").json)
    (tmp_path / "f.opml").write_bytes(done(full, "export").out)
    assert done(full, "import", str(tmp_path / "f.opml"), "--json").json == {"added": 0, "existing": 2, "invalid": []}


def test_json_of_what_is_never_twice_the_same_has_its_form(full):
    for words, verdict in ((["keep"], "keep"), (["skip"], "skip"), (["skip", "--undo"], None)):
        item = done(full, *words, full.first, "--json").json
        assert (item["id"], item["_winnow"].get("verdict")) == (full.first, verdict)
    counts = done(full, "feed", "refresh", "--wait", "--json").json
    assert {"polled", "unchanged", "changed", "failed", "new_items"} <= set(counts) and counts["polled"] == 2
    assert done(full, "status", "--json").json.keys() == full.get("/v1/status").json.keys()


def test_format_json_is_the_same_as_json(settled):
    assert done(settled, "digest", *WINDOW, "--format", "json").out == done(settled, "digest", *WINDOW, "--json").out


SHOWN = [["status"], ["digest"], ["items"], ["show", "1"], ["why", "1"], ["feed", "list"], ["feed", "list", "--failing"],
         ["feed", "show", "1"], ["topic", "list"], ["topic", "show", "learning"]]


@pytest.mark.parametrize("words", SHOWN, ids=" ".join)
def test_colour_is_for_terminals_unless_it_is_asked_for_or_declined(settled, words):
    words = [*words, "--peek"] if words[0] == "show" else words
    assert ESCAPE not in done(settled, *words).out
    assert ESCAPE not in done(settled, "--color=auto", *words).out
    assert ESCAPE + b"[" in done(settled, "--color=always", *words).out
    assert ESCAPE + b"[" in done(settled, *words, "--color", "always", env={"NO_COLOR": "1"}).out
    assert ESCAPE + b"[" in on_terminal(settled, *words).out
    assert ESCAPE + b"[" not in on_terminal(settled, *words, env={"NO_COLOR": "1"}).out
    assert ESCAPE + b"[" not in on_terminal(settled, "--color=never", *words).out
    assert ESCAPE not in on_terminal(settled, *words, env={"TERM": "dumb"}).out


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_nothing_is_wider_than_the_terminal(settled, columns):
    for words in SHOWN:
        out = on_terminal(settled, "--color=never", *words, env={"TERM": "dumb"}, columns=columns).out.decode()
        for line in out.replace("\r", "").split("\n"):
            assert len(line) <= columns or " " not in line.strip(), (words, line)


def test_the_digest_names_source_score_and_reason_and_why_sums_up(settled):
    shown = done(settled, "digest", "--min-score", "1").text
    assert "Learning" in shown and PAIRS[0][0] in shown and "Feed One" in shown
    assert PAIRS[2][0] not in shown
    assert "winnow feed list --failing" in shown
    why = done(settled, "why", settled.first).text
    points = [float(p) for p in re.findall(r"^ +([+-]\d+\.\d\d) +(?!margin)\w+ ", why, re.M)]
    margin = float(re.search(r"([+-]\d+\.\d\d) +margin", why)[1])
    assert points and abs(sum(points) - margin) < 0.005


def test_items_are_found_by_words_topic_feed_time_and_state(full):
    title = lambda *words: {t for t in full.ids if t in done(full, "items", *words).text}
    soup = PAIRS[2][0]
    assert title() == set(full.ids)
    assert title("leeks") == {soup}
    assert title('"peer learning" -mentor') == {PAIRS[0][0]}
    assert title("title:soup") == {soup}
    assert title("--feed", "1") == set(full.ids)
    assert title("--limit", "1") == {PAIRS[0][0]}
    assert title("--until", "150m") == {soup}
    assert title("--since", "150m") == {PAIRS[0][0], PAIRS[1][0]}
    assert soup not in title("--topic", "learning", "--min-score", "1")
    done(full, "star", full.ids[soup])
    assert title("--state", "starred") == {soup}
    assert "no item" in refused(full, "items", "--feed", "2", code=NOTHING)


def test_all_pages_on_to_the_last_item(daemon, server):
    many = [{"title": f"Number {n} of many", "text": f"words {n * 7919}", "guid": str(n), "link": f"https://x.example/{n}",
             "when": NOW - n * 60} for n in range(1, 131)]
    server.say("/many.xml", rss("Many", many))
    daemon.follow(server.url("/many.xml"))
    daemon.refresh()
    some = run(daemon, "items")
    assert some.code == DONE and some.text.count("of many") < 130 and b"--all" in some.err
    assert done(daemon, "items", "--all").text.count("of many") == 130
    assert done(daemon, "items", "--limit", "7").text.count("of many") == 7


def test_show_prints_the_text_and_marks_it_read_unless_peeking(full):
    read = lambda: full.get(f"/v1/items/{full.first}").json["_winnow"]["read"]
    assert PAIRS[0][1].split(",")[0][:40] in done(full, "show", full.first, "--peek").text
    assert read() is False
    shown = done(full, "show", full.first, full.ids["Leek soup"]).text
    assert "Feed One" in shown and "https://one.example/0" in shown and "Leek soup" in shown
    assert read() is True


# ---- judging ----

def test_keep_skip_and_star_are_said_shown_and_undone(full):
    soup = full.ids["Leek soup"]
    state = lambda i: full.get(f"/v1/items/{i}").json["_winnow"]
    assert done(full, "keep", full.first, soup, "--topic", "learning").text.split("\n")[0].startswith(f"kept {full.first} ")
    assert state(full.first)["verdict"] == state(soup)["verdict"] == "keep"
    assert done(full, "skip", soup).text.startswith(f"skipped {soup} ")
    assert state(soup)["verdict"] == "skip"
    done(full, "keep", full.first, "--undo")
    assert not state(full.first).get("verdict")
    done(full, "star", soup)
    assert state(soup)["starred"] is True and "Leek" in done(full, "items", "--state", "starred").text
    done(full, "star", soup, "--remove")
    assert state(soup)["starred"] is False
    assert "none" in refused(full, "keep", soup, "--topic", "none")


def test_keeping_an_item_does_not_lower_its_score(full):
    margin = lambda: full.get(f"/v1/items/{full.first}/why").json["topics"][0]["margin"]
    before = margin()
    done(full, "keep", full.first)
    full.refresh()
    assert margin() > before


def test_a_note_is_given_as_text_and_edited_in_the_editor(full, tmp_path):
    note = lambda: full.get(f"/v1/items/{full.first}").json["_winnow"].get("note")
    done(full, "note", full.first, "for", "the", "workshop")
    assert note() == "for the workshop" and "for the workshop" in done(full, "show", full.first).text
    editor = script(tmp_path / "editor", f'cp "$1" {tmp_path}/before\nprintf "  in May,\\nperhaps \\n\\n" >"$1"\n')
    assert on_terminal(full, "note", full.first, env={"EDITOR": editor}).code == DONE
    assert (tmp_path / "before").read_text().strip() == "for the workshop"
    assert note() == "in May,\nperhaps"
    failed = on_terminal(full, "note", full.first, env={"EDITOR": "false"})
    assert failed.code == REFUSED and b"editor" in failed.err and note() == "in May,\nperhaps"
    done(full, "note", full.first, "--remove")
    assert not note()


def test_visual_comes_before_editor_and_both_may_have_arguments(full, tmp_path):
    visual = script(tmp_path / "visual", 'printf "%s" "$1" >"$3"\n')
    assert on_terminal(full, "note", full.first, env={"VISUAL": f"{visual} 'two words' --wait", "EDITOR": "false"}).code == DONE
    assert full.get(f"/v1/items/{full.first}").json["_winnow"]["note"] == "two words"


# ---- the browser ----

def browser(tmp_path, status=0):
    """Writes its arguments down, one a line."""
    return script(tmp_path / f"browser{status}", f'echo "$#" >>{tmp_path}/opened\nprintf "%s\\n" "$@" >>{tmp_path}/opened\nexit {status}\n')


def opened(tmp_path):
    path = tmp_path / "opened"
    return path.read_text().split("\n")[:-1] if path.exists() else []


def test_open_hands_the_address_to_the_browser_and_marks_the_item_read(full, tmp_path):
    done(full, "open", full.first, env={"BROWSER": browser(tmp_path)})
    assert opened(tmp_path) == ["1", "https://one.example/0"]
    assert full.get(f"/v1/items/{full.first}").json["_winnow"]["read"] is True


def test_browser_is_a_list_and_may_say_where_the_address_goes(full, tmp_path):
    works, fails = browser(tmp_path), browser(tmp_path, 1)
    done(full, "open", full.first, env={"BROWSER": f"{fails}:/no/such/browser:{works} --new %s --now"})
    assert opened(tmp_path) == ["1", "https://one.example/0", "3", "--new", "https://one.example/0", "--now"]
    assert "$BROWSER" in refused(full, "open", full.first, env={"BROWSER": fails})


def test_an_address_with_quotes_spaces_and_a_command_in_it_is_one_argument(daemon, server, tmp_path):
    link = f"https://one.example/a 'b' \"c\"; touch {tmp_path}/pwned; $(touch {tmp_path}/pwned) `id` | & %s"
    server.say("/one.xml", rss("One", [{"title": "Trap", "text": "words", "guid": "1", "link": link, "when": NOW - HOUR}]))
    daemon.follow(server.url("/one.xml"))
    daemon.refresh()
    done(daemon, "open", daemon.items()[0]["id"], env={"BROWSER": browser(tmp_path)})
    count, address = opened(tmp_path)
    assert count == "1" and address.startswith("https://one.example/a%20") and " " not in address
    assert not (tmp_path / "pwned").exists()


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,hello", "-no-sandbox", "ftp://one.example/"])
def test_an_address_that_is_no_web_page_is_never_opened(daemon, server, tmp_path, link):
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "T",
            "items": [{"id": "1", "title": "Trap", "url": link, "external_url": link, "content_text": "words"}]}
    server.say("/one.json", json.dumps(feed), headers={"Content-Type": "application/feed+json"})
    daemon.follow(server.url("/one.json"))
    daemon.refresh()
    item = daemon.items()[0]["id"]
    ran = run(daemon, "open", item, env={"BROWSER": browser(tmp_path)})
    # A relative address is one of the feed's own site.
    assert opened(tmp_path) in ([], ["1", server.url("/" + link)])
    assert ran.code == (DONE if opened(tmp_path) else REFUSED)
    assert not opened(tmp_path) or link.startswith("-")


# ---- what comes from feeds ----

CONTROLS = [chr(c) for c in [*range(1, 32), *range(127, 160)]]
DIRECTIONS = [chr(c) for c in [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x2028, 0x2029]]
HOSTILE = "Peer learning \x1b[2J\x1b]0;owned\x07\x9b31m\x1bP1$r\x1b\\ " + "".join(c + "x" for c in CONTROLS + DIRECTIONS) + " end"


def is_harmless(text):
    return all(c == "\n" or (unicodedata.category(c) != "Cc" and c not in DIRECTIONS) for c in text)


@pytest.fixture
def hostile(daemon, server):
    daemon.topic("learning", "peer learning")
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": HOSTILE, "description": HOSTILE, "authors": [{"name": HOSTILE}],
            "items": [{"id": HOSTILE, "title": HOSTILE, "content_text": HOSTILE, "tags": [HOSTILE], "url": "https://x.example/\x1b]8;;\x07",
                       "authors": [{"name": HOSTILE}], "date_published": "2026-01-01T00:00:00Z"}]}
    server.say("/hostile.json", json.dumps(feed), headers={"Content-Type": "application/feed+json"})
    daemon.follow(server.url("/hostile.json"))
    daemon.refresh()
    return daemon


def test_nothing_from_a_feed_reaches_the_output_as_a_control_character(hostile, server):
    item = hostile.items()[0]["id"]
    for words in (["items"], ["digest", "--since", "2020-01-01", "--min-score", "0"], ["show", item], ["why", item], ["keep", item],
                  ["star", item], ["note", item, HOSTILE], ["show", item], ["feed", "list"], ["feed", "show", "1"],
                  ["feed", "rename", "1", HOSTILE], ["feed", "list"], ["feed", "preview", server.url("/hostile.json")],
                  ["topic", "show", "learning"], ["status"]):
        ran = run(hostile, *words)
        assert ran.code == DONE, (words, ran.err)
        assert is_harmless(ran.text) and is_harmless(ran.err.decode()), words
    assert "Peer learning" in done(hostile, "items").text and "end" in done(hostile, "items").text


def test_even_json_is_harmless_on_a_terminal(hostile):
    item = hostile.items()[0]["id"]
    for words in (["items"], ["show", item], ["feed", "list"]):
        shown = on_terminal(hostile, *words, "--json").out.decode().replace("\r\n", "\n")
        assert is_harmless(shown.replace("\t", "")), words
        assert json.loads(shown) == json.loads(run(hostile, *words, "--json").out)


def test_what_was_typed_is_said_back_without_its_control_characters(settled):
    for words in (["items", f"--{HOSTILE}"], [HOSTILE], ["show", HOSTILE], ["feed", "show", HOSTILE], ["topic", "show", HOSTILE],
                  ["import", f"/no/{HOSTILE}"], ["digest", HOSTILE], ["items", "--since", HOSTILE]):
        ran = run(settled, *words)
        assert ran.code in (REFUSED, USAGE) and ran.out == b"", words
        assert is_harmless(ran.err.decode(errors="replace")), words


def test_a_reader_that_goes_away_is_no_trouble(full):
    reader, writer = os.pipe()
    os.close(reader)
    process = subprocess.run([str(BUILD / "winnow"), "-s", full.socket, "items"], stdout=writer, stderr=subprocess.PIPE,
                             timeout=PATIENCE_S, env=environment(None))
    os.close(writer)
    assert process.returncode in (-13, REFUSED) and b"Sanitizer" not in process.stderr
