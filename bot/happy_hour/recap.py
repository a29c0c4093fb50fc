"""Thank everybody once a month is over, with what people learned, in a post that follows its authors."""

import datetime as dt
import random

from bot.core import outbox, schedule
from bot.core.ids import row_number
from bot.core.router import Router
from bot.core.schedule import Due
from bot.dates.recurrence import local_date
from bot.events import records as events
from bot.events.rules import Event
from bot.happy_hour import poll_close, records, series
from bot.happy_hour.rules import Poll
from bot.happy_hour.views import recap as views
from bot.learnings import records as learnings
from bot.store.engine import Transaction
from bot.ui.cards import Card

SUBJECT = "thanks"
QUOTES = 5

router = Router()
THANKS = router.rule("happy_hour.thanks", views.WHY_THANKS)

_WORTH = dt.timedelta(days=7)


async def gather(tx: Transaction, due: Due, now: dt.datetime, _rng: random.Random) -> None:
    """Thank everybody in one post once both events are over, with what people learned."""
    poll = await records.find(tx, due.workspace, due.number)
    if poll is None:
        return
    both = await _took_place(tx, poll)
    coming = [one.ends_at for one in both if one.ends_at > now]
    if coming:
        later = max(coming) + poll_close.GATHERED
        await schedule.plan(tx, due.workspace, poll_close.GATHER, due.subject, later, local_date(later, poll.zone))
    elif await _came(tx, poll, both):
        subject = f"{SUBJECT}:{poll.id}"
        found = await learnings.untold(tx, due.workspace, poll.channel, [one.subject for one in both], now)
        await learnings.mark(tx, due.workspace, poll.channel, subject, found[:QUOTES])
        more = {"subject": subject, "rule": THANKS, "due": now, "expires": now + _WORTH}
        await outbox.post(tx, due.workspace, f"{poll.subject}:thanks", poll.channel, None, **more)


@router.living_card(SUBJECT)
async def draw(tx: Transaction, workspace: str, number: str, now: dt.datetime) -> Card | None:
    """Draw the thanks for a month, with what people wish to be told now."""
    poll = await records.find(tx, workspace, row_number(number))
    if poll is None:
        return None
    both = await _took_place(tx, poll)
    told = await learnings.told_in(tx, workspace, f"{SUBJECT}:{poll.id}")
    goes_on = await records.find_series(tx, workspace, poll.happy_hour or 0)
    following = series.following(goes_on, now) if goes_on else None
    return views.thanks(both, await _came(tx, poll, both), [one.quote for one in told], following)


async def _took_place(tx: Transaction, poll: Poll) -> list[Event]:
    return [one for one in await poll_close.events_of(tx, poll) if one.state != "cancelled"]


async def _came(tx: Transaction, poll: Poll, both: list[Event]) -> int:
    return len({one.person for one in await events.going(tx, poll.workspace, *(one.id for one in both))})
