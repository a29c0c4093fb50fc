"""The buttons of a table: take a seat, give it back, change tables, call the table off."""

from collections.abc import Sequence
from datetime import datetime

from bot.core.ids import row_number
from bot.core.interactions import Answer, Invocation, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Router
from bot.open_tables import records, rules, seats
from bot.open_tables.rules import OpenTable
from bot.open_tables.views import answers
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.text import Mention

router = Router()

_MAX_MERGED = 5  # mergers in a row that a button is followed through


@router.button("table.join", Role.ANYONE)
async def take_seat(call: Invocation, tx: Transaction) -> Answer:
    """Take a seat, if there is one and the caller has none at another table at that time."""
    return await _take(call, tx, change=False)


@router.button("table.change", Role.ANYONE)
async def change_tables(call: Invocation, tx: Transaction) -> Answer:
    """Free the seats that overlap and take one here."""
    return await _take(call, tx, change=True)


@router.button("table.leave", Role.ANYONE)
async def give_seat_back(call: Invocation, tx: Transaction) -> Answer:
    """Free the caller's seat."""
    table = await _get_table_for_update(call, tx)
    if not table.seats_person(call.person):
        return Reply(answers.not_seated_card())

    await seats.give_up_seat(tx, call.workspace, table, call.person, call.now)
    return Reply(answers.seat_given_up_card(table))


@router.button("table.cancel", Role.ANYONE)
async def call_off_table(call: Invocation, tx: Transaction) -> Answer:
    """Cancel the caller's own table before it begins."""
    table = await _get_table_for_update(call, tx)
    if table.host.person != call.person:
        raise Refusal(answers.host_only(organiser=call.organiser))
    if call.now >= table.starts_at:
        raise Refusal(answers.table_begun())

    await seats.cancel_table(tx, call.workspace, table, call.now)
    return Reply(answers.table_called_off_card())


async def _take(call: Invocation, tx: Transaction, change: bool) -> Answer:
    table = await _get_table_for_update(call, tx)
    if table.seats_person(call.person):
        return Reply(answers.your_seat_card(table, call.person, call.now))
    if call.now >= table.starts_at:
        raise Refusal(answers.table_begun())
    if not table.free_seats:
        return Reply(answers.table_full_card(table, await _tables_with_room(call, tx, table)))

    clashes = await records.overlapping_for_update(tx, call.workspace, call.person, table.starts_at)
    if clashes and not change:
        return Reply(answers.change_offer_card(clashes, table))
    if clashes:
        await _give_up_seats(call, tx, clashes, table.starts_at)

    guest = Mention(call.person, call.name)
    table = await seats.seat_guest(tx, call.workspace, table, guest, call.now)
    return Reply(answers.your_seat_card(table, call.person, call.now))


async def _give_up_seats(
    call: Invocation, tx: Transaction, tables: Sequence[OpenTable], at: datetime
) -> None:
    await records.lock_tables(tx, call.workspace, *(table.id for table in tables))
    # The tables may have changed before they were locked.
    for table in await records.overlapping_for_update(tx, call.workspace, call.person, at):
        await seats.give_up_seat(tx, call.workspace, table, call.person, call.now)


async def _get_table_for_update(call: Invocation, tx: Transaction) -> OpenTable:
    """Lock and return the table of a button, or the one into which it was merged."""
    number = row_number(call.value)
    for _ in range(_MAX_MERGED):
        table = await records.find_table_for_update(tx, call.workspace, number)
        if table is None or table.state != "merged" or table.merged_into is None:
            break
        number = table.merged_into

    if table is None or table.state != "open":
        raise Refusal(answers.table_gone())
    return table


async def _tables_with_room(
    call: Invocation, tx: ReadTransaction, table: OpenTable
) -> list[OpenTable]:
    tonight = rules.midnight_after(call.now, table.zone)
    return await records.tables_with_room(
        tx, call.workspace, call.now, tonight, answers.MAX_OFFERED
    )
