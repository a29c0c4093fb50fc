"""Compare what a look found with the known listings: what is new, what moved, what is missing.

An absence is a fact only inside what a look can see. Many feeds list the soonest ten or thirty
events and no more, so what is beyond the end of such a list may well take place. How many entries
a source lists at most is remembered: one that lists fewer than that has not reached its limit.
"""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from bot.sources.listing_matches import (
    ListingMatch,
    has_key,
    match_moved,
    match_put_off,
    match_unmoved,
    remaining,
)
from bot.sources.parsers.model import FOR_EVER, MAX_EVENTS, ParsedEvent, ParseResult
from bot.sources.rules import MAX_MISSES, MAX_MISSES_OF_MANY, Listing

_LATEST = ("rss", "atom")  # kinds that list the latest posts: an absence means nothing
_LIMIT_STEP = 5  # a list of ten or thirty may be cut off there
_MANY = 3  # listings that are missing at once, if they are half of what there was


class ListingComparison(Struct):
    """A look compared with the known listings; `many`: more is missing than one evening."""

    fresh: list[ParsedEvent]
    matched: list[ListingMatch]
    missed: list[Listing]
    many: bool


def compare_listings(
    reading: ParseResult, known: Sequence[Listing], most_entries: int, now: datetime
) -> ListingComparison:
    """Return what is new, what is known, and what is missing although its source would list it."""
    unsure = {(event.uid, event.recurrence) for event in reading.events if not event.sure}
    known = [each for each in known if each.instance_key not in unsure]  # no news, nor absent
    events = {(event.uid, event.recurrence): event for event in reading.events if event.sure}
    matched = match_unmoved(list(events.values()), known)
    unknown, absent = remaining(events.values(), known, matched)
    renumbered = [pair for pair in matched if not has_key(*pair)]
    if 2 * len(renumbered) <= len(matched):  # else its keys say nothing about what is what
        matched += _match_by_key(unknown, absent, now)
        unknown, absent = remaining(unknown, absent, matched)

    moved = match_put_off(unknown, known, now)
    if reading.kind not in _LATEST and not reading.partial:
        ahead = [listing for listing in absent if listing.starts_at > now]
        moved += match_moved(*remaining(unknown, ahead, moved), matched, now)
    unknown, absent = remaining(unknown, absent, moved)
    again = {listing.id for listing, _ in moved}  # a postponed one may still be listed as such
    matched = [pair for pair in matched if pair[0].id not in again] + moved

    until = covered_until(reading, most_entries, now)
    ends = _ends_of_series(reading)
    seen = [each for each in absent if now < each.starts_at < max(until, ends.get(each.uid, now))]
    missed = [listing for listing in seen if listing.state in ("listed", "missing")]
    many = is_many(len(missed), len(events))
    return ListingComparison(unknown, matched, missed, many)


def is_many(missing: int, listed: int) -> bool:
    """Return whether so much is missing at once that the site may be at fault."""
    return not listed or (missing >= _MANY and missing >= listed)


def _match_by_key(
    unknown: Sequence[ParsedEvent], absent: Sequence[Listing], now: datetime
) -> list[ListingMatch]:
    """Match by key what is not over: some sites list each evening of a club under one key."""
    by_key = {listing.instance_key: listing for listing in absent if listing.ends_at > now}
    keyed = [(by_key.get((event.uid, event.recurrence)), event) for event in unknown]
    return [(listing, event) for listing, event in keyed if listing]


def covered_until(reading: ParseResult, most_entries: int, now: datetime) -> datetime:
    """Return up to when a look shows everything that its source lists.

    The last of a list that may be cut off says nothing: one event may stand there for its
    importance, far ahead of all others. Series reach further than single events.
    """
    if reading.kind in _LATEST or reading.partial:
        return now
    singles = sorted(event.starts_at for event in reading.events if not event.recurrence)
    if len(reading.events) < MAX_EVENTS:
        if reading.sees_until is not None:
            return reading.sees_until
        entries = count_entries(reading)
        if entries < most_entries and (entries % _LIMIT_STEP or not entries):
            return FOR_EVER
    return singles[-2] if len(singles) > 1 else now


def count_entries(reading: ParseResult) -> int:
    """Return how much a look showed, also what is over; a series counts once where it is one."""
    return reading.entries or len(reading.events)


def has_gone(misses: int, *, many: bool) -> bool:
    """Return whether a listing was missing often enough to be believed gone."""
    return misses >= (MAX_MISSES_OF_MANY if many else MAX_MISSES)


def _ends_of_series(reading: ParseResult) -> dict[str, datetime]:
    """Return the start of the last evening of each series, before which it lists them all."""
    ends: dict[str, datetime] = {}
    if reading.kind in _LATEST or reading.partial:
        return ends
    for event in reading.events:
        if event.recurrence:
            ends[event.uid] = max(event.starts_at, ends.get(event.uid, event.starts_at))
    return ends
