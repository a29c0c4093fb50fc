"""Two hosts answer whether their tables join."""

from msgspec.structs import replace

from bot.core import outbox
from bot.core.ids import row_number
from bot.core.permissions import Role
from bot.core.router import Answer, Invocation, Refusal, Router
from bot.open_tables import records, seats
from bot.open_tables.mergers import SIDES, can_merge, tables_of_merger
from bot.open_tables.records import Merger
from bot.open_tables.rules import OpenTable
from bot.open_tables.views import answers
from bot.store.engine import Transaction

router = Router()


@router.button("table.merge_yes", Role.ANYONE)
async def agree_to_merger(call: Invocation, tx: Transaction) -> Answer:
    """Agree to join tables; it happens when both hosts do."""
    merger, stays, moves = await _answered(call, tx, agrees=True)
    if merger.stays_agrees and merger.moves_agrees:
        if not await can_merge(tx, call.workspace, stays, moves):
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
    said = {f"{SIDES[hosts.index(call.person)]}_agrees": agrees}
    await records.answer_merger(tx, call.workspace, merger.id, **said)
    for side in SIDES:
        await outbox.invalidate(tx, call.workspace, f"merger:{merger.id}:{side}")
    return replace(merger, **said), stays, moves


async def _lock_merger(call: Invocation, tx: Transaction) -> tuple[Merger, OpenTable, OpenTable]:
    number = row_number(call.value)
    asked = await records.find_merger(tx, call.workspace, number)
    if asked is None:
        raise Refusal(answers.table_gone())
    await records.lock_tables(tx, call.workspace, asked.stays, asked.moves)
    merger = await records.find_merger(tx, call.workspace, number) or asked
    return merger, *await tables_of_merger(tx, call.workspace, merger)
