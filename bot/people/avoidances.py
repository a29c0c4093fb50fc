"""A change of somebody's avoid list, with what ends once a colleague is on it."""

from collections.abc import Sequence
from datetime import datetime

from bot.core.signals import PairAvoided, emit
from bot.people import records
from bot.store.engine import Transaction


async def replace_avoid_list(
    tx: Transaction, workspace: str, person: str, others: Sequence[str], now: datetime
) -> bool:
    """Replace a person's avoid list; return whether something ended that they shared with those new
    on it."""
    await records.lock_people(tx, workspace, person)
    listed = await records.avoid_list(tx, workspace, person)
    await records.set_avoid_list(tx, workspace, person, others)
    before = tx.changes
    for other in others:
        if other not in listed:
            await emit(tx, PairAvoided(workspace, now, person, other))
    return tx.changes > before
