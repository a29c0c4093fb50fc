"""When to fetch a source again, when to pause it, and what a fetch changes about its listings."""

import random
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from bot.sources.parsers.model import MAX_EVENTS, ParsedEvent, ParseResult

LOOK_INTERVAL = timedelta(hours=6)  # between two fetches of a source
JITTER = 0.2  # of an interval, so that not all are fetched at once
MAX_WAIT = timedelta(hours=24)  # between two tries of a source that fails
MAX_RETRY_AFTER = timedelta(days=7)  # however long a site asks to be left alone
FAILURES_BEFORE_PAUSE = 5  # in a row: about two and a half days

# An unchanged source is parsed again after a while, since its series reach further by then.
FILE_INTERVAL = timedelta(days=7)
FULL_READ_INTERVAL = timedelta(days=7)
LISTING_READ_INTERVAL = timedelta(days=1)  # a list that did not change may hold events that did

# Fetches in a row without an event before it counts as gone.
MAX_MISSES, MAX_MISSES_WHEN_EMPTY = 2, 4

MAX_SOURCES = 50  # in a workspace
MAX_UNANSWERED = 10  # addresses that one person has not decided on
REACHES = ("local", "regional", "international")

_WHOLE = ("ics", "calendars")  # kinds that list everything ahead
_LATEST = ("rss", "atom")  # kinds that list the latest posts: an absence means nothing


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

    @property
    def instance_key(self) -> tuple[str, str]:
        """Its key within its source."""
        return self.uid, self.recurrence


CONTENT_FIELDS = (
    "title", "description", "place", "link", "starts_at", "ends_at", "all_day", "zone", "topics",
)  # fmt: skip


class ListingComparison(Struct):
    """A parse result compared with the known listings."""

    fresh: list[ParsedEvent]
    matched: list[tuple[Listing, ParsedEvent]]
    missed: list[Listing]


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


def compare_listings(
    kind: str, found: Sequence[ParsedEvent], known: Sequence[Listing], now: datetime
) -> ListingComparison:
    """Return what is new, what is known, and what is missing although its source would list it."""
    by_key = {listing.instance_key: listing for listing in known}
    events = {(event.uid, event.recurrence): event for event in found}
    matched: list[tuple[Listing, ParsedEvent]] = []
    unknown: list[ParsedEvent] = []
    for key, event in events.items():
        if not event.sure:
            by_key.pop(key, None)  # neither news of it nor its absence
        elif key in by_key:
            matched.append((by_key.pop(key), event))
        else:
            unknown.append(event)

    renamed, fresh, absent = _match_renamed(unknown, by_key.values())
    until = covered_until(kind, found, now)
    missed = [listing for listing in absent if _is_missed(listing, now, until)]
    return ListingComparison(fresh, matched + renamed, missed)


def _match_renamed(
    unknown: Sequence[ParsedEvent], absent: Collection[Listing]
) -> tuple[list[tuple[Listing, ParsedEvent]], list[ParsedEvent], list[Listing]]:
    """Match events by title and start: some sites change the UIDs of their events every time.

    Return the matches, and the events and listings that remain.
    """
    by_title = {(listing.title.casefold(), listing.starts_at): listing for listing in absent}
    renamed: list[tuple[Listing, ParsedEvent]] = []
    fresh: list[ParsedEvent] = []
    for event in unknown:
        listing = by_title.pop((event.title.casefold(), event.starts_at), None)
        if listing is None:
            fresh.append(event)
        else:
            renamed.append((listing, event))

    matched_ids = {listing.id for listing, _ in renamed}
    return renamed, fresh, [listing for listing in absent if listing.id not in matched_ids]


def _is_missed(listing: Listing, now: datetime, until: datetime) -> bool:
    return listing.state in ("listed", "missing") and now < listing.starts_at <= until


def covered_until(kind: str, found: Sequence[ParsedEvent], now: datetime) -> datetime:
    """Return up to when a source lists everything."""
    if kind in _LATEST:
        return now
    if kind in _WHOLE and len(found) < MAX_EVENTS:
        return datetime.max.replace(tzinfo=now.tzinfo)
    starts = [event.starts_at for event in found]
    return max(starts, default=now)


def has_gone(misses: int, found: Sequence[ParsedEvent]) -> bool:
    """Return whether a listing was missing often enough; an empty calendar is believed later."""
    return misses >= (MAX_MISSES if found else MAX_MISSES_WHEN_EMPTY)


def content_values(found: ParsedEvent) -> dict[str, object]:
    """Return the columns that a listing stores of a parsed event."""
    return {name: getattr(found, name) for name in CONTENT_FIELDS}


def event_values(primary: Listing, topics: Sequence[str]) -> Mapping[str, object]:
    """Return the columns of an event: those of its first listing, and everybody's topics."""
    values: dict[str, object] = {name: getattr(primary, name) for name in CONTENT_FIELDS}
    values["topics"] = tuple(dict.fromkeys(topics))
    return values
