"""Reconcile messages whose answer was lost: look on the platform before repeating."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import ColumnElement, Row, and_, delete, or_, select, update

from bot.core.platform import LookupUnsupported, MessageRef, Platform, PlatformError
from bot.core.router import Router
from bot.core.tables import live_card, message_receipt, occurrence, outbox_message
from bot.held_messages.notifications import QUESTIONS, tell_of_matter
from bot.held_messages.records import MESSAGE
from bot.store.engine import Database, ReadTransaction, Transaction
from jobs.engine.drawn_versions import mark_doubtful
from jobs.engine.lease import CLOCK_SLACK, LEASE, LeaseClock
from jobs.engine.outages import is_outage
from jobs.engine.outcome_handlers import handle_outcomes

MARGIN = timedelta(minutes=2)  # clocks differ: look a little further back than the first try

log = structlog.get_logger()


async def mark_unfinished_unknown(tx: Transaction, owner: str, lease_now: datetime) -> None:
    """Mark messages that other owners left in `sending` as unknown, and end their edits.

    Only for the start of the single process on a database.
    """
    left = and_(outbox_message.c.state == "sending", outbox_message.c.owner != owner)
    await _mark_unknown(tx, left, lease_now)
    edited = update(live_card).where(live_card.c.owner != owner)
    await tx.execute(edited.values(lease_until=lease_now))


async def _mark_unknown(tx: Transaction, where: ColumnElement[bool], lease_now: datetime) -> None:
    """Mark messages as unknown; the quiet period before somebody looks begins now.

    Until a moment ago, whoever claimed them may have been sending.
    """
    marked = update(outbox_message).where(where)
    fence = outbox_message.c.fence + 1
    await tx.execute(marked.values(state="unknown", fence=fence, last_try=lease_now))


async def begin_leases_anew(tx: Transaction, lease_now: datetime) -> None:
    """Begin leases and quiet periods anew after a clock jumped: nothing has waited long enough."""
    open_now = outbox_message.c.state.in_(("sending", "unknown"))
    later = {"last_try": lease_now, "lease_until": lease_now + LEASE}
    await tx.execute(update(outbox_message).where(open_now).values(later))
    for table in (live_card, occurrence):
        far = update(table).where(table.c.lease_until > lease_now + LEASE + CLOCK_SLACK)
        await tx.execute(far.values(lease_until=lease_now + LEASE))


def _left_behind(lease_now: datetime) -> ColumnElement[bool]:
    """Return what holds for messages whose claim ended, or was made before the clock was set
    back."""
    claim_ended = or_(outbox_message.c.lease_until <= lease_now, _was_set_back(lease_now))
    return and_(outbox_message.c.state == "sending", claim_ended)


def _was_set_back(lease_now: datetime) -> ColumnElement[bool]:
    """Return whether the clock was set back since a message was tried last."""
    return outbox_message.c.last_try > lease_now + CLOCK_SLACK


async def workspaces_with_unknown(database: Database, clock: LeaseClock) -> list[str]:
    """Return the workspaces with messages whose outcome is unknown and may be looked up now."""
    async with database.read_transaction() as tx:
        dead = _left_behind(await clock(tx))
        where = (
            select(outbox_message.c.workspace)
            .where(or_(dead, outbox_message.c.state == "unknown"))
            .distinct()
        )
        return sorted(await tx.scalars(where))


async def reconcile_workspace(
    database: Database,
    router: Router,
    platform: Platform,
    workspace: str,
    now: datetime,
    clock: LeaseClock,
) -> int:
    """Settle every message of one workspace whose fate can be seen by now; return how many."""
    here = outbox_message.c.workspace == workspace
    async with database.transaction() as tx:
        lease_now = await clock(tx)
        await _mark_unknown(tx, and_(here, _left_behind(lease_now)), lease_now)
        is_unknown = and_(here, outbox_message.c.state == "unknown")
        again = update(outbox_message).where(is_unknown, _was_set_back(lease_now))
        await tx.execute(again.values(last_try=lease_now))
        rows = await tx.all(
            select(outbox_message).where(
                is_unknown,
                outbox_message.c.id == outbox_message.c.merged_into,
                outbox_message.c.last_try <= lease_now - platform.settle_time,
            )
        )
    settled = 0
    for row in rows:
        settled += await _look_for(database, router, platform, row, now, lease_now)
    return settled


async def _look_for(
    database: Database,
    router: Router,
    platform: Platform,
    row: Row[Any],
    now: datetime,
    lease_now: datetime,
) -> int:
    try:
        found = await _find(database, platform, row)
    except PlatformError as error:
        if not isinstance(error, LookupUnsupported):
            log.warning("could not look", action="lookup", outbox_message=row.id, error=str(error))
            return 0
        if not _may_repeat(platform, row, lease_now):
            return await _mark_held(database, router, row, now)
        found = None
    except Exception as error:
        if is_outage(error):
            raise
        # Of a message that cannot even be looked for nobody knows more than where nobody may look.
        log.exception("cannot look", action="lookup", outbox_message=row.id)
        return await _mark_held(database, router, row, now)

    log.info("looked", action="lookup", outbox_message=row.id, found=found is not None)
    async with database.transaction() as tx:
        if found:
            await _set(tx, row, state="sent", message_ref=found, sent_at=now)
            merged = await _merged_rows(tx, row)
            await mark_doubtful(tx, row.workspace, merged)
            await handle_outcomes(tx, router, merged, now)
        else:
            await _forget_receipts(tx, row)
            await _set(tx, row, state="ready", merged_into=None)
        tx.request_wake()
    return 1


async def _find(database: Database, platform: Platform, row: Row[Any]) -> MessageRef | None:
    """Return the message on the platform; None where it is not there, or nothing was to be said."""
    if row.kind == "census":
        return None
    async with database.read_transaction() as tx:
        to = await _conversation(tx, row)
    return await platform.find_sent(to, row.token, row.first_try - MARGIN)


def _may_repeat(platform: Platform, row: Row[Any], lease_now: datetime) -> bool:
    """Return whether a message may be sent again unseen: the platform would notice, or it asks.

    A question twice does no harm; a question that is held would leave a matter untold.
    """
    noticed = lease_now - row.first_try < platform.deduplicates_for
    return noticed or row.reason in QUESTIONS


async def _forget_receipts(tx: Transaction, row: Row[Any]) -> None:
    inside = select(outbox_message.c.id).where(outbox_message.c.merged_into == row.id)
    await tx.execute(delete(message_receipt).where(message_receipt.c.outbox_message.in_(inside)))


async def _conversation(tx: ReadTransaction, row: Row[Any]) -> Sequence[str]:
    if row.after is None:
        return tuple(row.recipients)
    opened = select(outbox_message.c.message_ref).where(
        outbox_message.c.workspace == row.workspace, outbox_message.c.key == row.after
    )
    sent: MessageRef = await tx.scalar(opened)
    return (sent.channel,)


async def _mark_held(database: Database, router: Router, row: Row[Any], now: datetime) -> int:
    async with database.transaction() as tx:
        await _set(tx, row, state="held")
        await tell_of_matter(tx, row.workspace, MESSAGE, row.id, now)
        await handle_outcomes(tx, router, await _merged_rows(tx, row), now)
    return 1


async def _merged_rows(tx: ReadTransaction, row: Row[Any]) -> Sequence[Row[Any]]:
    inside = outbox_message.c.merged_into == row.id
    return await tx.all(select(outbox_message).where(inside))


async def _set(tx: Transaction, row: Row[Any], **values: Any) -> None:
    mine = update(outbox_message).where(
        outbox_message.c.merged_into == row.id, outbox_message.c.state == "unknown"
    )
    await tx.execute(mine.values(**values))
