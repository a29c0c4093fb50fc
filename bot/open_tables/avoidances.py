"""How lunches at tables end for two who will not meet again: as any other that fell through."""

from bot.core import outbox
from bot.core.signals import PairAvoided
from bot.core.subjects import Subject
from bot.open_tables import notifications, records, seats
from bot.open_tables.rules import OpenTable
from bot.store.engine import ReadTransaction, Transaction


async def end_lunches(tx: Transaction, signal: PairAvoided) -> None:
    """Free somebody's seat where nobody but the other sits or is asked; end requests to them.

    At a larger table they keep their seat, which a button of its card gives back.
    """
    workspace, now = signal.workspace, signal.now
    numbers = await records.tables_of_person(tx, workspace, signal.person, now)
    await records.lock_tables(tx, workspace, *numbers)
    for number in numbers:
        table = await records.find_table(tx, workspace, number)
        if table and await _is_theirs_alone(tx, workspace, table, signal):
            await seats.give_up_seat(tx, workspace, table, signal.person, now)

    for number in await notifications.tables_waiting_for(tx, workspace, signal.person, now):
        table = await records.find_table(tx, workspace, number)
        if table and table.host.person == signal.other:
            asked = Subject("asked", number, signal.person)
            await outbox.invalidate(tx, workspace, asked)


async def _is_theirs_alone(
    tx: ReadTransaction, workspace: str, table: OpenTable, signal: PairAvoided
) -> bool:
    """Return whether a table is only for these two: one sits there, the other does or is asked."""
    seated = {guest.person for guest in table.seated}
    if not seated <= {signal.person, signal.other}:
        return False
    if signal.other in seated:
        return True
    waiting = await notifications.tables_waiting_for(tx, workspace, signal.other, signal.now)
    return table.id in waiting
