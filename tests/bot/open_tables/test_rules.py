import datetime as dt
import random
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.ids import row_number
from bot.dates.working_time import WorkingTime
from bot.open_tables import rules
from bot.open_tables.views import parts
from bot.ui.text import Mention
from tests.factories.tables import at, make_table

BERLIN = WorkingTime("Europe/Berlin", region="DE")
PEOPLE = [f"acme/{number}" for number in range(30)]
PAIRS = list(combinations(sorted(PEOPLE), 2))


@given(
    st.lists(st.sampled_from(PEOPLE), unique=True),
    st.sets(st.sampled_from(PAIRS), max_size=40),
    st.integers(0),
)
def test_everybody_gets_one_chair_and_nobody_sits_with_whom_they_rather_not(
    people: list[str], apart: set[tuple[str, str]], seed: int
) -> None:
    shared = rules.share_tables(people, apart, random.Random(seed))
    assert sorted(who for group in shared for who in group) == sorted(people)
    assert all(1 <= len(group) <= rules.MAX_SEATS for group in shared)
    assert not any(pair in apart for group in shared for pair in combinations(sorted(group), 2))
    assert shared == rules.share_tables(people, apart, random.Random(seed))


def test_a_crowd_is_shared_out_evenly() -> None:
    assert sorted(map(len, rules.share_tables(PEOPLE, set(), random.Random(1)))) == [10, 10, 10]


@given(st.text())
def test_whatever_is_typed_as_a_number_is_read_or_refused(words: str) -> None:
    assert rules.read_seat_count(words) in (*range(rules.MIN_SEATS, rules.MAX_SEATS + 1), None)
    assert row_number(words) >= 0


@given(st.text(alphabet="mondayfri 0123456789:,", max_size=30))
def test_a_usual_is_read_or_refused(words: str) -> None:
    try:
        weekdays, time = rules.read_usual(words)
    except rules.UnreadableUsual:
        return
    assert weekdays
    assert set(weekdays) <= set(range(7))
    assert rules.USUAL_FROM <= time <= rules.USUAL_TO


@pytest.mark.parametrize(
    ("words", "weekdays", "time"),
    [
        ("tue thu 12:30", (1, 3), dt.time(12, 30)),
        ("I eat at 12.15 on Tuesdays and Thursdays", (1, 3), dt.time(12, 15)),
        ("Fri, Mon", (0, 4), dt.time(12, 30)),
        ("daily 13h00", (0, 1, 2, 3, 4), dt.time(13)),
    ],
)
def test_people_say_their_usual_in_many_ways(
    words: str, weekdays: tuple[int, ...], time: dt.time
) -> None:
    assert rules.read_usual(words) == (weekdays, time)


@pytest.mark.parametrize("word", ["tue", "Tues", "tuesday", "tuesdays", "tue.", "TUESDAY"])
def test_a_weekday_may_be_shortened_to_three_letters(word: str) -> None:
    assert rules.read_usual(word) == ((1,), rules.LUNCH_TIME)


@pytest.mark.parametrize(
    ("words", "unread"), [("tu 12:30", "tu"), ("tue brunch", "brunch"), ("12:30", ""), ("", "")]
)
def test_the_word_that_cannot_be_read_is_named(words: str, unread: str) -> None:
    with pytest.raises(rules.UnreadableUsual) as caught:
        rules.read_usual(words)
    assert str(caught.value) == unread


@pytest.mark.parametrize(
    ("word", "time"), [("11:00", dt.time(11)), ("15:00", dt.time(15)), ("12h05", dt.time(12, 5))]
)
def test_people_usually_eat_between_eleven_and_three(word: str, time: dt.time) -> None:
    assert rules.read_usual_time(word) == time


@pytest.mark.parametrize("word", ["10:59", "15:01", "12:60", "25:00", "1230", "noon"])
def test_no_other_time_is_usual(word: str) -> None:
    with pytest.raises(rules.UnreadableUsual, match=f"^{word}$"):
        rules.read_usual_time(word)


def test_the_next_usual_day_is_never_the_same_day_and_at_most_a_week_away() -> None:
    tuesday = dt.date(2026, 3, 10)
    assert rules.next_usual_date((1,), tuesday, BERLIN) == dt.date(2026, 3, 17)
    assert rules.next_usual_date((2, 4), tuesday, BERLIN) == dt.date(2026, 3, 11)
    assert rules.next_usual_date((0,), tuesday, BERLIN) == dt.date(2026, 3, 16)


def test_nobody_is_seated_on_a_day_off() -> None:
    good_friday, tuesday = dt.date(2026, 4, 3), dt.date(2026, 4, 7)
    assert rules.next_usual_date((0, 1), good_friday, BERLIN) == tuesday
    assert rules.next_usual_date((0,), good_friday, BERLIN) == dt.date(2026, 4, 13)


def test_after_friday_lunch_comes_on_monday_and_days_end_at_midnight() -> None:
    friday = at("13:00", 13)
    assert rules.lunch_after(friday, "Europe/Berlin", BERLIN) == at("12:30", 16)
    assert rules.lunch_after(at("13:00"), "Europe/Berlin", BERLIN, dt.time(13)) == at("13:00", 11)
    assert rules.midnight_after(friday, "Europe/Berlin") == at("01:00", 14) - dt.timedelta(hours=1)
    assert rules.midnight_after(friday, "Europe/Berlin", 2) == at("23:00", 14) + dt.timedelta(
        hours=1
    )


@pytest.mark.parametrize(("taken", "seats", "half"), [(1, 2, True), (2, 4, True), (2, 3, False)])
def test_a_table_is_half_empty_up_to_half_of_its_seats(taken: int, seats: int, half: bool) -> None:
    assert rules.is_half_empty(make_table(taken=taken, seats=seats)) is half


@pytest.mark.parametrize(
    ("words", "seats"),
    [("", 4), ("2", 2), ("12", 12), ("012", 12), ("1", None), ("13", None), ("0012", None)],
)
def test_a_table_has_two_to_twelve_seats(words: str, seats: int | None) -> None:
    assert rules.read_seat_count(words) == seats


def test_the_smaller_then_the_later_table_moves() -> None:
    small, large, late = make_table(1), make_table(2, taken=2), make_table(3, start="12:45")
    assert rules.stays_and_moves(small, large) == (large, small)
    assert rules.stays_and_moves(late, small) == (small, late)


def test_joined_tables_have_the_seats_of_both_up_to_a_dozen() -> None:
    assert rules.merged_seats(make_table(seats=4), make_table(2, seats=2)) == 6
    assert rules.merged_seats(make_table(seats=12), make_table(2, seats=12)) == rules.MAX_SEATS


def test_joined_tables_have_a_seat_for_everybody_even_beyond_a_dozen() -> None:
    crowded, next_to_it = make_table(taken=7, seats=12), make_table(2, taken=6, seats=12)
    assert rules.merged_seats(crowded, next_to_it) == 13


@pytest.mark.parametrize(
    ("one", "other", "reachable"),
    [
        ({}, {}, True),
        ({}, {"channel": "acme/side"}, False),
        ({"office": "Berlin"}, {"office": "berlin", "channel": "acme/side"}, True),
        ({"office": "Berlin"}, {"office": "Leeds"}, False),
        ({"zone": "Europe/London"}, {}, False),
        ({}, {"start": "13:00"}, True),
        ({}, {"start": "13:01"}, False),
    ],
)
def test_only_tables_near_by_are_asked_to_join(
    one: dict[str, str], other: dict[str, str], reachable: bool
) -> None:
    assert rules.within_reach(make_table(1, **one), make_table(2, **other)) is reachable  # type: ignore[arg-type]


def test_many_names_are_shortened() -> None:
    names = [
        Mention(f"acme/{n}", f"{name} Becker")
        for n, name in enumerate(("Tom", "Jun", "Priya", "Amara", "Sofia"))
    ]
    assert parts.first_names(names[:1]) == "Tom"
    assert parts.first_names(names[:4]) == "Tom, Jun, Priya and Amara"
    assert parts.first_names(names) == "Tom, Jun, Priya and two more"
    assert parts.short_name(Mention("acme/x", " ")) == "Somebody"
    assert parts.seats_left(1) == "one seat left"
    assert parts.in_words(13) == "13"
