"""Thank everybody once a month is over, with what people learned, in a post that follows its authors."""

import datetime as dt
import random

from bot import agenda, outbox
from bot.agenda import Due
from bot.cards import Card
from bot.events import records as events
from bot.events.rules import Event
from bot.happy_hour import closing, records, series
from bot.happy_hour.rules import Poll
from bot.happy_hour.views import afterwards as views
from bot.ids import row_number
from bot.learnings import records as learnings
from bot.router import Router
from bot.schedule import local_date
from bot.store.engine import Transaction

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
        later = max(coming) + closing.GATHERED
        await agenda.plan(tx, due.workspace, closing.GATHER, due.subject, later, local_date(later, poll.zone))
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
    return [one for one in await closing.events_of(tx, poll) if one.state != "cancelled"]


async def _came(tx: Transaction, poll: Poll, both: list[Event]) -> int:
    return len({one.person for one in await events.going(tx, poll.workspace, *(one.id for one in both))})
