"""See events through: reminders, the host's headcount, the end, and thanks a day later."""

import random
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.core.schedule import Due, Job, Run
from bot.events import records, reminders
from bot.events.rules import Event
from bot.store.engine import Transaction

About = Callable[[Transaction, Event, datetime], Awaitable[None]]


def about_event(work: About, state: str = "open") -> Run:
    """Make a job of what happens to one event, if it still is in this state."""

    async def run(tx: Transaction, due: Due, now: datetime, _rng: random.Random) -> None:
        event = await records.find_held(tx, due.workspace, due.number)
        if event and event.state == state:
            await work(tx, event, now)

    return run


async def _day(tx: Transaction, event: Event, now: datetime) -> None:
    await reminders.remind(tx, event, "day", now)


async def _hour(tx: Transaction, event: Event, now: datetime) -> None:
    await reminders.remind(tx, event, "hour", now)


async def _end(tx: Transaction, event: Event, _now: datetime) -> None:
    await reminders.end(tx, event)


JOBS = {
    reminders.DAY: Job(about_event(_day), grace=timedelta(hours=6)),
    reminders.HOUR: Job(about_event(_hour), grace=timedelta(minutes=45)),
    reminders.HEADCOUNT: Job(about_event(reminders.tell_host), grace=timedelta(days=1)),
    reminders.OVER: Job(about_event(_end)),
    reminders.AFTER: Job(about_event(reminders.thank, "over"), grace=timedelta(days=3)),
}
