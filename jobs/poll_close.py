"""Jobs of polls: close at their time, however late, and remind those who asked a day before."""

import random
from datetime import datetime, timedelta

from bot.core.schedule import DueOccurrence, Job
from bot.happy_hour import poll_close, records
from bot.happy_hour.rules import Poll
from bot.store.engine import Transaction


async def close_due_poll(
    tx: Transaction, due: DueOccurrence, now: datetime, _rng: random.Random
) -> None:
    """Close a poll, unless it was closed, called off or extended since this was scheduled."""
    poll = await _poll_still_due(tx, due)
    if poll:
        await poll_close.close_poll(tx, poll, now)


async def remind_of_poll(
    tx: Transaction, due: DueOccurrence, now: datetime, _rng: random.Random
) -> None:
    """Remind people of a poll that is still open."""
    poll = await _poll_still_due(tx, due)
    if poll:
        await poll_close.remind_voters(tx, poll, now)


async def _poll_still_due(tx: Transaction, due: DueOccurrence) -> Poll | None:
    """Return the poll, locked, if it is open and this is still its turn."""
    poll = await records.get_poll_for_update(tx, due.workspace, due.subject.id)
    if poll is None or poll.state != "open":
        return None
    return poll if poll.turn_subject == due.subject else None


# Closing has no grace: late is better than lost, and the deadline decides which votes count.
JOBS = {
    poll_close.POLL_CLOSE: Job(close_due_poll, let_go=close_due_poll),
    poll_close.POLL_REMIND: Job(remind_of_poll, grace=timedelta(hours=6)),
}
