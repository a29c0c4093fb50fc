"""What a night forgets ahead of its own transaction, in short ones.

After years without a night, or where a round of thousands has aged, that is nearly all of it. Who
writes meanwhile waits for one batch; what a crash leaves behind is forgotten by the next night.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from msgspec import Struct
from sqlalchemy import Executable, Table, delete, select, update

from bot.core import outbox
from bot.events.tables import event
from bot.learnings import records as learnings
from bot.learnings.tables import learning
from bot.pairings.tables import pairing_group, pairing_round
from bot.store.engine import Database, ReadTransaction, Transaction
from bot.store.kept import KEPT, WORDS, Aged
from bot.store.memory import tables_changed_with
from bot.store.schema import metadata
from jobs import retention_leavers
from jobs.retention_messages import forget_messages_ahead
from jobs.retention_rows import (
    EMPTIED,
    add_to_totals,
    is_old,
    is_unanswered,
    when_old,
)

ROWS = 500  # at once, of a table on which no other depends
PARENTS = 20  # at once, whose own rows go with them
GROUPS = 100  # at once, each with its members and their moments
MESSAGES = 200  # at once
LEAVERS_AT_NIGHT = 3  # who are forgotten in the night's own transaction


class Aging(Struct, frozen=True):
    """Rows of a table that are old by a rule, found so many at a time: deleted, or `emptied`."""

    table: Table
    query: Executable  # of ids, `here` and from `before` a moment
    when: Callable[[dt.datetime], dt.date]
    most: int
    emptied: dict[str, Any] | None = None

    async def find(self, tx: ReadTransaction, workspace: str, now: dt.datetime) -> list[int]:
        """Return the ids of some that are old, at most as many as one transaction forgets."""
        rows = await tx.all(self.query, here=workspace, before=self.when(now))
        return [row.id for row in rows]

    async def is_too_much(self, tx: ReadTransaction, workspace: str, now: dt.datetime) -> bool:
        """Return whether they are more than the night's own transaction should forget."""
        return len(await self.find(tx, workspace, now)) == self.most

    async def forget(self, tx: Transaction, workspace: str, numbers: Sequence[int]) -> None:
        """Delete or empty these rows."""
        these = self.table.c.id.in_(numbers)
        if self.emptied:
            await tx.execute(update(self.table).where(these).values(self.emptied))
            return
        await add_to_totals(tx, workspace, self.table, these)
        if self.table is learning:
            quoting = await learnings.subjects_showing(tx, workspace, these)
            await outbox.invalidate(tx, workspace, *quoting)
        await tx.execute(delete(self.table).where(these))


async def forget_ahead(database: Database, workspace: str, now: dt.datetime) -> None:
    """Forget what a workspace has too much of for one transaction."""
    await _forget_leavers(database, workspace, now)
    async with database.read_transaction() as tx:
        too_much = [each for each in list_agings() if await each.is_too_much(tx, workspace, now)]
    for aging in too_much:
        more = True
        while more:
            async with database.transaction() as tx:
                await tx.lock_workspace(workspace)
                await aging.forget(tx, workspace, await aging.find(tx, workspace, now))
                more = await aging.is_too_much(tx, workspace, now)
    await forget_messages_ahead(database, workspace, now, MESSAGES)


async def _forget_leavers(database: Database, workspace: str, now: dt.datetime) -> None:
    async with database.read_transaction() as tx:
        people = await retention_leavers.list_long_gone(tx, workspace, now)
    for person in people[LEAVERS_AT_NIGHT:]:
        async with database.transaction() as tx:
            await tx.lock_workspace(workspace)
            if person in await retention_leavers.list_long_gone(tx, workspace, now):
                await retention_leavers.forget_leaver(tx, workspace, person, now)


@cache
def list_agings() -> Sequence[Aging]:
    """Return what ages, in the order in which it goes: groups before their rounds.

    The inputs of rounds are large, so they are emptied before the rounds go.
    """
    agings = [_empty("pairing_round", *each) for each in _cleared("pairing_round")]
    agings += [_groups_of_old_rounds(), _unanswered_events()]
    for name, kept in KEPT.items():
        aged = kept.aged[:1] if name == "event" else kept.aged
        agings += [_delete(name, each) for each in aged if name != "outbox_message"]
        agings += [_empty(name, *each) for each in _cleared(name)]
    return agings


def _cleared(name: str) -> list[tuple[str, Aged]]:
    return list((KEPT[name].cleared or {}).items())


def _groups_of_old_rounds() -> Aging:
    [aged] = KEPT["pairing_round"].aged
    rounds = select(pairing_round.c.id).where(*is_old(pairing_round, aged))
    query = select(pairing_group.c.id).where(pairing_group.c.round.in_(rounds))
    return Aging(pairing_group, query.limit(GROUPS), when_old(pairing_round, aged), GROUPS)


def _unanswered_events() -> Aging:
    aged = Aged(WORDS, ("ends_at",))
    query = select(event.c.id).where(*is_old(event, aged), is_unanswered())
    return Aging(event, query.limit(PARENTS), when_old(event, aged), PARENTS)


def _delete(name: str, aged: Aged) -> Aging:
    table = metadata.tables[name]
    most = ROWS if len(tables_changed_with([name])) == 1 else PARENTS
    query = select(table.c.id).where(*is_old(table, aged)).limit(most)
    return Aging(table, query, when_old(table, aged), most)


def _empty(name: str, column: str, aged: Aged) -> Aging:
    table, empty = metadata.tables[name], EMPTIED[name][column]
    query = select(table.c.id).where(*is_old(table, aged), table.c[column] != empty)
    return Aging(table, query.limit(PARENTS), when_old(table, aged), PARENTS, {column: empty})
