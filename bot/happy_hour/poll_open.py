"""Open a poll: everybody in its channel sees it, and its close is planned."""

import datetime as dt

from bot.core import outbox
from bot.happy_hour import live_cards, poll_close, records
from bot.happy_hour.rules import Poll
from bot.store.engine import Transaction


async def post(tx: Transaction, poll: Poll, now: dt.datetime, *, asked: bool) -> None:
    """Let a draft be seen and voted on."""
    await records.change(tx, poll, state="open")
    await poll_close.plan(tx, poll, now)
    await outbox.post(
        tx,
        poll.workspace,
        poll.subject,
        poll.channel,
        None,
        subject=poll.subject,
        rule=live_cards.POSTED,
        due=now,
        expires=poll.closes_at,
        asked=asked,
        weight=outbox.JOINED_FOR,
    )
