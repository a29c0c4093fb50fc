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
    if poll := await _poll(tx, due):
        await poll_close.close_poll(tx, poll, now)


async def remind_of_poll(
    tx: Transaction, due: DueOccurrence, now: datetime, _rng: random.Random
) -> None:
    """Remind people of a poll that is still open."""
    if poll := await _poll(tx, due):
        await poll_close.remind_voters(tx, poll, now)


async def _poll(tx: Transaction, due: DueOccurrence) -> Poll | None:
    poll = await records.get_poll_for_update(tx, due.workspace, due.subject.id)
    return poll if poll and poll.state == "open" and poll.turn_subject == due.subject else None


# Closing has no grace: late is better than lost, and what counts is decided by the deadline, not by
# the job.
JOBS = {
    poll_close.POLL_CLOSE: Job(close_due_poll),
    poll_close.POLL_REMIND: Job(remind_of_poll, grace=timedelta(hours=6)),
}
