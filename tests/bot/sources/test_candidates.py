"""Looking others up by their words misses nothing, and costs little whatever is listed."""

import time
from datetime import timedelta

from msgspec import structs

from bot.sources.candidates import MAX_CANDIDATES, MAX_COMPARED, CandidateIndex, OtherListing
from bot.sources.parsers.model import ParsedEvent
from bot.sources.similarity import compare_pair
from tests.bot.sources.test_similarity import AT, EVENINGS, listing, told

MAX_SECONDS = 4.0  # of a processor, for the worst that one look can bring


def other_listing(number: int, parsed: ParsedEvent) -> OtherListing:
    return OtherListing(
        number,
        2,
        number,
        str(number),
        parsed.title,
        parsed.place,
        parsed.starts_at,
        parsed.all_day,
        parsed.zone,
    )


def test_whatever_may_be_one_evening_is_found_among_hundreds() -> None:
    pairs = []
    for row in EVENINGS:
        _, _, _, *columns = row.split("\t")
        pairs.append((listing(*columns[:4]), listing(*columns[4:])))
    for number, (one, other) in enumerate(pairs):
        if compare_pair(one, other) != "different":
            index = CandidateIndex([other_listing(number, other)])
            assert index.find_near(one), (one.title, other.title)


def test_of_many_the_closest_in_time_are_compared() -> None:
    others = [
        other_listing(minute, told("Design night", minutes=minute)) for minute in range(-80, 81)
    ]
    found = CandidateIndex(others).find_near(told("Design night"))
    assert len(found) == MAX_CANDIDATES
    assert found[0].starts_at == AT
    assert all(abs(other.starts_at - AT) <= timedelta(minutes=40) for other in found)


def test_thousands_of_evenings_at_one_moment_take_moments() -> None:
    others = [
        other_listing(number, told(f"Open design night {number} by the harbour", f"Loft {number}"))
        for number in range(5_000)
    ]
    fresh = [
        structs.replace(told(f"Design night {number} at the harbour"), uid=str(number))
        for number in range(1_000)
    ]
    begun = time.process_time()
    index = CandidateIndex(others)
    compared = 0
    for parsed in fresh:
        for other in index.find_near(parsed):
            compare_pair(parsed, other)
            compared += 1
    assert compared <= MAX_COMPARED
    assert time.process_time() - begun < MAX_SECONDS
