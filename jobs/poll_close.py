"""Close polls at their time, however late, and remind those who asked for it a day before."""

import random
from datetime import datetime, timedelta

from bot.core.schedule import Due, Job
from bot.happy_hour import poll_close, records
from bot.happy_hour.rules import Poll
from bot.store.engine import Transaction


async def close(tx: Transaction, due: Due, now: datetime, _rng: random.Random) -> None:
    """Close a poll, unless it was closed, called off or extended since this was planned."""
    if poll := await _poll(tx, due):
        await poll_close.close(tx, poll, now)


async def remind(tx: Transaction, due: Due, now: datetime, _rng: random.Random) -> None:
    """Remind of a poll that is still open."""
    if poll := await _poll(tx, due):
        await poll_close.remind(tx, poll, now)


async def _poll(tx: Transaction, due: Due) -> Poll | None:
    poll = await records.find_held(tx, due.workspace, due.number)
    return poll if poll and poll.state == "open" and poll.turn_subject == due.subject else None


# Closing has no grace: late is better than lost, and what counts is decided by the deadline, not by the job.
JOBS = {
    poll_close.CLOSE: Job(close),
    poll_close.REMIND: Job(remind, grace=timedelta(hours=6)),
}
