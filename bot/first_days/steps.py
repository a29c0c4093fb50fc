"""What there is for a newcomer: looked for when it is due, written only where it is true."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from functools import partial

from msgspec import Struct

from bot.core import outbox, schedule
from bot.dates.local_time import local_date
from bot.dates.working_time import moment_on, nearest_working_day
from bot.first_days import rules, views
from bot.first_days.notifications import STEP
from bot.know_how.access import list_evidence, willing_people
from bot.know_how.rules import Evidence, choose_experts
from bot.next_step.asker import load_asker
from bot.next_step.event_steps import EventStep, list_event_steps
from bot.open_tables.access import may_ask
from bot.people import newcomers
from bot.people import records as people
from bot.people.hours.records import working_times
from bot.people.newcomers import Newcomer
from bot.people.records import Person, is_paused
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.cards import Card

LOOK = "newcomer.look"  # the kind of occurrence


class ExpertStep(Struct, frozen=True):
    """Somebody to ask, about what, and what they shared of it."""

    want: str
    person: Person
    evidence: Evidence


Step = EventStep | ExpertStep


class _Asking(Struct, frozen=True):
    workspace: str
    person: str
    now: dt.datetime


async def begin(tx: Transaction, newcomer: Newcomer, now: dt.datetime, today: dt.date) -> None:
    """Spread somebody's first days from now on."""
    assert newcomer.started_on
    await newcomers.spread_days(tx, newcomer.workspace, newcomer.person, now)
    await _schedule(tx, newcomer, rules.first_look(newcomer.started_on, today))


async def end(tx: Transaction, newcomer: Newcomer) -> None:
    """Spread them no longer; what is written and not sent yet is dropped as it is claimed."""
    await newcomers.spread_days(tx, newcomer.workspace, newcomer.person, None)
    await schedule.unschedule(tx, newcomer.workspace, newcomer.subject, LOOK)


async def look(tx: Transaction, newcomer: Newcomer, now: dt.datetime) -> None:
    """Write of what there is for a newcomer today, if anything, and schedule the next look."""
    person = await people.find_person(tx, newcomer.workspace, newcomer.person)
    if person is None or newcomer.spread_at is None:
        return
    today = local_date(now, person.zone)
    started_on = newcomer.started_on
    if started_on is None or not newcomer.is_new(today) or person.left:
        await end(tx, newcomer)
        return

    found = await list_steps(tx, newcomer, person, now)
    if found:
        step = found[0]
        await outbox.send_dm(
            tx,
            newcomer.workspace,
            message_key(newcomer, step),
            person.id,
            partial(_draw, step),
            reason=STEP,
            due=now,
            expires=now + rules.OFFERED_FOR,
        )
    await _schedule(tx, newcomer, rules.next_look(started_on, today, found=bool(found)))


async def look_again(tx: Transaction, newcomer: Newcomer, person: Person, now: dt.datetime) -> None:
    """Look again in a week, since what was found is not so any more."""
    today = local_date(now, person.zone)
    if newcomer.started_on and newcomer.is_new(today):
        await _schedule(tx, newcomer, rules.next_look(newcomer.started_on, today, found=False))


async def list_steps(
    tx: ReadTransaction, newcomer: Newcomer, person: Person, now: dt.datetime
) -> Sequence[Step]:
    """Return what there is for a newcomer today, the best first; nothing while they pause."""
    today = local_date(now, person.zone)
    if newcomer.started_on is None or is_paused(person, today):
        return ()
    match rules.kind_on(newcomer.started_on, today):
        case "event":
            asker = await load_asker(tx, newcomer.workspace, person, now)
            return await list_event_steps(tx, asker)
        case "expert":
            return await _list_experts(tx, newcomer, person, now)
        case None:
            return ()


def message_key(newcomer: Newcomer, step: Step) -> str:
    """Return the key of the message about a step, which changes with all that it says."""
    if isinstance(step, EventStep):
        event = step.event
        said = (event.title, event.place, event.starts_at, event.ends_at)
        words = repr((event.id, said, [each.person for each in step.going]))
    else:
        words = repr((step.want, step.person.id, step.person.name, step.evidence.key))
    return f"{newcomer.subject}:{hashlib.sha256(words.encode()).hexdigest()[:16]}"


async def _list_experts(
    tx: ReadTransaction, newcomer: Newcomer, person: Person, now: dt.datetime
) -> list[ExpertStep]:
    """Return who may be named and asked about what a newcomer would like to learn."""
    asking = _Asking(newcomer.workspace, newcomer.person, now)
    willing = {each.id: each for each in await willing_people(asking, tx)}
    shared = await list_evidence(asking, tx, list(willing.values()))
    found = []
    for want in person.wants:
        for evidence in choose_experts(shared, want):
            expert = willing[evidence.person]
            if await may_ask(tx, newcomer.workspace, person.id, expert.id, now):
                found.append(ExpertStep(want, expert, evidence))
    return found


async def _schedule(tx: Transaction, newcomer: Newcomer, day: dt.date) -> None:
    times = await working_times(tx, newcomer.workspace, [newcomer.person])
    working_time = times[newcomer.person]
    day = nearest_working_day(day, working_time)
    due = moment_on(day, rules.WRITE_AT, working_time)
    await schedule.schedule(tx, newcomer.workspace, LOOK, newcomer.subject, due, day)


def _draw(step: Step) -> Card:
    if isinstance(step, EventStep):
        return views.event_card(step)
    return views.expert_card(step.want, step.person, step.evidence)
