"""Edits of live cards: each message that shows a changed card, with the card as it reads now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Row, bindparam, select

from bot.core.platform import MessageRef
from bot.core.reasons import Purpose
from bot.core.router import Router
from bot.core.subjects import Subject
from bot.core.tables import outbox_message
from bot.dates.calendar_event import CalendarEvent
from bot.store.engine import Database, ReadTransaction
from bot.ui.cards import Card, merge_cards
from jobs.engine.claim import calendar_entry_of, render_outbox_message

log = structlog.get_logger()


@dataclass(frozen=True)
class CardEdit:
    """One message to edit: its card now, and the event of an announcement, which may be `news`."""

    outbox_message: int
    message_ref: MessageRef
    card: Card
    event: CalendarEvent | None = None
    news: bool = False


# The messages that show a card, or an error where it cannot be drawn.
Drawn = list[CardEdit] | Exception


async def draw_cards(
    database: Database, router: Router, workspace: str, cards: Sequence[Row[Any]], now: datetime
) -> dict[int, Drawn]:
    """Return the messages that show each card, as they are now.

    What one card cannot show hinders no other: if drawing them together fails, each is drawn alone.
    """
    try:
        return await _draw_together(database, router, workspace, cards, now)
    except Exception as error:
        if len(cards) == 1:
            log.exception("not drawn", action="redraw", subject=str(cards[0].subject))
            return {cards[0].id: error}
    drawn: dict[int, Drawn] = {}
    for card in cards:
        drawn |= await draw_cards(database, router, workspace, [card], now)
    return drawn


async def _draw_together(
    database: Database, router: Router, workspace: str, cards: Sequence[Row[Any]], now: datetime
) -> dict[int, Drawn]:
    async with database.read_transaction() as tx:
        messages = await _messages(tx, router, workspace, cards, now)
    return {card.id: messages[card.subject] for card in cards}


_merged_into = select(outbox_message.c.merged_into).where(
    outbox_message.c.workspace == bindparam("workspace"),
    outbox_message.c.subject.in_(bindparam("subjects", expanding=True)),
)
# in the order in which they were put into one message
_SHOWN = (
    select(outbox_message)
    .where(
        outbox_message.c.merged_into.in_(_merged_into),  # which are this workspace's
        outbox_message.c.state == "sent",
    )
    .order_by(
        outbox_message.c.merged_into,
        outbox_message.c.purpose == Purpose.ADDED,
        outbox_message.c.due,
        outbox_message.c.id,
    )
)


async def _messages(
    tx: ReadTransaction, router: Router, workspace: str, rows: Sequence[Row[Any]], now: datetime
) -> dict[Subject, list[CardEdit]]:
    """Return the messages that show each card, rendered again.

    Not those under way: when one of them arrives, its card counts as out of date if it has moved on
    meanwhile.
    """
    subjects = [row.subject for row in rows]
    shown = await tx.all(_SHOWN, workspace=workspace, subjects=subjects)
    drawn = {row.id: await render_outbox_message(tx, router, row, now) for row in shown}
    entries = {row.id: await calendar_entry_of(tx, router, row) for row in shown}

    messages: dict[Subject, list[CardEdit]] = {}
    for subject in subjects:
        leads = dict.fromkeys(row.merged_into for row in shown if row.subject == subject)
        edits = [_card_edit(shown, drawn, entries, lead) for lead in leads]
        messages[subject] = [edit for edit in edits if edit]
    return messages


def _card_edit(
    shown: Sequence[Row[Any]],
    drawn: dict[int, Card | None],
    entries: dict[int, CalendarEvent | None],
    lead: int,
) -> CardEdit | None:
    """Return the edit of the message that begins with the row `lead`; None if it shows nothing."""
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
