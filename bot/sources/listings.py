"""Update what sources list: new events, changed and cancelled ones, and those of other sources."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct, structs
from sqlalchemy import delete, update

from bot.events import records as events
from bot.sources import duplicates, rules
from bot.sources.comparison import ListingComparison, compare_listings, has_gone, is_many
from bot.sources.listed_events import create_events, recompute_event
from bot.sources.listing_matches import ListingMatch, has_key
from bot.sources.listing_records import (
    PRESENT_STATES,
    free_keys,
    listings_of_events,
    listings_of_source,
)
from bot.sources.parsers.model import FOR_EVER, ParsedEvent, ParseResult
from bot.sources.records import Source
from bot.sources.rules import CONTENT_FIELDS, Listing
from bot.sources.tables import listing
from bot.store.engine import ReadTransaction, Transaction

UnsurePairs = list[duplicates.UnsurePair]

MAX_COMPARED_HERE = 100  # events and listings that are compared without a thread
_BATCH = 500  # ids in one statement


class Prepared(Struct, frozen=True):
    """What was compared before the transaction that needs it; it counts if nothing changed since.

    `known` are the listings that a look was compared with.
    """

    known: Sequence[Listing]
    comparison: ListingComparison | None = None
    matches: duplicates.PreparedMatches | None = None


async def update_listings(
    tx: Transaction,
    source: Source,
    reading: ParseResult,
    now: datetime,
    *,
    complete: bool = False,
    prepared: Prepared | None = None,
) -> tuple[UnsurePairs, set[int]]:
    """Update a source's listings; return the pairs that may be duplicates, and stale events.

    Those are what `recompute_events` is for. `complete`: an event that is not in the result is gone
    at once, not after a few fetches.
    """
    known = await listings_of_source(tx, source, now)
    reading = as_compared(reading, complete=complete)
    if prepared and prepared.comparison and prepared.known == known:
        found = prepared.comparison
    else:
        found = await compare(reading, known, source.most_entries, now)
    fresh = find_fresh(found, now)

    await _free_keys(tx, source, found.matched, fresh)
    touched = await _refresh(tx, source, found.matched)
    touched |= await _mark_missed(tx, source, found.missed, many=found.many, at_once=complete)
    unsure, homes = await _add(tx, source, fresh, now, prepared)
    return unsure, touched | homes


def as_compared(reading: ParseResult, *, complete: bool) -> ParseResult:
    """Return a reading as it is compared: a complete one shows all that there is."""
    return structs.replace(reading, sees_until=FOR_EVER) if complete else reading


def find_fresh(found: ListingComparison, now: datetime) -> list[ParsedEvent]:
    """Return what is new and not over."""
    return [parsed for parsed in found.fresh if parsed.ends_at > now]


async def count_unchanged_look(tx: Transaction, source: Source, now: datetime) -> set[int]:
    """Count a look at which the source said that nothing changed: what was missing still is.

    Return the events to recompute.
    """
    known = await listings_of_source(tx, source, now)
    missed = [entry for entry in known if entry.state == "missing" and entry.starts_at > now]
    many = is_many(len(missed), sum(entry.state == "listed" for entry in known))
    return await _mark_missed(tx, source, missed, many=many)


async def recompute_events(
    tx: Transaction, workspace: str, numbers: Sequence[int], now: datetime
) -> None:
    """Bring events up to date with what sources list."""
    for number in numbers:
        await recompute_event(tx, workspace, number, now)


async def find_listed(tx: ReadTransaction, source: Source, now: datetime) -> set[int]:
    """Return the events of everything that a source lists."""
    return {entry.event for entry in await listings_of_source(tx, source, now)}


async def is_different_calendar(
    tx: ReadTransaction, source: Source, reading: ParseResult, now: datetime
) -> bool:
    """Return whether a result shares no event with what its source lists ahead."""
    ahead = [
        entry
        for entry in await listings_of_source(tx, source, now)
        if entry.starts_at > now and entry.state in PRESENT_STATES
    ]
    if not ahead:
        return False

    listed_uids = {entry.uid for entry in ahead}
    if any(parsed.uid in listed_uids for parsed in reading.events):
        return False
    return not (await compare(reading, ahead, source.most_entries, now)).matched


async def remove_listings(tx: Transaction, source: Source, now: datetime) -> None:
    """Delete a source's listings, and events of no other source that nobody answered to.

    Past events stay.
    """
    numbers = [entry.event for entry in await listings_of_source(tx, source, now)]
    by_event = await listings_of_events(tx, source.workspace, numbers)
    alone = [
        number for number in numbers if all(entry.source == source.id for entry in by_event[number])
    ]
    await _delete_unanswered(tx, source.workspace, alone)

    await tx.execute(
        delete(listing).where(
            listing.c.workspace == source.workspace, listing.c.source == source.id
        )
    )
    for number in {*numbers} - {*alone}:
        await recompute_event(tx, source.workspace, number, now)


async def compare(
    reading: ParseResult, known: Sequence[Listing], most_entries: int, now: datetime
) -> ListingComparison:
    """Compare a look with what is known; much of it in a thread, beside everything else."""
    if len(reading.events) + len(known) <= MAX_COMPARED_HERE:
        return compare_listings(reading, known, most_entries, now)
    return await asyncio.to_thread(compare_listings, reading, known, most_entries, now)


async def _free_keys(
    tx: Transaction,
    source: Source,
    matched: Sequence[ListingMatch],
    fresh: Sequence[ParsedEvent],
) -> None:
    """Take the keys that other listings are about to get from those that have them now."""
    wanted = {(parsed.uid, parsed.recurrence): 0 for parsed in fresh}
    for known, parsed in matched:
        if not has_key(known, parsed):
            wanted[parsed.uid, parsed.recurrence] = known.id
    if wanted:
        await free_keys(tx, source, wanted)


async def _refresh(
    tx: Transaction, source: Source, pairs: Sequence[tuple[Listing, ParsedEvent]]
) -> set[int]:
    """Update the listings that changed; return the events to recompute."""
    touched: set[int] = set()
    for known, parsed in pairs:
        values = {**_values(parsed), "misses": 0}
        news = {name: value for name, value in values.items() if getattr(known, name) != value}
        if not news:
            continue

        await _update(tx, source.workspace, known.id, news)
        if news.keys() & {*CONTENT_FIELDS, "state"}:
            touched.add(known.event)
    return touched


async def _mark_missed(
    tx: Transaction,
    source: Source,
    missed: Sequence[Listing],
    *,
    many: bool,
    at_once: bool = False,
) -> set[int]:
    """Count one more look without these listings; return the events of those that are gone."""
    touched: set[int] = set()
    for entry in missed:
        misses = entry.misses + 1
        state = "missing"
        if at_once or has_gone(misses, many=many):
            state = "gone"
            touched.add(entry.event)
        await _update(tx, source.workspace, entry.id, {"misses": misses, "state": state})
    return touched


async def _add(
    tx: Transaction,
    source: Source,
    fresh: Sequence[ParsedEvent],
    now: datetime,
    prepared: Prepared | None,
) -> tuple[UnsurePairs, set[int]]:
    """Insert listings: of the event that another source lists already, or of a new one.

    Return unsure pairs, and the events that others list.
    """
    if not fresh:
        return [], set()

    matches = prepared.matches if prepared else None
    homes, unsure = await duplicates.match_existing(tx, source, fresh, matches)
    pairs = list(zip(fresh, homes, strict=True))
    alone = [parsed for parsed, home in pairs if home is None and not parsed.cancelled]
    numbers = await create_events(tx, source, alone, now)

    rows: list[dict[str, object]] = []
    for parsed, home in pairs:
        number = numbers.get((parsed.uid, parsed.recurrence), home)
        if number is not None:
            rows.append(_row(source, parsed, number))
    await tx.insert_or_ignore_many(listing, rows)

    return unsure, {home for home in homes if home is not None}


def _row(source: Source, parsed: ParsedEvent, number: int) -> dict[str, object]:
    return {
        **_values(parsed),
        "workspace": source.workspace,
        "source": source.id,
        "event": number,
        "misses": 0,
    }


def _values(parsed: ParsedEvent) -> dict[str, object]:
    return {
        **rules.content_values(parsed),
        "uid": parsed.uid,
        "recurrence": parsed.recurrence,
        "state": "cancelled" if parsed.cancelled else "listed",
    }


async def _update(tx: Transaction, workspace: str, number: int, values: dict[str, object]) -> None:
    statement = update(listing).where(listing.c.workspace == workspace, listing.c.id == number)
    await tx.execute(statement.values(**values))


async def _delete_unanswered(tx: Transaction, workspace: str, numbers: Sequence[int]) -> None:
    for start in range(0, len(numbers), _BATCH):
        batch = numbers[start : start + _BATCH]
        answered = {rsvp.event for rsvp in await events.list_rsvps(tx, workspace, *batch)}
        unanswered = [number for number in batch if number not in answered]
        await events.delete_events(tx, workspace, unanswered)
