"""The monthly recap: a channel reads what people learned at what it was invited to."""

import datetime as dt
import random
from typing import Literal

from msgspec import Struct
from sqlalchemy import select

from bot.core import outbox, schedule
from bot.core.schedule import DueOccurrence
from bot.core.subjects import Subject
from bot.dates.local_time import local_date, utc_instant
from bot.dates.recurrence import Schedule, monthly_rule, next_date
from bot.learnings import occasions, records, rules, views
from bot.learnings.notifications import RECAP_REASON
from bot.learnings.tables import monthly_recap
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.cards import Card

MONTHLY_RECAP = "learnings.month"
# Digests come on Mondays, polls on Tuesdays, prompts on Wednesdays.
THURSDAY, HOUR = 3, dt.time(10)
RECAP_VALID_FOR = dt.timedelta(days=14)  # longer than a week in which the channel is full
SUBJECT = "learnings"

PublishState = Literal["posted", "later", "nowhere"]

_ONE_DAY = dt.timedelta(days=1)


class MonthlyRecap(Struct, frozen=True):
    """The recap of one month in one channel."""

    id: int
    workspace: str
    channel: str
    zone: str
    month: dt.date

    @property
    def subject(self) -> Subject:
        """Return the subject of its live card."""
        return Subject(SUBJECT, self.id)


async def propagate_learning(
    tx: Transaction, workspace: str, number: int, about: Subject, share: str, now: dt.datetime
) -> PublishState:
    """Invalidate the posts that show a saved learning, and schedule recaps where it is new.

    Return whether it has been posted, will be posted later, or has no channel.
    """
    subjects = await records.announced_subjects(tx, workspace, number)
    await outbox.invalidate(tx, workspace, *subjects.values())

    channels = await occasions.invited_channels(tx, workspace, about)
    if share != "private":
        for channel, zone in channels.items():
            if channel not in subjects:
                await _schedule_recap(tx, workspace, channel, zone, now)

    if subjects:
        return "posted"
    return "later" if channels else "nowhere"


async def post_recap(
    tx: Transaction, due: DueOccurrence, now: dt.datetime, _rng: random.Random
) -> None:
    """Post the recap of a month, or nothing if nobody shared anything."""
    recap = await find_recap(tx, due.workspace, due.subject.id)
    learnings = await _unannounced(tx, recap) if recap else []
    if recap is None or not learnings:
        return

    await records.mark_announced(tx, recap.workspace, recap.channel, recap.subject, learnings)
    await outbox.post(
        tx,
        recap.workspace,
        f"{recap.subject}",
        recap.channel,
        None,
        subject=recap.subject,
        reason=RECAP_REASON,
        due=now,
        expires=now + RECAP_VALID_FOR,
    )


async def too_late(
    tx: Transaction, due: DueOccurrence, now: dt.datetime, _rng: random.Random
) -> None:
    """Move the learnings of a recap that was missed to the recap of the present month."""
    recap = await find_recap(tx, due.workspace, due.subject.id)
    if recap and await _unannounced(tx, recap):
        await _schedule_recap(tx, recap.workspace, recap.channel, recap.zone, now)


async def _unannounced(tx: ReadTransaction, recap: MonthlyRecap) -> list[rules.SharedLearning]:
    until = utc_instant(_next_month(recap.month), dt.time.min, recap.zone)
    about = occasions.subjects_for(recap.workspace, recap.channel)
    return await records.list_unannounced(tx, recap.workspace, recap.channel, about, until)


async def render_page(
    tx: ReadTransaction, recap: MonthlyRecap, learnings: list[rules.SharedLearning], page: int
) -> Card:
    about = {learning.about for learning in learnings}
    attended = await occasions.find_occasions(tx, recap.workspace, about)
    entries = rules.group_by_occasion(learnings, attended)
    return views.recap_card(recap.id, recap.month, entries, page)


async def _schedule_recap(
    tx: Transaction, workspace: str, channel: str, zone: str, now: dt.datetime
) -> None:
    """Schedule the recap of the present month for a channel, unless it has one already."""
    month = local_date(now, zone).replace(day=1)
    number = await tx.insert_or_ignore(
        monthly_recap, workspace=workspace, channel=channel, zone=zone, month=month
    )
    if number is None:
        return

    following = _next_month(month)
    first_thursday = Schedule(monthly_rule(1, THURSDAY), following, HOUR, zone)
    day = next_date(first_thursday, following - _ONE_DAY)
    assert day  # months do not end
    await schedule.schedule(
        tx, workspace, MONTHLY_RECAP, Subject(SUBJECT, number), utc_instant(day, HOUR, zone), day
    )


async def find_recap(tx: ReadTransaction, workspace: str, number: int) -> MonthlyRecap | None:
    columns = [monthly_recap.c[name] for name in MonthlyRecap.__struct_fields__]
    row = await tx.first(
        select(*columns).where(monthly_recap.c.workspace == workspace, monthly_recap.c.id == number)
    )
    return MonthlyRecap(**row._mapping) if row else None


def _next_month(month: dt.date) -> dt.date:
    return (month + dt.timedelta(days=31)).replace(day=1)
