"""What becomes of a newcomer's first ninety days when they leave, or somebody whom they read of."""

from bot.core import outbox
from bot.core.signals import PersonForgotten, PersonLeft
from bot.first_days import steps
from bot.pairings.rounds import welcomers
from bot.people import newcomers
from bot.store.engine import Transaction


async def end_first_days(tx: Transaction, signal: PersonLeft) -> None:
    """Spread somebody's first days no longer, and let them welcome nobody."""
    newcomer = await newcomers.find_newcomer(tx, signal.workspace, signal.person)
    if newcomer and newcomer.spread_at:
        await steps.end(tx, newcomer)
    await welcomers.take_back(tx, signal.workspace, signal.person)


async def redraw_first_days(tx: Transaction, signal: PersonLeft | PersonForgotten) -> None:
    """Render the cards anew that may name somebody who left or is forgotten."""
    told = await newcomers.list_told(tx, signal.workspace)
    subjects = [subject for each in told for subject in steps.list_cards(each)]
    await outbox.invalidate(tx, signal.workspace, *subjects)
