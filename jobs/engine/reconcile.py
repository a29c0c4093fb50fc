"""Look before repeating: find out what became of messages whose answer was lost."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Row, and_, delete, or_, select, update

from bot.core.alerts import tell_organisers
from bot.core.platform import CannotLook, Platform, PlatformError, Sent
from bot.core.tables import effect, received
from bot.held_messages import views as words
from bot.store.engine import Database, Transaction

MARGIN = timedelta(minutes=2)  # clocks differ: look a little further back than the first try

log = structlog.get_logger()


async def recover(tx: Transaction, owner: str) -> None:
    """At the start of the only process on a database: what others left half sent is unknown now."""
    left = update(effect).where(effect.c.state == "sending", effect.c.owner != owner)
    await tx.run(left.values(state="unknown", fence=effect.c.fence + 1))


async def lost(database: Database, wall: datetime) -> list[str]:
    """Name the workspaces with messages of which nobody knows whether they arrived."""
    dead = and_(effect.c.state == "sending", effect.c.lease_until <= wall)
    async with database.reading() as tx:
        where = select(effect.c.workspace).where(or_(dead, effect.c.state == "unknown")).distinct()
        return sorted(await tx.values(where))


async def look(database: Database, platform: Platform, workspace: str, now: datetime, wall: datetime) -> int:
    """Settle every message of one workspace whose fate can be seen by now; give how many were settled."""
    here = effect.c.workspace == workspace
    dead = and_(here, effect.c.state == "sending", effect.c.lease_until <= wall)
    async with database.transaction() as tx:
        await tx.run(update(effect).where(dead).values(state="unknown", fence=effect.c.fence + 1))
        unknown = select(effect).where(here, effect.c.state == "unknown", effect.c.id == effect.c.lead)
        rows = await tx.all(unknown.where(effect.c.last_try <= wall - platform.settles))
    settled = 0
    for row in rows:
        settled += await _look_for(database, platform, row, now)
    return settled


async def _look_for(database: Database, platform: Platform, row: Row[Any], now: datetime) -> int:
    async with database.reading() as tx:
        to = await _conversation(tx, row)
    try:
        found = await platform.find(to, row.token, row.first_try - MARGIN) if row.verb != "census" else None
    except CannotLook:
        return await _hold(database, row, now)
    except PlatformError as error:
        log.warning("could not look", action="lookup", effect=row.id, error=str(error))
        return 0
    log.info("looked", action="lookup", effect=row.id, found=found is not None)
    async with database.transaction() as tx:
        if found:
            await _set(tx, row, state="sent", sent=found, sent_at=now)
        else:
            inside = select(effect.c.id).where(effect.c.lead == row.id)
            await tx.run(delete(received).where(received.c.effect.in_(inside)))
            await _set(tx, row, state="ready", lead=None)
        tx.wake()
    return 1


async def _conversation(tx: Transaction, row: Row[Any]) -> Sequence[str]:
    if row.after is None:
        return tuple(row.to)
    opened = select(effect.c.sent).where(effect.c.workspace == row.workspace, effect.c.key == row.after)
    sent: Sent = await tx.value(opened)
    return (sent.channel,)


async def _hold(database: Database, row: Row[Any], now: datetime) -> int:
    async with database.transaction() as tx:
        await _set(tx, row, state="held")
        if row.card is not None:
            card = words.may_have_been_said(row.id, row.card)
            await tell_organisers(tx, row.workspace, f"held:{row.id}:{row.tries}", card, now)
    return 1


async def _set(tx: Transaction, row: Row[Any], **values: Any) -> None:
    mine = update(effect).where(effect.c.lead == row.id, effect.c.state == "unknown")
    await tx.run(mine.values(**values))
