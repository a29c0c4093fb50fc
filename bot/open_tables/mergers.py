"""Propose to the hosts of two half-empty tables that they join."""

from datetime import datetime

from bot.core import outbox
from bot.core.subjects import Subject
from bot.open_tables import records, rules
from bot.open_tables.notifications import MERGER
from bot.open_tables.records import Merger
from bot.open_tables.rules import OpenTable
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction

SIDES = ("stays", "moves")


async def propose_merger(tx: Transaction, workspace: str, number: int, now: datetime) -> None:
    """Propose a merger to the hosts of a half-empty table and of the nearest one to it.

    A table that was in a proposal before gets no other.
    """
    table = await records.find_table(tx, workspace, number)
    if table is None or not _can_join(table, now):
        return

    candidates = await _tables_nearby(tx, workspace, table, now)
    if not candidates:
        return

    numbers = [number, *(candidate.id for candidate in candidates)]
    earlier = await records.list_mergers(tx, workspace, numbers)
    proposed = {side for merger in earlier for side in (merger.stays, merger.moves)}
    if number in proposed:
        return

    for candidate in candidates:
        stays, moves = rules.stays_and_moves(table, candidate)
        if candidate.id not in proposed and await can_merge(tx, workspace, stays, moves):
            await _propose(tx, workspace, stays, moves, now)
            return


async def _tables_nearby(
    tx: ReadTransaction, workspace: str, table: OpenTable, now: datetime
) -> list[OpenTable]:
    """Return the tables that could join this one, the nearest in time first."""
    around = await records.tables_around(tx, workspace, table.starts_at, rules.MAX_MERGE_GAP)
    others = [other for other in around if other.id != table.id]
    nearby = [
        other for other in others if _can_join(other, now) and rules.within_reach(table, other)
    ]
    return sorted(nearby, key=lambda other: (abs(other.starts_at - table.starts_at), other.id))


def _can_join(table: OpenTable, now: datetime) -> bool:
    return table.state == "open" and rules.is_half_empty(table) and now < table.last_call


async def can_merge(tx: Transaction, workspace: str, stays: OpenTable, moves: OpenTable) -> bool:
    """Lock the people who would move; return whether they can.

    None of them has another seat at that time, and nobody would sit with a person to avoid.
    """
    movers = [guest.person for guest in moves.seated]
    everybody = [*movers, *(guest.person for guest in stays.seated)]
    apart = await people.avoid_pairs(tx, workspace, everybody)
    if not all(rules.may_sit(person, stays, apart) for person in movers):
        return False

    busy = await records.busy_people(tx, workspace, movers, stays.starts_at, [stays.id, moves.id])
    return not busy


async def _propose(
    tx: Transaction, workspace: str, stays: OpenTable, moves: OpenTable, now: datetime
) -> None:
    until = min(stays.last_call, moves.last_call)
    number = await records.add_merger(tx, workspace, stays.id, moves.id, until)
    if number is None:
        return

    for side, table in zip(SIDES, (stays, moves), strict=True):
        subject = Subject("merger", number, side)
        await outbox.send_dm(
            tx,
            workspace,
            f"{subject}",
            table.host.person,
            None,
            subject=subject,
            reason=MERGER,
            due=now,
            expires=until,
            solicited=True,
        )


async def tables_of_merger(
    tx: ReadTransaction, workspace: str, merger: Merger
) -> tuple[OpenTable, OpenTable]:
    """Return the table that stays and the one that moves."""
    stays = await records.find_table(tx, workspace, merger.stays)
    moves = await records.find_table(tx, workspace, merger.moves)
    assert stays
    assert moves
    return stays, moves
