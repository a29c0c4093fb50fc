"""A short walk with every target of `make fuzz`, and what longer ones have found."""

from collections.abc import Iterator

import pytest
from hypothesis import strategies as st

from tests.fuzz.__main__ import main
from tests.fuzz.limits import TooSlow, limited
from tests.fuzz.run import Count, feed, feed_for
from tests.fuzz.targets import TARGETS, Target

INPUTS = 12
UNCLOSED = b"</h1><ul><li>Deadline 15 October 2026"


@pytest.mark.parametrize("name", TARGETS)
def test_a_reader_breaks_on_nothing_that_it_is_fed_with(name: str) -> None:
    count = Count()
    feed(TARGETS[name], 1, INPUTS, count)
    assert count.inputs >= INPUTS


def test_a_reader_that_breaks_is_seen_with_the_smallest_input() -> None:
    def read(number: int) -> None:
        if number > 3:
            raise KeyError(number)

    inputs, error = feed_for(Target("odd", st.integers(0, 99), read), 60, 1)
    assert inputs
    assert isinstance(error, KeyError)
    assert error.args == (4,)


def test_a_reader_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(TooSlow), limited(0.05):
        sum(number for number in _without_end())


def _without_end() -> Iterator[int]:
    while True:
        yield 1


def test_a_target_that_nobody_knows_is_refused_with_those_there_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["fuzz", "pagse"])
    with pytest.raises(SystemExit):
        main()
    assert "no such target: pagse. There are calendars, busy, pages" in capsys.readouterr().err


def test_a_page_of_elements_that_are_never_closed_is_read_in_time() -> None:
    page = b"<html><body><h1>Calls" + UNCLOSED * 4_000
    assert is_read_in_time("pages", page)


@pytest.mark.parametrize("name", ["calendars", "busy"])
def test_a_calendar_with_one_line_that_never_ends_is_read_in_time(name: str) -> None:
    calendar = b"BEGIN:VCALENDAR\n" + b"a" * 250_000 + b"\nEND:VCALENDAR\n"
    assert is_read_in_time(name, calendar)


def test_a_modal_whose_origin_is_broken_text_is_read_as_one_without() -> None:
    broken = {"private_metadata": "\ud800", "state": {"values": {}}}
    place = {"command": "/mingle", "action_id": "", "user": {"id": "U1"}, "channel": {}}
    assert is_read_in_time("slack", {**place, "text": None, "view": broken})


def is_read_in_time(name: str, sample: object) -> bool:
    """Return whether a target reads a sample within its limit; what it raises goes on."""
    try:
        with limited():
            TARGETS[name].read(sample)
    except TooSlow:
        return False
    return True
