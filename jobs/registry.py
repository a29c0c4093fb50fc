"""Every job by its kind, and the housekeeping of a new workspace."""

from collections.abc import Mapping
from datetime import datetime

from bot.core.schedule import Job
from bot.home.notifications import schedule_next_notes
from bot.store.engine import Transaction
from jobs import (
    associations,
    channel_members,
    digest,
    erase_workspace,
    events,
    first_days,
    happy_hour,
    kits,
    know_how,
    learnings,
    monday_note,
    open_tables,
    pairings,
    pairings_dry_run,
    pairings_followup,
    poll_close,
    polls,
    prompts,
    restores,
    retention,
    swap,
)

_JOBS: Mapping[str, Job] = {
    **associations.JOBS,
    **channel_members.JOBS,
    **digest.JOBS,
    **events.JOBS,
    **first_days.JOBS,
    **erase_workspace.JOBS,
    **happy_hour.JOBS,
    **kits.JOBS,
    **know_how.JOBS,
    **learnings.JOBS,
    **monday_note.JOBS,
    **pairings_followup.JOBS,
    **pairings.JOBS,
    **pairings_dry_run.JOBS,
    **open_tables.JOBS,
    **poll_close.JOBS,
    **polls.JOBS,
    **retention.JOBS,
    **prompts.JOBS,
    **swap.JOBS,
}
JOBS: Mapping[str, Job] = {**_JOBS, **restores.restore_jobs(_JOBS)}


async def schedule_housekeeping(
    tx: Transaction, workspace: str, now: datetime, *, notes: bool = True
) -> None:
    """Schedule a workspace's own jobs: syncing members, retention, and `notes` to organisers."""
    if notes:
        await schedule_next_notes(tx, workspace, now)
    await channel_members.schedule_first_sync(tx, workspace, now)
    await retention.schedule_first_sweep(tx, workspace, now)
