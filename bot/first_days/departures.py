"""What becomes of a newcomer's first ninety days when they leave: they are spread no longer."""

from bot.core.signals import PersonLeft
from bot.first_days import steps
from bot.people import newcomers
from bot.store.engine import Transaction


async def end_first_days(tx: Transaction, signal: PersonLeft) -> None:
    """Spread somebody's first days no longer."""
    newcomer = await newcomers.find_newcomer(tx, signal.workspace, signal.person)
    if newcomer and newcomer.spread_at:
        await steps.end(tx, newcomer)
