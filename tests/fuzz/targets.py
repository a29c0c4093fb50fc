"""The targets: for each reader, what it is fed with, and what it must do with anything."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

import msgspec
from hypothesis import strategies as st

from bot.dates.blackout import InvalidBlackout, read_blackout
from bot.dates.holidays import UnknownRegion, read_region
from bot.dates.parser import DateInPast, UnreadableDate, parse_day, parse_when, read_clock
from bot.dates.periods import parse_period
from bot.digest.form_input import KnownWords, read_search
from bot.events.form_input import wished_repeat
from bot.features import ROUTER
from bot.people import csv as people
from bot.sources.addresses import NotAnAddress, read_address
from bot.sources.parsers.detect import parse_document
from bot.sources.parsers.model import (
    DESCRIPTION_LIMIT,
    LINK_LIMIT,
    MAX_EVENTS,
    PLACE_LIMIT,
    TITLE_LIMIT,
    Document,
    ParseResult,
)
from bot.venues.form_input import read_venue
from tests.fuzz import platforms
from tests.fuzz.inputs import documents, typed_words

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ZONE = "Europe/Berlin"
ADDRESS = "https://club.example/events"
LIMITS = {
    "title": TITLE_LIMIT,
    "place": PLACE_LIMIT,
    "link": LINK_LIMIT,
    "description": DESCRIPTION_LIMIT,
}
DATE_WORDS = (
    *("tomorrow", "12:30", "next", "Tuesday", "in", "two weeks", "from", "to", "until", "March"),
    *("every", "third", "Thursday", "of the month", "noon", "2026-03-17", "17.3.", "at", "and"),
)
COMMAND_WORDS = (*ROUTER.commands, "seats:4", 'at:"Ramen bar"', "topic:", "<@U123|tom>", '"', "“")
VENUE = ("name", "town", "address", "part", "capacity", "price", "diets", "map_link", "good_for")
KNOWN = KnownWords({"berlin": "Berlin"}, ["python", "chess"], frozenset({"ramen bar"}), [])


@dataclass(frozen=True)
class Target:
    """One reader. `read` raises whatever is not the reader's own error, or a false result."""

    name: str
    inputs: st.SearchStrategy[Any]
    read: Callable[[Any], object]


def _read_as(media_type: str, *, busy_only: bool = False) -> Callable[[bytes], object]:
    def read(body: bytes) -> object:
        result = parse_document(Document(ADDRESS, body, media_type, NOW, ZONE, busy_only=busy_only))
        _check_result(result)
        return result

    return read


def _check_result(result: ParseResult) -> None:
    """Hold a result to what is believed of it outside of the child that parses."""
    assert len(result.events) <= MAX_EVENTS
    for event in result.events:
        assert event.uid
        assert event.title
        assert event.starts_at <= event.ends_at
        for name, limit in LIMITS.items():
            assert len(getattr(event, name)) <= limit, name
        if event.link:
            assert event.link.startswith(("http://", "https://"))
    assert all(first <= last for first, last in result.busy)
    decoded = msgspec.msgpack.decode(msgspec.msgpack.encode(result), type=ParseResult)
    assert decoded.events == result.events


def _refusing(read: Callable[[str], object], *errors: type[Exception]) -> Callable[[str], object]:
    """Return a reader whose own errors are answers."""

    def read_or_refuse(words: str) -> object:
        try:
            return read(words)
        except errors as refusal:
            return str(refusal)

    return read_or_refuse


def _read_dates(words: str) -> None:
    own = (UnreadableDate, DateInPast)
    _refusing(lambda text: parse_when(text, NOW, ZONE), *own)(words)
    _refusing(lambda text: parse_when(text, NOW, ZONE, None), *own)(words)
    _refusing(lambda text: parse_day(text, NOW, ZONE), *own)(words)
    _refusing(lambda text: parse_period(text, NOW, ZONE), *own)(words)
    _refusing(read_blackout, InvalidBlackout)(words)
    _refusing(read_region, UnknownRegion)(words)
    if clock := read_clock(words):
        time.fromisoformat(clock)
    wished_repeat(words, NOW, ZONE)
    read_search(words, KNOWN, NOW, ZONE)


def _read_commands(words: str) -> None:
    _refusing(ROUTER.parse_command, LookupError)(words)
    _refusing(read_address, NotAnAddress)(words)


def _read_tables(words: str) -> None:
    for header in ("", "person,name,team\n"):
        people.read_csv(header + words, "acme", ())
    read_venue(dict.fromkeys(VENUE, words))


TARGETS = {
    target.name: target
    for target in (
        Target("calendars", documents(".ics"), _read_as("text/calendar")),
        Target("busy", documents(".ics"), _read_as("text/calendar", busy_only=True)),
        Target("pages", documents(".html"), _read_as("text/html")),
        Target("feeds", documents(".xml", ".json"), _read_as("application/xml")),
        Target("dates", typed_words(*DATE_WORDS), _read_dates),
        Target("commands", typed_words(*COMMAND_WORDS), _read_commands),
        Target("tables", typed_words(",", "\n", '"', "person", "acme/ben"), _read_tables),
        Target("slack", platforms.slack_payloads(), platforms.read_slack),
        Target("discord", platforms.discord_payloads(), platforms.read_discord),
    )
}
