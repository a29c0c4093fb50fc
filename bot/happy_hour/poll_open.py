"""Open a poll: post it in its channel, and schedule its close."""

import datetime as dt

from bot.core import outbox
from bot.happy_hour import poll_close, records
from bot.happy_hour.notifications import POLL_POSTED
from bot.happy_hour.rules import Poll
from bot.store.engine import Transaction


async def publish_poll(tx: Transaction, poll: Poll, now: dt.datetime, *, solicited: bool) -> None:
    """Open a draft for votes, and post it."""
    await records.update_poll(tx, poll, state="open")
    await poll_close.schedule_close(tx, poll, now)
    await outbox.post(
        tx,
        poll.workspace,
        f"{poll.subject}",
        poll.channel,
        None,
        subject=poll.subject,
        reason=POLL_POSTED,
        due=now,
        expires=poll.closes_at,
        solicited=solicited,
    )
