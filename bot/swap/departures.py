"""What becomes of swaps when somebody leaves."""

from bot.core.signals import PersonForgotten, PersonLeft
from bot.store.engine import Transaction
from bot.swap import turns


async def leave_company(tx: Transaction, signal: PersonLeft | PersonForgotten) -> None:
    """Trade somebody no more who left or is forgotten, and call their lunches off."""
    await turns.leave_swaps(tx, signal.workspace, signal.person, signal.now)
