"""Tell each channel once a month what people learned at the tables and events it was invited to."""

import datetime as dt
import random
from typing import Literal

from msgspec import Struct
from sqlalchemy import select

from bot.core import outbox, schedule
from bot.core.ids import row_number
from bot.core.permissions import Who
from bot.core.router import Answer, Invocation, Refusal, Reply, Router
from bot.core.schedule import Due
from bot.dates.recurrence import Schedule, instant, local_date, monthly, next_date
from bot.learnings import occasions, records, rules, views
from bot.learnings.tables import learning_post
from bot.store.engine import Transaction
from bot.ui.cards import Card

MONTH = "learnings.month"
THURSDAY, HOUR = 3, dt.time(10)  # digests come on Mondays, polls on Tuesdays, prompts on Wednesdays
WORTH = dt.timedelta(days=14)  # a full week in the channel may lie between
SUBJECT = "learnings"

Heard = Literal["told", "later", "nowhere"]

_ONE_DAY = dt.timedelta(days=1)

router = Router()
WHY = router.rule(MONTH, views.WHY_MONTH)


class Post(Struct, frozen=True):
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


async def follow(tx: Transaction, workspace: str, number: int, about: str, share: str, now: dt.datetime) -> Heard:
    """Let messages follow what somebody changed, plan to tell what was not told, and say how channels hear it."""
    told = await records.messages_with(tx, workspace, number)
    await outbox.stale(tx, workspace, *told.values())
    channels = await occasions.channels_of(tx, workspace, about)
    if share != "private":
        for channel, zone in channels.items():
            if channel not in told:
                await _plan(tx, workspace, channel, zone, now)
    return "told" if told else "later" if channels else "nowhere"


async def post_due(tx: Transaction, due: Due, now: dt.datetime, _rng: random.Random) -> None:
    """Tell a channel what people learned in a month; nothing where nobody shared anything."""
    post = await _find(tx, due.workspace, due.number)
    if post and (found := await _untold(tx, post)):
        await records.mark(tx, post.workspace, post.channel, post.subject, found)
        more = {"subject": post.subject, "rule": WHY, "due": now, "expires": now + WORTH}
        await outbox.post(tx, post.workspace, post.subject, post.channel, None, **more)


async def too_late(tx: Transaction, due: Due, now: dt.datetime, _rng: random.Random) -> None:
    """Leave what could not be told in time to the post of the present month."""
    post = await _find(tx, due.workspace, due.number)
    if post and await _untold(tx, post):
        await _plan(tx, post.workspace, post.channel, post.zone, now)


@router.living_card(SUBJECT)
async def draw(tx: Transaction, workspace: str, number: str, _now: dt.datetime) -> Card | None:
    """Draw a month as its authors wish it to be told now; where they took all back in time, there is nothing to say."""
    post = await _find(tx, workspace, row_number(number))
    if post is None:
        return None
    told = await records.told_in(tx, workspace, post.subject)
    return await _page(tx, post, told, 0) if told or await outbox.was_sent(tx, workspace, post.subject) else None


@router.button("learnings.rest", Who.ANYONE)
async def rest(call: Invocation, tx: Transaction) -> Answer:
    """Show what the post had no room for."""
    number, _, page = call.value.partition(":")
    post = await _find(tx, call.workspace, row_number(number))
    if post is None:
        raise Refusal(views.GONE)
    return Reply(await _page(tx, post, await records.told_in(tx, post.workspace, post.subject), row_number(page)))


async def _untold(tx: Transaction, post: Post) -> list[rules.Learned]:
    until = instant(_next_month(post.month), dt.time.min, post.zone)
    about = occasions.abouts(post.workspace, post.channel)
    return await records.untold(tx, post.workspace, post.channel, about, until)


async def _page(tx: Transaction, post: Post, told: list[rules.Learned], page: int) -> Card:
    known = await occasions.find_all(tx, post.workspace, {one.about for one in told})
    return views.month(post.id, post.month, rules.arranged(told, known), page)


async def _plan(tx: Transaction, workspace: str, channel: str, zone: str, now: dt.datetime) -> None:
    month = local_date(now, zone).replace(day=1)
    first = await tx.insert_once(learning_post, workspace=workspace, channel=channel, zone=zone, month=month)
    if first is not None:
        following = _next_month(month)
        day = next_date(Schedule(monthly(1, THURSDAY), following, HOUR, zone), following - _ONE_DAY)
        assert day  # months do not end
        await schedule.plan(tx, workspace, MONTH, f"{SUBJECT}:{first}", instant(day, HOUR, zone), day)


async def _find(tx: Transaction, workspace: str, number: int) -> Post | None:
    columns = [learning_post.c[name] for name in Post.__struct_fields__]
    row = await tx.first(select(*columns).where(learning_post.c.workspace == workspace, learning_post.c.id == number))
    return Post(**row._mapping) if row else None


def _next_month(month: dt.date) -> dt.date:
    return (month + dt.timedelta(days=31)).replace(day=1)
