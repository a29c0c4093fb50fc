"""Thank everybody once a month is over, with what people learned, in a post that follows its
authors."""

import datetime as dt
import random

from bot.core import outbox, schedule
from bot.core.schedule import DueOccurrence
from bot.dates.local_time import local_date
from bot.events import records as events
from bot.events.rules import Event
from bot.happy_hour import poll_close, records
from bot.happy_hour.notifications import HAPPY_HOUR_THANKS
from bot.happy_hour.poll_details import events_of_poll
from bot.happy_hour.rules import Poll
from bot.learnings import records as learnings
from bot.store.engine import ReadTransaction, Transaction

THANKS_SUBJECT = "thanks"
MAX_QUOTES = 5


_WORTH = dt.timedelta(days=7)


async def post_thanks(
    tx: Transaction, due: DueOccurrence, now: dt.datetime, _rng: random.Random
) -> None:
    """Thank everybody in one post once both events are over, with what people learned."""
    poll = await records.find_poll(tx, due.workspace, due.subject_number)
    if poll is None:
        return
    both = await events_that_took_place(tx, poll)
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
    elif await count_attendees(tx, poll, both):
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


async def events_that_took_place(tx: ReadTransaction, poll: Poll) -> list[Event]:
    return [one for one in await events_of_poll(tx, poll) if one.state != "cancelled"]


async def count_attendees(tx: ReadTransaction, poll: Poll, both: list[Event]) -> int:
    return len(
        {
            one.person
            for one in await events.list_going(tx, poll.workspace, *(one.id for one in both))
        }
    )
