"""When to fetch a source again, when to pause it, and what is kept of a listing."""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from bot.sources.parsers.model import ListedAs, ParsedEvent, ParseResult

LOOK_INTERVAL = timedelta(hours=6)  # between two fetches of a source
JITTER = 0.2  # of an interval, so that not all are fetched at once
MAX_WAIT = timedelta(hours=24)  # between two tries of a source that fails
MAX_RETRY_AFTER = timedelta(days=7)  # however long a site asks to be left alone
FAILURES_BEFORE_PAUSE = 5  # in a row: about two and a half days

# An unchanged source is parsed again after a while, since its series reach further by then.
FILE_INTERVAL = timedelta(days=7)
FULL_READ_INTERVAL = timedelta(days=7)
LISTING_READ_INTERVAL = timedelta(days=1)  # a list that did not change may hold events that did

# Looks in a row without an event before it counts as gone; where much goes at once, it may be a
# fault of the site.
MAX_MISSES, MAX_MISSES_OF_MANY = 2, 4

MAX_SOURCES = 50  # in a workspace
MAX_UNANSWERED = 10  # addresses that one person has not decided on
REACHES = ("local", "regional", "international")


class Listing(Struct, frozen=True):
    """One event as one source listed it last; `event` is the event that it belongs to."""

    id: int
    source: int
    event: int
    uid: str
    recurrence: str
    title: str
    description: str
    place: str
    link: str
    starts_at: datetime
    ends_at: datetime
    all_day: bool
    zone: str
    topics: tuple[str, ...]
    state: str
    misses: int
    listed_as: ListedAs

    @property
    def instance_key(self) -> tuple[str, str]:
        """Its key within its source."""
        return self.uid, self.recurrence


CONTENT_FIELDS = (
    "title", "description", "place", "link", "starts_at", "ends_at", "all_day", "zone", "topics",
    "listed_as",
)  # fmt: skip


def next_look(now: datetime, failures: int, wait: timedelta | None, rng: random.Random) -> datetime:
    """Return when to fetch again.

    The interval doubles with each failure, and is never shorter than the site asks for.
    """
    backoff = min(LOOK_INTERVAL * (1 << min(failures, 4)), MAX_WAIT)
    interval = _jittered(backoff, rng)
    if wait is None:
        return now + interval
    return now + max(interval, min(wait, MAX_RETRY_AFTER))


def next_reading(now: datetime, reading: ParseResult, rng: random.Random) -> datetime | None:
    """Return when to parse a file again, or None if all of it is over."""
    if is_over(reading):
        return None
    return now + _jittered(FILE_INTERVAL, rng)


def is_over(reading: ParseResult) -> bool:
    """Return whether nothing of a file is still to come."""
    return not (reading.events or reading.continues)


def _jittered(interval: timedelta, rng: random.Random) -> timedelta:
    return interval * (1 + JITTER * (2 * rng.random() - 1))


def needs_full_read(kind: str, read_at: datetime | None, now: datetime) -> bool:
    """Return whether to fetch a source in full, even if it says that nothing changed."""
    interval = LISTING_READ_INTERVAL if kind == "listing" else FULL_READ_INTERVAL
    return read_at is None or now - read_at > interval


def content_values(found: ParsedEvent) -> dict[str, object]:
    """Return the columns that a listing stores of a parsed event."""
    return {name: getattr(found, name) for name in CONTENT_FIELDS}


def event_values(primary: Listing, topics: Sequence[str]) -> Mapping[str, object]:
    """Return the columns of an event: those of its first listing, and everybody's topics."""
    values: dict[str, object] = {name: getattr(primary, name) for name in CONTENT_FIELDS}
    values["topics"] = tuple(dict.fromkeys(topics))
    return values
