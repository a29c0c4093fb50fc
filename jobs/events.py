"""Jobs of events: announcements, reminders, the headcount, the end, and thanks a day later."""

import random
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.core.schedule import DueOccurrence, Job, Run
from bot.events import notifications, records, reminders, rules, series
from bot.events import series_records as all_series
from bot.events.rules import Event
from bot.store.engine import Transaction

EventStep = Callable[[Transaction, Event, datetime], Awaitable[None]]


def event_job(work: EventStep, state: str = "open") -> Run:
    """Return the job of a step in an event's life; it does nothing in another state."""

    async def run(tx: Transaction, due: DueOccurrence, now: datetime, _rng: random.Random) -> None:
        event = await records.find_event_for_update(tx, due.workspace, due.subject.id)
        if event and event.state == state:
            await work(tx, event, now)

    return run


def _reminder(which: str) -> Run:
    async def remind(tx: Transaction, event: Event, now: datetime) -> None:
        await reminders.send_reminders(tx, event, which, now)

    return event_job(remind)


async def _pass(tx: Transaction, event: Event, _now: datetime) -> None:
    """Render what stands about an event anew, since “tomorrow” is today, or it has begun."""
    await notifications.invalidate_event(tx, event)


async def _end(tx: Transaction, due: DueOccurrence, now: datetime, _rng: random.Random) -> None:
    """End an event; of a series the next evening is made."""
    repeated = await all_series.lock_series_of(tx, due.workspace, due.subject.id)
    event = await records.find_event_for_update(tx, due.workspace, due.subject.id)
    if event is None or event.state != "open":
        return
    await reminders.end_event(tx, event)
    if repeated:
        await series.keep_ahead(tx, repeated, now)


async def _announce(
    tx: Transaction, due: DueOccurrence, now: datetime, _rng: random.Random
) -> None:
    """Post an evening of a series, or that it was called off."""
    event = await records.find_event_for_update(tx, due.workspace, due.subject.id)
    if event:
        await series.announce_evening(tx, event, now)


JOBS = {
    reminders.LEADS[rules.WEEK]: Job(_reminder("week"), grace=timedelta(days=1)),
    reminders.LEADS[rules.TWO_DAYS]: Job(_reminder("two_days"), grace=timedelta(hours=6)),
    reminders.LEADS[rules.DAY]: Job(_reminder("day"), grace=timedelta(hours=6)),
    reminders.LEADS[rules.THREE_HOURS]: Job(_reminder("three_hours"), grace=timedelta(hours=1)),
    reminders.LEADS[rules.HOUR]: Job(_reminder("hour"), grace=timedelta(minutes=45)),
    reminders.TODAY: Job(event_job(_pass)),
    reminders.BEGIN: Job(event_job(_pass)),
    reminders.SIGNUP: Job(event_job(reminders.close_signup)),
    reminders.HEADCOUNT: Job(event_job(reminders.send_headcount), grace=timedelta(days=1)),
    reminders.OVER: Job(_end, let_go=_end),
    series.ANNOUNCE: Job(_announce),
    reminders.AFTER: Job(event_job(reminders.send_thanks, "over"), grace=timedelta(days=3)),
}
