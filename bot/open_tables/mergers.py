"""Ask two half-empty tables whether they join, and join them when both hosts say yes."""

from datetime import datetime

from msgspec.structs import replace

from bot.core import outbox
from bot.core.ids import row_number
from bot.core.permissions import Role
from bot.core.router import Answer, Invocation, Refusal, Router
from bot.open_tables import records, rules, seats
from bot.open_tables.notifications import MERGER
from bot.open_tables.records import Merger
from bot.open_tables.rules import OpenTable
from bot.open_tables.views import answers, cards
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.cards import Card

router = Router()

_SIDES = ("stays", "moves")


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
        if other.id not in taken and await _fit(tx, workspace, stays, moves):
            await _ask(tx, workspace, stays, moves, now)
            return


def _could_join(table: OpenTable, now: datetime) -> bool:
    return table.state == "open" and rules.is_half_empty(table) and now < table.last_call


async def _fit(tx: Transaction, workspace: str, stays: OpenTable, moves: OpenTable) -> bool:
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
    for side, table in zip(_SIDES, (stays, moves), strict=True):
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


@router.button("table.merge_yes", Role.ANYONE)
async def agree_to_merger(call: Invocation, tx: Transaction) -> Answer:
    """Agree to join tables; it happens when both hosts do."""
    merger, stays, moves = await _answered(call, tx, agrees=True)
    if merger.stays_agrees and merger.moves_agrees:
        if not await _fit(tx, call.workspace, stays, moves):
            raise Refusal(answers.too_late_to_join())
        await seats.merge_tables(tx, call.workspace, stays, moves, call.now)
    return None


@router.button("table.merge_no", Role.ANYONE)
async def decline_merger(call: Invocation, tx: Transaction) -> Answer:
    """Keep a table of one's own."""
    await _answered(call, tx, agrees=False)
    return None


async def _answered(
    call: Invocation, tx: Transaction, agrees: bool
) -> tuple[Merger, OpenTable, OpenTable]:
    merger, stays, moves = await _lock_merger(call, tx)
    hosts = [table.host.person for table in (stays, moves)]
    if call.person not in hosts:
        raise Refusal(answers.host_only())
    settled = False in (merger.stays_agrees, merger.moves_agrees)
    if settled or call.now >= merger.until or {stays.state, moves.state} != {"open"}:
        raise Refusal(answers.too_late_to_join())
    said = {f"{_SIDES[hosts.index(call.person)]}_agrees": agrees}
    await records.answer_merger(tx, call.workspace, merger.id, **said)
    for side in _SIDES:
        await outbox.invalidate(tx, call.workspace, f"merger:{merger.id}:{side}")
    return replace(merger, **said), stays, moves


async def _lock_merger(call: Invocation, tx: Transaction) -> tuple[Merger, OpenTable, OpenTable]:
    number = row_number(call.value)
    asked = await records.find_merger(tx, call.workspace, number)
    if asked is None:
        raise Refusal(answers.table_gone())
    await records.lock_tables(tx, call.workspace, asked.stays, asked.moves)
    merger = await records.find_merger(tx, call.workspace, number) or asked
    return merger, *await _both(tx, call.workspace, merger)


async def _both(tx: ReadTransaction, workspace: str, merger: Merger) -> tuple[OpenTable, OpenTable]:
    stays = await records.find_table(tx, workspace, merger.stays)
    moves = await records.find_table(tx, workspace, merger.moves)
    assert stays
    assert moves
    return stays, moves


@router.live_card("merger")
async def render_merger(
    tx: ReadTransaction, workspace: str, about: str, _now: datetime
) -> Card | None:
    """Draw the question for one of the two hosts."""
    number, _, side = about.partition(":")
    merger = await records.find_merger(tx, workspace, row_number(number))
    if merger is None:
        return None
    stays, moves = await _both(tx, workspace, merger)
    said = merger.stays_agrees, merger.moves_agrees
    if side == "stays":
        return cards.merger_card(stays, moves, stays, merger.id, said)
    return cards.merger_card(moves, stays, stays, merger.id, (said[1], said[0]))
