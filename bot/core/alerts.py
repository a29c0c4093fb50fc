"""Alerts to organisers about what Mingle cannot settle alone: held messages, failed jobs."""

from datetime import datetime

from bot.core import outbox
from bot.core.reasons import Purpose
from bot.core.router import DueMessage, Router
from bot.core.subjects import Subject
from bot.people import records as people
from bot.store.engine import Transaction
from bot.ui.cards import Card

router = Router()
ALERT_REASON = router.declare_reason(
    "held.ask", "You organise here, and something needs an organiser's eye.", Purpose.ORGANISING
)


@router.recheck(ALERT_REASON)
async def recheck_alert(
    tx: Transaction, workspace: str, message: DueMessage, _now: datetime
) -> tuple[str, ...]:
    """Alert only somebody who still organises."""
    organisers = {person.id for person in await people.list_organisers(tx, workspace)}
    return tuple(person for person in message.recipients if person in organisers)


async def alert_organisers(
    tx: Transaction,
    workspace: str,
    key: str,
    card: Card | None,
    now: datetime,
    *,
    subject: Subject | None = None,
) -> None:
    """Write one direct message to every organiser, once per key: a card, or a live card."""
    for organiser in await people.list_organisers(tx, workspace):
        await outbox.send_dm(
            tx,
            workspace,
            f"{key}:{organiser.id}",
            organiser.id,
            card,
            subject=subject,
            reason=ALERT_REASON,
            due=now,
        )
