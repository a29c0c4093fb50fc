"""Jobs of polls: open at their time, if that is still of use, and close, however late."""

import random
from datetime import datetime

from bot.core.schedule import DueOccurrence, Job
from bot.polls import openings, records
from bot.polls.rules import Question
from bot.store.engine import Transaction


async def open_due_poll(
    tx: Transaction, due: DueOccurrence, now: datetime, _rng: random.Random
) -> None:
    """Open a poll, unless it was changed or called off since this was scheduled."""
    poll = await _poll_still_due(tx, due, "planned")
    if poll:
        await openings.open_planned(tx, poll, now)


async def close_due_poll(
    tx: Transaction, due: DueOccurrence, now: datetime, _rng: random.Random
) -> None:
    """Close a poll, unless it was closed, called off or changed since this was scheduled."""
    poll = await _poll_still_due(tx, due, "open")
    if poll:
        await openings.close_poll(tx, poll, now)


async def _poll_still_due(tx: Transaction, due: DueOccurrence, state: str) -> Question | None:
    """Return the poll, locked, if it is in this state and this is still its turn."""
    poll = await records.get_poll_for_update(tx, due.workspace, due.subject.id)
    if poll is None or poll.state != state:
        return None
    return poll if poll.turn_subject == due.subject else None


# Neither has a grace: late is better than lost, and one that would be over by now is left out.
JOBS = {
    openings.QUESTION_OPEN: Job(open_due_poll, let_go=open_due_poll),
    openings.QUESTION_CLOSE: Job(close_due_poll, let_go=close_due_poll),
}
