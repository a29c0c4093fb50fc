"""Put two listings together as one evening, or apart again, as a person rules."""

from collections.abc import Sequence
from datetime import datetime

from bot.core import outbox
from bot.digest import issues as digests
from bot.sources import duplicates, listings, reasons, views
from bot.sources.parsers.model import Found
from bot.sources.records import Source, named
from bot.sources.rules import Listing
from bot.sources.similarity import NEAR
from bot.store.engine import Transaction

MOST_ASKED = 1  # questions after one look at a source


async def ask(tx: Transaction, source: Source, unsure: Sequence[tuple[Found, duplicates.Other]], now: datetime) -> None:
    """Ask the owner of a source about a pair that nobody is sure of: once, whatever comes of it."""
    for found, other in unsure[:MOST_ASKED]:
        sources = await named(tx, source.workspace, [other.source])
        mine, theirs = duplicates.name(source.id, found.uid), duplicates.name(other.source, other.uid)
        number = await duplicates.rule(tx, source.workspace, mine, theirs, duplicates.ASKED, now)
        await outbox.whisper(
            tx,
            source.workspace,
            f"twin:{number}",
            source.owner,
            views.same_or_not(number, (found, source.name), (other, sources[other.source].name)),
            rule=reasons.TWIN,
            due=now,
            expires=found.starts_at,
            weight=outbox.MAY_DROP,
        )


async def same(tx: Transaction, workspace: str, one: str, other: str, now: datetime) -> None:
    """Let the evenings of these two names that begin together be one event each."""
    for mine, theirs in await _together(tx, workspace, one, other):
        keep, leave = sorted((mine, theirs), key=lambda each: each.event)
        if keep.event != leave.event:
            await listings.join(tx, workspace, leave, keep.event, now)
    await digests.refresh(tx, workspace, now)


async def different(tx: Transaction, workspace: str, one: str, other: str, now: datetime) -> None:
    """Give the evenings of these two names that are one event an event each."""
    for mine, theirs in await _together(tx, workspace, one, other):
        if mine.event == theirs.event:
            later = max(mine, theirs, key=lambda each: each.id)
            sources = await named(tx, workspace, [later.source])
            await listings.part(tx, sources[later.source], later, now)
    await digests.refresh(tx, workspace, now)


async def _together(tx: Transaction, workspace: str, one: str, other: str) -> list[tuple[Listing, Listing]]:
    mine, theirs = await listings.of_name(tx, workspace, one), await listings.of_name(tx, workspace, other)
    return [(a, b) for a in mine for b in theirs if abs(a.starts_at - b.starts_at) <= NEAR]
