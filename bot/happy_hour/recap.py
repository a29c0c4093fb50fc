"""Thank everybody once a month is over, with what people learned, in a post that follows its
authors."""

import datetime as dt
import random

from bot.core import outbox, schedule
from bot.core.ids import row_number
from bot.core.router import Router
from bot.core.schedule import DueOccurrence
from bot.dates.recurrence import local_date
from bot.events import records as events
from bot.events.rules import Event
from bot.happy_hour import poll_close, records, series
from bot.happy_hour.rules import Poll
from bot.happy_hour.views import recap as views
from bot.learnings import records as learnings
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.cards import Card

THANKS_SUBJECT = "thanks"
MAX_QUOTES = 5

router = Router()
HAPPY_HOUR_THANKS = router.declare_reason("happy_hour.thanks", views.WHY_THANKS)

_WORTH = dt.timedelta(days=7)


async def post_thanks(
    tx: Transaction, due: DueOccurrence, now: dt.datetime, _rng: random.Random
) -> None:
    """Thank everybody in one post once both events are over, with what people learned."""
    poll = await records.find_poll(tx, due.workspace, due.subject_number)
    if poll is None:
        return
    both = await _took_place(tx, poll)
    coming = [one.ends_at for one in both if one.ends_at > now]
    if coming:
        later = max(coming) + poll_close.THANKS_DELAY
        await schedule.schedule(
            tx,
            due.workspace,
            poll_close.HAPPY_HOUR_GATHER,
            due.subject,
            later,
            local_date(later, poll.zone),
        )
    elif await _came(tx, poll, both):
        subject = f"{THANKS_SUBJECT}:{poll.id}"
        found = await learnings.list_unannounced(
            tx, due.workspace, poll.channel, [one.subject for one in both], now
        )
        await learnings.mark_announced(tx, due.workspace, poll.channel, subject, found[:MAX_QUOTES])
        await outbox.post(
            tx,
            due.workspace,
            f"{poll.subject}:thanks",
            poll.channel,
            None,
            subject=subject,
            reason=HAPPY_HOUR_THANKS,
            due=now,
            expires=now + _WORTH,
        )


@router.live_card(THANKS_SUBJECT)
async def render_thanks(
    tx: ReadTransaction, workspace: str, number: str, now: dt.datetime
) -> Card | None:
    """Draw the thanks for a month, with what people wish to be told now."""
    poll = await records.find_poll(tx, workspace, row_number(number))
    if poll is None:
        return None
    both = await _took_place(tx, poll)
    told = await learnings.list_announced(tx, workspace, f"{THANKS_SUBJECT}:{poll.id}")
    goes_on = await records.find_series(tx, workspace, poll.happy_hour or 0)
    following = series.next_opening_day(goes_on, now) if goes_on else None
    return views.thanks_card(
        both, await _came(tx, poll, both), [one.quote for one in told], following
    )


async def _took_place(tx: ReadTransaction, poll: Poll) -> list[Event]:
    return [one for one in await poll_close.events_of_poll(tx, poll) if one.state != "cancelled"]


async def _came(tx: ReadTransaction, poll: Poll, both: list[Event]) -> int:
    return len(
        {
            one.person
            for one in await events.list_going(tx, poll.workspace, *(one.id for one in both))
        }
    )
