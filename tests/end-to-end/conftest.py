"""The real programs against real HTTP on loopback and a real SQLite store."""
import os
import pathlib

import pytest

from feedserver import FeedServer
from winnowd import Winnowd

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / os.environ.get("WINNOW_BUILD", "build")


@pytest.fixture
def server():
    with FeedServer() as s:
        yield s


@pytest.fixture
def daemon(tmp_path):
    """A winnowd that may poll loopback; others with settings of their own: daemon.another(conf=...)."""
    d = Winnowd(BUILD, tmp_path / "winnow")
    d.start()
    yield d
    d.finish()


@pytest.fixture
def make_daemon(tmp_path):
    made = []

    def make(name="winnow", **options):
        d = Winnowd(BUILD, tmp_path / name, **options)
        made.append(d)
        return d

    yield make
    for d in made:
        d.finish()
