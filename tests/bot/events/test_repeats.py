"""What people type and choose about how often something repeats, and the dates that follow."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dates.local_time import local_date
from bot.dates.parser import UnreadableDate
from bot.events import repeats

MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)  # 9:00 in Berlin
ZONE = "Europe/Berlin"
DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))
OFTEN = st.sampled_from(repeats.REPEATS[1:])


@pytest.mark.parametrize(
    ("words", "rule", "first"),
    [
        ("first Thursday 19:00", "FREQ=MONTHLY;BYDAY=1TH", "2026-03-05 19:00"),
        ("every first Thursday, 7pm", "FREQ=MONTHLY;BYDAY=1TH", "2026-03-05 19:00"),
        ("second Thursday of the month", "FREQ=MONTHLY;BYDAY=2TH", "2026-03-12 18:00"),
        ("last Fri of each month at noon", "FREQ=MONTHLY;BYDAY=-1FR", "2026-03-27 12:00"),
        ("every Monday 08:30", "FREQ=WEEKLY;BYDAY=MO", "2026-03-09 08:30"),
        ("Every other Friday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "2026-03-06 18:00"),
        ("every second Tuesday 20:15", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "2026-03-03 20:15"),
        ("the 1st Monday 08:00", "FREQ=MONTHLY;BYDAY=1MO", "2026-04-06 08:00"),
    ],
)
def test_what_repeats_is_read_as_people_say_it(words: str, rule: str, first: str) -> None:
    typed = repeats.typed_repeat(words, MONDAY, ZONE, time(18))
    assert typed
    assert typed.rule == rule
    assert f"{typed.first.astimezone(ZoneInfo(ZONE)):%Y-%m-%d %H:%M}" == first


@pytest.mark.parametrize("words", ["Thursday 18:00", "every day", "first of May", "2026-03-05", ""])
def test_other_words_are_no_rule(words: str) -> None:
    assert repeats.typed_repeat(words, MONDAY, ZONE, time(18)) is None


def test_a_time_that_is_none_is_said_to_be_none() -> None:
    with pytest.raises(UnreadableDate):
        repeats.typed_repeat("every Friday soonish", MONDAY, ZONE, time(18))


@given(OFTEN, DAYS)
def test_a_rule_begins_on_the_day_that_was_chosen(often: str, first: date) -> None:
    rule = repeats.rule_for(often, first)
    if rule is None:
        assert often == "month_last"
        assert (first + timedelta(days=7)).month == first.month
        return
    assert repeats.dates_of(rule, first, ZONE, 1) == [first]
    assert repeats.repeat_of(rule) in (often, "month_last")


@given(OFTEN, DAYS, DAYS)
def test_a_rule_that_moves_goes_on_as_often_from_its_new_day(
    often: str, first: date, moved: date
) -> None:
    rule = repeats.rule_for(often, first)
    if rule is None:
        return
    renewed = repeats.moved_rule(rule, moved)
    before, after = (
        repeats.dates_of(one, day, ZONE, 3) for one, day in ((rule, first), (renewed, moved))
    )
    assert after[0] == moved
    assert ("WEEKLY" in renewed) == ("WEEKLY" in rule)
    if "WEEKLY" in rule:
        assert after[1] - after[0] == before[1] - before[0]


@given(OFTEN, DAYS)
def test_a_channel_hears_of_an_evening_after_the_one_before_it(often: str, first: date) -> None:
    rule = repeats.rule_for(often, first)
    if rule is None:
        return
    day, following = repeats.dates_of(rule, first, ZONE, 2)
    posted = local_date(repeats.posted_at(rule, following, ZONE), ZONE)
    assert day <= posted < following
    assert following - posted <= timedelta(days=repeats.MOST_AHEAD)
