"""People who leave the workspace or return to it: every feature hears, in the same transaction."""

from collections.abc import Iterable
from datetime import datetime

from bot.core import signals
from bot.core.signals import PersonLeft, PersonReturned
from bot.people import records
from bot.store.engine import Transaction


async def record_departures(
    tx: Transaction, workspace: str, person_ids: Iterable[str], now: datetime
) -> None:
    """Save that known people have left, and emit PersonLeft for those who had not before.

    Locks their rows.
    """
    ids = sorted(person_ids)
    await records.lock_people(tx, workspace, *ids)
    known = await records.find_people(tx, workspace, ids)
    for person_id in ids:
        if person_id in known and not known[person_id].left:
            await records.update_person(tx, workspace, person_id, left=True, left_at=now)
            await signals.emit(tx, PersonLeft(workspace, now, person_id))


async def record_returns(
    tx: Transaction, workspace: str, person_ids: Iterable[str], now: datetime
) -> None:
    """Save that known people are back, and emit PersonReturned for those who had left."""
    known = await records.find_people(tx, workspace, person_ids)
    for person_id, person in sorted(known.items()):
        if person.left:
            await records.update_person(tx, workspace, person_id, left=False, left_at=None)
            await signals.emit(tx, PersonReturned(workspace, now, person_id))
