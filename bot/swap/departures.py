"""What becomes of swaps when somebody leaves, or Mingle itself."""

from bot.core.signals import PersonForgotten, PersonLeft, WorkspaceLeft
from bot.store.engine import Transaction
from bot.swap import lunches, records


async def leave_company(tx: Transaction, signal: PersonLeft | PersonForgotten) -> None:
    """Trade somebody no more who left or is forgotten, and call their lunches off."""
    await lunches.leave_swaps(tx, signal.workspace, signal.person, signal.now)


async def end_all_swaps(tx: Transaction, signal: WorkspaceLeft) -> None:
    """End the agreements of a workspace that removed Mingle: nobody is to wait for its people."""
    for each in await records.list_swaps(tx, signal.workspace):
        of = await records.lock_swap(tx, each.id)
        if of:
            await lunches.end_swap(tx, of, signal.now)
