"""What is checked again when messages about membership are claimed."""

import datetime as dt

from bot.core.due_messages import DueMessage
from bot.core.router import Router
from bot.pairings import rules
from bot.pairings.programs import records
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
