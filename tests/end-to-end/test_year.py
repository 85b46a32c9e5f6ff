"""Weeks in a second: tests/bench/year in small, with a clock of the test's own."""
import sys
import time

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


def test_a_machine_that_slept_a_week_goes_on_where_it_was(life):
    before = life.settle()
    life.clock.sleep(7 * DAY)
    life.clock.move(1)  # libev compares the clocks twice a second
    after = life.settle()
    assert after["polls"]["started"] >= before["polls"]["started"] + 10
    assert after["polls"]["failed"] <= 2, "those whose feeds are gone by now"
    assert after["retention"]["removed"] == 0, "it may be that the clock is wrong"
    assert "clock jumped ahead, nothing is removed for a day seconds=604" in life.daemon.log.read_text()
    for _ in range(3):
        life.clock.move(12 * HOUR)
        life.settle()
    assert life.settle()["retention"]["removed"] > 100
    life.compare_items()


def test_a_clock_that_is_a_year_ahead_loses_nothing_and_goes_back(life):
    before = life.settle()
    life.clock.sleep(365 * DAY)
    life.clock.move(1)
    ahead = life.settle()
    assert ahead["items"]["total"] >= before["items"]["total"] and ahead["retention"]["removed"] == 0
    assert "clock jumped ahead" in life.daemon.log.read_text()
    life.clock.sleep(-365 * DAY)
    life.clock.move(1)
    polls = life.settle()["polls"]["started"]
    life.clock.move(12 * HOUR)
    assert life.settle()["polls"]["started"] > polls, "none waits for a year"
    assert "clock was set back" in life.daemon.log.read_text()


def test_a_machine_that_comes_up_a_year_ahead_removes_nothing(life):
    before = life.settle()
    assert life.daemon.stop() == 0
    life.clock.move(365 * DAY)
    life.start()
    after = life.settle()
    assert after["items"]["total"] >= before["items"]["total"] and after["retention"]["removed"] == 0
    assert "clock is far ahead of the last poll, nothing is removed for a day" in life.daemon.log.read_text()


def test_the_hour_that_comes_twice_is_one_like_others(tmp_path):
    """In a place that puts its clocks back in an hour; winnowd knows no hours but those of the world."""
    back = time.gmtime(time.time() + 2 * HOUR)  # by summer time
    zone = f"AAA0BBB,{(back.tm_yday + 180) % 365},{back.tm_yday - 1}/{back.tm_hour}"
    with Life(BUILD, tmp_path, 12, 1, zone=zone) as life:
        for _ in range(12):
            before = life.settle()["polls"]["started"]
            life.clock.move(2 * HOUR)
            assert before <= life.settle()["polls"]["started"] <= before + 12
        assert life.settle()["polls"]["started"] > 12
        assert "clock" not in life.daemon.log.read_text()
