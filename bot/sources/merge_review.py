"""Put two listings together as one evening, or apart again, as a person rules."""

from collections.abc import Sequence
from datetime import datetime

from bot.core import outbox, signals
from bot.core.signals import EventsListed
from bot.sources import duplicates, listed_events, listing_records, reasons
from bot.sources.parsers.model import ParsedEvent
from bot.sources.records import Source, sources_by_id
from bot.sources.rules import Listing
from bot.sources.similarity import MAX_START_GAP
from bot.sources.views import duplicates as duplicate_views
from bot.store.engine import ReadTransaction, Transaction

MAX_QUESTIONS = 1  # questions after one look at a source


async def ask_about_duplicates(
    tx: Transaction,
    source: Source,
    unsure: Sequence[tuple[ParsedEvent, duplicates.OtherListing]],
    now: datetime,
) -> None:
    """Ask the owner of a source about a pair that nobody is sure of: once, whatever comes of it."""
    for found, other in unsure[:MAX_QUESTIONS]:
        sources = await sources_by_id(tx, source.workspace, [other.source])
        mine, theirs = (
            duplicates.listing_key(source.id, found.uid),
            duplicates.listing_key(other.source, other.uid),
        )
        number = await duplicates.record_ruling(
            tx, source.workspace, mine, theirs, duplicates.ASKED, now
        )
        await outbox.send_dm(
            tx,
            source.workspace,
            f"twin:{number}",
            source.owner,
            duplicate_views.duplicate_question_card(
                number, (found, source.name), (other, sources[other.source].name)
            ),
            reason=reasons.DUPLICATE_QUESTION,
            due=now,
            expires=found.starts_at,
            priority=outbox.Priority.DROPPABLE,
        )


async def merge_listings(
    tx: Transaction, workspace: str, one: str, other: str, now: datetime
) -> None:
    """Let the evenings of these two names that begin together be one event each."""
    for mine, theirs in await _together(tx, workspace, one, other):
        keep, leave = sorted((mine, theirs), key=lambda each: each.event)
        if keep.event != leave.event:
            await listed_events.merge_into(tx, workspace, leave, keep.event, now)
    await signals.emit(tx, EventsListed(workspace, now))


async def separate_listings(
    tx: Transaction, workspace: str, one: str, other: str, now: datetime
) -> None:
    """Give the evenings of these two names that are one event an event each."""
    for mine, theirs in await _together(tx, workspace, one, other):
        if mine.event == theirs.event:
            later = max(mine, theirs, key=lambda each: each.id)
            sources = await sources_by_id(tx, workspace, [later.source])
            await listed_events.split_off(tx, sources[later.source], later, now)
    await signals.emit(tx, EventsListed(workspace, now))


async def _together(
    tx: ReadTransaction, workspace: str, one: str, other: str
) -> list[tuple[Listing, Listing]]:
    mine, theirs = (
        await listing_records.listings_by_key(tx, workspace, one),
        await listing_records.listings_by_key(tx, workspace, other),
    )
    return [(a, b) for a in mine for b in theirs if abs(a.starts_at - b.starts_at) <= MAX_START_GAP]
