"""Keep live cards current: re-render changed ones and edit their messages, one edit at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Row, or_, select, update

from bot.core.platform import (
    MessageRef,
    PermanentError,
    Platform,
    PlatformError,
    TemporaryError,
)
from bot.core.router import Router
from bot.core.subjects import Subject
from bot.core.tables import live_card, outbox_message
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
    """One message to edit: its card now, the event of an announcement, and whether that is
    `news`."""

    outbox_message: int
    message_ref: MessageRef
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
    """Edit every message of one workspace that shows an old version; return the number of cards.

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
    waits = {row.id: await _edit(platform, messages[row.subject]) for row in known}
    edited = [row for row in known if waits[row.id] is None]
    async with database.transaction() as tx:
        await _show(tx, edited, wall + gap)
        await _tell(
            tx, [message for row in edited for message in messages[row.subject] if message.news]
        )
        await _rest(tx, under_way, wall + gap)
        for row in known:
            wait = waits[row.id]
            if wait is not None:
                await _rest(tx, [row], wall + wait)
    return len(edited)


async def _outdated_cards(
    tx: ReadTransaction, workspace: str, real_now: datetime
) -> Sequence[Row[Any]]:
    due = or_(live_card.c.next_edit.is_(None), live_card.c.next_edit <= real_now)
    stale = select(live_card).where(
        live_card.c.workspace == workspace, live_card.c.rendered_version < live_card.c.version, due
    )
    return await tx.all(stale.order_by(live_card.c.id).limit(BATCH_SIZE))


async def _messages(
    tx: ReadTransaction, router: Router, workspace: str, rows: Sequence[Row[Any]], now: datetime
) -> dict[Subject, list[CardEdit]]:
    """Return the messages that show each card, rendered again.

    Cards with a message still under way are left out.
    """
    subjects = [row.subject for row in rows]
    leads = select(outbox_message.c.merged_into).where(
        outbox_message.c.workspace == workspace, outbox_message.c.subject.in_(subjects)
    )
    inside = select(outbox_message).where(
        outbox_message.c.merged_into.in_(leads),  # which are this workspace's
        outbox_message.c.state.in_(("sending", "unknown", "sent")),
    )
    shown = await tx.all(
        inside.order_by(outbox_message.c.merged_into, outbox_message.c.due, outbox_message.c.id)
    )
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


def _leads(shown: Sequence[Row[Any]], subject: Subject) -> list[int]:
    return list(dict.fromkeys(row.merged_into for row in shown if row.subject == subject))


def _message(
    shown: Sequence[Row[Any]],
    drawn: dict[int, Card | None],
    entries: dict[int, CalendarEvent | None],
    lead: int,
) -> CardEdit | None:
    rows = [row for row in shown if row.merged_into == lead]
    cards = [card for row in rows if (card := drawn[row.id]) is not None]
    if not cards:
        return None
    first, event = rows[0], entries[rows[0].id]
    return CardEdit(
        first.id,
        first.message_ref,
        merge_cards(cards),
        event,
        event is not None and event.sequence != first.announced_sequence,
    )


async def _edit(platform: Platform, messages: Sequence[CardEdit]) -> timedelta | None:
    """Edit the messages of a card; return how long to wait where one could not be edited yet."""
    for message in messages:
        try:
            await _change(platform, message)
        except (
            PermanentError
        ) as error:  # deleted by somebody, or out of reach: nothing there to keep true
            log.warning(
                "not edited", action="redraw", message=message.message_ref.message, error=str(error)
            )
        except PlatformError as error:
            log.warning(
                "edit postponed",
                action="redraw",
                message=message.message_ref.message,
                error=str(error),
            )
            return _wait_after(error)
    return None


def _wait_after(error: PlatformError) -> timedelta:
    """Return how long to leave a card alone: as long as the platform asks, if it says so."""
    if isinstance(error, TemporaryError):
        return max(RETRY_DELAY, timedelta(seconds=error.retry_after))
    return RETRY_DELAY


async def _change(platform: Platform, message: CardEdit) -> None:
    if message.event is None:
        await platform.edit_message(message.message_ref, message.card)
    else:
        await platform.change_event(
            message.message_ref, message.event, message.card, news=message.news
        )


async def _tell(tx: Transaction, messages: Sequence[CardEdit]) -> None:
    for message in messages:
        assert message.event
        told = update(outbox_message).where(outbox_message.c.id == message.outbox_message)
        await tx.execute(told.values(announced_sequence=message.event.sequence))


async def _rest(tx: Transaction, rows: Sequence[Row[Any]], until: datetime) -> None:
    if rows:
        await tx.execute(
            update(live_card)
            .where(live_card.c.id.in_([row.id for row in rows]))
            .values(next_edit=until)
        )


async def _show(tx: Transaction, rows: Sequence[Row[Any]], until: datetime) -> None:
    for row in rows:
        seen = update(live_card).where(
            live_card.c.id == row.id, live_card.c.rendered_version < row.version
        )
        await tx.execute(seen.values(rendered_version=row.version, next_edit=until))
