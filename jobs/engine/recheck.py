"""Check due messages again in the transaction that claims them: who opted out since is spared.

Each feature registers what it checks by the reason of a message (`Router.recheck`). What holds for
all of them is here: nothing is sent to somebody who has left, or who is just now opting out.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import structlog
from msgspec import Struct
from sqlalchemy import Row, update

from bot.core.due_messages import DueMessage
from bot.core.router import Router
from bot.core.tables import outbox_message
from bot.held_messages import kept_reasons as words
from bot.people import records as people
from bot.store.engine import Transaction
from jobs.engine.outages import is_outage
from jobs.engine.set_aside import record_failure

_TO_PEOPLE = ("whisper", "introduce")
_NOT_ANY_MORE = "no longer holds"

log = structlog.get_logger()

OutboxRow = Row[Any]


class Recheck(Struct, frozen=True):
    """Whether rows were changed, and which messages wait until another transaction has ended."""

    changed: bool
    held: set[int]


async def recheck_messages(
    tx: Transaction, router: Router, workspace: str, rows: Sequence[OutboxRow], now: datetime
) -> Recheck:
    """Lock the recipients of these outbox rows, and cancel or narrow what no longer holds.

    Messages to people whom another transaction has locked are left for the next claim.
    """
    personal = [row for row in rows if row.kind in _TO_PEOPLE or row.after]
    everybody = {person for row in personal for person in row.recipients}
    if not everybody:
        return Recheck(False, set())

    busy, left = await people.lock_free_people(tx, workspace, everybody)
    held = {row.id for row in personal if not busy.isdisjoint(row.recipients)}
    changed = False
    for row in personal:
        if row.id in held:
            continue
        recipients = await _ask_feature(tx, router, row, now)
        if recipients is None:
            held.add(row.id)
            continue
        remaining = _staying(row, recipients, left)
        if remaining != row.recipients:
            await _narrow(tx, row, remaining)
            changed = True
    return Recheck(changed, held)


async def _ask_feature(
    tx: Transaction, router: Router, row: OutboxRow, now: datetime
) -> tuple[str, ...] | None:
    """Return whom a feature still writes to; None where its re-check fails, which undoes it alone.

    Nobody is written to unchecked. The message is tried again a little later, and set aside in the
    end; no other message waits with it.
    """
    recheck = router.rechecks.get(row.reason)
    if recheck is None:
        recipients: tuple[str, ...] = row.recipients
        return recipients

    message = DueMessage(row.key, row.recipients, row.subject or row.followed)
    try:
        async with tx.savepoint():
            return await recheck(tx, row.workspace, message, now)
    except Exception as error:
        if is_outage(error):
            raise
        log.exception("not checked again", action=row.reason, outbox_message=row.id)
        await record_failure(tx, router, row.id, words.unchecked_text(error), now)
        return None


def _staying(row: OutboxRow, recipients: tuple[str, ...], left: set[str]) -> tuple[str, ...]:
    """Return the recipients who have not left; nobody where an introduction needs two."""
    staying = tuple(person for person in recipients if person not in left)
    return () if row.kind == "introduce" and len(staying) < 2 else staying


async def _narrow(tx: Transaction, row: OutboxRow, recipients: tuple[str, ...]) -> None:
    values: dict[str, Any] = {"recipients": recipients}
    if not recipients:
        values = {"state": "cancelled", "error": _NOT_ANY_MORE}
    await tx.execute(update(outbox_message).where(outbox_message.c.id == row.id).values(values))
