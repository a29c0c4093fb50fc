"""What came of messages, written to their rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, delete, or_, select, text, update

from bot.core.platform import MessageRef
from bot.core.tables import message_receipt, outbox_message
from bot.store.engine import Transaction
from jobs.engine.claim import ClaimedMessage


async def record_outcome(tx: Transaction, message: ClaimedMessage, **values: Any) -> None:
    """Update the rows of a message, unless another process has taken it over (its fence
    changed)."""
    values = {"crashes": 0, **values}
    for row in message.rows:
        mine = {"id": row.id, "fence": row.fence + 1, "state": "sending"}
        await tx.update(outbox_message, mine, **values)


async def still_claimed(tx: Transaction, messages: Sequence[ClaimedMessage]) -> set[int]:
    """Return the messages, by their primary rows, that no other process has taken over."""
    fences = {message.primary_row.id: message.primary_row.fence + 1 for message in messages}
    rows = await tx.all(_SENDING, numbers=list(fences))
    return {row.id for row in rows if row.fence == fences[row.id]}


_SENDING = (
    select(outbox_message.c.id, outbox_message.c.fence)
    .where(
        outbox_message.c.id.in_(bindparam("numbers", expanding=True)),
        outbox_message.c.state == "sending",
    )
    .order_by(outbox_message.c.id)
    .with_for_update()
)


async def record_arrivals(
    tx: Transaction, arrived: Sequence[tuple[ClaimedMessage, MessageRef]], now: datetime
) -> None:
    """Write down where messages have arrived."""
    rows = [
        {
            "number": row.id,
            "leader": message.primary_row.id,
            "fenced": row.fence + 1,
            "passed": row.fence + 2,
            "where": sent,
            "now": now,
            "version": message.event.sequence if message.event else None,
        }
        for message, sent in arrived
        for row in message.rows
    ]
    await tx.execute_many(_ARRIVES, rows)


# A claim that ended meanwhile made its messages unknown; that they arrived is known again.
_ARRIVES = (
    update(outbox_message)
    .where(
        outbox_message.c.id == bindparam("number"),
        or_(
            and_(
                outbox_message.c.fence == bindparam("fenced"),
                outbox_message.c.state == "sending",
            ),
            and_(
                outbox_message.c.fence == bindparam("passed"),
                text("state IN ('unknown', 'held', 'ready')"),
            ),
        ),
    )
    .values(
        state="sent",
        merged_into=bindparam("leader"),
        crashes=0,
        message_ref=bindparam("where"),
        sent_at=bindparam("now"),
        announced_sequence=bindparam("version"),
    )
)


async def record_unsent(tx: Transaction, message: ClaimedMessage, **values: Any) -> None:
    """Update the rows of a message that certainly was not sent, which nobody has received."""
    await record_outcome(tx, message, **values)
    await tx.execute(
        delete(message_receipt).where(
            message_receipt.c.outbox_message.in_([row.id for row in message.rows])
        )
    )
