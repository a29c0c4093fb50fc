"""Bring those together who go to the same evening in town, once each, first-timers beside somebody who knows it."""

import datetime as dt
import random
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, select

from bot.core import outbox, schedule
from bot.core.router import Router
from bot.core.schedule import Due
from bot.dates.recurrence import instant, local_date, working_days_before
from bot.digest.groups import companies
from bot.digest.tables import company
from bot.digest.views import introductions as views
from bot.events import records as events
from bot.events.rules import Event
from bot.events.tables import event, rsvp
from bot.people import records as people
from bot.store.engine import Transaction

router = Router()
TOGETHER = "event.together"  # the kind of occurrence
DAYS, HOUR = 2, dt.time(10)  # working days before an evening
SOON = dt.timedelta(minutes=10)
WHY = router.rule("event.together", views.WHY_TOGETHER)


async def plan(tx: Transaction, one: Event, now: dt.datetime) -> None:
    """Plan to bring people together: two working days ahead, or in a while for those who decide later."""
    at, subject = _moment(one), one.subject
    if at < now + SOON:
        at, subject = now + SOON, f"{one.subject}:{now:%H%M}"  # one of its own: the first has had its turn
    if at < one.starts_at:
        await schedule.plan(tx, one.workspace, TOGETHER, subject, at, local_date(at, one.zone))


async def introduce(tx: Transaction, due: Due, now: dt.datetime, _rng: random.Random) -> None:
    """Introduce those who go and show it, or who asked for company, to each other; once each."""
    one = await events.find_held(tx, due.workspace, due.number)
    if one is None or one.state != "open" or one.starts_at <= now:
        return
    if _moment(one) > now + SOON:  # it was put off
        await plan(tx, one, now)
        return
    going = [each for each in await events.going(tx, one.workspace, one.id) if each.openly or each.answer == "if_one"]
    ids = [each.person for each in going]
    met = set(await tx.values(select(company.c.person).where(_of(one))))
    known = await people.find_all(tx, one.workspace, ids)
    avoided = await people.avoided(tx, one.workspace, ids)
    regulars = await _regulars(tx, one, ids)
    fresh = [who for who in ids if who not in met and who in known]
    for group in companies(fresh, [who for who in ids if who in met and who in known], regulars, avoided):
        knows = [known[who].mention for who in group if who in regulars]
        card = views.introduction(one, [known[who].mention for who in group], knows if len(knows) < len(group) else [])
        key = (
            f"{one.subject}:together:{min(each.id for each in going if each.person in group and each.person in fresh)}"
        )
        await outbox.introduce(
            tx, one.workspace, key, group, card, rule=WHY, due=now, expires=one.starts_at, weight=outbox.JOINED_FOR
        )
        rows = [{"workspace": one.workspace, "event": one.id, "person": who, "at": now} for who in group]
        await tx.insert_missing(company, rows)


def _moment(one: Event) -> dt.datetime:
    day = working_days_before(local_date(one.starts_at, one.zone), DAYS)
    return instant(day, HOUR, one.zone)


async def _regulars(tx: Transaction, one: Event, ids: Sequence[str]) -> set[str]:
    """Give those who went to an evening in town before, and showed it."""
    before = (
        select(rsvp.c.person)
        .join(event, event.c.id == rsvp.c.event)
        .where(rsvp.c.workspace == one.workspace, rsvp.c.person.in_(list(ids)))
        .where(rsvp.c.standing == "in", rsvp.c.openly.is_(True))
        .where(event.c.kind == "listed", event.c.state == "over", event.c.starts_at < one.starts_at)
    )
    return set(await tx.values(before))


def _of(one: Event) -> ColumnElement[bool]:
    return and_(company.c.workspace == one.workspace, company.c.event == one.id)
