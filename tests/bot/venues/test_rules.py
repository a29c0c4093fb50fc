"""Suggest where to go: rested, large enough, all over town, and never only for those who drink."""

import datetime as dt
import itertools

from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from bot.venues.rules import MAX_SUGGESTED, Venue, VisitHistory, can_host, rests, suggest_venues

TODAY = dt.date(2026, 3, 19)
VENUES = st.lists(
    st.builds(
        Venue,
        id=st.just(0),
        name=st.sampled_from(["Anker", "Birke", "Chorus"]),
        good_for=st.sampled_from(["evening", "lunch", "both"]),
        part=st.sampled_from(["Mitte", "Wedding", "Pankow", ""]),
        capacity=st.one_of(st.none(), st.integers(2, 60)),
        alcohol_free=st.booleans(),
    ),
    max_size=14,
).map(lambda found: [structs.replace(venue, id=number) for number, venue in enumerate(found, 1)])
VISITS = st.dictionaries(st.integers(1, 14), st.dates(dt.date(2025, 3, 1), dt.date(2026, 6, 1)))


@given(VENUES, VISITS, st.integers(2, 60))
def test_every_suggestion_keeps_every_promise(
    venues: list[Venue], visits: dict[int, dt.date], expected: int
) -> None:
    past = VisitHistory(visits)
    found = [one.venue for one in suggest_venues(venues, past, TODAY, "evening", expected)]
    able = [
        one for one in venues if can_host(one, "evening", expected) and not rests(one, past, TODAY)
    ]
    assert len(found) == min(len(able), MAX_SUGGESTED)
    assert set(found) <= set(able)
    assert not any(one.alcohol_free for one in able) or any(one.alcohol_free for one in found)
    for one in found:
        last = visits.get(one.id)
        assert (
            last is None
            or last + relativedelta(months=6) <= TODAY
            or last > TODAY + relativedelta(months=5)
        )
        assert one.capacity is None or one.capacity >= expected


def test_three_parts_of_town_are_better_than_one_and_the_longest_ago_comes_first() -> None:
    parts = ("Mitte", "Mitte", "Mitte", "Wedding", "Pankow")
    venues = [
        Venue(n, f"Place {n}", "evening", part=part, alcohol_free=True)
        for n, part in enumerate(parts, 1)
    ]
    past = VisitHistory({1: dt.date(2025, 9, 1), 4: dt.date(2025, 5, 1)})
    found = suggest_venues(venues, past, TODAY, "evening", 10)
    assert [one.venue.part for one in found] == ["Pankow", "Wedding", "Mitte"]
    assert found[1].reasons[:2] == ("visited:2025-05-01", "part:2025-05-01")


def test_a_place_that_most_would_rather_not_see_again_comes_last() -> None:
    venues = [Venue(n, f"Place {n}", "evening", part=f"Part {n}") for n in range(1, 5)]
    found = suggest_venues(venues, VisitHistory({}, {1: (4, 1)}), TODAY, "evening", 10)
    assert [one.venue.id for one in found] == [2, 3, 4]


def test_half_a_year_is_counted_in_months_whichever_visit_comes_first() -> None:
    venue = Venue(1, "Anker", "evening")
    for months, days, rested in ((6, 0, True), (6, -1, False), (0, 0, False), (7, 0, True)):
        for sign in (1, -1):
            past = VisitHistory({1: TODAY - sign * relativedelta(months=months, days=days)})
            if sign == 1 or (months, days) in itertools.product((0, 7), (0,)):
                assert rests(venue, past, TODAY) is not rested
