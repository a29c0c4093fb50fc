"""Open tables, seat people, and see a table through its last call to its end."""

from datetime import datetime
from typing import Any

from msgspec.structs import replace

from bot.core import schedule
from bot.dates.recurrence import local_date
from bot.open_tables import notifications, records, rules
from bot.open_tables.rules import OpenTable
from bot.store.engine import Transaction
from bot.ui.text import Mention

LAST_CALL, MERGE, CLOSE = JOBS = "table.last_call", "table.merge", "table.close"


async def open_table(
    tx: Transaction,
    workspace: str,
    seated: tuple[Mention, ...],
    now: datetime,
    *,
    office: str = "",
    usual: bool = False,
    **details: Any,
) -> OpenTable:
    """Open a table with these people at it, the host first. `wish`.

    Starts_at, seats, place, topic, zone, channel…
    """
    host, zone, starts_at = seated[0], details["zone"], details["starts_at"]
    number = await records.add_table(tx, workspace, host=host.person, usual=usual, **details)
    await records.add_seats(tx, workspace, number, [guest.person for guest in seated], now)
    day, subject = local_date(starts_at, zone), f"table:{number}"
    ahead = [(CLOSE, starts_at + rules.LUNCH_DURATION, day)]
    if now < starts_at - rules.LAST_CALL:
        ahead.append((LAST_CALL, starts_at - rules.LAST_CALL, day))
        ahead.append((MERGE, max(now, starts_at - rules.ASK_TO_MERGE), day))
    await schedule.schedule_many(tx, workspace, subject, ahead)
    return OpenTable(
        id=number, host=host, office=office, seated=seated, state="open", usual=usual, **details
    )


async def seat_guest(
    tx: Transaction, workspace: str, table: OpenTable, who: Mention, now: datetime
) -> OpenTable:
    """Seat one more person; the caller holds the table and has seen that there is a chair."""
    await records.add_seats(tx, workspace, table.id, [who.person], now)
    table = replace(table, seated=(*table.seated, who))
    await notifications.invalidate_table(tx, workspace, table)
    if table.last_called:
        await notifications.send_last_call(tx, workspace, table, now)
    return table


async def give_up_seat(
    tx: Transaction, workspace: str, table: OpenTable, who: str, now: datetime
) -> None:
    """Free a seat; a host hands over to the next, and the last one takes the table along."""
    await records.remove_seat(tx, workspace, table.id, who)
    left = replace(table, seated=tuple(guest for guest in table.seated if guest.person != who))
    if not left.seated:
        await _end(tx, workspace, left, "cancelled")
    elif table.host.person == who:
        left = replace(left, host=left.seated[0])
        await records.update_table(tx, workspace, table.id, host=left.host.person)
        await notifications.tell_host(tx, workspace, left, table.host, now)
    await notifications.invalidate_table(tx, workspace, left)
    if left.last_called and len(left.seated) == 1:
        await notifications.tell_alone(tx, workspace, left, now)


async def cancel_table(tx: Transaction, workspace: str, table: OpenTable, now: datetime) -> None:
    """Call a table off, and tell those who had a seat."""
    await _end(tx, workspace, table, "cancelled")
    await notifications.invalidate_table(tx, workspace, table)
    await notifications.tell_called_off(tx, workspace, table, now)


async def merge_tables(
    tx: Transaction, workspace: str, stays: OpenTable, moves: OpenTable, now: datetime
) -> None:
    """Make one table of two, and tell everybody where it is."""
    await records.move_seats(tx, workspace, moves.id, stays.id)
    more: dict[str, Any] = {
        "seats": rules.merged_seats(stays, moves),
        "place": stays.place or moves.place,
        "topic": stays.topic or moves.topic,
    }
    await records.update_table(tx, workspace, stays.id, **more)
    await _end(tx, workspace, moves, "merged", merged_into=stays.id)
    whole = replace(stays, seated=(*stays.seated, *moves.seated), **more)
    await notifications.invalidate_table(tx, workspace, whole)
    await notifications.invalidate_table(tx, workspace, moves)
    await notifications.tell_joined(tx, workspace, whole, now)


async def run_last_call(tx: Transaction, workspace: str, number: int, now: datetime) -> None:
    """Tell those at a table who comes; one who sits alone hears what else there is."""
    table = await records.find_table_for_update(tx, workspace, number)
    if table is None or table.state != "open" or now >= table.starts_at:
        return
    await records.update_table(tx, workspace, number, last_called=now)
    await notifications.invalidate_table(tx, workspace, table)
    tell = notifications.send_last_call if len(table.seated) > 1 else notifications.tell_alone
    await tell(tx, workspace, table, now)


async def close_table(tx: Transaction, workspace: str, number: int, now: datetime) -> None:
    """Put a table away when lunch is over, and ask those who ate together what they learned."""
    table = await records.find_table_for_update(tx, workspace, number)
    if table is None or table.state != "open":
        return
    await records.update_table(tx, workspace, number, state="closed")
    await notifications.invalidate_table(tx, workspace, table)
    if len(table.seated) > 1:
        await notifications.ask_learned(tx, workspace, table, now)


async def _end(tx: Transaction, workspace: str, table: OpenTable, state: str, **more: Any) -> None:
    await records.update_table(tx, workspace, table.id, state=state, **more)
    await schedule.unschedule(tx, workspace, f"table:{table.id}", *JOBS)
