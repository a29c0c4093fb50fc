"""Hold reading to a corpus of calendars, feeds and pages of our own making.

What is expected stands beside each.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.sources.parsers.detect import parse_document
from bot.sources.parsers.model import Document, ParsedEvent, ParseResult

CORPUS = Path(__file__).parent / "corpus"
CASES = sorted(path for path in CORPUS.iterdir() if path.suffix != ".expected")
NOW = datetime(2026, 10, 1, 8, tzinfo=UTC)
HOME = "https://club.example/events"
MEDIA = {
    ".ics": "text/calendar",
    ".xml": "text/xml",
    ".json": "application/json",
    ".html": "text/html",
}


def test_the_corpus_is_large_enough_to_mean_something() -> None:
    assert len(CASES) >= 60
    assert {path.suffix for path in CASES} >= {".ics", ".xml", ".json", ".html"}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_clubs_publish_is_read_as_they_mean_it(path: Path) -> None:
    reading = parse_document(Document(HOME, path.read_bytes(), "", NOW, "Europe/Berlin"))
    expected = path.with_suffix(".expected").read_text(encoding="utf-8").splitlines()
    assert _told(reading, [line for line in expected if line]) == sorted(
        line for line in expected if line
    )


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_whatever_is_read_has_a_beginning_an_end_and_a_name(path: Path) -> None:
    events = parse_document(
        Document(HOME, path.read_bytes(), MEDIA.get(path.suffix, ""), NOW, "Europe/Berlin")
    ).events
    assert all(each.uid and each.title and each.starts_at < each.ends_at for each in events)
    assert all(each.ends_at > NOW - timedelta(days=1) for each in events)
    assert len({(each.uid, each.recurrence) for each in events}) == len(events)


def _told(reading: ParseResult, expected: list[str]) -> list[str]:
    lines = [f"fault {reading.fault}"] if reading.fault else []
    lines += [f"title {reading.title}"] if reading.title else []
    lines += ["odd zones"] if reading.odd_zones else []
    lines += [f"passed over {reading.skipped}"] if reading.skipped else []
    lines += [f"way {way.kind} {way.address}" for way in reading.alternates]
    lines += [f"more {reading.next_page}"] if reading.next_page else []
    return sorted([*lines, *(_line(each, expected) for each in reading.events)])


def _line(found: ParsedEvent, expected: list[str]) -> str:
    """Return an event in one line, with as much of it as the expectation names."""
    zone = ZoneInfo(found.zone)
    starts = found.starts_at.astimezone(zone)
    begin = (
        f"{starts:%Y-%m-%d} {'all day' if found.all_day else format(starts, '%H:%M')} "
        f"{found.zone} | {found.title}"
    )
    asked = next((line for line in expected if line.startswith(begin)), begin)
    details = [f" | {found.place}"] if found.place else []
    details += [f" | until {found.ends_at.astimezone(zone):%H:%M}"] if " | until " in asked else []
    details += [f" | link {found.link}"] if " | link " in asked else []
    details += [f" | topics {', '.join(found.topics)}"] if " | topics " in asked else []
    details += [" | cancelled"] if found.cancelled else []
    return begin + "".join(details)
