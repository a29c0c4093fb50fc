"""Name every job by its kind, and plan the housekeeping of a new workspace."""

from collections.abc import Mapping
from datetime import datetime

from bot.agenda import Job
from bot.store.engine import Transaction
from jobs import (
    associations,
    census,
    event_digest,
    events,
    farewell,
    happy_hours,
    learnings,
    lunch_followup,
    lunch_round,
    lunch_trial,
    open_table,
    poll_close,
    retention,
    weekly_prompt,
)

JOBS: Mapping[str, Job] = {
    **associations.JOBS,
    **census.JOBS,
    **event_digest.JOBS,
    **events.JOBS,
    **farewell.JOBS,
    **happy_hours.JOBS,
    **learnings.JOBS,
    **lunch_followup.JOBS,
    **lunch_round.JOBS,
    **lunch_trial.JOBS,
    **open_table.JOBS,
    **poll_close.JOBS,
    **retention.JOBS,
    **weekly_prompt.JOBS,
}


async def begin(tx: Transaction, workspace: str, now: datetime) -> None:
    """Plan what Mingle does for itself in a workspace: counting members, forgetting in time."""
    await census.begin(tx, workspace, now)
    await retention.begin(tx, workspace, now)
