"""What a look can say of what is missing, and which evening is which."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from bot.sources.comparison import ListingComparison, compare_listings
from bot.sources.parsers import sanitise
from bot.sources.parsers.model import FOR_EVER, ParsedEvent, ParseResult
from bot.sources.rules import CONTENT_FIELDS, Listing

NOW = datetime(2026, 10, 1, 8, tzinfo=UTC)
DAY = timedelta(days=1)


def evening(number: int, day: float, title: str = "", **values: object) -> ParsedEvent:
    at = NOW + day * DAY
    title = title or f"Evening {number}"
    plain = ParsedEvent(f"{number}", title, at, at + timedelta(hours=2), "Europe/Berlin")
    return structs.replace(plain, **values)


def listed(parsed: ParsedEvent, number: int, state: str = "listed") -> Listing:
    """Return the listing that a source has of an event."""
    names = (*CONTENT_FIELDS, "uid", "recurrence")
    content: dict[str, Any] = {name: getattr(parsed, name) for name in names}
    state = "cancelled" if parsed.cancelled else state
    return Listing(id=number, source=1, event=number, misses=0, state=state, **content)


def compare(
    found: list[ParsedEvent], known: list[ParsedEvent], most: int = 0, **values: object
) -> ListingComparison:
    listings = [listed(parsed, number) for number, parsed in enumerate(known, 1)]
    reading = ParseResult("ics", events=tuple(found), entries=len(found), **values)  # type: ignore[arg-type]
    return compare_listings(reading, listings, most or len(known), NOW)


@given(
    limit=st.sampled_from([5, 10, 12, 30]),
    count=st.integers(0, 80),
    added=st.lists(st.integers(1, 80), max_size=8, unique=True),
)
def test_nothing_that_a_list_of_the_soonest_pushes_out_is_missed(
    limit: int, count: int, added: list[int]
) -> None:
    evenings = [evening(number, number) for number in range(1, count + 1)]
    later = [evening(100 + day, day + 0.1) for day in added]
    everything = sorted([*evenings, *later], key=lambda one: one.starts_at)
    assert not compare(everything[:limit], evenings[:limit], most=limit).missed


@given(st.integers(3, 30), st.data())
def test_what_is_missing_amid_a_list_is_missed(count: int, data: st.DataObject) -> None:
    evenings = [evening(number, number) for number in range(1, count + 1)]
    gone = data.draw(st.integers(0, count - 3))
    left = evenings[:gone] + evenings[gone + 1 :]
    assert [each.title for each in compare(left, evenings).missed] == [evenings[gone].title]


@given(st.permutations(range(1, 9)), st.sampled_from([0, 100]))
def test_a_list_that_is_numbered_anew_is_the_same_list(order: list[int], more: int) -> None:
    evenings = [evening(number, number) for number in range(1, 9)]
    renumbered = [
        structs.replace(each, uid=f"{number + more}")
        for each, number in zip(evenings, order, strict=True)
    ]
    found = compare(renumbered, evenings)
    assert not found.fresh
    assert not found.missed
    assert len(found.matched) == len(evenings)
    assert all(known.title == parsed.title for known, parsed in found.matched)


@pytest.mark.parametrize(
    ("values", "missed"),
    [
        ({"sees_until": FOR_EVER}, 1),
        ({"sees_until": NOW + 3 * DAY}, 0),
        ({"partial": True}, 0),
        ({"kind": "rss"}, 0),
        ({}, 0),
    ],
)
def test_the_end_of_a_list_is_missed_only_where_the_list_says_how_far_it_reaches(
    values: dict[str, object], missed: int
) -> None:
    evenings = [evening(number, number) for number in range(1, 6)]
    values = {"kind": "ics", **values}
    reading = ParseResult(events=tuple(evenings[:4]), entries=5, **values)  # type: ignore[arg-type]
    known = [listed(each, number) for number, each in enumerate(evenings, 1)]
    assert len(compare_listings(reading, known, 5, NOW).missed) == missed


@pytest.mark.parametrize(
    ("known", "found", "moved"),
    [
        (evening(1, 5, "Walk"), evening(9, 8, "Walk"), True),
        (evening(1, 5, "Walk"), evening(9, 40, "Walk"), False),
        (evening(1, 5, "Walk", place="Park"), evening(9, 8, "Walk", place="Wood"), False),
        (evening(1, 5, "Walk", link="x"), evening(9, 40, "Long walk", link="x"), True),
        (evening(1, 5, "Walk", link="x"), evening(9, 40, "Opera", link="x"), False),
        (evening(1, 5, "Talk by Bo", place="Hall"), evening(9, 5, "Bo: talk", place="Hall"), True),
        (evening(1, -2, "Walk"), evening(1, 5, "Walk"), False),
    ],
)
def test_an_evening_with_another_number_is_the_same_where_enough_says_so(
    known: ParsedEvent, found: ParsedEvent, moved: bool
) -> None:
    others = [evening(2, 6), evening(3, 7)]
    result = compare([found, *others], [known, *others])
    assert bool(result.fresh) != moved
    assert [listing.title for listing, parsed in result.matched if parsed is found] == (
        [known.title] if moved else []
    )


def test_an_evening_of_a_series_is_not_taken_for_the_next() -> None:
    weekly = [evening(number, 7 * number, "Board games") for number in range(1, 5)]
    following = evening(5, 35, "Board games")
    result = compare([weekly[0], *weekly[2:], following], weekly, most=9)
    assert [parsed.starts_at for parsed in result.fresh] == [following.starts_at]
    assert [listing.starts_at for listing in result.missed] == [weekly[1].starts_at]


@pytest.mark.parametrize(
    ("title", "plain", "off", "remark"),
    [
        ("POSTPONED: Jazz", "Jazz", True, "postponed"),
        ("Jazz (verschoben)", "Jazz", True, "postponed"),
        ("Cancelled: Jazz", "Jazz", True, ""),
        ("SOLD OUT: Jazz", "Jazz", False, "sold_out"),
        ("Jazz – ausverkauft!", "Jazz", False, "sold_out"),
        ("Moved online: Jazz", "Jazz", False, "online"),
        ("Rescheduled: Jazz", "Jazz", False, "rescheduled"),
        ("How we sold out a stadium", "How we sold out a stadium", False, ""),
        ("Complete works", "Complete works", False, ""),
        ("Online marketing", "Online marketing", False, ""),
    ],
)
def test_a_title_says_whether_it_is_on_and_how(
    title: str, plain: str, off: bool, remark: str
) -> None:
    assert sanitise.clean_title(title) == (plain, off)
    assert sanitise.title_remark(title) == remark
