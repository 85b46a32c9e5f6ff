"""winnow digest NAME --issue and --edit, winnow issues, winnow digests."""
import json
import stat
import xml.etree.ElementTree as ElementTree

import pytest
from test_issues import publish, story, weekly  # noqa: F401 (a fixture)


@pytest.fixture
def editor(tmp_path):
    """editor(script): what $EDITOR does to the file "$1", a shell's lines; answers the environment."""

    def make(script):
        path = tmp_path / "editor"
        path.write_text("#!/bin/sh\n" + script)
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return {"EDITOR": str(path), "VISUAL": "", "TMPDIR": str(tmp_path)}

    return make


def test_an_issue_is_frozen_repeated_delivered_and_shown_again(weekly, server):
    d = weekly
    first = d.winnow("digest", "weekly", "--issue")
    assert first.returncode == 0 and "Harbour workers" in first.stdout, first.stderr
    frozen = d.get("/v1/digests/weekly/issues/1").body.decode()
    assert d.winnow("digest", "weekly", "--issue", "--json").stdout.strip() == frozen
    assert "not yet" in d.winnow("issues", "weekly").stdout
    assert d.winnow("issues", "weekly", "--delivered", "1").returncode == 0
    assert "not yet" not in d.winnow("issues", "weekly").stdout

    nothing = d.winnow("digest", "weekly", "--issue")
    assert (nothing.returncode, nothing.stdout) == (4, "")
    assert "nothing new since" in nothing.stderr
    server.say("/a.xml", "no", status=500)
    d.refresh()
    assert "of 1 feed, 1 failing" in d.winnow("digest", "weekly", "--issue").stderr

    publish(d, server, [story(n) for n in range(4)])
    assert "Library workers" in d.winnow("digest", "weekly", "--issue").stdout
    assert d.winnow("digest", "weekly", "--issue=1", "--json").stdout.strip() == frozen
    assert d.winnow("digest", "weekly", "--issue=7").returncode == 1
    assert d.winnow("digest", "weekly", "--issue=x").returncode == 2
    assert d.winnow("digest", "weekly", "--issue", "--limit", "3").returncode == 2
    assert [i["number"] for i in json.loads(d.winnow("issues", "weekly", "--json").stdout)["issues"]] == [2, 1]
    assert d.winnow("issues").returncode == 4


ATOM = "{http://www.w3.org/2005/Atom}"


def entries_of(d, *options):
    """By id: title and section, as a newsreader sees them."""
    shown = d.winnow("digest", "weekly", *options, "--format", "atom")
    assert shown.returncode == 0, shown.stderr
    feed = ElementTree.fromstring(shown.stdout)
    found = {e.findtext(ATOM + "id"): (e.findtext(ATOM + "title"), [c.get("term") for c in e.findall(ATOM + "category")])
             for e in feed.findall(ATOM + "entry")}
    return feed.findtext(ATOM + "id"), feed.findtext(ATOM + "title"), found


def test_the_last_issues_are_one_feed_that_stays_the_same_one(weekly, server, tmp_path):
    d = weekly
    none = d.winnow("digest", "weekly", "--issue=all", "--format", "atom")
    assert (none.returncode, none.stdout) == (4, "") and "no issues of 'weekly' yet" in none.stderr
    assert d.winnow("digest", "weekly", "--issue=all", "--format", "mail").returncode == 2
    assert d.winnow("issues", "weekly", "--delivered", "last").returncode == 4
    d.post("/v1/digests/weekly/issues", {"intro": "Dear all"})
    name, title, first = entries_of(d, "--issue=all")
    assert title == "Our week" and len(first) == 4 and ("Our week, issue 1", []) in first.values()
    assert first == entries_of(d, "--issue=1")[2]
    assert d.winnow("issues", "weekly", "--delivered", "last").returncode == 0
    publish(d, server, [story(0, text="Corrected: it was eight."), story(1), story(2), story(3)])
    d.post("/v1/digests/weekly/issues", {"intro": "Dear all again"})
    again, title, both = entries_of(d, "--issue=all")
    assert (again, title) == (name, "Our week") and first.items() < both.items()
    assert sorted(t.split(" ")[0] for t, terms in both.values() if terms == ["learning"]) == [
        "Foundry", "Harbour", "Library", "Orchard"]
    document = json.loads(d.winnow("digest", "weekly", "--issue=all", "--json").stdout)
    assert [(i["title"].split()[0], i["_winnow"]["issue"]) for i in document["items"]] == [
        ("Library", 2), ("Harbour", 1), ("Foundry", 1), ("Orchard", 1)]
    page = d.winnow("digest", "weekly", "--issue=all", "--format", "html").stdout
    assert [page.index(w) for w in ("Dear all again", "Library", "Dear all<", "Harbour")] == sorted(
        page.index(w) for w in ("Dear all again", "Library", "Dear all<", "Harbour"))
    assert page.count(": Learning</h2>") == 2
    for form in ("text", "markdown", "html", "mail", "atom"):
        told = d.winnow("digest", "weekly", "--issue=2", "--format", form).stdout
        assert "Changed since earlier issues" in told, form


def test_an_issue_is_edited_before_it_is_frozen(weekly, editor):
    d = weekly
    ids = [i["id"] for i in d.get("/v1/digest?name=weekly&next=true").json["items"]]
    assert d.winnow("note", ids[2], "see page 4").returncode == 0

    emptied = d.winnow("digest", "weekly", "--edit", env=editor('> "$1"'))
    assert emptied.returncode == 1 and "no issue was frozen" in emptied.stderr
    wrong = d.winnow("digest", "weekly", "--edit", env=editor('printf "1 [x]\\n99999 [y]\\n" > "$1"'))
    assert wrong.returncode == 1 and "line 2: 99999 is no item" in wrong.stderr and "is kept in" in wrong.stderr
    assert d.get("/v1/digests/weekly/issues").json["issues"] == []

    # the last item first, the second dropped, a note on the first, and a beginning
    script = f'grep -A1 "^{ids[2]} " "$1" > "$1.new"; grep "^{ids[0]} " "$1" >> "$1.new"\n' \
             'echo "   Start here." >> "$1.new"; { echo "Dear all"; cat "$1.new"; } > "$1"; rm "$1.new"'
    edited = d.winnow("digest", "weekly", "--edit", "--json", env=editor(script))
    assert edited.returncode == 0, edited.stderr
    document = json.loads(edited.stdout)
    assert [i["id"] for i in document["items"]] == [ids[2], ids[0]]
    assert [i["_winnow"]["note"] for i in document["items"]] == ["see page 4", "Start here."]
    assert document["_winnow"]["intro"] == "Dear all"
    again = d.winnow("digest", "weekly", "--edit", env=editor("true"))
    assert again.returncode == 1 and "issue 1 of 'weekly' is frozen and not delivered yet" in again.stderr


def test_digests_are_kept_as_text(weekly, editor):
    d = weekly
    made = d.winnow("digests", "edit", "team", env=editor("sed -i 's/^limit.*/limit = 1/; s/^topic =/topic = learning/' \"$1\""))
    assert (made.returncode, made.stdout) == (0, "new digest team\n"), made.stderr
    assert d.winnow("digests", "show", "team").stdout == (
        "[team]\ntitle = team\ntopic = learning\nlimit = 1\nper-feed = 3\nwindow = 7d\nserendipity = off\n")
    assert [line.split()[0] for line in d.winnow("digests", "list").stdout.splitlines()] == [
        "name", "default", "team", "weekly"]
    assert d.winnow("digest", "team").stdout.count("workers try peer learning") == 1
    bad = d.winnow("digests", "edit", "team", env=editor("echo 'topic = nothing' >> \"$1\""))
    assert bad.returncode == 1 and "no topic 'nothing'" in bad.stderr and "is kept in" in bad.stderr
    assert d.winnow("digests", "remove", "team").returncode == 0
    assert d.winnow("digest", "team").returncode == 1
