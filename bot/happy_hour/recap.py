"""Post the thanks once a month's events are over, with what people learned, as a live card."""

import datetime as dt
import random

from msgspec import Struct

from bot.core import outbox, schedule
from bot.core.schedule import DueOccurrence
from bot.core.subjects import Subject
from bot.dates.local_time import local_date
from bot.events import records as events
from bot.events.rules import Event
from bot.happy_hour import poll_close, records
from bot.happy_hour.notifications import HAPPY_HOUR_THANKS
from bot.happy_hour.poll_details import events_of_poll
from bot.happy_hour.rules import Poll
from bot.learnings import records as learnings
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.crowds import is_crowd_now

THANKS_SUBJECT = "thanks"
MAX_QUOTES = 5
_GRACE = dt.timedelta(days=7)  # after which the thanks are too late to be posted


async def post_thanks(
    tx: Transaction, due: DueOccurrence, now: dt.datetime, _rng: random.Random
) -> None:
    """Post the thanks once both events are over; nothing if nobody signed up."""
    poll = await records.find_poll(tx, due.workspace, due.subject.id)
    if poll is None:
        return

    both = await events_that_took_place(tx, poll)
    ends = [event.ends_at for event in both if event.ends_at > now]
    if ends:  # one of them was put off
        later = max(ends) + poll_close.THANKS_DELAY
        day = local_date(later, poll.zone)
        await schedule.schedule(
            tx, due.workspace, poll_close.HAPPY_HOUR_GATHER, due.subject, later, day
        )
    elif (await count_signed_up(tx, poll, both)).anybody:  # its host is somebody
        await _post(tx, poll, both, now)


async def events_that_took_place(tx: ReadTransaction, poll: Poll) -> list[Event]:
    """Return the events of a poll that were not cancelled."""
    return [event for event in await events_of_poll(tx, poll) if event.state != "cancelled"]


class SignUps(Struct, frozen=True):
    """How many people signed up openly, and how many told nobody but Mingle."""

    openly: int
    others: int

    @property
    def anybody(self) -> bool:
        """Return whether there was somebody."""
        return bool(self.openly or self.others)

    @property
    def told(self) -> int:
        """Return their number, or 0: beside the names on an event, it would tell of few others."""
        return self.openly + self.others if is_crowd_now(self.others) else 0


async def count_signed_up(tx: ReadTransaction, poll: Poll, both: list[Event]) -> SignUps:
    """Return how many people signed up for at least one of these events."""
    going = await events.list_going(tx, poll.workspace, *(event.id for event in both))
    openly = {rsvp.person for rsvp in going if rsvp.openly}
    return SignUps(len(openly), len({rsvp.person for rsvp in going} - openly))


async def _post(tx: Transaction, poll: Poll, both: list[Event], now: dt.datetime) -> None:
    """Post the thanks, and mark the learnings that they quote as announced."""
    subject = Subject(THANKS_SUBJECT, poll.id)
    unannounced = await learnings.list_unannounced(
        tx, poll.workspace, poll.channel, [event.subject for event in both], now
    )
    await learnings.mark_announced(
        tx, poll.workspace, poll.channel, subject, unannounced[:MAX_QUOTES]
    )
    await outbox.post(
        tx,
        poll.workspace,
        f"{poll.subject}:thanks",
        poll.channel,
        None,
        subject=subject,
        reason=HAPPY_HOUR_THANKS,
        due=now,
        expires=now + _GRACE,
    )
