import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dates.working_time import Hours, Week, WorkingTime, is_open
from bot.people.hours.form_input import PRESETS, UnreadableHours, read_hours, read_week, write_week
from bot.people.hours.rules import widen

times = st.integers(0, 47).map(lambda half: dt.time(half // 2, half % 2 * 30))
some_hours = st.tuples(times, times)
weeks = st.tuples(*[st.none() | some_hours] * 7).filter(any)


def clock(begins: int, ends: int) -> Hours:
    return dt.time(begins), dt.time(ends)


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("Mon-Thu 9-17, Fri 9-13", "Monday to Thursday 9:00–17:00, Friday 9:00–13:00"),
        ("sun–thu 9 to 18", "Sunday to Thursday 9:00–18:00"),
        ("Mon, Wed and Fri 8.30-16", "Monday 8:30–16:00, Wednesday 8:30–16:00, Friday 8:30–16:00"),
        ("weekends 10am-10pm", "Saturday and Sunday 10:00–22:00"),
        ("22-6", "Monday to Friday 22:00–6:00"),
        ("mon to fri 9 to 5", "Monday to Friday 9:00–17:00"),
        ("daily 17-24", "Every day 17:00–24:00"),
        ("Sat all day", "Saturday all day"),
    ],
)
def test_days_and_hours_are_read_as_people_write_them(words: str, written: str) -> None:
    assert write_week(read_week(words)) == written


@pytest.mark.parametrize(
    "words", ["", "Mon", "9", "never", "Mon 25-3", "Mon-Tue", "m 9-5", "9-17 x"]
)
def test_what_is_no_hours_is_refused(words: str) -> None:
    with pytest.raises(UnreadableHours):
        read_week(words)


@given(weeks)
def test_what_is_written_is_read_back(week: Week) -> None:
    assert read_week(write_week(week)) == tuple(
        hours and (hours if hours[0] != hours[1] else clock(0, 0)) for hours in week
    )


def test_presets_are_written_in_words() -> None:
    assert write_week(PRESETS["sunday"]) == "Sunday to Thursday 9:00–18:00"
    assert "Saturday and Sunday 10:00–22:00" in write_week(PRESETS["evenings"])
    assert read_hours("18:00–9:00") == clock(18, 9)


@given(weeks, st.integers(0, 6), times)
def test_a_channel_is_open_when_an_organiser_wants_to_say_something(
    week: Week, weekday: int, time: dt.time
) -> None:
    wider = WorkingTime("UTC", widen(week, weekday, time))
    day = dt.date(2026, 3, 2) + dt.timedelta(days=weekday)
    assert is_open(dt.datetime.combine(day, time, dt.UTC), wider)
