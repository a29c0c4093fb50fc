"""What there is for a newcomer: looked for when it is due, written only where it is true."""

import datetime as dt
from collections.abc import Sequence

from msgspec import Struct

from bot.core import outbox, schedule
from bot.core.signals import StartChanged
from bot.core.subjects import Subject
from bot.dates.local_time import local_date
from bot.dates.working_time import moment_on, nearest_working_day
from bot.first_days import rules
from bot.first_days.notifications import STEP, THANKS
from bot.know_how.access import list_evidence, willing_people
from bot.know_how.rules import Evidence, choose_experts
from bot.next_step.asker import load_asker
from bot.next_step.event_steps import EventStep, list_event_steps
from bot.open_tables.access import may_ask
from bot.pairings.rounds.welcomers import thanks_subject
from bot.people import newcomers
from bot.people import records as people
from bot.people.hours.records import working_times
from bot.people.newcomers import Newcomer
from bot.people.records import Person, is_paused
from bot.store.engine import ReadTransaction, Transaction

LOOK = "newcomer.look"  # the kind of occurrence
EVENT, EXPERT = "newcomer_event", "newcomer_expert"  # the kinds of the cards about steps


class ExpertStep(Struct, frozen=True):
    """Somebody to ask, about what, and what they shared of it."""

    want: str
    person: Person
    evidence: Evidence

    @property
    def value(self) -> str:
        """Whom to ask, and by what they shared."""
        return f"{self.person.id}:{self.evidence.key}"


Step = EventStep | ExpertStep


class Asking(Struct, frozen=True):
    workspace: str
    person: str
    now: dt.datetime


async def begin(tx: Transaction, newcomer: Newcomer, now: dt.datetime, today: dt.date) -> None:
    """Spread somebody's first days from now on."""
    assert newcomer.started_on
    await newcomers.spread_days(tx, newcomer.workspace, newcomer.person, now)
    await _schedule(tx, newcomer, rules.first_look(newcomer.started_on, today))


async def follow_start(tx: Transaction, signal: StartChanged) -> None:
    """Look for things by another first day, where somebody's days are spread already."""
    newcomer = await newcomers.find_newcomer(tx, signal.workspace, signal.person)
    person = await people.find_person(tx, signal.workspace, signal.person)
    if newcomer is None or person is None:
        return
    await schedule.unschedule(tx, signal.workspace, newcomer.subject, LOOK)
    if newcomer.spread_at and newcomer.started_on:
        today = local_date(signal.now, person.zone)
        await _schedule(tx, newcomer, rules.first_look(newcomer.started_on, today))


async def end(tx: Transaction, newcomer: Newcomer) -> None:
    """Spread them no longer; what is written and not sent yet is not sent any more."""
    await outbox.cancel_messages(tx, newcomer.workspace, _thanks_key(newcomer))
    await newcomers.spread_days(tx, newcomer.workspace, newcomer.person, None)
    await schedule.unschedule(tx, newcomer.workspace, newcomer.subject, LOOK)


async def look(tx: Transaction, newcomer: Newcomer, now: dt.datetime) -> None:
    """Write of what there is for a newcomer today, if anything, and schedule the next look.

    Once their ninety days are over they are thanked, and there is no other look.
    """
    person = await people.find_person(tx, newcomer.workspace, newcomer.person)
    if person is None or newcomer.spread_at is None:
        return
    today = local_date(now, person.zone)
    started_on = newcomer.started_on
    if started_on is None or person.left:
        await end(tx, newcomer)
        return
    if not newcomer.is_new(today):
        await _say_thanks(tx, newcomer, person, started_on, now)
        return

    found = await list_steps(tx, newcomer, person, now)
    if found:
        await _tell(tx, newcomer, found[0], today, now)
    await _schedule(tx, newcomer, rules.next_look(started_on, today, found=bool(found)))


async def look_again(tx: Transaction, newcomer: Newcomer, now: dt.datetime) -> None:
    """Look again next Monday, as what was found could not be sent: it changed, or had no room."""
    person = await people.find_person(tx, newcomer.workspace, newcomer.person)
    if person is None or newcomer.spread_at is None or newcomer.started_on is None:
        return
    today = local_date(now, person.zone)
    if not person.left and newcomer.is_new(today):
        await schedule.unschedule(tx, newcomer.workspace, newcomer.subject, LOOK)
        over = rules.next_look(newcomer.started_on, today, found=True)
        await _schedule(tx, newcomer, min(rules.after_full_week(today), over))


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


def is_among(newcomer: Newcomer, about: Subject, found: Sequence[Step]) -> bool:
    """Return whether what a newcomer is told of is among these steps."""
    if about.kind == EVENT:
        return any(isinstance(s, EventStep) and s.event.id == newcomer.event for s in found)
    return any(isinstance(s, ExpertStep) and s.value == newcomer.expert for s in found)


async def _list_experts(
    tx: ReadTransaction, newcomer: Newcomer, person: Person, now: dt.datetime
) -> list[ExpertStep]:
    """Return who may be named and asked about what a newcomer would like to learn."""
    asking = Asking(newcomer.workspace, newcomer.person, now)
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


def list_cards(newcomer: Newcomer) -> list[Subject]:
    """Return the subjects of all cards that a newcomer may have been sent."""
    numbered = [Subject(kind, newcomer.id) for kind in (EVENT, EXPERT)]
    return [*numbered, thanks_subject(newcomer.person)]


async def _tell(
    tx: Transaction, newcomer: Newcomer, step: Step, today: dt.date, now: dt.datetime
) -> None:
    """Write of a step; its card is drawn from what is so then, and changes with it."""
    if isinstance(step, EventStep):
        subject = Subject(EVENT, newcomer.id)
        await newcomers.save_told(tx, newcomer, event=step.event.id)
    else:
        subject = Subject(EXPERT, newcomer.id)
        await newcomers.save_told(tx, newcomer, expert=step.value)
    await outbox.send_dm(
        tx,
        newcomer.workspace,
        f"{newcomer.subject}:{subject.kind}:{today}",
        newcomer.person,
        None,
        subject=subject,
        reason=STEP,
        due=now,
        expires=now + rules.OFFERED_FOR,
    )


async def _say_thanks(
    tx: Transaction, newcomer: Newcomer, person: Person, started_on: dt.date, now: dt.datetime
) -> None:
    """Thank a newcomer whose ninety days are over, once they are back if they pause."""
    today = local_date(now, person.zone)
    if is_paused(person, today) and rules.may_still_thank(started_on, today):
        await _schedule(tx, newcomer, today + rules.AGAIN)
        return

    await end(tx, newcomer)
    if is_paused(person, today):
        return
    await newcomers.save_told(tx, newcomer, thanked_at=now)
    await outbox.send_dm(
        tx,
        newcomer.workspace,
        _thanks_key(newcomer),
        person.id,
        None,
        subject=thanks_subject(person.id),
        reason=THANKS,
        due=now,
    )


def _thanks_key(newcomer: Newcomer) -> str:
    return f"{newcomer.subject}:thanks:{newcomer.started_on}"
