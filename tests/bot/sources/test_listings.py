"""Hold the reading of pages that only people were meant to read to what a person would say of each.

The pages are of our own making, and shaped like those of chambers, associations, libraries, clubs
and boards. Those in `apart` were written when the reading was made, and it was not changed for
them.
"""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from bot.sources.parsers.detect import parse_document
from bot.sources.parsers.model import Document, ParsedEvent, ParseResult

LISTINGS = Path(__file__).parent / "listings"
PAGES = sorted(LISTINGS.glob("*.html"))
KEPT_APART = sorted((LISTINGS / "apart").glob("*.html"))
NOW = datetime(2026, 10, 1, 8, tzinfo=UTC)
HOME = "https://club.example/events"


class Score(NamedTuple):
    """How many events a person sees, how many of them are read, how many are named alike."""

    seen: int
    right: int
    named: int
    sure: int
    wrong: int  # shown as sure


def test_there_are_pages_enough_to_mean_something() -> None:
    assert len(PAGES) >= 40
    assert len(KEPT_APART) >= 13


@pytest.mark.parametrize("pages", [PAGES, KEPT_APART], ids=["made with", "kept apart"])
def test_most_events_are_read_and_next_to_none_is_told_wrong(pages: list[Path]) -> None:
    scores = [score(page) for page in pages]
    seen, right, named, sure, wrong = (sum(column) for column in zip(*scores, strict=True))
    assert right >= 0.9 * seen
    assert named >= 0.85 * seen
    assert wrong <= 0.03 * sure


def score(page: Path) -> Score:
    """Compare what is read with what a person would say: `2026-10-15 18:30 | Title`."""
    zone, *lines = page.with_suffix(".expected").read_text(encoding="utf-8").splitlines()
    expected = [tuple(line.split(" | ")) for line in lines]
    events = read(page, zone.removeprefix("zone ")).events
    wanted = Counter(when for when, _ in expected)
    read_at = Counter(_when(event) for event in events)
    right = wanted & read_at
    told = Counter(_when(event) for event in events if event.sure)
    named = [
        event
        for event in events
        if any(_when(event) == when and title in event.title for when, title in expected)
    ]
    return Score(len(expected), right.total(), len(named), told.total(), (told - wanted).total())


def read(page: Path, zone: str) -> ParseResult:
    return parse_document(Document(HOME, page.read_bytes(), "text/html", NOW, zone))


def _when(event: ParsedEvent) -> str:
    local = event.starts_at.astimezone(ZoneInfo(event.zone))
    return f"{local:%Y-%m-%d} all day" if event.all_day else f"{local:%Y-%m-%d %H:%M}"
