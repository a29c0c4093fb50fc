"""Tell each channel once a month what people learned at the tables and events it was invited to."""

import datetime as dt
import random
from typing import Literal

from msgspec import Struct
from sqlalchemy import select

from bot.core import outbox, schedule
from bot.core.ids import row_number
from bot.core.permissions import Role
from bot.core.router import Answer, Invocation, Refusal, Reply, Router
from bot.core.schedule import DueOccurrence
from bot.dates.recurrence import Schedule, local_date, monthly_rule, next_date, utc_instant
from bot.learnings import occasions, records, rules, views
from bot.learnings.tables import learning_post
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.cards import Card

MONTHLY_RECAP = "learnings.month"
THURSDAY, HOUR = 3, dt.time(10)  # digests come on Mondays, polls on Tuesdays, prompts on Wednesdays
RECAP_VALID_FOR = dt.timedelta(days=14)  # a full week in the channel may lie between
SUBJECT = "learnings"

PublishState = Literal["told", "later", "nowhere"]

_ONE_DAY = dt.timedelta(days=1)

router = Router()
RECAP_REASON = router.declare_reason(MONTHLY_RECAP, views.WHY_MONTH)


class MonthlyRecap(Struct, frozen=True):
    """One month of one channel."""

    id: int
    workspace: str
    channel: str
    zone: str
    month: dt.date

    @property
    def subject(self) -> str:
        """Name its living card."""
        return f"{SUBJECT}:{self.id}"


async def propagate_learning(
    tx: Transaction, workspace: str, number: int, about: str, share: str, now: dt.datetime
) -> PublishState:
    """Let messages follow what somebody changed, plan to tell what was not told, and say how
    channels hear it."""
    told = await records.announced_subjects(tx, workspace, number)
    await outbox.invalidate(tx, workspace, *told.values())
    channels = await occasions.invited_channels(tx, workspace, about)
    if share != "private":
        for channel, zone in channels.items():
            if channel not in told:
                await _schedule_recap(tx, workspace, channel, zone, now)
    return "told" if told else "later" if channels else "nowhere"


async def post_recap(
    tx: Transaction, due: DueOccurrence, now: dt.datetime, _rng: random.Random
) -> None:
    """Tell a channel what people learned in a month; nothing where nobody shared anything."""
    post = await _find(tx, due.workspace, due.subject_number)
    if post and (found := await _untold(tx, post)):
        await records.mark_announced(tx, post.workspace, post.channel, post.subject, found)
        await outbox.post(
            tx,
            post.workspace,
            post.subject,
            post.channel,
            None,
            subject=post.subject,
            reason=RECAP_REASON,
            due=now,
            expires=now + RECAP_VALID_FOR,
        )


async def too_late(
    tx: Transaction, due: DueOccurrence, now: dt.datetime, _rng: random.Random
) -> None:
    """Leave what could not be told in time to the post of the present month."""
    post = await _find(tx, due.workspace, due.subject_number)
    if post and await _untold(tx, post):
        await _schedule_recap(tx, post.workspace, post.channel, post.zone, now)


@router.live_card(SUBJECT)
async def render_recap(
    tx: ReadTransaction, workspace: str, number: str, _now: dt.datetime
) -> Card | None:
    """Draw a month as its authors wish it to be told now.

    Where they took all back in time, there is nothing to say.
    """
    post = await _find(tx, workspace, row_number(number))
    if post is None:
        return None
    told = await records.list_announced(tx, workspace, post.subject)
    return (
        await _page(tx, post, told, 0)
        if told or await outbox.was_sent(tx, workspace, post.subject)
        else None
    )


@router.button("learnings.rest", Role.ANYONE)
async def show_recap_page(call: Invocation, tx: Transaction) -> Answer:
    """Show what the post had no room for."""
    number, _, page = call.value.partition(":")
    post = await _find(tx, call.workspace, row_number(number))
    if post is None:
        raise Refusal(views.GONE)
    return Reply(
        await _page(
            tx,
            post,
            await records.list_announced(tx, post.workspace, post.subject),
            row_number(page),
        )
    )


async def _untold(tx: ReadTransaction, post: MonthlyRecap) -> list[rules.SharedLearning]:
    until = utc_instant(_next_month(post.month), dt.time.min, post.zone)
    about = occasions.subjects_for(post.workspace, post.channel)
    return await records.list_unannounced(tx, post.workspace, post.channel, about, until)


async def _page(
    tx: ReadTransaction, post: MonthlyRecap, told: list[rules.SharedLearning], page: int
) -> Card:
    known = await occasions.find_occasions(tx, post.workspace, {one.about for one in told})
    return views.recap_card(post.id, post.month, rules.group_by_occasion(told, known), page)


async def _schedule_recap(
    tx: Transaction, workspace: str, channel: str, zone: str, now: dt.datetime
) -> None:
    month = local_date(now, zone).replace(day=1)
    first = await tx.insert_or_ignore(
        learning_post, workspace=workspace, channel=channel, zone=zone, month=month
    )
    if first is not None:
        following = _next_month(month)
        day = next_date(
            Schedule(monthly_rule(1, THURSDAY), following, HOUR, zone), following - _ONE_DAY
        )
        assert day  # months do not end
        await schedule.schedule(
            tx, workspace, MONTHLY_RECAP, f"{SUBJECT}:{first}", utc_instant(day, HOUR, zone), day
        )


async def _find(tx: ReadTransaction, workspace: str, number: int) -> MonthlyRecap | None:
    columns = [learning_post.c[name] for name in MonthlyRecap.__struct_fields__]
    row = await tx.first(
        select(*columns).where(learning_post.c.workspace == workspace, learning_post.c.id == number)
    )
    return MonthlyRecap(**row._mapping) if row else None


def _next_month(month: dt.date) -> dt.date:
    return (month + dt.timedelta(days=31)).replace(day=1)
