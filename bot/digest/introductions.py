"""Bring those together who go to the same evening in town, once each, first-timers beside somebody
who knows it."""

import datetime as dt
import random
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, select

from bot.core import outbox, schedule
from bot.core.schedule import DueOccurrence
from bot.core.signals import RsvpChanged
from bot.dates.recurrence import local_date, utc_instant, working_days_before
from bot.digest.groups import group_attendees
from bot.digest.notifications import GOING_TOGETHER
from bot.digest.tables import company
from bot.digest.views import introductions as views
from bot.events import records as events
from bot.events.rules import Event
from bot.events.tables import event, rsvp
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction

EVENT_TOGETHER = "event.together"  # the kind of occurrence
DAYS_BEFORE, INTRODUCTION_TIME = 2, dt.time(10)  # working days before an evening
LATE_DELAY = dt.timedelta(minutes=10)


async def schedule_for_rsvp(tx: Transaction, signal: RsvpChanged) -> None:
    """Schedule introductions at an event in town when somebody answers to it."""
    attended = await events.find_event(tx, signal.workspace, signal.event)
    if attended and attended.kind == "listed":
        await schedule_introductions(tx, attended, signal.now)


async def schedule_introductions(tx: Transaction, one: Event, now: dt.datetime) -> None:
    """Plan to bring people together.

    Two working days ahead, or in a while for those who decide later.
    """
    at, subject = _moment(one), one.subject
    if at < now + LATE_DELAY:
        at, subject = (
            now + LATE_DELAY,
            f"{one.subject}:{now:%H%M}",
        )  # one of its own: the first has had its turn
    if at < one.starts_at:
        await schedule.schedule(
            tx, one.workspace, EVENT_TOGETHER, subject, at, local_date(at, one.zone)
        )


async def introduce_attendees(
    tx: Transaction, due: DueOccurrence, now: dt.datetime, _rng: random.Random
) -> None:
    """Introduce those who go and show it, or who asked for company, to each other; once each."""
    one = await events.find_event_for_update(tx, due.workspace, due.subject_number)
    if one is None or one.state != "open" or one.starts_at <= now:
        return
    if _moment(one) > now + LATE_DELAY:  # it was put off
        await schedule_introductions(tx, one, now)
        return
    going = [
        each
        for each in await events.list_going(tx, one.workspace, one.id)
        if each.openly or each.answer == "if_one"
    ]
    ids = [each.person for each in going]
    met = set(await tx.scalars(select(company.c.person).where(_of(one))))
    known = await people.find_people(tx, one.workspace, ids)
    avoided = await people.avoid_pairs(tx, one.workspace, ids)
    regulars = await _regulars(tx, one, ids)
    fresh = [who for who in ids if who not in met and who in known]
    for group in group_attendees(
        fresh, [who for who in ids if who in met and who in known], regulars, avoided
    ):
        knows = [known[who].mention for who in group if who in regulars]
        card = views.introduction_card(
            one, [known[who].mention for who in group], knows if len(knows) < len(group) else []
        )
        first = min(each.id for each in going if each.person in group and each.person in fresh)
        key = f"{one.subject}:together:{first}"
        await outbox.introduce(
            tx,
            one.workspace,
            key,
            group,
            card,
            reason=GOING_TOGETHER,
            due=now,
            expires=one.starts_at,
            priority=outbox.Priority.ESSENTIAL,
        )
        rows = [
            {"workspace": one.workspace, "event": one.id, "person": who, "at": now} for who in group
        ]
        await tx.insert_or_ignore_many(company, rows)


def _moment(one: Event) -> dt.datetime:
    day = working_days_before(local_date(one.starts_at, one.zone), DAYS_BEFORE)
    return utc_instant(day, INTRODUCTION_TIME, one.zone)


async def _regulars(tx: ReadTransaction, one: Event, ids: Sequence[str]) -> set[str]:
    """Give those who went to an evening in town before, and showed it."""
    before = (
        select(rsvp.c.person)
        .join(event, event.c.id == rsvp.c.event)
        .where(rsvp.c.workspace == one.workspace, rsvp.c.person.in_(list(ids)))
        .where(rsvp.c.standing == "in", rsvp.c.openly.is_(True))
        .where(event.c.kind == "listed", event.c.state == "over", event.c.starts_at < one.starts_at)
    )
    return set(await tx.scalars(before))


def _of(one: Event) -> ColumnElement[bool]:
    return and_(company.c.workspace == one.workspace, company.c.event == one.id)
