"""Runs the winnow command against a daemon, in a pipe or on a terminal; and a few items to run it on."""
import fcntl
import json
import os
import pty
import struct
import subprocess
import termios

from conftest import BUILD
from feedserver import HOUR, NOW, rss
from winnowd import PATIENCE_S

DONE, REFUSED, USAGE, NO_DAEMON, NOTHING = range(5)
PAIRS = [
    ("Learning circles in a hospital", "Peer learning among nurses begins with one question a week, asked at the end of a shift."),
    ("A mentor for every newcomer", "Mentoring pairs and peer learning brought the first repair forward by a month, the foreman says."),
    ("Leek soup", "Wash the leeks twice, add potatoes, and let it simmer until the spoon leaves a track."),
]
TOPIC = "[learning]\ntitle = Learning at work\nthreshold = 40\nterm = peer learning ^2\nterm = title:mentor\nexclude = machine learning\n"


class Ran:
    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    @property
    def text(self):
        return self.out.decode()

    @property
    def json(self):
        return json.loads(self.out)


def environment(env):
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "VISUAL", "EDITOR", "BROWSER", "WINNOW_SOCKET", "PAGER")}
    return {**kept, "COLUMNS": "80", "PAGER": "cat", "TERM": "xterm", **(env or {})}


def run(socket, *words, stdin=b"", env=None):
    """`socket` may be a daemon."""
    done = subprocess.run([str(BUILD / "winnow"), "-s", getattr(socket, "socket", socket), *words], input=stdin,
                          capture_output=True, timeout=PATIENCE_S, env=environment(env))
    for sign in (b"Sanitizer", b"runtime error:"):
        assert sign not in done.stderr, done.stderr
    return Ran(done.returncode, done.stdout, done.stderr)


def done(daemon, *words, **more):
    """A command that must succeed, and say nothing but its result."""
    ran = run(daemon, *words, **more)
    assert (ran.code, ran.err) == (DONE, b""), (words, ran.err)
    return ran


def refused(daemon, *words, code=REFUSED, **more):
    """A command that must fail, saying why on standard error only."""
    ran = run(daemon, *words, **more)
    assert (ran.code, ran.out) == (code, b""), (words, ran.out, ran.err)
    assert ran.err.startswith(b"winnow: ") and ran.err.endswith(b"\n"), words
    return ran.err.decode()


def on_terminal(daemon, *words, keys=b"", env=None, columns=80):
    """Standard input and output are a terminal, in which `keys` were typed."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 500, columns, 0, 0))
    os.write(ours, keys)
    process = subprocess.Popen([str(BUILD / "winnow"), "-s", daemon.socket, *words], stdin=theirs, stdout=theirs,
                               stderr=subprocess.PIPE, env=environment(env), start_new_session=True)
    os.close(theirs)
    out = b""
    try:
        while chunk := os.read(ours, 65536):
            out += chunk
    except OSError:  # EIO: nobody has the other end open any more
        pass
    err = process.stderr.read()
    process.stderr.close()
    os.close(ours)
    return Ran(process.wait(PATIENCE_S), out, err)


def script(path, text):
    path.write_text("#!/bin/sh\n" + text)
    path.chmod(0o755)
    return str(path)


def items(pairs, site="one"):
    return [{"title": t, "text": x, "link": f"https://{site}.example/{n}", "guid": f"{site}-{n}", "when": NOW - (n + 1) * HOUR}
            for n, (t, x) in enumerate(pairs)]


def fill(daemon, server):
    """One topic, two feeds, one of which fails, three items."""
    daemon.topic("learning", "peer learning", "mentor")
    server.say("/one.xml", rss("Feed One", items(PAIRS)))
    daemon.follow(server.url("/one.xml"), tags=["work"])
    daemon.follow(server.url("/none.xml"))
    daemon.refresh()
    daemon.ids = {i["title"]: i["id"] for i in daemon.items()}
    daemon.first = daemon.ids[PAIRS[0][0]]
    return daemon
