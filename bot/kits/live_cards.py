"""The live cards of a plan: its steps in the channel, and the nudge of one."""

from datetime import datetime

from bot.core.router import Router
from bot.core.subjects import Subject
from bot.kits import plans, records, request_records
from bot.kits.rules import Plan, PlanStep, StepRequest
from bot.kits.views import plans as views
from bot.kits.views import requests
from bot.people import records as people
from bot.store.engine import ReadTransaction
from bot.ui.cards import Card
from bot.ui.text import Mention

router = Router()


@router.live_card("plan")
async def render_plan_card(
    tx: ReadTransaction, workspace: str, subject: Subject, now: datetime
) -> Card | None:
    """Render a plan with its steps and who does them."""
    plan = await records.find_plan(tx, workspace, subject.id)
    return await draw_plan(tx, plan, now) if plan else None


@router.live_card("plan-step")
async def render_nudge(
    tx: ReadTransaction, workspace: str, subject: Subject, _now: datetime
) -> Card | None:
    """Render the nudge of one step."""
    found = await records.find_step_of(tx, workspace, subject.id)
    if found is None:
        return None
    plan, step = found
    return views.nudge_card(plan, step, await plans.find_event(tx, plan))


@router.live_card("plan-request")
async def render_question(
    tx: ReadTransaction, workspace: str, subject: Subject, _now: datetime
) -> Card | None:
    """Render the question to a colleague whether they do a step."""
    asked = await _find_asked(tx, workspace, subject.id)
    if asked is None:
        return None
    plan, step, request = asked
    asker = await _mention(tx, workspace, request.asker)
    return requests.question_card(plan, step, request, asker, await plans.find_event(tx, plan))


@router.live_card("plan-answer")
async def render_answer(
    tx: ReadTransaction, workspace: str, subject: Subject, _now: datetime
) -> Card | None:
    """Render what came of a question to a colleague."""
    asked = await _find_asked(tx, workspace, subject.id)
    if asked is None:
        return None
    plan, step, request = asked
    person = await _mention(tx, workspace, request.person)
    return requests.answer_card(plan, step, request, person, await plans.find_event(tx, plan))


async def _find_asked(
    tx: ReadTransaction, workspace: str, number: int
) -> tuple[Plan, PlanStep, StepRequest] | None:
    request = await request_records.find_request(tx, workspace, number)
    found = await records.find_step_of(tx, workspace, request.plan_step) if request else None
    return (*found, request) if request and found else None


async def draw_plan(
    tx: ReadTransaction, plan: Plan, now: datetime, said: str = "", reader: str = ""
) -> Card:
    """Return the card of a plan; `said` is a confirmation at its top.

    Whoever started it, as the one reader, sees who was asked to do a step.
    """
    steps = await records.list_steps(tx, plan)
    asked: dict[int, str] = {}
    if reader == plan.starter:
        numbers = [step.id for step in steps]
        waiting = await request_records.open_requests(tx, plan.workspace, numbers)
        asked = {number: request.person for number, request in waiting.items()}
    named = {plan.starter, *(step.owner for step in steps if step.owner), *asked.values()}
    known = await people.find_people(tx, plan.workspace, named)
    mentions = {person.id: person.mention for person in known.values() if not person.left}
    event = await plans.find_event(tx, plan)
    return views.plan_card(plan, steps, mentions, event, now, said, asked)


async def _mention(tx: ReadTransaction, workspace: str, person: str) -> Mention | None:
    found = await people.find_person(tx, workspace, person)
    return found.mention if found and not found.left else None
