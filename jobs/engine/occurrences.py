"""Find due occurrences, claim each once, and run its job in the same transaction."""

import random
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Row, select, update

from bot.core.alerts import alert_organisers
from bot.core.schedule import DueOccurrence, Job, Offload, Run, StalePreparation
from bot.core.tables import WAITING, occurrence
from bot.held_messages import views as words
from bot.store.engine import Database, Transaction

BATCH_SIZE = 100  # occurrences looked up at once
MAX_PREPARATIONS = 3  # times a job is prepared before it does everything in its transaction
# after a failure; then it is parked and told
BACKOFF = [timedelta(minutes=m) for m in (1, 5, 15, 60, 240)]

log = structlog.get_logger()


async def run_due_occurrences(
    database: Database,
    jobs: Mapping[str, Job],
    now: datetime,
    rng: random.Random,
    offload: Offload | None = None,
) -> int:
    """Run everything that is due; return how many were done, skipped or failed.

    `offload` runs what jobs prepare; without it nothing is prepared.
    """
    done = 0
    more = True
    while more:
        rows = await _due(database, now)
        for row in rows:
            await _do(database, jobs[row.kind], _as_due(row), row.tries, now, rng, offload)
        done += len(rows)
        more = len(rows) == BATCH_SIZE
    return done


async def _due(database: Database, now: datetime) -> list[Row[tuple[object, ...]]]:
    statement = (
        select(occurrence)
        .where(occurrence.c.state == WAITING, occurrence.c.due <= now)
        .order_by(occurrence.c.due, occurrence.c.id)
        .limit(BATCH_SIZE)
    )
    async with database.read_transaction() as tx:
        return list(await tx.all(statement))


def _as_due(row: Row[tuple[object, ...]]) -> DueOccurrence:
    values = row._mapping
    return DueOccurrence(**{name: values[name] for name in DueOccurrence.__dataclass_fields__})


async def _do(
    database: Database,
    job: Job,
    due: DueOccurrence,
    tries: int,
    now: datetime,
    rng: random.Random,
    offload: Offload | None,
) -> None:
    try:
        if not await _do_prepared(database, job, due, now, rng, offload):
            async with database.transaction() as tx:
                await _claim_and_run(tx, job, job.run, due, now, rng)
    except Exception as error:
        log.exception(
            "job failed",
            action=due.kind,
            workspace=due.workspace,
            occurrence=due.id,
            tries=tries + 1,
        )
        async with database.transaction() as tx:
            await _put_off(tx, due, tries, now, error)


async def _do_prepared(
    database: Database,
    job: Job,
    due: DueOccurrence,
    now: datetime,
    rng: random.Random,
    offload: Offload | None,
) -> bool:
    if offload is None or job.prepare is None or _is_late(job, due, now):
        return False
    for _ in range(MAX_PREPARATIONS):
        run = await job.prepare(database, due, now, rng, offload)
        with suppress(StalePreparation):
            async with database.transaction() as tx:
                await _claim_and_run(tx, job, run, due, now, rng)
            return True
        log.info("prepared in vain", action=due.kind, workspace=due.workspace, occurrence=due.id)
    return False


def _is_late(job: Job, due: DueOccurrence, now: datetime) -> bool:
    return job.grace is not None and now - due.due > job.grace


async def _claim_and_run(
    tx: Transaction, job: Job, run: Run, due: DueOccurrence, now: datetime, rng: random.Random
) -> None:
    await tx.lock_workspace(due.workspace)
    late = _is_late(job, due, now)
    claimed = await tx.execute(
        update(occurrence)
        .where(occurrence.c.id == due.id, occurrence.c.state == "waiting")
        .values(state="skipped" if late else "done", done_at=now)
    )
    if not claimed:  # another process got there first
        return
    log.info("occurrence", action=due.kind, workspace=due.workspace, occurrence=due.id, late=late)
    if not late:
        await run(tx, due, now, rng)
    elif job.too_late:
        await job.too_late(tx, due, now, rng)


async def _put_off(
    tx: Transaction, due: DueOccurrence, tries: int, now: datetime, error: Exception
) -> None:
    spent = tries >= len(BACKOFF)
    later = {"state": "aside"} if spent else {"due": now + BACKOFF[tries]}
    await tx.execute(
        update(occurrence)
        .where(occurrence.c.id == due.id)
        .values(tries=tries + 1, error=f"{type(error).__name__}: {error}"[:500], **later)
    )
    if spent:
        await alert_organisers(
            tx, due.workspace, f"failed:{due.id}", words.job_failed_card(due.kind), now
        )
