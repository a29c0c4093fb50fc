"""Introduce the attendees of an event in town to each other, first-timers beside a regular."""

import datetime as dt
import random
from collections.abc import Sequence

from sqlalchemy import delete, select

from bot.core import outbox, schedule
from bot.core.due_messages import DueMessage
from bot.core.schedule import DueOccurrence
from bot.core.signals import RsvpChanged
from bot.core.subjects import Subject
from bot.dates.local_time import local_date
from bot.dates.working_time import moment_on, working_days_before
from bot.digest.groups import group_attendees
from bot.digest.notifications import GOING_TOGETHER
from bot.digest.tables import event_introduction
from bot.events import records as events
from bot.events.rules import Event
from bot.people import records as people
from bot.people.hours.records import channel_working_time
from bot.people.rules import keep_apart
from bot.store.engine import ReadTransaction, Transaction

EVENT_TOGETHER = "event.together"  # the kind of occurrence
SUBJECT = "together"  # of the card of an introduction: the event, and which of its cards
DAYS_BEFORE, INTRODUCTION_TIME = 2, dt.time(10)  # working days before an event
LATE_DELAY = dt.timedelta(minutes=10)


async def schedule_for_rsvp(tx: Transaction, signal: RsvpChanged) -> None:
    """Schedule introductions at an event in town when somebody answers to it."""
    attended = await events.find_event(tx, signal.workspace, signal.event)
    if attended and attended.kind == "listed":
        await schedule_introductions(tx, attended, signal.now)


async def schedule_introductions(tx: Transaction, attended: Event, now: dt.datetime) -> None:
    """Schedule the introductions at an event.

    Two working days ahead, or in a few minutes for people who decide later.
    """
    at, subject = await _introduction_time(tx, attended), attended.subject
    if at < now + LATE_DELAY:
        at = now + LATE_DELAY
        subject = Subject("event", attended.id, f"{now:%H%M}")  # its own: the first one has run
    if at < attended.starts_at:
        day = local_date(at, attended.zone)
        await schedule.schedule(tx, attended.workspace, EVENT_TOGETHER, subject, at, day)


async def introduce_attendees(
    tx: Transaction, due: DueOccurrence, now: dt.datetime, _rng: random.Random
) -> None:
    """Introduce attendees who show their name or asked for company, each of them once."""
    attended = await events.find_event_for_update(tx, due.workspace, due.subject.id)
    if attended is None or attended.state != "open" or attended.starts_at <= now:
        return
    if attended.is_doubtful:
        return
    if await _introduction_time(tx, attended) > now + LATE_DELAY:  # the event was put off
        await schedule_introductions(tx, attended, now)
        return

    rsvps = await _willing_attendees(tx, attended)
    known = await people.find_people(tx, attended.workspace, list(rsvps))
    avoided = await people.avoid_pairs(tx, attended.workspace, list(rsvps))
    regulars = await events.regulars_before(tx, attended, list(rsvps))
    introduced = await _introduced(tx, attended)
    present = [person for person in rsvps if person in known]
    met = [person for person in present if person in introduced]
    fresh = [person for person in present if person not in introduced]
    for group in group_attendees(fresh, met, regulars, avoided):
        first = min(rsvps[person] for person in group if person in fresh)
        await _introduce(tx, attended, group, first, now)


async def still_together(
    tx: ReadTransaction, attended: Event, group: Sequence[str]
) -> tuple[str, ...]:
    """Return those of a group who still go, take part and would meet each other."""
    known = await people.find_people(tx, attended.workspace, group)
    today = local_date(attended.starts_at, attended.zone)
    going = [
        person
        for person in await still_going(tx, attended, group)
        if not people.is_paused(known[person], today)
    ]
    avoided = await people.avoid_lists(tx, attended.workspace, going)
    apart = keep_apart(going, avoided)
    return tuple(person for person in going if person not in apart)


async def still_going(
    tx: ReadTransaction, attended: Event, group: Sequence[str]
) -> tuple[str, ...]:
    """Return those of a group who are here, still go, and show it or asked for company."""
    willing = await _willing_attendees(tx, attended)
    known = await people.find_people(tx, attended.workspace, group)
    return tuple(
        person
        for person in group
        if person in willing and person in known and not known[person].left
    )


async def introductions_to(
    tx: ReadTransaction, workspace: str, changed: Sequence[Subject]
) -> list[Subject]:
    """Return the subjects of the cards that introduced people who go to any of these events."""
    query = select(event_introduction.c.event, event_introduction.c.card).distinct()
    query = query.where(
        event_introduction.c.workspace == workspace,
        event_introduction.c.event.in_([subject.id for subject in changed]),
        event_introduction.c.card != "",
    )
    return [Subject(SUBJECT, row.event, row.card) for row in await tx.all(query)]


async def introduce_rest(
    tx: Transaction,
    attended: Event,
    message: DueMessage,
    rest: Sequence[str],
    now: dt.datetime,
) -> None:
    """Introduce the rest of a group that was not introduced yet; the others may be later.

    Whoever was introduced to others before, by another card, stays so.
    """
    card = message.about.parts[0] if message.about else ""
    statement = delete(event_introduction).where(
        event_introduction.c.workspace == attended.workspace,
        event_introduction.c.event == attended.id,
        event_introduction.c.person.in_(message.recipients),
        event_introduction.c.card == card,
    )
    await tx.execute(statement)
    if len(rest) < 2:
        return

    rsvps = await _willing_attendees(tx, attended)
    first = min(rsvps[person] for person in rest)
    await _introduce(tx, attended, rest, first, now)


async def _willing_attendees(tx: ReadTransaction, attended: Event) -> dict[str, int]:
    """Return the RSVP id of each attendee who shows their name or asked for company."""
    rsvps: dict[str, int] = {}
    for going in await events.list_going(tx, attended.workspace, attended.id):
        if going.openly or going.answer == "if_one":
            rsvps[going.person] = going.id
    return rsvps


async def _introduce(
    tx: Transaction, attended: Event, group: Sequence[str], first: int, now: dt.datetime
) -> None:
    """Open a group conversation and record its members; `first` is the earliest new RSVP's id.

    Its size is in the key because the rest of a group may be introduced at the same moment.
    """
    card = f"{first}-{len(group)}-{now:%Y%m%d%H%M%S}"
    await outbox.introduce(
        tx,
        attended.workspace,
        f"{attended.subject}:together:{card}",
        tuple(group),
        None,
        subject=Subject(SUBJECT, attended.id, card),
        reason=GOING_TOGETHER,
        due=now,
        expires=attended.starts_at,
    )
    common = {"workspace": attended.workspace, "event": attended.id, "at": now, "card": card}
    await tx.insert_or_ignore_many(
        event_introduction, [{**common, "person": person} for person in group]
    )


async def _introduction_time(tx: ReadTransaction, attended: Event) -> dt.datetime:
    working_time = await channel_working_time(
        tx, attended.workspace, attended.channel, attended.zone
    )
    day = local_date(attended.starts_at, attended.zone)
    day = working_days_before(day, DAYS_BEFORE, working_time)
    return moment_on(day, INTRODUCTION_TIME, working_time)


async def _introduced(tx: ReadTransaction, attended: Event) -> set[str]:
    query = select(event_introduction.c.person).where(
        event_introduction.c.workspace == attended.workspace,
        event_introduction.c.event == attended.id,
    )
    return set(await tx.scalars(query))
