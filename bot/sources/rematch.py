"""Match events anew whose source changed their title, place or start."""

from datetime import datetime

from sqlalchemy import func, select

from bot.sources import duplicates, listed_events, listing_records, questions
from bot.sources.parsers.model import ParsedEvent
from bot.sources.records import Source
from bot.sources.rules import CONTENT_FIELDS, Listing
from bot.sources.tables import listing, listing_change
from bot.store.engine import ReadTransaction, Transaction

MAX_REMATCHED = 100  # events after one look, the soonest

_TELLING_CHANGES = ("title", "place", "time")


async def rematch_changed(tx: Transaction, source: Source, now: datetime) -> None:
    """Merge what changed just now with what others list, or ask about it.

    Only events that no other source lists: what is one already stays one.
    """
    changed = await _changed_alone(tx, source, now)
    if not changed:
        return

    names = (*CONTENT_FIELDS, "uid", "recurrence")
    parsed = [ParsedEvent(**{name: getattr(entry, name) for name in names}) for entry in changed]
    homes, unsure = await duplicates.match_existing(tx, source, parsed)
    for entry, home in zip(changed, homes, strict=True):
        if home is not None:
            await listed_events.merge_into(tx, source.workspace, entry, home, now)
    await questions.keep_unsure(tx, source, unsure, now)


async def _changed_alone(tx: ReadTransaction, source: Source, now: datetime) -> list[Listing]:
    """Return the listings whose events changed just now, and that no other source lists."""
    changed = select(listing_change.c.event).where(
        listing_change.c.workspace == source.workspace,
        listing_change.c.at == now,
        listing_change.c.what.in_(_TELLING_CHANGES),
    )
    alone = (
        select(func.min(listing.c.id))
        .where(listing.c.workspace == source.workspace, listing.c.event.in_(changed))
        .group_by(listing.c.event)
        .having(func.count() == 1)
    )
    query = (
        select(listing.c.id)
        .where(listing.c.id.in_(alone), listing.c.source == source.id)
        .where(listing.c.starts_at > now)
        .order_by(listing.c.starts_at, listing.c.id)
        .limit(MAX_REMATCHED)
    )
    numbers = await tx.scalars(query)
    found = await listing_records.listings_by_id(tx, source.workspace, numbers)
    return [found[number] for number in numbers]
