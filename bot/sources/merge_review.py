"""Merge and separate listings as a person rules."""

from collections.abc import Sequence
from datetime import datetime

from bot.core import outbox, signals
from bot.core.signals import EventsListed
from bot.core.subjects import Subject
from bot.sources import duplicates, listed_events, listing_records, notifications
from bot.sources.parsers.model import ParsedEvent
from bot.sources.records import Source, sources_by_id
from bot.sources.rules import Listing
from bot.sources.similarity import MAX_DOORS_GAP
from bot.store.engine import ReadTransaction, Transaction

MAX_QUESTIONS = 1  # after one fetch of a source


async def ask_about_duplicates(
    tx: Transaction,
    source: Source,
    unsure: Sequence[tuple[ParsedEvent, duplicates.OtherListing]],
    now: datetime,
) -> None:
    """Ask the owner of a source to rule on an unsure pair; each pair is asked about once."""
    for parsed, other in unsure[:MAX_QUESTIONS]:
        own_key = duplicates.listing_key(source.id, parsed.uid)
        other_key = duplicates.listing_key(other.source, other.uid)
        number = await duplicates.record_ruling(
            tx, source.workspace, own_key, other_key, duplicates.ASKED, now
        )
        await outbox.send_dm(
            tx,
            source.workspace,
            f"twin:{number}",
            source.owner,
            None,
            subject=Subject(notifications.TWIN_SUBJECT, number),
            reason=notifications.DUPLICATE_QUESTION,
            due=now,
            expires=parsed.starts_at,
        )


async def merge_listings(
    tx: Transaction, workspace: str, one: str, other: str, now: datetime
) -> None:
    """Merge the events of these two keys that begin at the same time."""
    for pair in await listings_in_pairs(tx, workspace, one, other):
        keep, leave = sorted(pair, key=lambda entry: entry.event)
        if keep.event != leave.event:
            await listed_events.merge_into(tx, workspace, leave, keep.event, now)
    await signals.emit(tx, EventsListed(workspace, now))


async def separate_listings(
    tx: Transaction, workspace: str, one: str, other: str, now: datetime
) -> None:
    """Split the events that these two keys share into two."""
    for first, second in await listings_in_pairs(tx, workspace, one, other):
        if first.event == second.event:
            later = max(first, second, key=lambda entry: entry.id)
            sources = await sources_by_id(tx, workspace, [later.source])
            await listed_events.split_off(tx, sources[later.source], later, now)
    await signals.emit(tx, EventsListed(workspace, now))


async def listings_in_pairs(
    tx: ReadTransaction, workspace: str, one: str, other: str
) -> list[tuple[Listing, Listing]]:
    """Return the listings of two keys that begin at the same time, in pairs."""
    pairs: list[tuple[Listing, Listing]] = []
    others = await listing_records.listings_by_key(tx, workspace, other)
    for first in await listing_records.listings_by_key(tx, workspace, one):
        for second in others:
            if abs(first.starts_at - second.starts_at) <= MAX_DOORS_GAP:
                pairs.append((first, second))
    return pairs
