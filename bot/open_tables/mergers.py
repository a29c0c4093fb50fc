"""Ask two half-empty tables whether they join, and join them when both hosts say yes."""

from datetime import datetime

from bot.core import outbox
from bot.open_tables import records, rules
from bot.open_tables.notifications import MERGER
from bot.open_tables.records import Merger
from bot.open_tables.rules import OpenTable
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction

SIDES = ("stays", "moves")


async def propose_merger(tx: Transaction, workspace: str, number: int, now: datetime) -> None:
    """Ask the hosts of a half-empty table and of the one nearest to it; nobody is asked twice."""
    table = await records.find_table(tx, workspace, number)
    if table is None or not _could_join(table, now):
        return
    near = await records.tables_around(tx, workspace, table.starts_at, rules.MAX_MERGE_GAP)
    near = [
        t for t in near if t.id != number and _could_join(t, now) and rules.within_reach(table, t)
    ]
    asked = (
        await records.list_mergers(tx, workspace, [number, *(t.id for t in near)]) if near else []
    )
    taken = {side for merger in asked for side in (merger.stays, merger.moves)}
    if number in taken:
        return
    near.sort(key=lambda t: (abs(t.starts_at - table.starts_at), t.id))
    for other in near:
        stays, moves = rules.stays_and_moves(table, other)
        if other.id not in taken and await can_merge(tx, workspace, stays, moves):
            await _ask(tx, workspace, stays, moves, now)
            return


def _could_join(table: OpenTable, now: datetime) -> bool:
    return table.state == "open" and rules.is_half_empty(table) and now < table.last_call


async def can_merge(tx: Transaction, workspace: str, stays: OpenTable, moves: OpenTable) -> bool:
    """Tell whether those who move can.

    Nobody is expected elsewhere, or would rather not meet another.
    """
    movers = [guest.person for guest in moves.seated]
    apart = await people.avoid_pairs(
        tx, workspace, [*movers, *(guest.person for guest in stays.seated)]
    )
    if not all(rules.may_sit(who, stays, apart) for who in movers):
        return False
    return not await records.busy_people(
        tx, workspace, movers, stays.starts_at, [stays.id, moves.id]
    )


async def _ask(
    tx: Transaction, workspace: str, stays: OpenTable, moves: OpenTable, now: datetime
) -> None:
    until = min(stays.last_call, moves.last_call)
    number = await records.add_merger(tx, workspace, stays.id, moves.id, until)
    if number is None:
        return
    for side, table in zip(SIDES, (stays, moves), strict=True):
        key = f"merger:{number}:{side}"
        await outbox.send_dm(
            tx,
            workspace,
            key,
            table.host.person,
            None,
            subject=key,
            reason=MERGER,
            due=now,
            expires=until,
            solicited=True,
        )


async def tables_of_merger(
    tx: ReadTransaction, workspace: str, merger: Merger
) -> tuple[OpenTable, OpenTable]:
    stays = await records.find_table(tx, workspace, merger.stays)
    moves = await records.find_table(tx, workspace, merger.moves)
    assert stays
    assert moves
    return stays, moves
