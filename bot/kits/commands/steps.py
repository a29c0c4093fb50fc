"""Show a step of a plan to whoever asks for it, and ask a colleague to do it."""

from bot.core.ids import row_number
from bot.core.interactions import (
    Answer,
    FormErrors,
    Invocation,
    OpenForm,
    Refusal,
    Reply,
)
from bot.core.permissions import Role
from bot.core.router import Router
from bot.kits import access, plans, records, request_records, requests
from bot.kits.rules import Plan, PlanStep, StepRequest
from bot.kits.views import plans as views
from bot.kits.views import requests as request_views
from bot.kits.views.plans import Asking
from bot.people import records as people
from bot.people.records import Person
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.speech import say
from bot.ui.text import Instant, Text, retell

router = Router()


@router.button("plan.ask", Role.ANYONE)
async def open_ask_form(call: Invocation, tx: Transaction) -> Answer:
    """Open the form with which whoever started a plan asks a colleague to do a step."""
    return OpenForm(request_views.ask_form(*await _require_askable(call, tx)))


@router.form("plan.ask", Role.ANYONE, people=("person",))
async def ask_colleague(call: Invocation, tx: Transaction) -> Answer:
    """Ask the chosen colleague, or return the errors at the fields of the form."""
    plan, step = await _require_askable(call, tx)
    chosen = call.field_values("person")
    person = await people.find_person(tx, call.workspace, chosen[0]) if len(chosen) == 1 else None
    if person is None or person.left or person.id in (call.person, step.owner):
        return FormErrors({"person": say(request_views.ONE_COLLEAGUE)})
    await people.lock_people(tx, call.workspace, call.person, person.id)
    if not await requests.may_be_asked(tx, step, call.person, person.id, call.now):
        return FormErrors({"person": request_views.ask_in_person(person.name)})

    request = await requests.ask(tx, plan, step, call.person, person.id, call.now)
    caller = await people.get_caller(call, tx)
    until = Instant(request.until, caller.zone, awaited=True)
    return await step_reply(call, tx, plan, step, request_views.sent(person.name, until))


@router.button("plan.yes", Role.ANYONE)
async def agree_to_step(call: Invocation, tx: Transaction) -> Answer:
    """Make the caller, who was asked, the one who does a step."""
    plan, step, request = await _require_question(call, tx)
    await requests.say_yes(tx, plan, step, request, call.now)
    return await step_reply(call, tx, plan, step, (say(views.TAKEN),))


@router.button("plan.no", Role.ANYONE)
async def decline_step(call: Invocation, tx: Transaction) -> Answer:
    """Send whoever asked the news that the caller can't; never why."""
    plan, _, request = await _require_question(call, tx)
    await requests.say_no(tx, plan, request, call.now)
    return Reply(request_views.declined_card())


async def step_reply(
    call: Invocation, tx: ReadTransaction, plan: Plan, step: PlanStep, said: Text = ()
) -> Answer:
    """Return a step as it stands, for the caller."""
    fresh = await records.find_step(tx, call.workspace, step.id)
    assert fresh
    caller = await people.get_caller(call, tx)
    owner = await people.find_person(tx, call.workspace, fresh.owner or "")
    mention = owner.mention if owner and not owner.left else None
    event = await plans.find_event(tx, plan)
    asking = await _find_asking(tx, plan, fresh, caller)
    return Reply(views.step_card(plan, fresh, caller, mention, event, call.now, said, asking))


async def _find_asking(
    tx: ReadTransaction, plan: Plan, step: PlanStep, reader: Person
) -> Asking | None:
    """Return who was asked to do a step, for whoever started the plan; None for anybody else."""
    if reader.id != plan.starter or step.owner not in (None, reader.id):
        return None
    request = (await request_records.open_requests(tx, plan.workspace, [step.id])).get(step.id)
    if request is None:
        return Asking()
    person = await people.find_person(tx, plan.workspace, request.person)
    mention = person.mention if person and not person.left else None
    return Asking(mention, Instant(request.until, reader.zone, awaited=True))


async def _require_askable(call: Invocation, tx: Transaction) -> tuple[Plan, PlanStep]:
    """Return a step that whoever started its plan may ask a colleague to do."""
    plan, step = await access.require_open_step(call, tx)
    if plan.starter != call.person:
        raise Refusal(say(views.NOT_YOURS))
    if step.owner not in (None, call.person):
        raise Refusal(say(views.NOT_YOUR_STEP))
    if not request_views.is_needed(plan, step, await plans.find_event(tx, plan)):
        raise Refusal(say(views.NOTHING_LEFT))
    if await request_records.open_requests(tx, call.workspace, [step.id]):
        raise Refusal(say(request_views.ASKED_ALREADY))
    return plan, step


async def _require_question(
    call: Invocation, tx: Transaction
) -> tuple[Plan, PlanStep, StepRequest]:
    """Return the step that the caller was asked to do and has not answered yet, locked."""
    number = row_number(call.value)
    request = await request_records.find_request(tx, call.workspace, number)
    if request is None or request.person != call.person:
        raise Refusal(retell(views.GONE))
    plan, step = await access.lock_step(call, tx, request.plan_step)
    request = await request_records.find_request(tx, call.workspace, number)
    is_needed = request_views.is_needed(plan, step, await plans.find_event(tx, plan))
    if request is None or request.state != "asked" or not is_needed:
        raise Refusal(say(request_views.ANSWERED_ALREADY))
    return plan, step, request
