"""Messages that are set aside, each alone: unknown, unreadable, undrawable, or deadly.

Claims look at many messages together. After a start of the process, and after a claim that failed,
those of a workspace are claimed one by one (those for one person together) until none is due, and
each attempt is counted before it begins. So the one that fails or ends the process is found, and
counts against no other.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Row, select, update

from bot.core.attempts import MAX_CRASHES, MAX_CRASHES_SENDING, MAX_FAILURES, is_unreadable
from bot.core.reasons import Purpose
from bot.core.router import Router
from bot.core.tables import outbox_message
from bot.held_messages import kept_reasons as words
from bot.held_messages.notifications import tell_of_matter
from bot.held_messages.records import MESSAGE
from bot.store.engine import Transaction
from jobs.engine.outcome_handlers import handle_outcomes

KINDS = ("post", "whisper", "introduce", "announce", "census")
PURPOSES = tuple(Purpose)
RETRY_DELAY = timedelta(seconds=20)  # after a card could not be drawn

log = structlog.get_logger()


def why_unfit(router: Router, row: Row[Any]) -> str:
    """Return why a message is not even tried; empty where it is."""
    most = MAX_CRASHES if row.first_try is None else MAX_CRASHES_SENDING
    if row.crashes >= most:
        return words.killed_text(row.crashes)
    if is_unreadable(row):
        return words.UNREADABLE
    if row.kind not in KINDS or row.purpose not in PURPOSES:
        return words.unknown_message_text(row.kind)
    if row.subject is None:
        return ""
    drawn = row.subject.kind in router.live_cards
    entered = row.kind != "announce" or row.subject.kind in router.calendar_entries
    return "" if drawn and entered else words.unknown_message_text(row.subject.kind)


async def set_message_aside(
    tx: Transaction, router: Router, row: Row[Any], reason: str, now: datetime
) -> None:
    """Set a message aside with the reason, and tell organisers."""
    log.error("set aside", action=row.reason, outbox_message=row.id, reason=reason)
    statement = update(outbox_message).where(
        outbox_message.c.id == row.id, outbox_message.c.state == "ready"
    )
    if await tx.execute(statement.values(state="aside", error=reason)):
        await tell_of_matter(tx, row.workspace, MESSAGE, row.id, now)
        await handle_outcomes(tx, router, [row], now)


async def begin_alone(
    tx: Transaction,
    router: Router,
    due: Sequence[Row[Any]],
    tried: Collection[int],
    now: datetime,
) -> list[int]:
    """Count an attempt at the next of these due messages; return its id, none if all were tried.

    Direct messages to the same person go along, since they are merged into one: unless the process
    died at them, which come last.
    """
    waiting = [row for row in due if row.id not in tried]
    for row in sorted(waiting, key=lambda row: int(row.crashes)):
        if reason := why_unfit(router, row):
            await set_message_aside(tx, router, row, reason, now)
            continue
        chosen = [row.id, *(other.id for other in waiting if _goes_along(row, other))]
        begun = update(outbox_message).where(outbox_message.c.id.in_(chosen))
        await tx.execute(begun.values(crashes=outbox_message.c.crashes + 1))
        return chosen
    return []


def _goes_along(row: Row[Any], other: Row[Any]) -> bool:
    merged = row.kind == other.kind == "whisper" and row.recipients == other.recipients
    return merged and row.id != other.id and not row.crashes and not other.crashes


async def record_failure(
    tx: Transaction, router: Router, row_id: int, reason: str, now: datetime
) -> None:
    """Count a message that could not be claimed; it is tried again soon, and then set aside."""
    row = await tx.first(select(outbox_message).where(outbox_message.c.id == row_id))
    if row is None or row.state != "ready":
        return
    failed = update(outbox_message).where(outbox_message.c.id == row_id)
    later = {"tries": row.tries + 1, "crashes": 0, "error": reason, "due": now + RETRY_DELAY}
    await tx.execute(failed.values(later))
    if row.tries + 1 >= MAX_FAILURES:
        await set_message_aside(tx, router, row, reason, now)


async def retry_messages_set_aside(tx: Transaction, now: datetime) -> None:
    """Let every message that was set aside have one more attempt, as at a start of Mingle."""
    again = update(outbox_message).where(
        outbox_message.c.state == "aside", outbox_message.c.crashes < MAX_CRASHES
    )
    await tx.execute(again.values(state="ready", due=now, tries=MAX_FAILURES - 1))
