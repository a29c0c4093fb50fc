"""What is checked again when messages of a round are claimed: who opted out since, what is over."""

import datetime as dt

from bot.core.due_messages import DueMessage
from bot.core.router import Router
from bot.pairings import rules
from bot.pairings.programs import records
from bot.pairings.programs.records import PairingProgram
from bot.pairings.rounds import group_details, participants, undo, undone_records
from bot.pairings.rounds import records as round_records
from bot.pairings.rounds.group_details import GroupDetails
from bot.store.engine import ReadTransaction, Transaction

router = Router()

SETTLED = ("met", "rescued")  # states of groups whose people need no news of it any more


@router.recheck(rules.INTRODUCTION)
async def recheck_introduction(
    tx: Transaction, workspace: str, message: DueMessage, now: dt.datetime
) -> tuple[str, ...]:
    """Introduce only people who still take part, and none who would rather not meet.

    A group of which two are left goes ahead; one that falls through is undone. Members to whom an
    introduction is sent one by one have the others checked as well.
    """
    details = await group_details.load_group(tx, workspace, message.row_id("group"), lock=True)
    if details is None or details.group.state != "open":
        return ()

    members = [member.person for member in details.staying_members]
    staying = await undo.spare_opt_outs(tx, details, members, now)
    return tuple(person for person in message.recipients if person in staying)


@router.recheck(rules.NOTICE)
async def recheck_notice(
    tx: Transaction, workspace: str, message: DueMessage, now: dt.datetime
) -> tuple[str, ...]:
    """Announce a round only to somebody who takes part in it, and only before it is drawn."""
    assert message.about
    notice = await records.find_notice(tx, workspace, message.about)
    if notice is None:
        return ()

    planned = await records.next_draw(tx, notice.program)
    is_ahead = planned is not None and planned[0] == notice.day and now < planned[1]
    if notice.skipped or notice.member.state != "in" or not is_ahead:
        return ()
    day_of_draw = rules.round_date(notice.program, notice.day)
    is_away = await participants.is_away(tx, workspace, notice.member.person, day_of_draw)
    return () if is_away else message.recipients


@router.recheck(rules.MOVED)
async def recheck_shift(
    tx: Transaction, workspace: str, message: DueMessage, _now: dt.datetime
) -> tuple[str, ...]:
    """Write of a round that was moved only to somebody who still takes part, until it is drawn."""
    assert message.about
    notice = await records.find_notice(tx, workspace, message.about)
    if notice is None or notice.member.state != "in":
        return ()
    drawn = await round_records.find_round(tx, notice.program, notice.day)
    return message.recipients if drawn is None else ()


@router.recheck(rules.CHECK_IN)
async def recheck_check_in(
    tx: Transaction, workspace: str, message: DueMessage, now: dt.datetime
) -> tuple[str, ...]:
    """Ask only a member who may still meet: the group is open and they have not called off."""
    member_id = message.row_id("checkin")
    details = await group_details.load_group_of_member(tx, workspace, member_id)
    if details is None or not _is_running(details, now):
        return ()
    staying = {member.id for member in details.staying_members}
    return message.recipients if member_id in staying else ()


@router.recheck(rules.NUDGE)
async def recheck_nudge(
    tx: Transaction, workspace: str, message: DueMessage, now: dt.datetime
) -> tuple[str, ...]:
    """Remind only a group that is still to meet and in which nobody has answered since."""
    details = await group_details.load_group(tx, workspace, message.row_id("group"))
    if details is None or not _is_running(details, now):
        return ()
    if any(member.answer != "none" for member in details.members):
        return ()
    return message.recipients


@router.recheck(rules.CHANGED)
async def recheck_change(
    tx: Transaction, workspace: str, message: DueMessage, _now: dt.datetime
) -> tuple[str, ...]:
    """Send no news of a lunch that is settled by now: they met, or found other company."""
    group = await round_records.group_by_id(tx, workspace, message.row_id("group"))
    return () if group is None or group.state in SETTLED else message.recipients


@router.recheck(rules.ALONE)
async def recheck_left_out(
    tx: Transaction, workspace: str, message: DueMessage, _now: dt.datetime
) -> tuple[str, ...]:
    """Promise the next round only to somebody who still takes part and has found no company."""
    if message.about and message.about.kind in ("solo", "undone"):
        details = await group_details.load_group_of_member(tx, workspace, message.about.id)
        person = message.recipients[0]
        if details is None or await undone_records.found_company(tx, details.round, person):
            return ()
    program = await _program_of_round(tx, workspace, message.row_id("round"))
    if program is None:
        return message.recipients
    taking_part = await records.people_in(tx, program, message.recipients)
    return message.recipients if taking_part else ()


def _is_running(details: GroupDetails, now: dt.datetime) -> bool:
    is_open = details.group.state == "open" and details.round.state == "drawn"
    return is_open and now < details.round.ends_at


async def _program_of_round(
    tx: ReadTransaction, workspace: str, number: int
) -> PairingProgram | None:
    pairing_round = await round_records.round_by_id(tx, workspace, number)
    if pairing_round is None:
        return None
    return await records.find_program(tx, workspace, pairing_round.program)
