"""Weeks in a second: tests/bench/year in small, with a clock of the test's own."""
import sys

import pytest
from conftest import BUILD, ROOT

sys.path.append(str(ROOT / "tests/bench"))

from ageing import Life  # noqa: E402
from world import DAY, HOUR  # noqa: E402


@pytest.fixture
def life(tmp_path):
    with Life(BUILD, tmp_path, 12, 12, keep_days=3, step_s=12 * HOUR, issue_s=4 * DAY) as lived:
        yield lived


def test_weeks_pass_and_each_item_came_once_and_each_issue_is_as_it_was_sent(life):
    life.live()
    life.compare_items()
    last = life.rows[-1]
    assert last["issues"] == 3
    assert last["items"] < last["came"] / 2, "what is older than three days and marked by nobody has gone"
    assert last["remembered"] == last["came"] - last["items"]
    assert last["files"] < 60
