"""Alerts to organisers about what Mingle cannot settle alone: held messages, failed jobs."""

from datetime import datetime

from bot.core import outbox
from bot.core.channel_rest import rest_channel, resting_subject, why_resting
from bot.core.channel_rights import save_lacking, what_is_lacking
from bot.core.due_messages import DueMessage
from bot.core.outbox import Drawing
from bot.core.reasons import MessageReason, Purpose
from bot.core.router import Router
from bot.core.subjects import Subject
from bot.people import records as people
from bot.store.engine import Transaction
from bot.ui.speech import mark

router = Router()
ALERT_REASON = router.declare_reason(
    "held.ask",
    mark("You organise here, and something needs an organiser's eye."),
    Purpose.ORGANISING,
)
LAST_WORD = router.declare_reason(
    "access.ends", mark("You organise here, and I'm about to lose access."), Purpose.LAST_WORD
)


@router.recheck(ALERT_REASON)
@router.recheck(LAST_WORD)
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
    known = await what_is_lacking(tx, workspace, channel)
    if await rest_channel(tx, workspace, channel, why, now) and not known:
        await _alert_about(tx, workspace, channel, now)


async def note_lacking(
    tx: Transaction, workspace: str, channel: str, why: str, now: datetime
) -> None:
    """Save what is missing in a channel, and tell organisers if they have not heard of any.

    `why` is empty where nothing is missing any more; the note that they have says so then.
    """
    before = await what_is_lacking(tx, workspace, channel)
    if why == before:
        return
    await save_lacking(tx, workspace, channel, why)
    if not before and not await why_resting(tx, workspace, channel):
        await _alert_about(tx, workspace, channel, now)


async def _alert_about(tx: Transaction, workspace: str, channel: str, now: datetime) -> None:
    key, subject = f"resting:{channel}:{now:%Y%m%dT%H%M}", resting_subject(channel)
    await alert_organisers(tx, workspace, key, None, now, subject=subject)


async def alert_organisers(
    tx: Transaction,
    workspace: str,
    key: str,
    card: Drawing | None,
    now: datetime,
    *,
    subject: Subject | None = None,
    expires: datetime | None = None,
    reason: MessageReason = ALERT_REASON,
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
            reason=reason,
            due=now,
            expires=expires,
        )
