"""What is checked again when messages about membership and hosting are claimed."""

import datetime as dt

from bot.core.due_messages import DueMessage
from bot.core.router import Router
from bot.dates.local_time import local_date
from bot.pairings import rules
from bot.pairings.programs import hosts, records
from bot.people import records as people
from bot.people.records import is_paused
from bot.store.engine import Transaction

router = Router()


@router.recheck(rules.INVITE)
async def recheck_invitation(
    tx: Transaction, workspace: str, message: DueMessage, _now: dt.datetime
) -> tuple[str, ...]:
    """Invite only somebody who has not answered in the meantime, to a program that goes on."""
    member = await records.membership_by_id(tx, workspace, message.row_id("invite"))
    if member is None or member.state != "asked":
        return ()
    program = await records.find_program(tx, workspace, member.program)
    return message.recipients if program and program.active else ()


@router.recheck(rules.SILENT)
async def recheck_silence(
    tx: Transaction, workspace: str, message: DueMessage, _now: dt.datetime
) -> tuple[str, ...]:
    """Write of a pause after silence only to somebody who is still paused."""
    program = await records.find_program(tx, workspace, message.row_id("silent"))
    if program is None:
        return ()
    member = await records.find_membership(tx, program, message.recipients[0])
    return message.recipients if member and member.state == "paused" else ()


@router.recheck(rules.HOST_ASKED)
async def recheck_question(
    tx: Transaction, workspace: str, message: DueMessage, now: dt.datetime
) -> tuple[str, ...]:
    """Ask only while the question stands, and nobody who pauses or has left."""
    host = await hosts.host_by_id(tx, workspace, message.row_id("host"))
    if host is None or host.state != "asked" or host.until <= now:
        return ()
    program = await records.find_program(tx, workspace, host.program)
    person = await people.find_person(tx, workspace, host.person)
    if program is None or not program.active:
        return ()
    if person and (person.left or is_paused(person, local_date(now, person.zone))):
        return ()
    return message.recipients
