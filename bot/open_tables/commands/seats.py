"""Take seats, give them back, change tables, call one's own off."""

from bot.core.ids import row_number
from bot.core.permissions import Role
from bot.core.router import Answer, Invocation, Refusal, Reply, Router
from bot.open_tables import records, rules, seats
from bot.open_tables.rules import OpenTable
from bot.open_tables.views import answers
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.text import Mention

router = Router()

_MAX_MERGED = 5  # tables that joined tables that joined tables


@router.button("table.join", Role.ANYONE)
async def take_seat(call: Invocation, tx: Transaction) -> Answer:
    """Take a seat, if there is one and no other table expects this person."""
    return await _take(call, tx, change=False)


@router.button("table.change", Role.ANYONE)
async def change_tables(call: Invocation, tx: Transaction) -> Answer:
    """Give back the seat of the same hour and take one here."""
    return await _take(call, tx, change=True)


@router.button("table.leave", Role.ANYONE)
async def give_seat_back(call: Invocation, tx: Transaction) -> Answer:
    """Give a seat back."""
    table = await _table(call, tx)
    if not table.seats_person(call.person):
        return Reply(answers.not_seated_card())
    await seats.give_up_seat(tx, call.workspace, table, call.person, call.now)
    return Reply(answers.seat_given_up_card(table))


@router.button("table.cancel", Role.ANYONE)
async def call_off_table(call: Invocation, tx: Transaction) -> Answer:
    """Call one's own table off."""
    table = await _table(call, tx)
    if table.host.person != call.person:
        raise Refusal(answers.host_only())
    if call.now >= table.starts_at:
        raise Refusal(answers.table_begun())
    await seats.cancel_table(tx, call.workspace, table, call.now)
    return Reply(answers.table_called_off_card())


async def _take(call: Invocation, tx: Transaction, change: bool) -> Answer:
    table = await _table(call, tx)
    if table.seats_person(call.person):
        return Reply(answers.your_seat_card(table, call.person, call.now))
    if call.now >= table.starts_at:
        raise Refusal(answers.table_begun())
    if not table.free_seats:
        return Reply(answers.table_full_card(table, await _others(call, tx, table)))
    clashes = await records.overlapping_for_update(tx, call.workspace, call.person, table.starts_at)
    if clashes and not change:
        return Reply(answers.change_offer_card(clashes, table))
    await records.lock_tables(tx, call.workspace, *(left.id for left in clashes))
    for left in (
        await records.overlapping_for_update(tx, call.workspace, call.person, table.starts_at)
        if clashes
        else ()
    ):
        await seats.give_up_seat(tx, call.workspace, left, call.person, call.now)
    table = await seats.seat_guest(
        tx, call.workspace, table, Mention(call.person, call.name), call.now
    )
    return Reply(answers.your_seat_card(table, call.person, call.now))


async def _table(call: Invocation, tx: Transaction) -> OpenTable:
    """Find the table that a button means, or the one that it joined since."""
    number = row_number(call.value)
    for _ in range(_MAX_MERGED):
        table = await records.find_table_for_update(tx, call.workspace, number)
        if table is None or table.state != "merged" or table.merged_into is None:
            break
        number = table.merged_into
    if table is None or table.state != "open":
        raise Refusal(answers.table_gone())
    return table


async def _others(call: Invocation, tx: ReadTransaction, table: OpenTable) -> list[OpenTable]:
    tonight = rules.midnight_after(call.now, table.zone)
    return await records.tables_with_room(
        tx, call.workspace, call.now, tonight, answers.MAX_OFFERED
    )
