"""Decide when to look at a source again, what makes it rest, and what a look leaves of its
listings."""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from bot.sources.parsers.model import MAX_EVENTS, ParsedEvent, ParseResult

LOOK_INTERVAL = timedelta(hours=6)  # between two looks at a source
FILE_INTERVAL = timedelta(
    days=7
)  # between two readings of a file: its series reach further by then
JITTER = 0.2  # of that, so that not all are asked at once
MAX_WAIT = timedelta(hours=24)  # between two tries of a source that fails
FAILURES_BEFORE_PAUSE = 5  # in a row: about two and a half days
FULL_READ_INTERVAL = timedelta(
    days=7
)  # what did not change is read again then: its series reach further by now
LISTING_READ_INTERVAL = timedelta(days=1)  # a list that did not change may hold events that did
MAX_MISSES, MAX_MISSES_WHEN_EMPTY = 2, 4  # looks in a row without an event before it counts as gone
MAX_SOURCES = 50  # in a workspace
MAX_UNANSWERED = 10  # that one person has not answered about
REACHES = ("local", "regional", "international")

_WHOLE = ("ics", "calendars")  # kinds that give everything ahead
_LATEST = ("rss", "atom")  # kinds that give the latest posts: what is not there says nothing


class Listing(Struct, frozen=True):
    """One evening as one source told it last; `event` is what it is part of."""

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

    @property
    def instance_key(self) -> tuple[str, str]:
        """Name it within its source."""
        return self.uid, self.recurrence


CONTENT_FIELDS = (
    "title", "description", "place", "link", "starts_at", "ends_at", "all_day", "zone", "topics",
)  # fmt: skip


class ListingComparison(Struct):
    """What one look found against what was known."""

    fresh: list[ParsedEvent]
    matched: list[tuple[Listing, ParsedEvent]]
    missed: list[Listing]


def next_look(now: datetime, failures: int, wait: timedelta | None, rng: random.Random) -> datetime:
    """Say when to look again.

    Every few hours, more rarely while it fails, never sooner than the site asks for.
    """
    spread = _about(min(LOOK_INTERVAL * (1 << min(failures, 4)), MAX_WAIT), rng)
    return now + max(spread, min(wait or spread, timedelta(days=7)))


def next_reading(now: datetime, reading: ParseResult, rng: random.Random) -> datetime | None:
    """Say when to read a file again, if anything can still come of it."""
    return None if is_over(reading) else now + _about(FILE_INTERVAL, rng)


def is_over(reading: ParseResult) -> bool:
    """Say whether nothing of what was read is still to come."""
    return not (reading.events or reading.continues)


def _about(every: timedelta, rng: random.Random) -> timedelta:
    return every * (1 + JITTER * (2 * rng.random() - 1))


def needs_full_read(kind: str, read_at: datetime | None, now: datetime) -> bool:
    """Say whether to read a source in full, even if it says that nothing changed."""
    return read_at is None or now - read_at > (
        LISTING_READ_INTERVAL if kind == "listing" else FULL_READ_INTERVAL
    )


def compare_listings(
    kind: str, found: Sequence[ParsedEvent], known: Sequence[Listing], now: datetime
) -> ListingComparison:
    """Tell what is new, what is known, and what a source no longer lists although it would."""
    by_key = {listing.instance_key: listing for listing in known}
    told = {(each.uid, each.recurrence): each for each in found}
    pairs = [(by_key[key], each) for key, each in told.items() if key in by_key]
    fresh = [each for key, each in told.items() if key not in by_key]
    absent = [listing for key, listing in by_key.items() if key not in told]
    # Some sites name their events anew every time: what is called the same and begins then is the
    # same.
    looks = {(each.title.casefold(), each.starts_at): each for each in absent}
    renamed = [
        (looks.pop(look), each)
        for each in fresh
        if (look := (each.title.casefold(), each.starts_at)) in looks
    ]
    pairs += renamed
    gone = {listing.id for listing, _ in renamed}
    again = [each for _, each in renamed]
    until = covered_until(kind, found, now)
    missed = [
        listing
        for listing in absent
        if listing.id not in gone
        and listing.state in ("listed", "missing")
        and now < listing.starts_at <= until
    ]
    return ListingComparison([each for each in fresh if each not in again], pairs, missed)


def covered_until(kind: str, found: Sequence[ParsedEvent], now: datetime) -> datetime:
    """Say up to when a source lists whatever takes place."""
    if kind in _LATEST:
        return now
    if kind in _WHOLE and len(found) < MAX_EVENTS:
        return datetime.max.replace(tzinfo=now.tzinfo)
    return max((each.starts_at for each in found), default=now)


def has_gone(misses: int, found: Sequence[ParsedEvent]) -> bool:
    """Say whether a listing has been missed often enough; an empty calendar is believed later."""
    return misses >= (MAX_MISSES if found else MAX_MISSES_WHEN_EMPTY)


def content_values(found: ParsedEvent) -> dict[str, object]:
    """Give what is kept of what a source told."""
    return {name: getattr(found, name) for name in CONTENT_FIELDS}


def event_values(primary: Listing, topics: Sequence[str]) -> Mapping[str, object]:
    """Give what an event says, as its first listing tells it, with the topics that all of them
    name."""
    told = {name: getattr(primary, name) for name in CONTENT_FIELDS if name != "topics"}
    return {**told, "topics": tuple(dict.fromkeys(topics))}
