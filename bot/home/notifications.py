"""The Monday note to organisers: what runs this week, what needs a hand, in one paragraph."""

import datetime as dt
import random

from bot.core import outbox, schedule
from bot.core.due_messages import DueMessage
from bot.core.reasons import Purpose
from bot.core.router import Router
from bot.core.schedule import DueOccurrence
from bot.core.subjects import Subject
from bot.dates.local_time import local_date, utc_instant
from bot.home.views import monday
from bot.people import records as people
from bot.store.engine import Transaction

MONDAY_NOTE = "organisers.monday"
SUBJECT = "monday_note"
READ_AT = dt.time(9)
USEFUL_FOR = dt.timedelta(hours=9)
LOOKED_AT = dt.time(12)  # in UTC, the day before: no organiser's Monday has reached nine by then
SUNDAY = 6

router = Router()
MONDAY_REASON = router.declare_reason(MONDAY_NOTE, monday.WHY, Purpose.ADDED)


@router.recheck(MONDAY_REASON)
async def recheck_note(
    tx: Transaction, workspace: str, message: DueMessage, _now: dt.datetime
) -> tuple[str, ...]:
    """Write only to somebody who still organises."""
    organisers = {person.id for person in await people.list_organisers(tx, workspace)}
    return tuple(person for person in message.recipients if person in organisers)


async def send_notes(
    tx: Transaction, due: DueOccurrence, now: dt.datetime, _rng: random.Random
) -> None:
    """Write to each organiser for their Monday morning, and schedule the next week's notes.

    What there is to say is found when it is sent; where that is nothing, nothing is sent.
    """
    monday_date = due.local_date + dt.timedelta(days=1)
    for organiser in await people.list_organisers(tx, due.workspace):
        at = utc_instant(monday_date, READ_AT, organiser.zone)
        subject = Subject(SUBJECT, 0, organiser.id, f"{monday_date}")
        await outbox.send_dm(
            tx,
            due.workspace,
            f"{subject}",
            organiser.id,
            None,
            subject=subject,
            reason=MONDAY_REASON,
            due=max(at, now),
            expires=at + USEFUL_FOR,
        )
    await schedule_next_notes(tx, due.workspace, max(now, due.due))


async def pass_over_notes(
    tx: Transaction, due: DueOccurrence, now: dt.datetime, _rng: random.Random
) -> None:
    """Schedule the next week's notes, and write none for this one."""
    await schedule_next_notes(tx, due.workspace, max(now, due.due))


async def schedule_next_notes(tx: Transaction, workspace: str, now: dt.datetime) -> None:
    """Schedule the next notes that are still to come."""
    today = local_date(now, "UTC")
    day = today + dt.timedelta(days=(SUNDAY - today.weekday()) % 7)
    if utc_instant(day, LOOKED_AT, "UTC") <= now:
        day += dt.timedelta(days=7)
    at = utc_instant(day, LOOKED_AT, "UTC")
    await schedule.schedule(tx, workspace, MONDAY_NOTE, Subject("organisers"), at, day)
