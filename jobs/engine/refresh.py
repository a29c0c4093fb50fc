"""Keep living cards true.

Draw what has changed again, latest state only, at most one edit at a time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Row, or_, select, update

from bot.core.platform import MessageRef, PermanentError, Platform, PlatformError
from bot.core.router import Router
from bot.core.tables import effect, living
from bot.dates.calendar_event import CalendarEvent
from bot.store.engine import Database, ReadTransaction, Transaction
from bot.ui.cards import Card, merge_cards
from jobs.engine.claim import calendar_entry_of, render_outbox_message

BATCH_SIZE = 50  # cards drawn at once
RETRY_DELAY = timedelta(seconds=30)

log = structlog.get_logger()

Pause = tuple[datetime, timedelta]


@dataclass(frozen=True)
class CardEdit:
    """One message to change.

    What it says now, and for an announcement its event, and whether that is `news`.
    """

    outbox_message: int
    sent: MessageRef
    card: Card
    event: CalendarEvent | None = None
    news: bool = False


async def refresh_live_cards(
    database: Database,
    router: Router,
    platform: Platform,
    workspace: str,
    now: datetime,
    pause: Pause,
) -> int:
    """Edit every message of one workspace that shows an old state; give the number of cards.

    `pause` is the real time, and how long each card rests after an edit.
    """
    wall, gap = pause
    async with database.read_transaction() as tx:
        rows = await _outdated_cards(tx, workspace, wall)
        if not rows:
            return 0
        messages = await _messages(tx, router, workspace, rows, now)
    under_way = [row for row in rows if row.subject not in messages]
    known = [row for row in rows if row.subject in messages]
    edited = [row for row in known if await _edit(platform, messages[row.subject])]
    async with database.transaction() as tx:
        await _show(tx, edited, wall + gap)
        await _tell(
            tx, [message for row in edited for message in messages[row.subject] if message.news]
        )
        await _rest(tx, under_way, wall + gap)
        await _rest(tx, [row for row in known if row not in edited], wall + RETRY_DELAY)
    return len(edited)


async def _outdated_cards(
    tx: ReadTransaction, workspace: str, real_now: datetime
) -> Sequence[Row[Any]]:
    due = or_(living.c.next_edit.is_(None), living.c.next_edit <= real_now)
    stale = select(living).where(
        living.c.workspace == workspace, living.c.shown < living.c.version, due
    )
    return await tx.all(stale.order_by(living.c.id).limit(BATCH_SIZE))


async def _messages(
    tx: ReadTransaction, router: Router, workspace: str, rows: Sequence[Row[Any]], now: datetime
) -> dict[str, list[CardEdit]]:
    """Give the messages in which each card stands, drawn anew.

    None for a card of which one is under way.
    """
    subjects = [row.subject for row in rows]
    leads = select(effect.c.lead).where(
        effect.c.workspace == workspace, effect.c.subject.in_(subjects)
    )
    inside = select(effect).where(
        effect.c.lead.in_(leads),  # which are this workspace's
        effect.c.state.in_(("sending", "unknown", "sent")),
    )
    shown = await tx.all(inside.order_by(effect.c.lead, effect.c.due, effect.c.id))
    under_way = {row.subject for row in shown if row.state != "sent"}
    sent = [row for row in shown if row.state == "sent"]
    drawn = {row.id: await render_outbox_message(tx, router, row, now) for row in sent}
    entries = {row.id: await calendar_entry_of(tx, router, row) for row in sent}
    return {
        subject: [
            said
            for lead in _leads(shown, subject)
            if (said := _message(shown, drawn, entries, lead))
        ]
        for subject in subjects
        if subject not in under_way
    }


def _leads(shown: Sequence[Row[Any]], subject: str) -> list[int]:
    return list(dict.fromkeys(row.lead for row in shown if row.subject == subject))


def _message(
    shown: Sequence[Row[Any]],
    drawn: dict[int, Card | None],
    entries: dict[int, CalendarEvent | None],
    lead: int,
) -> CardEdit | None:
    rows = [row for row in shown if row.lead == lead]
    cards = [card for row in rows if (card := drawn[row.id]) is not None]
    if not cards:
        return None
    first, event = rows[0], entries[rows[0].id]
    return CardEdit(
        first.id,
        first.sent,
        merge_cards(cards),
        event,
        event is not None and event.sequence != first.told,
    )


async def _edit(platform: Platform, messages: Sequence[CardEdit]) -> bool:
    for message in messages:
        try:
            await _change(platform, message)
        except (
            PermanentError
        ) as error:  # deleted by somebody, or out of reach: nothing there to keep true
            log.warning(
                "not edited", action="redraw", message=message.sent.message, error=str(error)
            )
        except PlatformError as error:
            log.warning(
                "edit postponed", action="redraw", message=message.sent.message, error=str(error)
            )
            return False
    return True


async def _change(platform: Platform, message: CardEdit) -> None:
    if message.event is None:
        await platform.edit_message(message.sent, message.card)
    else:
        await platform.change_event(message.sent, message.event, message.card, news=message.news)


async def _tell(tx: Transaction, messages: Sequence[CardEdit]) -> None:
    for message in messages:
        assert message.event
        told = update(effect).where(effect.c.id == message.outbox_message)
        await tx.execute(told.values(told=message.event.sequence))


async def _rest(tx: Transaction, rows: Sequence[Row[Any]], until: datetime) -> None:
    if rows:
        await tx.execute(
            update(living).where(living.c.id.in_([row.id for row in rows])).values(next_edit=until)
        )


async def _show(tx: Transaction, rows: Sequence[Row[Any]], until: datetime) -> None:
    for row in rows:
        seen = update(living).where(living.c.id == row.id, living.c.shown < row.version)
        await tx.execute(seen.values(shown=row.version, next_edit=until))
