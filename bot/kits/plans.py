"""Make a plan, move its day, and do what Mingle does for its steps."""

import datetime as dt

from bot.core import outbox, schedule
from bot.core.reader_languages import language_for
from bot.dates.local_time import local_date
from bot.events import announce, changes, creation, repeats, series
from bot.events import records as events
from bot.events.records import EventDraft
from bot.events.rules import Event
from bot.kits import own_kits, records, reminders, request_records, rules
from bot.kits.kits import Kit
from bot.kits.notifications import OPENED
from bot.kits.rules import Plan, PlanStep, State
from bot.people import records as people
from bot.people.hours.records import channel_working_time, working_time_of
from bot.people.records import Person
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.speech import speaking


async def make_plan(
    tx: Transaction,
    workspace: str,
    kit: Kit,
    starter: Person,
    day: dt.date,
    channel: tuple[str, str],
    now: dt.datetime,
) -> Plan:
    """Make a plan whose steps are the starter's, and post its card in a channel."""
    written = await own_kits.find_offered(tx, workspace, kit.id)
    made = await records.insert_plan(
        tx,
        workspace,
        kit=kit.id,
        starter=starter.id,
        channel=channel[0],
        channel_name=channel[1],
        zone=starter.zone,
        day=day,
        own_kit=written.id if written else None,
        made_at=now,
    )
    hours = await working_time_of(tx, workspace, starter)
    dues = rules.due_dates(kit.steps, day, local_date(now, starter.zone), hours)
    names = [step.id for step in kit.steps]
    await records.insert_steps(tx, made, starter.id, zip(names, dues, strict=True))
    await reminders.schedule_nudges(tx, made)
    await outbox.post(
        tx,
        workspace,
        f"{made.subject}",
        made.channel,
        None,
        subject=made.subject,
        reason=OPENED,
        due=now,
        expires=made.times_on(day)[1],
        solicited=True,
    )
    return made


async def move_plan(tx: Transaction, moved: Plan, day: dt.date, now: dt.datetime, by: str) -> None:
    """Move a plan to another day, with its event and with all steps that are still to do."""
    await move_steps(tx, moved, day, now)
    event = await events.find_event_for_update(tx, moved.workspace, moved.event or 0)
    if event and event.state == "open":
        starts_at, ends_at = moved.times_on(day)
        values = {"starts_at": starts_at, "ends_at": ends_at}
        await changes.change_event(tx, event, values, now, by=by)


async def move_steps(tx: Transaction, moved: Plan, day: dt.date, now: dt.datetime) -> None:
    """Move a plan and all steps that are still to do to the day that its event has."""
    starter = await people.find_person(tx, moved.workspace, moved.starter)
    hours = await working_time_of(tx, moved.workspace, starter) if starter else None
    hours = hours or await channel_working_time(tx, moved.workspace, moved.channel, moved.zone)
    today = local_date(now, moved.zone)
    dues = rules.due_dates(moved.of_kit.steps, day, today, hours)
    by_name = {step.id: due for step, due in zip(moved.of_kit.steps, dues, strict=True)}
    await records.update_plan(tx, moved, day=day)
    for step in await records.list_steps(tx, moved):
        if step.state == "open":
            await records.update_step(tx, step, due=by_name[step.step])
    await reminders.schedule_nudges(tx, moved)
    await invalidate_plan(tx, moved)


async def settle_step(tx: Transaction, step: PlanStep, of: Plan, state: State) -> None:
    """Save that a step is done or dropped; a plan without open steps is done."""
    await records.update_step(tx, step, state=state)
    await request_records.close_requests(tx, step.workspace, [step.id])
    await schedule.unschedule(tx, step.workspace, step.subject, reminders.NUDGE_DUE)
    rest = [one for one in await records.list_steps(tx, of) if one.state == "open"]
    if not rest:
        await records.update_plan(tx, of, state="done")
    await invalidate_plan(tx, of)


async def hand_step(tx: Transaction, step: PlanStep, of: Plan, owner: str | None) -> PlanStep:
    """Make somebody who said so the one who does a step; return it."""
    await records.set_owner(tx, step, owner)
    await request_records.close_requests(tx, step.workspace, [step.id])
    changed = await records.find_step(tx, step.workspace, step.id)
    assert changed
    await reminders.schedule_nudge(tx, changed)
    await invalidate_plan(tx, of)
    return changed


async def drop_plan(tx: Transaction, dropped: Plan) -> None:
    """End a plan; an event that is in the calendar stays there."""
    steps = await records.list_steps(tx, dropped)
    for step in steps:
        await schedule.unschedule(tx, step.workspace, step.subject, reminders.NUDGE_DUE)
    await request_records.close_requests(tx, dropped.workspace, [step.id for step in steps])
    await records.update_plan(tx, dropped, state="dropped")
    await invalidate_plan(tx, dropped)


async def put_in_calendar(tx: Transaction, of: Plan, host: Person, now: dt.datetime) -> Event:
    """Plan the event of a plan on its day, hosted by whoever clicked, and announce it."""
    # whoever clicks may read another language than the channel that it is for
    with speaking(await language_for(tx, of.workspace, [of.channel])):
        kit = of.of_kit
    starts_at, ends_at = of.times_on(of.day)
    draft = EventDraft(
        workspace=of.workspace,
        kind="gathering",
        title=kit.title,
        description=kit.about,
        starts_at=starts_at,
        ends_at=ends_at,
        zone=of.zone,
        created_at=now,
        channel=of.channel,
        channel_name=of.channel_name,
        organiser=host.id,
    )
    event = await creation.plan_event(tx, draft, host.id, now)
    await announce.announce_in_channel(tx, event, now)
    await records.update_plan(tx, of, event=event.id)
    return event


async def make_repeat(tx: Transaction, of: Plan, event: Event, now: dt.datetime) -> Event:
    """Have the event of a plan repeat from now on. The caller holds the event's lock."""
    if event.series_id is not None:
        return event
    first = local_date(event.starts_at, event.zone)
    rule = repeats.rule_for(of.of_kit.repeat, first)
    assert rule
    return await series.start_series(tx, event, rule, now)


async def invalidate_plan(tx: Transaction, of: Plan) -> None:
    """Render the card of a plan anew, the nudges of its steps, and what colleagues were asked."""
    steps = await records.list_steps(tx, of)
    asked = await request_records.cards_of_requests(tx, of.workspace, [step.id for step in steps])
    await outbox.invalidate(tx, of.workspace, of.subject, *(one.subject for one in steps), *asked)


async def find_event(tx: ReadTransaction, of: Plan) -> Event | None:
    """Return the event of a plan, or None before there is one."""
    return await events.find_event(tx, of.workspace, of.event or 0)
