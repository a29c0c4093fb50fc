"""Find what is due, claim it once, and call its job in the same transaction."""

import random
from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Row, select, update

from bot.agenda import Due, Job
from bot.held import tell_organisers
from bot.held import views as words
from bot.store.engine import Database, Transaction
from bot.store.tables import occurrence
from bot.store.tables.core import WAITING

BATCH = 100  # occurrences looked up at once
BACKOFF = [timedelta(minutes=m) for m in (1, 5, 15, 60, 240)]  # after a failure; then it is parked and told

log = structlog.get_logger()


async def sweep(database: Database, jobs: Mapping[str, Job], now: datetime, rng: random.Random) -> int:
    """Do everything that is due; give the number of occurrences done, skipped or failed."""
    done = 0
    more = True
    while more:
        rows = await _due(database, now)
        for row in rows:
            await _do(database, jobs[row.kind], _as_due(row), row.tries, now, rng)
        done += len(rows)
        more = len(rows) == BATCH
    return done


async def _due(database: Database, now: datetime) -> list[Row[tuple[object, ...]]]:
    statement = (
        select(occurrence)
        .where(occurrence.c.state == WAITING, occurrence.c.due <= now)
        .order_by(occurrence.c.due, occurrence.c.id)
        .limit(BATCH)
    )
    async with database.reading() as tx:
        return list(await tx.all(statement))


def _as_due(row: Row[tuple[object, ...]]) -> Due:
    values = row._mapping
    return Due(**{name: values[name] for name in Due.__dataclass_fields__})


async def _do(database: Database, job: Job, due: Due, tries: int, now: datetime, rng: random.Random) -> None:
    try:
        async with database.transaction() as tx:
            await _claim_and_run(tx, job, due, now, rng)
    except Exception as error:
        log.exception("job failed", action=due.kind, workspace=due.workspace, occurrence=due.id, tries=tries + 1)
        async with database.transaction() as tx:
            await _put_off(tx, due, tries, now, error)


async def _claim_and_run(tx: Transaction, job: Job, due: Due, now: datetime, rng: random.Random) -> None:
    late = job.grace is not None and now - due.due > job.grace
    claimed = await tx.run(
        update(occurrence)
        .where(occurrence.c.id == due.id, occurrence.c.state == "waiting")
        .values(state="skipped" if late else "done", done_at=now)
    )
    if not claimed:  # another process got there first
        return
    log.info("occurrence", action=due.kind, workspace=due.workspace, occurrence=due.id, late=late)
    run = job.too_late if late else job.run
    if run:
        await run(tx, due, now, rng)


async def _put_off(tx: Transaction, due: Due, tries: int, now: datetime, error: Exception) -> None:
    spent = tries >= len(BACKOFF)
    later = {"state": "failed"} if spent else {"due": now + BACKOFF[tries]}
    await tx.run(
        update(occurrence)
        .where(occurrence.c.id == due.id)
        .values(tries=tries + 1, error=f"{type(error).__name__}: {error}"[:500], **later)
    )
    if spent:
        await tell_organisers(tx, due.workspace, f"failed:{due.id}", words.job_failed(due.kind), now)
