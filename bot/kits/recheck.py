"""What is checked again when the nudge of a step, or a question about one, is claimed."""

from datetime import datetime

from bot.core.due_messages import DueMessage
from bot.core.router import Router
from bot.dates.local_time import local_date
from bot.kits import plans, records, request_records
from bot.kits.notifications import ANSWERED, ASKED, NUDGE
from bot.kits.rules import is_called_off
from bot.kits.views.requests import is_needed
from bot.people import records as people
from bot.store.engine import Transaction

router = Router()


@router.recheck(NUDGE)
async def recheck_nudge(
    tx: Transaction, workspace: str, message: DueMessage, _now: datetime
) -> tuple[str, ...]:
    """Nudge only whoever still does a step that is still to do."""
    found = await records.find_step_of(tx, workspace, message.row_id("plan-step"))
    if found is None:
        return ()
    plan, step = found
    if not step.state == plan.state == "open" or is_called_off(await plans.find_event(tx, plan)):
        return ()
    return tuple(person for person in message.recipients if person == step.owner)


@router.recheck(ASKED)
async def recheck_question(
    tx: Transaction, workspace: str, message: DueMessage, now: datetime
) -> tuple[str, ...]:
    """Ask a colleague only while the step is still to do, they are there, and both get on.

    Whoever asked learns nothing of it: they hear later that nobody answered.
    """
    request = await request_records.find_request(tx, workspace, message.row_id("plan-request"))
    found = await records.find_step_of(tx, workspace, request.plan_step) if request else None
    if request is None or found is None or request.state != "asked":
        return ()
    if not is_needed(*found, await plans.find_event(tx, found[0])):
        return ()
    person = await people.find_person(tx, workspace, request.person)
    if person is None or people.is_paused(person, local_date(now, person.zone)):
        return ()
    pair = {request.asker, request.person}
    return () if await people.avoid_pairs(tx, workspace, pair) else message.recipients


@router.recheck(ANSWERED)
async def recheck_answer(
    tx: Transaction, workspace: str, message: DueMessage, _now: datetime
) -> tuple[str, ...]:
    """Send whoever asked what came of it while the step is still to do."""
    request = await request_records.find_request(tx, workspace, message.row_id("plan-answer"))
    found = await records.find_step_of(tx, workspace, request.plan_step) if request else None
    if found is None or not is_needed(*found, await plans.find_event(tx, found[0])):
        return ()
    return message.recipients
