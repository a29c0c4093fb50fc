"""Alerts to organisers about what Mingle cannot settle alone: held messages, failed jobs."""

from datetime import datetime

from bot.core import outbox
from bot.core.channel_rest import rest_channel, resting_subject
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


async def rest_and_alert(
    tx: Transaction, workspace: str, channel: str, why: str, now: datetime
) -> None:
    """Let a channel rest, and tell organisers if that is new; `why` names what wakes it."""
    if await rest_channel(tx, workspace, channel, why, now):
        key, subject = f"resting:{channel}:{now:%Y%m%dT%H%M}", resting_subject(channel)
        await alert_organisers(tx, workspace, key, None, now, subject=subject)


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
