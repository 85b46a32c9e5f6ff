"""Numbers belong to the terminal, and the shell, that they were printed in."""
import os
import pty
import re

import pytest
from feedserver import HOUR, NOW, rss


@pytest.fixture
def full(daemon, server):
    server.say("/a.xml", rss("A", [
        {"title": f"Story {n}", "text": f"Of {n * 7919} words, number {n}.", "guid": str(n), "link": f"https://a.example/{n}",
         "when": NOW - n * HOUR} for n in range(1, 6)]))
    daemon.follow(server.url("/a.xml"))
    return daemon


def in_terminal(daemon, script, state):
    """What a shell with a terminal of its own prints; its lines."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.update(WINNOW_SOCKET=daemon.socket, XDG_STATE_HOME=str(state), PAGER="cat", TERM="dumb",
                          PATH=f"{daemon.build}:{os.environ['PATH']}")
        os.execv("/bin/sh", ["sh", "-c", script + "\nexit 0"])
    shown = b""
    try:
        while piece := os.read(terminal, 65536):
            shown += piece
    except OSError:  # so ends a terminal
        pass
    os.waitpid(pid, 0)
    os.close(terminal)
    return shown.decode().replace("\r\n", "\n")


def test_a_number_is_the_line_printed_last_in_the_same_shell(full, tmp_path):
    ids = [i["id"] for i in full.items()]
    assert ids[1] != "2"
    shown = in_terminal(full, "winnow items; winnow star 2; winnow keep 1 3 | cat; winnow note id:2 hello; winnow skip 999",
                        tmp_path / "not" / "yet")
    assert re.search(r"^ *2 .*Story 2$", shown, re.M)
    assert "\n2: Story 2\n" in shown and f"starred {ids[1]}  Story 2" in shown
    assert f"kept {ids[0]}" in shown and f"kept {ids[2]}" in shown
    assert "noted 2  Story 4" in shown
    assert "999: " not in shown
    assert [i["id"] for i in full.items(state="starred")] == [ids[1]]
    (kept,) = (tmp_path / "not" / "yet" / "winnow" / "printed").iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600


def test_scripts_other_terminals_and_pipes_know_ids_only(full, tmp_path):
    script = tmp_path / "script"
    script.write_text("winnow star 2; exit 0")
    in_terminal(full, f"winnow items; sh {script}", tmp_path)
    assert [i["title"] for i in full.items(state="starred")] == ["Story 4"]
    shown = in_terminal(full, "winnow items | cat; winnow show --peek 5", tmp_path)
    assert re.search(r"^ *5 .*Story 1$", shown, re.M)
    assert "5: " not in shown and "Story 1" in shown.split("title")[-1]
    piped = full.winnow("items", env={"XDG_STATE_HOME": str(tmp_path)}).stdout
    assert re.search(r"^ *5 .*Story 1$", piped, re.M)


def test_the_digest_is_numbered_over_its_sections(full, server, tmp_path):
    full.topic("story", "story")
    server.say("/b.xml", rss("B", [{"title": "Peer learning", "text": "Peer learning works.", "guid": "p", "when": NOW}]))
    full.follow(server.url("/b.xml"))
    full.topic("peers", "peer learning")
    full.refresh()
    shown = in_terminal(full, "winnow digest --min-score 0; winnow show --peek 2", tmp_path)
    second = re.search(r"^ *2 +\d* +(.*)$", shown, re.M).group(1)
    assert f"\n2: {second}\n" in shown
