"""Open tables, seat people, merge tables, and run the scheduled steps of a table."""

from datetime import date, datetime
from typing import Unpack

from msgspec.structs import replace

from bot.core import schedule
from bot.dates.local_time import local_date
from bot.open_tables import notifications, records, rules
from bot.open_tables.rules import OpenTable, TableDetails
from bot.store.engine import Transaction
from bot.ui.text import Mention

LAST_CALL, MERGE, BEGIN, CLOSE = "table.last_call", "table.merge", "table.begin", "table.close"


async def open_table(
    tx: Transaction,
    workspace: str,
    seated: tuple[Mention, ...],
    now: datetime,
    *,
    office: str = "",
    usual: bool = False,
    **details: Unpack[TableDetails],
) -> OpenTable:
    """Open a table with these people, the host first, and schedule its last call and its end."""
    host = seated[0]
    number = await records.add_table(tx, workspace, host=host.person, usual=usual, **details)
    await records.add_seats(tx, workspace, number, [guest.person for guest in seated], now)

    opened = OpenTable(
        id=number, host=host, office=office, seated=seated, state="open", usual=usual, **details
    )
    await schedule.schedule_many(tx, workspace, opened.subject, _steps(opened, now))
    return opened


def _steps(table: OpenTable, now: datetime) -> list[tuple[str, datetime, date]]:
    """Return what happens to a table, and when."""
    starts_at, day = table.starts_at, local_date(table.starts_at, table.zone)
    steps = [(BEGIN, starts_at, day), (CLOSE, starts_at + rules.LUNCH_DURATION, day)]
    if now < table.last_call:
        steps.append((LAST_CALL, table.last_call, day))
        steps.append((MERGE, max(now, starts_at - rules.ASK_TO_MERGE), day))
    return steps


async def change_table(
    tx: Transaction,
    workspace: str,
    table: OpenTable,
    now: datetime,
    *,
    starts_at: datetime,
    seats: int,
    place: str,
    topic: str,
) -> OpenTable:
    """Change a table that its host alone sits at; whoever was asked to it reads the new one."""
    changed = replace(table, starts_at=starts_at, seats=seats, place=place, topic=topic)
    await records.update_table(
        tx, workspace, table.id, starts_at=starts_at, seats=seats, place=place, topic=topic
    )
    for job in (BEGIN, CLOSE, LAST_CALL, MERGE):
        await schedule.unschedule(tx, workspace, table.subject, job)
    await schedule.schedule_many(tx, workspace, table.subject, _steps(changed, now))
    await notifications.invalidate_table(tx, workspace, changed)
    return changed


async def seat_guest(
    tx: Transaction, workspace: str, table: OpenTable, guest: Mention, now: datetime
) -> OpenTable:
    """Seat one more person. The caller holds the table's lock and has checked for a free seat."""
    await records.add_seats(tx, workspace, table.id, [guest.person], now)
    table = replace(table, seated=(*table.seated, guest))
    await notifications.invalidate_table(tx, workspace, table)
    if table.last_called:
        await notifications.send_last_call(tx, workspace, table, now)
    return table


async def give_up_seat(
    tx: Transaction, workspace: str, table: OpenTable, person: str, now: datetime
) -> None:
    """Free a seat. The next guest becomes host in place of one who leaves; an empty table ends."""
    await records.remove_seat(tx, workspace, table.id, person)
    rest = replace(table, seated=tuple(guest for guest in table.seated if guest.person != person))

    if not rest.seated:
        await _end(tx, workspace, rest, "cancelled")
    elif table.host.person == person:
        rest = replace(rest, host=rest.seated[0])
        await records.update_table(tx, workspace, table.id, host=rest.host.person)
        await notifications.tell_host(tx, workspace, rest, person, now)

    await notifications.invalidate_table(tx, workspace, rest)
    await notifications.invalidate_seat(tx, workspace, table, person)
    if rest.last_called and len(rest.seated) == 1:
        await notifications.tell_alone(tx, workspace, rest, now)


async def cancel_table(tx: Transaction, workspace: str, table: OpenTable, now: datetime) -> None:
    """Cancel a table and notify its guests."""
    await _end(tx, workspace, table, "cancelled")
    await notifications.invalidate_table(tx, workspace, table)
    await notifications.tell_called_off(tx, workspace, table, now)


async def merge_tables(
    tx: Transaction, workspace: str, stays: OpenTable, moves: OpenTable, now: datetime
) -> None:
    """Move the people of one table to the other and notify everybody."""
    await records.move_seats(tx, workspace, moves.id, stays.id)
    merged = replace(
        stays,
        seated=(*stays.seated, *moves.seated),
        seats=rules.merged_seats(stays, moves),
        place=stays.place or moves.place,
        topic=stays.topic or moves.topic,
    )
    await records.update_table(
        tx, workspace, stays.id, seats=merged.seats, place=merged.place, topic=merged.topic
    )
    await _end(tx, workspace, moves, "merged", merged_into=stays.id)

    await notifications.invalidate_table(tx, workspace, merged)
    await notifications.invalidate_table(tx, workspace, moves)
    await notifications.tell_joined(tx, workspace, merged, now)


async def run_last_call(tx: Transaction, workspace: str, number: int, now: datetime) -> None:
    """Send the last call to a table, or alternatives to somebody who sits alone."""
    table = await records.find_table_for_update(tx, workspace, number)
    if table is None or table.state != "open" or now >= table.starts_at:
        return

    await records.update_table(tx, workspace, number, last_called=now)
    await notifications.invalidate_table(tx, workspace, table)
    if len(table.seated) > 1:
        await notifications.send_last_call(tx, workspace, table, now)
    else:
        await notifications.tell_alone(tx, workspace, table, now)


async def begin_meal(tx: Transaction, workspace: str, number: int) -> None:
    """Take the buttons off the cards of a table at which people sit down, or would have."""
    table = await records.find_table(tx, workspace, number)
    if table:
        await notifications.invalidate_table(tx, workspace, table)


async def close_table(tx: Transaction, workspace: str, number: int, now: datetime) -> None:
    """Close a table when lunch is over, and ask those who ate together what they learned."""
    table = await records.find_table_for_update(tx, workspace, number)
    if table is None or table.state != "open":
        return

    await records.update_table(tx, workspace, number, state="closed")
    await notifications.invalidate_table(tx, workspace, table)
    if len(table.seated) > 1:
        await notifications.ask_learned(tx, workspace, table, now)


async def _end(
    tx: Transaction, workspace: str, table: OpenTable, state: str, **values: object
) -> None:
    """End a table; what was said about it ends when its meal would have begun."""
    await records.update_table(tx, workspace, table.id, state=state, **values)
    await schedule.unschedule(tx, workspace, table.subject, LAST_CALL, MERGE, CLOSE)
