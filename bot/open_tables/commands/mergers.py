"""The answers of two hosts to a proposed merger."""

from msgspec.structs import replace

from bot.core import outbox
from bot.core.ids import row_number
from bot.core.interactions import Answer, Invocation, Refusal
from bot.core.permissions import Role
from bot.core.router import Router
from bot.core.subjects import Subject
from bot.open_tables import records, seats
from bot.open_tables.mergers import SIDES, can_merge, tables_of_merger
from bot.open_tables.records import Merger
from bot.open_tables.rules import OpenTable
from bot.open_tables.views import answers
from bot.store.engine import Transaction

router = Router()


@router.button("table.merge_yes", Role.ANYONE)
async def agree_to_merger(call: Invocation, tx: Transaction) -> Answer:
    """Agree to a merger, and merge the tables if the other host has agreed too."""
    merger, stays, moves = await _save_answer(call, tx, agrees=True)
    if not (merger.stays_agrees and merger.moves_agrees):
        return None

    if not await can_merge(tx, call.workspace, stays, moves):
        raise Refusal(answers.too_late_to_join())
    await seats.merge_tables(tx, call.workspace, stays, moves, call.now)
    return None


@router.button("table.merge_no", Role.ANYONE)
async def decline_merger(call: Invocation, tx: Transaction) -> Answer:
    """Decline a merger."""
    await _save_answer(call, tx, agrees=False)
    return None


async def _save_answer(
    call: Invocation, tx: Transaction, agrees: bool
) -> tuple[Merger, OpenTable, OpenTable]:
    merger, stays, moves = await _lock_merger(call, tx)
    hosts = [stays.host.person, moves.host.person]
    if call.person not in hosts:
        raise Refusal(answers.host_only(organiser=False))

    is_declined = False in (merger.stays_agrees, merger.moves_agrees)
    are_open = stays.state == moves.state == "open"
    if is_declined or not are_open or call.now >= merger.until:
        raise Refusal(answers.too_late_to_join())

    side = SIDES[hosts.index(call.person)]
    answer = {f"{side}_agrees": agrees}
    await records.answer_merger(tx, call.workspace, merger.id, **answer)
    for side in SIDES:
        await outbox.invalidate(tx, call.workspace, Subject("merger", merger.id, side))
    return replace(merger, **answer), stays, moves


async def _lock_merger(call: Invocation, tx: Transaction) -> tuple[Merger, OpenTable, OpenTable]:
    """Lock the two tables of a merger; return it as it is after locking."""
    number = row_number(call.value)
    merger = await records.find_merger(tx, call.workspace, number)
    if merger is None:
        raise Refusal(answers.table_gone())

    await records.lock_tables(tx, call.workspace, merger.stays, merger.moves)
    locked = await records.find_merger(tx, call.workspace, number) or merger
    return locked, *await tables_of_merger(tx, call.workspace, locked)
