"""What conduct says unasked, and why."""

from datetime import datetime

from bot.conduct.records import HiddenText, ToldConcern
from bot.conduct.views import hidden, trusted
from bot.core import outbox
from bot.core.outbox import Drawing
from bot.core.reasons import MessageReason, Purpose
from bot.core.router import Router
from bot.core.subjects import Subject
from bot.store.engine import Transaction
from bot.ui.cards import Card

router = Router()
NAMED = router.declare_reason("trusted.named", trusted.WHY_NAMED, Purpose.ORGANISING)
TOLD = router.declare_reason("concern.told", trusted.WHY_TOLD, Purpose.ORGANISING)
READ = router.declare_reason("concern.read", trusted.WHY_READ, Purpose.NEWS)
HIDDEN = router.declare_reason("text.hidden", hidden.WHY_HIDDEN, Purpose.NEWS)


async def tell_trusted(tx: Transaction, told: ToldConcern, now: datetime) -> None:
    """Write to a trusted person what somebody told them."""
    key = f"{told.subject}"
    await _send(tx, told.workspace, key, told.recipient, None, TOLD, now, subject=told.subject)


async def tell_named(
    tx: Transaction, workspace: str, person: str, card: Card, now: datetime
) -> None:
    """Write to somebody that they are named as someone to tell."""
    key = f"trusted:{person}:{now.timestamp():.0f}"
    await _send(tx, workspace, key, person, card, NAMED, now)


async def tell_reporter(
    tx: Transaction, told: ToldConcern, what: str, card: Card, now: datetime
) -> None:
    """Write to whoever told something what became of it, once each."""
    key = f"{told.subject}:{what}"
    await _send(tx, told.workspace, key, told.person, card, READ, now)


async def tell_author(tx: Transaction, workspace: str, text: HiddenText, now: datetime) -> None:
    """Write to the author of a text that it is hidden, as a live card."""
    key = f"{text.subject}:{now.timestamp():.0f}"
    await _send(tx, workspace, key, text.author, None, HIDDEN, now, subject=text.subject)


async def _send(
    tx: Transaction,
    workspace: str,
    key: str,
    person: str,
    card: Drawing | None,
    reason: MessageReason,
    now: datetime,
    subject: Subject | None = None,
) -> None:
    await outbox.send_dm(tx, workspace, key, person, card, subject=subject, reason=reason, due=now)
