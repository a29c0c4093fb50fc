from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from bot.sources.parsers.model import ParsedEvent
from bot.sources.similar_places import read_place
from bot.sources.similarity import MAX_START_GAP, compare_pair

CASES = Path(__file__).parent / "cases"


def rows_of(name: str) -> list[str]:
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


PAIRS, EVENINGS = rows_of("pairs.tsv"), rows_of("evenings.tsv")
AT = datetime(2026, 10, 15, 16, 30, tzinfo=UTC)


def told(title: str, place: str = "", minutes: float = 0, *, all_day: bool = False) -> ParsedEvent:
    starts = AT + timedelta(minutes=minutes)
    return ParsedEvent(
        "1",
        title,
        starts,
        starts + timedelta(hours=2),
        "Europe/Berlin",
        place=place,
        all_day=all_day,
    )


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (told("Python evening"), told("Python Evening"), "same"),
        (told("Python evening"), told("Town Python: Python evening", "Data Loft"), "same"),
        (
            told("Design night", "Gallery Nine"),
            told("Design Night 2026", "Gallery Nine, Market 1"),
            "same",
        ),
        (told("Design night"), told("Design night", minutes=20), "same"),
        (told("Design night"), told("Design night", minutes=31), "different"),
        (told("Design night"), told("Design night", all_day=True, minutes=-300), "same"),
        (
            told("Networking breakfast", "Chamber House"),
            told("Networking morning", "Chamber House"),
            "same",
        ),
        (told("Open design night"), told("Design night and drinks"), "unsure"),
        (
            told("Monthly meeting", "North library"),
            told("Monthly meeting", "Old mill, Leipzig"),
            "different",
        ),
        (
            told("Book club", "North library"),
            told("Chess for beginners", "North library"),
            "different",
        ),
        (told("Lunch"), told("Lunch for founders"), "different"),
        (told("Java meetup"), told("JavaScript meetup"), "different"),
    ],
)
def test_two_listings_are_compared_as_people_would(
    one: ParsedEvent, other: ParsedEvent, expected: str
) -> None:
    assert compare_pair(one, other) == expected
    assert compare_pair(other, one) == expected


@pytest.mark.parametrize("line", PAIRS)
def test_pairs_from_real_life_are_told_apart(line: str) -> None:
    expected, _, *columns = line.split("\t")
    one, other = listing(*columns[:4]), listing(*columns[4:])
    assert compare_pair(one, other) == expected
    assert compare_pair(other, one) == expected


def listing(title: str, place: str, starts: str, whole_day: str = "") -> ParsedEvent:
    at = datetime.fromisoformat(starts).replace(tzinfo=UTC)
    return structs.replace(
        told(title, place, all_day=whole_day == "day"),
        starts_at=at,
        ends_at=at + timedelta(hours=2),
    )


@pytest.mark.parametrize("part", ["tuned", "aside"])
def test_of_all_listings_called_one_evening_nearly_all_are_and_few_are_missed(part: str) -> None:
    called: list[str] = []
    false: list[str] = []
    missed: list[str] = []
    for row in EVENINGS:
        whose, expected, _, *columns = row.split("\t")
        if whose != part:
            continue
        verdict = compare_pair(listing(*columns[:4]), listing(*columns[4:]))
        if expected == "same":
            (called if verdict == "same" else missed).append(row)
        elif verdict == "same":
            false.append(row)

    assert len(called) + len(missed) > 40
    assert len(called) / (len(called) + len(false)) >= 0.98, false
    assert len(called) / (len(called) + len(missed)) >= 0.9, missed


@given(st.sampled_from(EVENINGS))
def test_it_does_not_matter_which_site_told_first(row: str) -> None:
    _, _, _, *columns = row.split("\t")
    one, other = listing(*columns[:4]), listing(*columns[4:])
    assert compare_pair(one, other) == compare_pair(other, one)


def test_a_listing_with_a_venue_is_the_same_evening_as_itself() -> None:
    for row in EVENINGS:
        _, _, kind, *columns = row.split("\t")
        if kind not in ("town", "generic") and not read_place(columns[1]).is_unknown:
            one = listing(*columns[:4])
            assert compare_pair(one, one) == "same", row


def test_eight_in_the_evening_in_new_york_is_an_hour_though_it_is_midnight_in_utc() -> None:
    show = structs.replace(
        told("The Nutcracker", "Opera House"),
        starts_at=datetime(2026, 10, 16, tzinfo=UTC),
        zone="America/New_York",
    )
    matinee = structs.replace(show, starts_at=datetime(2026, 10, 15, 18, tzinfo=UTC))
    assert compare_pair(show, matinee) == "different"
    assert compare_pair(show, structs.replace(show, title="Nutcracker")) == "same"


def test_half_an_hour_apart_is_as_far_as_one_evening_goes() -> None:
    assert timedelta(minutes=30) == MAX_START_GAP
