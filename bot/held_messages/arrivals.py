"""Messages of which nobody knew whether they had arrived, and in which somebody clicks: they have.

A click comes with the message that it was made in. So where the platform's answer to a post was
lost and nobody may look (`slack.history = false`), the first click says where the post is, and it
is kept up to date from then on.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Row, and_, bindparam, select, update

from bot.core import outbox
from bot.core.interactions import Invocation
from bot.core.router import CardRenderer, OutcomeHandler, Router
from bot.core.tables import WENT_OUT_OF_SIGHT, outbox_message
from bot.held_messages.notifications import refresh_questions
from bot.held_messages.records import MESSAGE
from bot.store.engine import Transaction
from bot.store.memory import remembered
from bot.ui.cards import Actions, Card

OutboxRow = Row[Any]

log = structlog.get_logger()


def make_arrivals_router(
    cards: Mapping[str, CardRenderer], outcomes: Mapping[str, OutcomeHandler]
) -> Router:
    """Return the router that looks at clicks; `cards` and `outcomes` are those of all features."""
    arrivals = Router()

    @arrivals.on_click
    async def record_arrival(tx: Transaction, call: Invocation) -> None:
        """Note that the message in which somebody clicks arrived, if that was not known."""
        rows = await _rows_out_of_sight(tx, call)
        leads = dict.fromkeys(row.merged_into or row.id for row in rows)
        bundles = [[row for row in rows if (row.merged_into or row.id) == lead] for lead in leads]
        shown = [bundle for bundle in bundles if await _has_button(tx, cards, bundle, call)]
        if len(shown) != 1 or await _is_known(tx, call):
            return

        log.info("a click shows that it arrived", action="arrival", outbox_message=shown[0][0].id)
        await _mark_sent(tx, shown[0], call)
        await _handle_outcomes(tx, outcomes, shown[0], call.now)

    return arrivals


_OUT_OF_SIGHT = (
    select(outbox_message)
    .where(outbox_message.c.workspace == bindparam("workspace"), WENT_OUT_OF_SIGHT)
    .order_by(outbox_message.c.id)
)


async def _rows_out_of_sight(tx: Transaction, call: Invocation) -> list[OutboxRow]:
    """Return what may have been said to the caller, or in the channel of the click."""
    here = {call.person, call.channel}
    rows = await _list_out_of_sight(tx, call.workspace)
    return [row for row in rows if not here.isdisjoint(row.recipients)]


@remembered
async def _list_out_of_sight(tx: Transaction, workspace: str) -> list[OutboxRow]:
    return list(await tx.all(_OUT_OF_SIGHT, workspace=workspace))


async def _has_button(
    tx: Transaction,
    cards: Mapping[str, CardRenderer],
    bundle: Sequence[OutboxRow],
    call: Invocation,
) -> bool:
    for row in bundle:
        card = await _draw(tx, cards, row, call.now)
        if card is not None and _offers(card, call):
            return True
    return False


async def _draw(
    tx: Transaction, cards: Mapping[str, CardRenderer], row: OutboxRow, now: datetime
) -> Card | None:
    if row.subject is None:
        card: Card | None = row.card
        return card
    renderer = cards.get(row.subject.kind)
    if renderer is None:
        return None
    try:
        async with tx.savepoint():
            return await renderer(tx, row.workspace, row.subject, now)
    except Exception:
        log.warning("not drawn", action="arrival", subject=str(row.subject))
        return None


def _offers(card: Card, call: Invocation) -> bool:
    rows = [part for part in card.parts if isinstance(part, Actions)]
    return any(
        (item.action, item.value) == (call.action, call.value) for row in rows for item in row.items
    )


async def _is_known(tx: Transaction, call: Invocation) -> bool:
    known = select(outbox_message.c.id).where(
        outbox_message.c.workspace == call.workspace, outbox_message.c.message_ref == call.message
    )
    return await tx.scalar(known.limit(1)) is not None


async def _mark_sent(tx: Transaction, bundle: Sequence[OutboxRow], call: Invocation) -> None:
    numbers = [row.id for row in bundle]
    arrived = update(outbox_message).where(
        and_(outbox_message.c.workspace == call.workspace, outbox_message.c.id.in_(numbers))
    )
    await tx.execute(arrived.values(state="sent", message_ref=call.message, sent_at=call.now))
    await outbox.invalidate(tx, call.workspace, *(row.subject for row in bundle if row.subject))
    for number in numbers:
        await refresh_questions(tx, call.workspace, MESSAGE, number)


async def _handle_outcomes(
    tx: Transaction,
    outcomes: Mapping[str, OutcomeHandler],
    bundle: Sequence[OutboxRow],
    now: datetime,
) -> None:
    """Call what follows; a failure of it does not undo the click."""
    for row in bundle:
        handler = outcomes.get(row.reason)
        if handler is None:
            continue
        try:
            async with tx.savepoint():
                await handler(tx, row.workspace, [row.key], now)
        except Exception:
            log.exception("outcome not handled", action=row.reason, workspace=row.workspace)
