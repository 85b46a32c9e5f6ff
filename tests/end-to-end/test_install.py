"""What make install brings and make uninstall takes away, and that what README.md and the demo name is there."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

import pytest
from conftest import BUILD, ROOT
from winnowd import PATIENCE_S

DEMO = ROOT / "tests" / "demo"
MAN_PAGES = {"man1/winnow.1": "cli/winnow.1", "man5/winnow.conf.5": "daemon/winnow.conf.5", "man8/winnowd.8": "daemon/winnowd.8"}
UNITS = ["winnowd.service", "winnowd.socket", "winnow-mail@.service", "winnow-mail@.timer"]
FILES = [
    "bin/winnow", "bin/winnowd", *(f"share/man/{page}" for page in MAN_PAGES),
    *(f"lib/systemd/{whose}/{unit}" for whose in ("system", "user") for unit in UNITS),
    "share/bash-completion/completions/winnow", "share/zsh/site-functions/_winnow", "share/fish/vendor_completions.d/winnow.fish",
    "share/winnow/api.yaml", "share/winnow/starter/future-of-work.opml", "share/winnow/starter/topics.ini",
]


def make(target, folder, prefix):
    """Under a careful umask; what a `make` above says of its own is not for this one, and nothing is built anew."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("MAKE") and k != "MFLAGS"}
    subprocess.run(["make", "-s", "-C", str(ROOT), "-o", "all", f"BUILD={BUILD}", f"DESTDIR={folder}", f"PREFIX={prefix}", target],
                   check=True, env=env, capture_output=True, timeout=PATIENCE_S, umask=0o077)


def files_below(folder):
    return sorted(str(p.relative_to(folder)) for p in pathlib.Path(folder).rglob("*") if not p.is_dir())


@pytest.fixture(params=["/usr", "/usr/local", "/opt/winnow"])
def prefix(request):
    return request.param


def test_install_puts_everything_where_it_belongs_and_uninstall_takes_it_away(tmp_path, prefix):
    below = tmp_path / prefix[1:]
    (below / "bin").mkdir(parents=True)
    (below / "bin" / "other").write_text("somebody else's\n")
    make("install", tmp_path, prefix)
    assert set(FILES) <= set(files_below(below))
    assert files_below(tmp_path) == sorted(f"{prefix[1:]}/{f}" for f in files_below(below))
    for name in files_below(below):
        wanted = 0o755 if name.startswith("bin/winnow") else 0o644
        assert (below / name).stat().st_mode & 0o777 == wanted, name
    make("uninstall", tmp_path, prefix)
    assert files_below(tmp_path) == [f"{prefix[1:]}/bin/other"]
    assert not (below / "share/winnow").exists()


def test_units_start_the_program_that_was_installed(tmp_path, prefix):
    make("install", tmp_path, prefix)
    for unit in (tmp_path / prefix[1:] / "lib/systemd").rglob("*.service"):
        started = re.findall(r"^ExecStart=(\S+)", unit.read_text(), re.M)
        assert started and all(p.startswith(f"{prefix}/bin/") and (tmp_path / p[1:]).exists() for p in started), unit


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
@pytest.mark.parametrize("whose", ["system", "user"])
def test_systemd_understands_the_units(tmp_path, whose):
    make("install", tmp_path, "/usr")
    below = tmp_path / "usr/lib/systemd" / whose
    for unit in below.iterdir():
        unit.write_text(unit.read_text().replace("=/usr/bin/", f"={tmp_path}/usr/bin/"))
    for unit in UNITS:
        name = unit.replace("@", "@weekly")
        said = subprocess.run(["systemd-analyze", f"--{whose}", "--man=no", "verify", str(below / name)], capture_output=True,
                              text=True, timeout=PATIENCE_S, env={**os.environ, "SYSTEMD_UNIT_PATH": f"{below}:", "XDG_RUNTIME_DIR": str(tmp_path)})
        # What else the machine has is not ours to judge.
        assert not [line for line in said.stderr.split("\n") if "winnow" in line], said.stderr


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
@pytest.mark.parametrize("unit,most", [("winnowd.service", 1.5), ("winnow-mail@.service", 2.0)])
def test_the_units_of_the_system_are_closed(unit, most):
    said = subprocess.run(["systemd-analyze", "security", "--offline=true", f"--threshold={most * 10:.0f}", str(ROOT / "systemd" / unit)],
                          capture_output=True, text=True, timeout=PATIENCE_S)
    assert said.returncode == 0, said.stdout[-300:]


def test_installed_programs_run_from_where_they_are(tmp_path):
    make("install", tmp_path, "/usr")
    for name in ("winnow", "winnowd"):
        said = subprocess.run([str(tmp_path / "usr/bin" / name), "--version"], capture_output=True, text=True, timeout=PATIENCE_S)
        assert said.returncode == 0 and re.search(r"\d+\.\d+\.\d+", said.stdout), said


def test_every_file_that_belongs_installed_is_installed(tmp_path):
    """A starter set, a unit or a completion that somebody adds is not forgotten."""
    make("install", tmp_path, "/usr")
    there = {pathlib.Path(f).name for f in files_below(tmp_path)}
    for folder in ("systemd", "systemd/user", "schema/starter"):
        assert {p.name for p in (ROOT / folder).iterdir() if p.is_file()} <= there, folder


@pytest.mark.parametrize("page", MAN_PAGES.values())
def test_man_pages_render_without_a_warning(page):
    shown = subprocess.run(["man", "--warnings", "-l", str(ROOT / page)], capture_output=True, text=True, timeout=PATIENCE_S,
                           env={**os.environ, "MANWIDTH": "80", "LC_ALL": "C.UTF-8"})
    assert shown.returncode == 0 and shown.stderr == ""
    for heading in ("NAME", "DESCRIPTION", "SEE ALSO"):
        assert f"\n{heading}\n" in shown.stdout
    assert len(shown.stdout.split("\n")) > 40


# ---- what README.md promises ----

README = (ROOT / "README.md").read_text()
CODE = "\n".join(line for line in README.split("\n") if line.startswith("    "))


def test_files_that_the_readme_names_exist(tmp_path):
    make("install", tmp_path, "/usr/local")
    for path in re.findall(r"/usr/local/\S+", CODE):
        assert (tmp_path / path[1:]).exists(), path
    for path in re.findall(r"`((?:daemon|cli|schema|tests|systemd)/[^`]*)`", README):
        assert (ROOT / path).exists(), path


def test_targets_that_the_readme_names_exist():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    named = set(re.findall(r"\bmake ([a-z-]+)", README))
    assert named and named <= targets, named - targets


def test_commands_that_the_readme_and_the_demo_use_exist():
    text = CODE + re.sub(r"^\$build/", "", (DEMO / "run").read_text(), flags=re.M)
    used = re.findall(r"^ *(?:winnow|show) ((?:feed |topic )?[a-z]+)\b", text.replace("; ", "\n"), re.M)
    assert len(set(used)) >= 8
    for name in sorted(set(used)):
        helped = subprocess.run([str(BUILD / "winnow"), *name.split(), "--help"], capture_output=True, timeout=PATIENCE_S)
        assert helped.returncode == 0, name


# ---- the demo ----

TYPES = {"json": "application/json"}


@pytest.fixture(scope="module")
def documents():
    others = {name: sys.modules.pop(name) for name in ("feeds", "sites") if name in sys.modules}  # tests/bench has its own
    sys.path.insert(0, str(DEMO))
    try:
        import feeds
        import sites

        return feeds.make(int(time.time())), sites.read_all(int(time.time())), feeds
    finally:
        sys.path.remove(str(DEMO))
        for name in ("feeds", "sites"):
            sys.modules.pop(name, None)
        sys.modules.update(others)


def test_every_document_of_the_demo_is_read_to_its_end(daemon, documents):
    made, wanted, feeds = documents
    formats = set()
    for site in wanted:
        answer = daemon.request("POST", "/v1/preview", made[site["path"]],
                                {"Content-Type": TYPES.get(site["format"], "application/xml"),
                                 "Content-Location": f"https://{site['site']}.example/feed"})
        assert answer.status == 200, (site["path"], answer.body)
        read = answer.json
        formats.add(read["_winnow"]["format"])
        more = feeds.CROSS_POSTS if site["path"] == feeds.DAILY else 0
        titles = [i["title"] for i in read["items"]]
        assert read["title"] == site["title"] and len(titles) == len(site["items"]) + more, site["path"]
        assert {i["title"] for i in site["items"]} <= set(titles), site["path"]
        cut_off = site["items"][-1:] if site["format"] == "broken" else []
        texts = {i["title"]: i["content_text"] for i in read["items"]}
        for item in site["items"]:
            assert item in cut_off or "\n\n".join(item["paragraphs"]) == texts[item["title"]].strip(), item["title"]
        assert all(i.get("date_published") or i.get("date_modified") for i in read["items"]), site["path"]
    assert formats == {"rss-2.0", "rss-1.0", "atom-1.0", "json-1.1"}


def test_no_two_items_of_the_demo_share_a_sentence(documents):
    sentences = [s for f in documents[1] for i in f["items"] for p in i["paragraphs"] for s in re.split(r"(?<=[.?!]) ", p)]
    assert len(sentences) > 440 and len(sentences) == len(set(sentences))
    assert all(3 <= len(" ".join(i["paragraphs"]).split(". ")) + 1 for f in documents[1] for i in f["items"])


def test_the_demo_shows_a_digest_plainly_in_a_pipe_and_leaves_nothing(tmp_path):
    ran = subprocess.run([str(DEMO / "run"), str(BUILD)], capture_output=True, text=True, timeout=2 * PATIENCE_S,
                         env={**os.environ, "TMPDIR": str(tmp_path), "COLUMNS": "80"})
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stderr
    assert "\033" not in ran.stdout and list(tmp_path.iterdir()) == []
    assert len(ran.stdout.splitlines()) <= 160
    digest = re.split(r"\$ winnow digest --topic .*\n", ran.stdout)[1].split("\n# ")[0]
    assert len(re.findall("^[A-Z].* ──+ ", digest, re.M)) == 3
    assert "also in " in digest and "2 more on this" in digest
    assert not any(noise in digest for noise in ("Second Helpings", "Touchline", "Over the Hedge"))
    assert "documents downloaded: 13 at first, 0 now" in ran.stdout


def test_a_demo_that_is_broken_off_or_fails_leaves_nothing(tmp_path):
    """winnowd fails here at once; the server is there already."""
    fake = tmp_path / "build"
    fake.mkdir()
    for name, text in (("winnowd", "echo no such luck >&2; exit 1"), ("winnow", "exit 1")):
        (fake / name).write_text(f"#!/bin/sh\n{text}\n")
        (fake / name).chmod(0o755)
    (tmp_path / "tmp").mkdir()
    ran = subprocess.run([str(DEMO / "run"), str(fake)], capture_output=True, text=True, timeout=PATIENCE_S,
                         env={**os.environ, "TMPDIR": str(tmp_path / "tmp")})
    assert ran.returncode == 1 and "no such luck" in ran.stderr
    assert list((tmp_path / "tmp").iterdir()) == []
    with subprocess.Popen([str(DEMO / "run"), str(BUILD)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                          env={**os.environ, "TMPDIR": str(tmp_path / "tmp")}) as process:
        while "topic import" not in process.stdout.readline():
            assert process.poll() is None
        process.terminate()
        process.stdout.read()
        assert process.wait(PATIENCE_S) == 143
    assert list((tmp_path / "tmp").iterdir()) == []
