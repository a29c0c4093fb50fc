"""Ask organisers about what Mingle cannot settle alone: messages held back, jobs that failed."""

from datetime import datetime

from bot.core import outbox
from bot.core.router import Router
from bot.people import records as people
from bot.store.engine import Transaction
from bot.ui.cards import Card

router = Router()
RULE = router.rule("held.ask", "You organise here, and something needs an organiser's eye.")


async def tell_organisers(tx: Transaction, workspace: str, key: str, card: Card, now: datetime) -> None:
    """Tell every organiser something once."""
    for organiser in await people.organisers(tx, workspace):
        await outbox.whisper(
            tx, workspace, f"{key}:{organiser.id}", organiser.id, card, rule=RULE, due=now, weight=outbox.JOINED_FOR
        )
