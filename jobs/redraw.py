"""Keep living cards true: draw what has changed again, latest state only, at most one edit at a time."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Row, select, update

from bot.cards import Card, merged
from bot.platform import PermanentError, Platform, PlatformError, Sent
from bot.router import Router
from bot.store.engine import Database, Transaction
from bot.store.tables import effect, living
from jobs.claim import draw

RETRY = timedelta(seconds=30)

log = structlog.get_logger()

Pause = tuple[datetime, timedelta]


async def stale_workspaces(tx: Transaction, wall: datetime) -> list[str]:
    """Name the workspaces where a card shows an old state."""
    return await tx.values(_stale(wall).with_only_columns(living.c.workspace).distinct().order_by(living.c.workspace))


async def next_edit(tx: Transaction) -> datetime | None:
    """Tell when the next edit may be made."""
    found: datetime | None = await tx.value(
        select(living.c.next_edit).where(living.c.shown < living.c.version).order_by(living.c.next_edit).limit(1)
    )
    return found


async def redraw(
    database: Database, router: Router, platform: Platform, workspace: str, now: datetime, pause: Pause
) -> int:
    """Edit every message of one workspace that shows an old state; give the number of edits."""
    wall, gap = pause
    async with database.transaction() as tx:
        rows = await tx.all(_stale(wall).where(living.c.workspace == workspace).order_by(living.c.id))
        await _hold_back(tx, [row.id for row in rows], wall + gap)
    edits = 0
    for row in rows:
        edits += await _catch_up(database, router, platform, row, now, wall)
    return edits


def _stale(wall: datetime) -> Any:
    due = (living.c.next_edit.is_(None)) | (living.c.next_edit <= wall)
    return select(living).where(living.c.shown < living.c.version, due)


async def _hold_back(tx: Transaction, numbers: Sequence[int], until: datetime) -> None:
    if numbers:
        await tx.run(update(living).where(living.c.id.in_(numbers)).values(next_edit=until))


async def _catch_up(
    database: Database, router: Router, platform: Platform, row: Row[Any], now: datetime, wall: datetime
) -> int:
    async with database.reading() as tx:
        version = await tx.value(select(living.c.version).where(living.c.id == row.id))
        messages = await _messages(tx, row.workspace, row.subject)
        if messages is None:  # one is under way: what it shows is known only when it has arrived
            return 0
        cards = [(sent, await _card(tx, router, row.workspace, lead, now)) for lead, sent in messages]
    try:
        for sent, card in cards:
            if card is not None:
                await platform.edit(sent, card)
    except PermanentError as error:  # deleted by somebody, or out of reach: nothing there to keep true
        log.warning("not edited", action="redraw", subject=row.subject, error=str(error))
    except PlatformError as error:
        log.warning("edit postponed", action="redraw", subject=row.subject, error=str(error))
        async with database.transaction() as tx:
            await _hold_back(tx, [row.id], wall + RETRY)
        return 0
    async with database.transaction() as tx:
        await tx.run(update(living).where(living.c.id == row.id, living.c.shown < version).values(shown=version))
    return len(cards)


async def _messages(tx: Transaction, workspace: str, subject: str) -> list[tuple[int, Sent]] | None:
    shown = select(effect.c.lead, effect.c.sent, effect.c.state).where(
        effect.c.workspace == workspace, effect.c.subject == subject, effect.c.state.in_(("sending", "unknown", "sent"))
    )
    rows = await tx.all(shown.order_by(effect.c.id))
    if any(row.state != "sent" for row in rows):
        return None
    return [(row.lead, row.sent) for row in rows]


async def _card(tx: Transaction, router: Router, workspace: str, lead: int, now: datetime) -> Card | None:
    inside = select(effect).where(effect.c.workspace == workspace, effect.c.lead == lead, effect.c.state == "sent")
    drawn = [await draw(tx, router, row, now) for row in await tx.all(inside.order_by(effect.c.due, effect.c.id))]
    cards = [card for card in drawn if card is not None]
    return merged(cards) if cards else None
