"""What newcomers read of somebody who would rather not meet them: nothing, and without a word."""

from bot.core import outbox
from bot.core.signals import PairAvoided
from bot.first_days import steps
from bot.people import newcomers
from bot.store.engine import Transaction


async def redraw_first_days(tx: Transaction, signal: PairAvoided) -> None:
    """Render the cards of both anew, which may name the other."""
    for person in (signal.person, signal.other):
        newcomer = await newcomers.find_newcomer(tx, signal.workspace, person)
        if newcomer:
            await outbox.invalidate(tx, signal.workspace, *steps.list_cards(newcomer))
