"""The spans of days that people type are read as they mean them, and nothing else is."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dates.local_time import local_date
from bot.dates.parser import DateInPast, UnreadableDate
from bot.dates.periods import Period, parse_period

MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)
BERLIN = "Europe/Berlin"
WORDS = (
    "next", "this", "in", "3", "two", "weeks", "days", "march", "may", "to", "-", "until",
    "after", "before", "friday", "weekend", "17", "the", "from", "2027", "of", "end", "month",
    "year", "10.", "31", "feb", "99", "100", "a", "and", "between",
)  # fmt: skip


def march(first: int, last: int | None = None) -> Period:
    return Period(date(2026, 3, first), date(2026, 3, last or first))


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("today", march(2)),
        ("Tonight", march(2)),
        ("the day after tomorrow", march(4)),
        ("friday", march(6)),
        ("weekend", march(7, 8)),
        ("next weekend", march(14, 15)),
        ("this week", march(2, 8)),
        ("next week", march(9, 15)),
        ("in two weeks", march(16, 22)),
        ("the next 10 days", march(2, 12)),
        ("march", march(2, 31)),
        ("end of March", march(21, 31)),
        ("early next april", Period(date(2026, 4, 1), date(2026, 4, 10))),
        ("February", Period(date(2027, 2, 1), date(2027, 2, 28))),
        ("2026-05", Period(date(2026, 5, 1), date(2026, 5, 31))),
        ("2026-03-17", march(17)),
        ("17 March", march(17)),
        ("the 17th", march(17)),
        ("3 to 10 March", march(3, 10)),
        ("3.–10. March", march(3, 10)),
        ("March 3-10", march(3, 10)),
        ("10.-12.3.", march(10, 12)),
        ("10.3.-12.3.", march(10, 12)),
        ("today and tomorrow", march(2, 3)),
        ("saturday/sunday", march(7, 8)),
        ("12 and 13 March", march(12, 13)),
        ("this week & next week", march(2, 15)),
        ("1 to 10 march", march(2, 10)),
        ("from 12 March to friday 20 March", march(12, 20)),
        ("between 3 march and 5 march", march(3, 5)),
        ("until friday", march(2, 6)),
        ("before friday", march(2, 5)),
        ("april to may", Period(date(2026, 4, 1), date(2026, 5, 31))),
        ("december to january", Period(date(2026, 12, 1), date(2027, 1, 31))),
        ("after april", Period(date(2026, 5, 1), date(2027, 5, 1))),
        ("next year", Period(date(2027, 1, 1), date(2027, 12, 31))),
        ("within three months", Period(date(2026, 3, 2), date(2026, 6, 2))),
    ],
)
def test_people_get_the_days_that_they_name(words: str, days: Period) -> None:
    assert parse_period(words, MONDAY, BERLIN) == days


@pytest.mark.parametrize(
    "words",
    ["", "jazz", "market", "marching", "week", "now", "18:00", "friday 18:00", "friday 18", "1/2",
     "31 april", "10 to 3 march", "in two hours", "a", "x" * 100, "9999-12-31", "friday 14 march",
     "friday or monday", "12 and 14 march"],
)  # fmt: skip
def test_what_is_no_day_is_not_taken_for_one(words: str) -> None:
    with pytest.raises(UnreadableDate):
        parse_period(words, MONDAY, BERLIN)


@pytest.mark.parametrize("words", ["yesterday", "last week", "February 2026", "2025"])
def test_days_that_are_over_are_said_to_be(words: str) -> None:
    with pytest.raises(DateInPast):
        parse_period(words, MONDAY, BERLIN)


@given(
    st.lists(
        st.sampled_from(WORDS),
        min_size=1,
        max_size=5,
    ),
    st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1)),
)
def test_whatever_is_typed_the_days_lie_ahead_and_run_forward(
    words: list[str], at: datetime
) -> None:
    now = at.replace(tzinfo=UTC)
    try:
        days = parse_period(" ".join(words), now, BERLIN)
    except (UnreadableDate, DateInPast):
        return
    assert local_date(now, BERLIN) <= days.first <= days.last
