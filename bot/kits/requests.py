"""Ask a colleague in private to do a step, and tell whoever asked what came of it."""

import datetime as dt
import random

from bot.attention import records as attention
from bot.core import outbox, schedule
from bot.core.schedule import DueOccurrence
from bot.kits import plans, records, request_records, rules
from bot.kits.notifications import ANSWERED, ASKED
from bot.kits.rules import Plan, PlanStep, StepRequest
from bot.store.engine import ReadTransaction, Transaction

REQUEST_OVER = "plan.request_over"
_TOLD_FOR = dt.timedelta(days=7)


async def may_be_asked(
    tx: ReadTransaction, step: PlanStep, asker: str, person: str, now: dt.datetime
) -> bool:
    """Return whether the week of a colleague has a place for a question from somebody."""
    since = now - rules.REQUESTS_COUNT_FOR
    by_asker, by_all = await request_records.count_requests(
        tx, step.workspace, person, asker, since
    )
    if by_asker >= rules.REQUESTS_OF_A_PAIR or by_all >= rules.REQUESTS_TO_ONE:
        return False
    if await request_records.was_asked(tx, step.workspace, step.id, person):
        return False
    return await attention.has_place(tx, step.workspace, person, now)


async def ask(
    tx: Transaction, of: Plan, step: PlanStep, asker: str, person: str, now: dt.datetime
) -> StepRequest:
    """Ask a colleague whether they do a step; they have some days to answer."""
    until = rules.wait_for_answer(step.due, of.zone, now)
    request = await request_records.insert_request(
        tx, of.workspace, plan_step=step.id, asker=asker, person=person, at=now, until=until
    )
    await schedule.schedule(tx, of.workspace, REQUEST_OVER, request.subject, until, until.date())
    await outbox.send_dm(
        tx,
        of.workspace,
        f"{request.subject}:asked",
        person,
        None,
        subject=request.subject,
        reason=ASKED,
        due=now,
        expires=until,
    )
    return request


async def say_yes(
    tx: Transaction, of: Plan, step: PlanStep, request: StepRequest, now: dt.datetime
) -> PlanStep:
    """Make whoever was asked the one who does the step, and tell whoever asked."""
    await request_records.settle_request(tx, request, "yes")
    taken = await plans.hand_step(tx, step, of, request.person)
    await _tell_asker(tx, request, now)
    return taken


async def say_no(tx: Transaction, of: Plan, request: StepRequest, now: dt.datetime) -> None:
    """Save that somebody would rather not, and tell whoever asked; never why."""
    await request_records.settle_request(tx, request, "no")
    await _tell_asker(tx, request, now)
    await plans.invalidate_plan(tx, of)


async def give_up(tx: Transaction, request: StepRequest, now: dt.datetime) -> None:
    """Take silence for an answer, and tell whoever asked."""
    found = await records.find_step_of(tx, request.workspace, request.plan_step)
    await request_records.settle_request(tx, request, "over")
    if found and found[0].state == found[1].state == "open":
        await _tell_asker(tx, request, now)
        await plans.invalidate_plan(tx, found[0])


async def end_request(
    tx: Transaction, due: DueOccurrence, now: dt.datetime, _rng: random.Random
) -> None:
    """End a question that nobody has answered in time."""
    request = await request_records.find_request(tx, due.workspace, due.subject.id)
    if request is None:
        return
    found = await records.find_step_of(tx, due.workspace, request.plan_step)
    if found:
        await records.lock_plan(tx, due.workspace, found[0].id)
        request = await request_records.find_request(tx, due.workspace, due.subject.id)
    if request and request.state == "asked":
        await give_up(tx, request, now)


async def _tell_asker(tx: Transaction, request: StepRequest, now: dt.datetime) -> None:
    await outbox.send_dm(
        tx,
        request.workspace,
        f"{request.answer_subject}",
        request.asker,
        None,
        subject=request.answer_subject,
        reason=ANSWERED,
        due=now,
        expires=now + _TOLD_FOR,
    )
