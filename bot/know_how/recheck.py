"""What is checked again when a question or an introduction is claimed: may they still meet?"""

from datetime import datetime

from bot.core.due_messages import DueMessage
from bot.core.router import Router
from bot.dates.local_time import local_date
from bot.know_how import introductions, records
from bot.know_how.notifications import ASKED, INTRODUCED
from bot.people import records as people
from bot.people.records import is_paused
from bot.store.engine import Transaction

router = Router()


@router.recheck(ASKED)
async def recheck_question(
    tx: Transaction, workspace: str, message: DueMessage, now: datetime
) -> tuple[str, ...]:
    """Ask only who still agrees to be named and doesn't pause, of somebody whom they may meet.

    Whoever asked learns nothing of it until the question ends.
    """
    request = await records.find_request(tx, workspace, message.row_id("expert"))
    if request is None or request.state != "asked" or request.until <= now:
        return ()
    if not await introductions.may_meet(tx, request, now):
        return ()
    expert = await people.find_person(tx, workspace, request.expert)
    if expert is None or is_paused(expert, local_date(now, expert.zone)):
        return ()
    named = await records.is_named(tx, workspace, request.expert)
    return message.recipients if named else ()


@router.recheck(INTRODUCED)
async def recheck_introduction(
    tx: Transaction, workspace: str, message: DueMessage, now: datetime
) -> tuple[str, ...]:
    """Introduce two only while they may meet; tell whoever waits for it where they may not."""
    request = await records.find_request_for_update(tx, workspace, message.row_id("expert"))
    if request is None or request.state != "introduced":
        return ()
    if await introductions.may_meet(tx, request, now):
        return message.recipients
    await introductions.end_lost_introduction(tx, request, now)
    return ()
