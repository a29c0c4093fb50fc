"""Jobs of restores: do what an organiser decided, or let go what nobody decided in time."""

import random
from collections.abc import Mapping
from datetime import datetime

import structlog

from bot.core import outbox
from bot.core.schedule import DueOccurrence, Job
from bot.restores import records
from bot.restores.records import LAPSE, SETTLE, Restore
from bot.store.engine import Transaction

log = structlog.get_logger()


def restore_jobs(jobs: Mapping[str, Job]) -> dict[str, Job]:
    """Return the jobs of restores; `jobs` are those of all features, of which some may be held."""

    async def settle(
        tx: Transaction, due: DueOccurrence, now: datetime, rng: random.Random
    ) -> None:
        restore = await records.find_restore(tx, due.workspace, due.subject.id)
        if restore and restore.state == "resume":
            await records.release_all(tx, due.workspace, now)
        elif restore:
            await _let_go(tx, restore, jobs, now, rng)

    async def lapse(tx: Transaction, due: DueOccurrence, now: datetime, rng: random.Random) -> None:
        restore = await records.find_restore(tx, due.workspace, due.subject.id)
        if restore and await records.decide(tx, restore, "let_go", ""):
            await outbox.invalidate(tx, due.workspace, restore.subject)
            await _let_go(tx, restore, jobs, now, rng)

    return {SETTLE: Job(settle, quiet=True), LAPSE: Job(lapse, quiet=True)}


async def _let_go(
    tx: Transaction,
    restore: Restore,
    jobs: Mapping[str, Job],
    now: datetime,
    rng: random.Random,
) -> None:
    """End what has to end and schedule what is next, without a word about it."""
    await records.cancel_messages(tx, restore.workspace)
    for row in await records.held_jobs(tx, restore.workspace):
        await records.skip_job(tx, row.id, now)
        job = jobs.get(row.kind)
        run = (job.let_go or job.too_late) if job else None
        if run is None:
            continue
        values = row._mapping
        due = DueOccurrence(**{name: values[name] for name in DueOccurrence.__dataclass_fields__})
        try:
            with outbox.unsent():
                async with tx.savepoint():
                    await run(tx, due, now, rng)
        except Exception:  # the others are let go all the same
            log.exception("not let go in order", action=row.kind, occurrence=row.id)
