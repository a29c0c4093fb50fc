"""`/mingle start`, and the buttons of plans."""

import datetime as dt

from bot.core.interactions import Answer, Invocation, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Option, Router
from bot.dates.local_time import local_date
from bot.events import records as events
from bot.kits import access, live_cards, own_kits, plans, records, reminders, rules
from bot.kits.commands.steps import step_reply
from bot.kits.free_dates import free_dates
from bot.kits.kits import Kit, load_kits
from bot.kits.rules import Plan
from bot.kits.views import plans as views
from bot.kits.views.kits import NOT_OFFERED
from bot.open_tables.form_input import channel_for_lunch
from bot.people import records as people
from bot.people.hours.records import working_time_of
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.speech import mark, say
from bot.ui.text import retell

router = Router()


@router.button("kit.list", Role.ANYONE)
@router.command(
    "mingle start",
    mark("Start something yourself: a meetup, a lunch of your craft, a visit"),
    Role.ANYONE,
    Option("kit", mark("what to start"), choices=tuple(load_kits())),
)
async def show_kits(call: Invocation, tx: Transaction) -> Answer:
    """List the kits, or offer dates for one that is named."""
    kits = await own_kits.kits_of(tx, call.workspace)
    if call.field_text("kit") in kits:
        return await _offer_dates(call, tx, kits[call.field_text("kit")])
    own = await records.open_plans(tx, call.workspace, call.person)
    return Reply(views.kits_card(list(kits.values()), own, organiser=call.organiser))


@router.button("kit.choose", Role.ANYONE)
async def choose_kit(call: Invocation, tx: Transaction) -> Answer:
    """Offer dates for the chosen kit."""
    kit = await _require_kit(call, tx, call.field_text("choice") or call.value)
    return await _offer_dates(call, tx, kit)


@router.button("kit.date", Role.ANYONE)
async def choose_date(call: Invocation, tx: Transaction) -> Answer:
    """Show the plan for a date before it is posted."""
    kit, day = await _require_free(call, tx)
    caller = await people.get_caller(call, tx)
    hours = await working_time_of(tx, call.workspace, caller)
    dues = rules.due_dates(kit.steps, day, local_date(call.now, caller.zone), hours)
    return Reply(views.confirm_card(kit, dues, day, await _channel(call, tx)))


@router.button("kit.start", Role.ANYONE)
async def start_plan(call: Invocation, tx: Transaction) -> Answer:
    """Make the plan, and post it in the channel; a second click shows it."""
    caller = await people.get_caller(call, tx)
    await people.lock_people(tx, call.workspace, caller.id)
    own = await records.open_plans(tx, call.workspace, caller.id)
    name, _, day_text = call.value.partition(":")
    for plan in own:
        if (plan.kit, str(plan.day)) == (name, day_text):
            return Reply(await live_cards.draw_plan(tx, plan, call.now, reader=call.person))
    if len(own) >= rules.MAX_OPEN_PLANS:
        raise Refusal(say(views.TOO_MANY, most=rules.MAX_OPEN_PLANS))

    kit, day = await _require_free(call, tx)
    channel = await _channel(call, tx)
    made = await plans.make_plan(tx, call.workspace, kit, caller, day, channel, call.now)
    return Reply(await live_cards.draw_plan(tx, made, call.now, say(views.STARTED)))


@router.button("plan.show", Role.ANYONE)
async def show_plan(call: Invocation, tx: Transaction) -> Answer:
    """Show a plan."""
    plan = await access.require_plan(call, tx)
    return Reply(await live_cards.draw_plan(tx, plan, call.now, reader=call.person))


@router.button("plan.step", Role.ANYONE)
async def show_step(call: Invocation, tx: Transaction) -> Answer:
    """Show one step, with its letter."""
    return await step_reply(call, tx, *await access.require_step(call, tx))


@router.button("plan.take", Role.ANYONE)
async def take_step(call: Invocation, tx: Transaction) -> Answer:
    """Make the caller the one who does a step."""
    plan, step = await access.require_open_step(call, tx)
    if rules.is_called_off(await plans.find_event(tx, plan)):
        raise Refusal(say(views.NOTHING_LEFT))
    taken = await plans.hand_step(tx, step, plan, call.person)
    nudged_at = await reminders.find_nudge_moment(tx, taken)
    is_ahead = nudged_at is not None and nudged_at > call.now
    said = say(views.TAKEN) if is_ahead else say(views.TAKEN_LATE)
    return await step_reply(call, tx, plan, step, (said,))


@router.button("plan.give", Role.ANYONE)
async def give_step_back(call: Invocation, tx: Transaction) -> Answer:
    """Let a step of the caller's wait for somebody else."""
    plan, step = await access.require_own_step(call, tx)
    await plans.hand_step(tx, step, plan, None)
    return await step_reply(call, tx, plan, step, (say(views.GIVEN_BACK),))


@router.button("plan.done", Role.ANYONE)
async def finish_step(call: Invocation, tx: Transaction) -> Answer:
    """Save that a step is done; whoever handed it on meanwhile is told who does it now."""
    plan, step = await access.require_open_step(call, tx)
    if not access.may_settle(call, step):
        return await step_reply(call, tx, plan, step, (say(views.NOT_YOUR_STEP),))
    await plans.settle_step(tx, step, plan, "done")
    return await _plan_reply(call, tx, plan, say(views.STEP_DONE))


@router.button("plan.skip", Role.ANYONE)
async def drop_step(call: Invocation, tx: Transaction) -> Answer:
    """Drop one step."""
    plan, step = await access.require_own_step(call, tx)
    await plans.settle_step(tx, step, plan, "dropped")
    return await _plan_reply(call, tx, plan, say(views.STEP_DROPPED))


@router.button("plan.event", Role.ANYONE)
async def put_in_calendar(call: Invocation, tx: Transaction) -> Answer:
    """Put the event of a plan in the calendar, hosted by the caller."""
    plan, step = await access.require_own_step(call, tx)
    if plan.event is None:
        caller = await people.get_caller(call, tx)
        await plans.put_in_calendar(tx, plan, caller, call.now)
    await plans.settle_step(tx, step, plan, "done")
    return await _plan_reply(call, tx, plan, say(views.IN_CALENDAR))


@router.button("plan.repeat", Role.ANYONE)
async def make_it_repeat(call: Invocation, tx: Transaction) -> Answer:
    """Have the event of a plan repeat."""
    plan, step = await access.require_own_step(call, tx)
    event = await events.find_event_for_update(tx, call.workspace, plan.event or 0)
    if event is None:
        raise Refusal(say(views.NOT_IN_CALENDAR))
    if event.state == "cancelled":
        raise Refusal(say(views.CALLED_OFF))
    await plans.make_repeat(tx, plan, event, call.now)
    await plans.settle_step(tx, step, plan, "done")
    return await _plan_reply(call, tx, plan, say(views.REPEATS))


@router.button("plan.move", Role.ANYONE)
async def offer_other_dates(call: Invocation, tx: Transaction) -> Answer:
    """Offer other dates for a plan."""
    plan = await access.require_own_plan(call, tx)
    dates = await _other_dates(call, tx, plan)
    if not dates:
        raise Refusal(say(views.NO_DATES))
    return Reply(views.move_card(plan, dates))


@router.button("plan.moved", Role.ANYONE)
async def move_plan(call: Invocation, tx: Transaction) -> Answer:
    """Move a plan to another date that is free."""
    plan = await access.require_own_plan(call, tx)
    day = _read_day(call.value.partition(":")[2])
    if day is None or day not in await _other_dates(call, tx, plan):
        raise Refusal(retell(views.DATE_TAKEN))
    await plans.move_plan(tx, plan, day, call.now, call.person)
    return await _plan_reply(call, tx, plan, say(views.MOVED))


@router.button("plan.ask_drop", Role.ANYONE)
async def ask_about_dropping(call: Invocation, tx: Transaction) -> Answer:
    """Ask whether a plan is to be dropped."""
    plan = await access.require_own_plan(call, tx)
    return Reply(views.drop_card(plan, await plans.find_event(tx, plan)))


@router.button("plan.drop", Role.ANYONE)
async def drop_plan(call: Invocation, tx: Transaction) -> Answer:
    """Drop a plan."""
    plan = await access.require_own_plan(call, tx)
    await plans.drop_plan(tx, plan)
    return await _plan_reply(call, tx, plan)


async def _offer_dates(call: Invocation, tx: Transaction, kit: Kit) -> Answer:
    caller = await people.get_caller(call, tx)
    channel, _ = await _channel(call, tx)
    dates = await free_dates(tx, call.workspace, kit, caller, channel, call.now)
    if not dates:
        raise Refusal(say(views.NO_DATES))
    return Reply(views.dates_card(kit, dates, caller.zone))


async def _require_free(call: Invocation, tx: Transaction) -> tuple[Kit, dt.date]:
    """Return the kit and the day of a button; raise Refusal if the day is taken by now."""
    name, _, words = call.value.partition(":")
    kit, day = await _require_kit(call, tx, name), _read_day(words)
    caller = await people.get_caller(call, tx)
    channel, _ = await _channel(call, tx)
    if day is None or day not in await free_dates(
        tx, call.workspace, kit, caller, channel, call.now
    ):
        raise Refusal(retell(views.DATE_TAKEN))
    return kit, day


async def _other_dates(call: Invocation, tx: ReadTransaction, plan: Plan) -> list[dt.date]:
    caller = await people.get_caller(call, tx)
    found = await free_dates(
        tx, call.workspace, plan.of_kit, caller, plan.channel, call.now, besides=plan.id
    )
    return [day for day in found if day != plan.day]


async def _channel(call: Invocation, tx: ReadTransaction) -> tuple[str, str]:
    """Return where a plan is posted: here, or where the lunches are."""
    channel, name = await channel_for_lunch(call, tx)
    if not channel:
        raise Refusal(say(views.NO_CHANNEL))
    return channel, name


async def _plan_reply(call: Invocation, tx: ReadTransaction, plan: Plan, said: str = "") -> Answer:
    fresh = await records.find_plan(tx, call.workspace, plan.id)
    assert fresh
    return Reply(await live_cards.draw_plan(tx, fresh, call.now, said, call.person))


async def _require_kit(call: Invocation, tx: ReadTransaction, name: str) -> Kit:
    kit = (await own_kits.kits_of(tx, call.workspace)).get(name)
    if kit is None:
        raise Refusal(retell(NOT_OFFERED))
    return kit


def _read_day(words: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(words)
    except ValueError:
        return None
