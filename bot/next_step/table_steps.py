"""An open table at which somebody could sit."""

from msgspec import Struct

from bot.next_step.asker import AHEAD, Asker
from bot.next_step.rules import StepKey
from bot.open_tables import records as tables
from bot.open_tables.rules import LUNCH_DURATION, OpenTable
from bot.store.engine import ReadTransaction

_MOST = 30  # tables that are looked at


class TableStep(Struct, frozen=True):
    """An open table with a free seat."""

    table: OpenTable

    @property
    def key(self) -> StepKey:
        """What it is about."""
        return StepKey("table", str(self.table.id))


async def list_table_steps(tx: ReadTransaction, asker: Asker) -> list[TableStep]:
    """Return the tables of the next days at which somebody could sit, soonest first.

    Those that wait for a colleague who was asked are left to them.
    """
    until = asker.now + AHEAD
    steps = []
    for table in await tables.tables_with_room(tx, asker.workspace, asker.now, until, _MOST):
        if _is_joinable(table, asker):
            asked = await tables.subjects_of_requests(tx, asker.workspace, table.id)
            steps += [] if asked else [TableStep(table)]
    return steps


def _is_joinable(table: OpenTable, asker: Asker) -> bool:
    """Return whether somebody could sit at a table: they are there, free, and get on."""
    at = table.starts_at
    if table.seats_person(asker.person.id) or not table.free_seats:
        return False
    if any(guest.person in asker.apart for guest in (table.host, *table.seated)):
        return False
    is_there = asker.is_around(at) and asker.can_get_to(table.office, at)
    return is_there and asker.is_free(at, at + LUNCH_DURATION)
