"""What is checked again when messages about tables are claimed: who still sits, hosts, is asked."""

from datetime import datetime

from bot.core.due_messages import DueMessage
from bot.core.router import Router
from bot.dates.local_time import local_date
from bot.open_tables import notifications, records
from bot.open_tables.mergers import tables_of_merger
from bot.open_tables.rules import OpenTable
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction

router = Router()


@router.recheck(notifications.CALLED, notifications.LEARNED)
async def recheck_guest(
    tx: Transaction, workspace: str, message: DueMessage, _now: datetime
) -> tuple[str, ...]:
    """Write to somebody about a table only while they have a seat at it, and company."""
    table = await _find_table(tx, workspace, message)
    if table is None or len(table.seated) < 2:
        return ()
    return message.recipients if table.seats_person(message.recipients[0]) else ()


@router.recheck(notifications.USUAL)
async def recheck_usual(
    tx: Transaction, workspace: str, message: DueMessage, _now: datetime
) -> tuple[str, ...]:
    """Write of their usual lunch only to somebody who still sits at the table."""
    table = await _find_table(tx, workspace, message)
    is_guest = table and table.state == "open" and table.seats_person(message.recipients[0])
    return message.recipients if is_guest else ()


@router.recheck(notifications.HOST)
async def recheck_host(
    tx: Transaction, workspace: str, message: DueMessage, _now: datetime
) -> tuple[str, ...]:
    """Write to the new host of a table only while they host it."""
    table = await _find_table(tx, workspace, message)
    hosts = table and table.state == "open" and table.host.person == message.recipients[0]
    return message.recipients if hosts else ()


@router.recheck(notifications.MERGER)
async def recheck_merger(
    tx: Transaction, workspace: str, message: DueMessage, now: datetime
) -> tuple[str, ...]:
    """Ask a host about a merger only while both tables are open; tell only those who sit there."""
    if message.about is None or message.about.kind != "merger":
        table = await _find_table(tx, workspace, message)
        is_guest = table and table.state == "open" and table.seats_person(message.recipients[0])
        return message.recipients if is_guest else ()

    merger = await records.find_merger(tx, workspace, message.about.id)
    if merger is None or now >= merger.until:
        return ()
    stays, moves = await tables_of_merger(tx, workspace, merger)
    own = stays if message.about.parts[0] == "stays" else moves
    is_open = stays.state == moves.state == "open"
    is_host = own.host.person == message.recipients[0]
    return message.recipients if is_open and is_host else ()


@router.recheck(notifications.ASKED)
async def recheck_invitation(
    tx: Transaction, workspace: str, message: DueMessage, now: datetime
) -> tuple[str, ...]:
    """Ask a colleague to lunch only while the table waits for them and neither opted out.

    Whoever asked learns nothing of it, as with an avoid list that was there before.
    """
    table = await _find_table(tx, workspace, message)
    invited = await people.find_person(tx, workspace, message.recipients[0])
    if table is None or table.state != "open" or not table.free_seats:
        return ()
    if table.seats_person(message.recipients[0]):
        return ()
    if invited and people.is_paused(invited, local_date(now, invited.zone)):
        return ()

    pair = {table.host.person, message.recipients[0]}
    return () if await people.avoid_pairs(tx, workspace, pair) else message.recipients


async def _find_table(tx: ReadTransaction, workspace: str, message: DueMessage) -> OpenTable | None:
    kind = "call" if message.about and message.about.kind == "call" else "table"
    return await records.find_table(tx, workspace, message.row_id(kind))
