"""Look before repeating: find out what became of messages whose answer was lost."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Row, and_, delete, or_, select, update

from bot.core.alerts import alert_organisers
from bot.core.platform import LookupUnsupported, MessageRef, Platform, PlatformError
from bot.core.tables import effect, received
from bot.held_messages import views as words
from bot.store.engine import Database, ReadTransaction, Transaction

MARGIN = timedelta(minutes=2)  # clocks differ: look a little further back than the first try

log = structlog.get_logger()


async def mark_unfinished_unknown(tx: Transaction, owner: str) -> None:
    """At the start of the only process on a database: what others left half sent is unknown now."""
    left = update(effect).where(effect.c.state == "sending", effect.c.owner != owner)
    await tx.execute(left.values(state="unknown", fence=effect.c.fence + 1))


async def workspaces_with_unknown(database: Database, real_now: datetime) -> list[str]:
    """Name the workspaces with messages of which nobody knows whether they arrived."""
    dead = and_(effect.c.state == "sending", effect.c.lease_until <= real_now)
    async with database.read_transaction() as tx:
        where = select(effect.c.workspace).where(or_(dead, effect.c.state == "unknown")).distinct()
        return sorted(await tx.scalars(where))


async def reconcile_workspace(
    database: Database, platform: Platform, workspace: str, now: datetime, real_now: datetime
) -> int:
    """Settle every message of one workspace whose fate can be seen by now.

    Give how many were settled.
    """
    here = effect.c.workspace == workspace
    dead = and_(here, effect.c.state == "sending", effect.c.lease_until <= real_now)
    async with database.transaction() as tx:
        await tx.execute(
            update(effect).where(dead).values(state="unknown", fence=effect.c.fence + 1)
        )
        unknown = select(effect).where(
            here, effect.c.state == "unknown", effect.c.id == effect.c.lead
        )
        rows = await tx.all(unknown.where(effect.c.last_try <= real_now - platform.settle_time))
    settled = 0
    for row in rows:
        settled += await _look_for(database, platform, row, now)
    return settled


async def _look_for(database: Database, platform: Platform, row: Row[Any], now: datetime) -> int:
    async with database.read_transaction() as tx:
        to = await _conversation(tx, row)
    try:
        found = (
            await platform.find_sent(to, row.token, row.first_try - MARGIN)
            if row.verb != "census"
            else None
        )
    except LookupUnsupported:
        return await _mark_held(database, row, now)
    except PlatformError as error:
        log.warning("could not look", action="lookup", effect=row.id, error=str(error))
        return 0
    log.info("looked", action="lookup", effect=row.id, found=found is not None)
    async with database.transaction() as tx:
        if found:
            await _set(tx, row, state="sent", sent=found, sent_at=now)
        else:
            inside = select(effect.c.id).where(effect.c.lead == row.id)
            await tx.execute(delete(received).where(received.c.effect.in_(inside)))
            await _set(tx, row, state="ready", lead=None)
        tx.request_wake()
    return 1


async def _conversation(tx: ReadTransaction, row: Row[Any]) -> Sequence[str]:
    if row.after is None:
        return tuple(row.to)
    opened = select(effect.c.sent).where(
        effect.c.workspace == row.workspace, effect.c.key == row.after
    )
    sent: MessageRef = await tx.scalar(opened)
    return (sent.channel,)


async def _mark_held(database: Database, row: Row[Any], now: datetime) -> int:
    async with database.transaction() as tx:
        await _set(tx, row, state="held")
        if row.card is not None:
            card = words.repeat_message_card(row.id, row.card)
            await alert_organisers(tx, row.workspace, f"held:{row.id}:{row.tries}", card, now)
    return 1


async def _set(tx: Transaction, row: Row[Any], **values: Any) -> None:
    mine = update(effect).where(effect.c.lead == row.id, effect.c.state == "unknown")
    await tx.execute(mine.values(**values))
