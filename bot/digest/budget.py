"""Remind those who think of going to a gathering far away to ask for the budget in time."""

import datetime as dt
import random

from bot.associations import opening_records
from bot.core import outbox, schedule
from bot.core.outbox import OutgoingMessage
from bot.core.schedule import DueOccurrence
from bot.core.signals import DeadlinesChanged, EventsListed, RsvpChanged
from bot.core.subjects import Subject
from bot.dates.local_time import local_date
from bot.dates.working_time import moment_on, nearest_working_day
from bot.digest import rules, travel_records
from bot.digest.notifications import BUDGET
from bot.digest.travel import deadlines_ahead
from bot.events import records as events
from bot.events.rules import Event
from bot.people.hours.records import channel_working_time
from bot.store.engine import ReadTransaction, Transaction

TRAVEL_BUDGET = "travel.budget"  # the kind of occurrence
BUDGET_TIME = dt.time(10)


async def schedule_for_rsvp(tx: Transaction, signal: RsvpChanged) -> None:
    """Schedule the reminder when somebody thinks of going."""
    await _schedule_by_id(tx, signal.workspace, signal.event, signal.now)


async def schedule_for_deadline(tx: Transaction, signal: DeadlinesChanged) -> None:
    """Reschedule the reminder when a deadline of an event is noted or changes."""
    await _schedule_by_id(tx, signal.workspace, signal.event, signal.now)


async def follow_listed_events(tx: Transaction, signal: EventsListed) -> None:
    """Reschedule the reminders of the events of which somebody thinks."""
    ahead = await events.upcoming_events(
        tx, signal.workspace, signal.now, kinds=("listed",), reaches=("international",)
    )
    numbers = [event.id for event in ahead]
    thinking = await travel_records.list_thinking(tx, signal.workspace, *numbers)
    thought_of = {rsvp.event for rsvp in thinking}
    for event in ahead:
        if event.id in thought_of:
            await schedule_budget(tx, event, signal.now)


async def schedule_budget(tx: Transaction, event: Event, now: dt.datetime) -> dt.date | None:
    """Reschedule the reminder about an event; return its day, or None where it is too late."""
    await schedule.unschedule(tx, event.workspace, event.subject, TRAVEL_BUDGET)
    if not rules.is_worth_travelling(event) or event.state != "open":
        return None
    at = await _budget_time(tx, event, now)
    day = local_date(at, event.zone)
    if at <= now:
        return None
    await schedule.schedule(tx, event.workspace, TRAVEL_BUDGET, event.subject, at, day)
    return day


async def remind_of_budget(
    tx: Transaction, due: DueOccurrence, now: dt.datetime, _rng: random.Random
) -> None:
    """Remind those who still think of going, each once, unless the event moved away."""
    event = await events.find_event_for_update(tx, due.workspace, due.subject.id)
    if event is None or not rules.is_sure_ahead(event, now):
        return
    if await _budget_time(tx, event, now) > now + dt.timedelta(days=1):
        await schedule_budget(tx, event, now)
        return

    thinking = await travel_records.list_thinking(tx, event.workspace, event.id)
    messages = [
        OutgoingMessage(
            f"{event.subject}:budget:{rsvp.person}",
            (rsvp.person,),
            subject=Subject("budget", event.id),
        )
        for rsvp in thinking
    ]
    await outbox.send_dms(
        tx, event.workspace, messages, reason=BUDGET, due=now, expires=event.starts_at
    )


async def _schedule_by_id(tx: Transaction, workspace: str, number: int, now: dt.datetime) -> None:
    event = await events.find_event(tx, workspace, number)
    if event and await travel_records.list_thinking(tx, workspace, number):
        await schedule_budget(tx, event, now)


async def _budget_time(tx: ReadTransaction, event: Event, now: dt.datetime) -> dt.datetime:
    openings = await opening_records.openings_of_events(tx, event.workspace, [event.id])
    ahead = deadlines_ahead(openings.get(event.id, ()), now)
    early = [opening.due for opening in ahead if opening.kind == "prices"]
    working_time = await channel_working_time(tx, event.workspace, "", event.zone)
    day = rules.budget_day(event, min(early, default=None))
    return moment_on(nearest_working_day(day, working_time, step=-1), BUDGET_TIME, working_time)
