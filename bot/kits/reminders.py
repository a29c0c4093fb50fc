"""Nudge whoever does a step of a plan on the day that it is due, once."""

import datetime as dt
import random

from bot.core import outbox, schedule
from bot.core.schedule import DueOccurrence
from bot.dates.working_time import moment_on
from bot.events import records as events
from bot.kits import records
from bot.kits.notifications import NUDGE
from bot.kits.rules import NUDGED_AT, Plan, PlanStep, is_called_off
from bot.people import records as people
from bot.people.hours.records import working_time_of
from bot.store.engine import ReadTransaction, Transaction

NUDGE_DUE = "plan.nudge"
_VALID_FOR = dt.timedelta(days=3)


async def schedule_nudge(tx: Transaction, step: PlanStep) -> None:
    """Schedule the nudge of an open step, in place of one that was scheduled."""
    await schedule.unschedule(tx, step.workspace, step.subject, NUDGE_DUE)
    at = await find_nudge_moment(tx, step)
    if at is not None and step.state == "open":
        await schedule.schedule(tx, step.workspace, NUDGE_DUE, step.subject, at, step.due)


async def find_nudge_moment(tx: ReadTransaction, step: PlanStep) -> dt.datetime | None:
    """Return when whoever does a step hears of it, also if that is past; None if nobody does it."""
    owner = await people.find_person(tx, step.workspace, step.owner or "")
    if owner is None:
        return None
    return moment_on(step.due, NUDGED_AT, await working_time_of(tx, step.workspace, owner))


async def schedule_nudges(tx: Transaction, of: Plan) -> None:
    """Schedule the nudges of all open steps of a plan."""
    for step in await records.list_steps(tx, of):
        await schedule_nudge(tx, step)


async def send_nudge(
    tx: Transaction, due: DueOccurrence, now: dt.datetime, _rng: random.Random
) -> None:
    """Nudge the owner of a step that is due, unless it is done, dropped or called off."""
    found = await records.find_step_of(tx, due.workspace, due.subject.id)
    if found is None:
        return
    plan, step = found
    is_due = step.due == due.local_date and step.state == plan.state == "open"
    event = await events.find_event(tx, due.workspace, plan.event or 0)
    if step.owner is None or not is_due or is_called_off(event):
        return
    await outbox.send_dm(
        tx,
        due.workspace,
        f"{step.subject}:{step.due:%Y%m%d}:{step.owner}",
        step.owner,
        None,
        subject=step.subject,
        reason=NUDGE,
        due=now,
        expires=now + _VALID_FOR,
    )
