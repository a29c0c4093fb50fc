"""Find due occurrences, claim each once, and run its job in one transaction.

The attempt is committed before it begins. So a job that ends the process each time is set aside
like one that fails each time, and one that this version does not know; the others go on.
"""

import asyncio
import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Row, bindparam, or_, select, update

from bot.core.attempts import (
    MAX_CRASHES,
    OCCURRENCE_ASIDE,
    crashes_with_this,
    describe_failure,
    is_unreadable,
)
from bot.core.home_tabs import mark_tabs
from bot.core.reader_languages import language_for
from bot.core.schedule import DueOccurrence, Job, Offload, Run, StalePreparation
from bot.core.tables import WAITING, occurrence
from bot.held_messages import kept_reasons as words
from bot.held_messages.notifications import tell_of_matter
from bot.held_messages.records import OCCURRENCE
from bot.store.engine import Database, ReadTransaction, Transaction
from bot.ui.speech import speaking
from jobs.engine.lease import LeaseClock

BATCH_SIZE = 100  # occurrences looked up at once
CLAIM_SIZE = 20  # claimed at once; one whose last attempt never ended is claimed alone
LEASE = timedelta(minutes=5)  # longer than any preparation takes
MAX_PREPARATIONS = 3  # times a job is prepared before it does everything in its transaction
# after a failure; then it is set aside and told
BACKOFF = [timedelta(minutes=m) for m in (1, 5, 15, 60, 240)]
ONE_DAY = timedelta(days=1)

log = structlog.get_logger()

OccurrenceRow = Row[Any]


@dataclass(frozen=True)
class Sweep:
    """What one sweep has at hand: `clock` is for leases, `offload` runs what jobs prepare.

    Where it is of one `workspace`, what was under way when a process ended is left out.
    """

    database: Database
    jobs: Mapping[str, Job]
    now: datetime
    clock: LeaseClock | None
    rng: random.Random
    offload: Offload | None
    workspace: str = ""

    async def lease_now(self, tx: ReadTransaction) -> datetime:
        """Return the time on the clock of leases."""
        return await self.clock(tx) if self.clock else self.now


async def run_due_occurrences(
    database: Database,
    jobs: Mapping[str, Job],
    now: datetime,
    rng: random.Random,
    offload: Offload | None = None,
    clock: LeaseClock | None = None,
) -> int:
    """Run everything that is due; return how many were done, skipped, put off or set aside.

    `offload` runs what jobs prepare; without it nothing is prepared.
    """
    return await run_sweep(Sweep(database, jobs, now, clock, rng, offload))


async def run_sweep(sweep: Sweep) -> int:
    """Run everything that a sweep finds; return how much that was."""
    done = 0
    more = True
    while more:
        rows = await _due(sweep)
        begun = 0
        for chunk in _chunks(sweep, rows):
            for row in await _claim(sweep, chunk):
                await _do(sweep, row)
                begun += 1
        done += begun
        more = len(rows) == BATCH_SIZE and begun > 0
    return done


async def end_leases(tx: Transaction, lease_now: datetime) -> None:
    """End the leases of a process that died; that each was never ended is still seen."""
    left = update(occurrence).where(occurrence.c.lease_until > lease_now)
    await tx.execute(left.values(lease_until=lease_now))


async def retry_set_aside(tx: Transaction, known: Mapping[str, Job], now: datetime) -> None:
    """Let every job that failed or was unknown have one more attempt, as at a start of Mingle."""
    again = update(occurrence).where(
        OCCURRENCE_ASIDE,
        occurrence.c.kind.in_(list(known)),
        occurrence.c.crashes < MAX_CRASHES,
    )
    await tx.execute(again.values(state="waiting", due=now, tries=len(BACKOFF)))


# No process is at an occurrence.
_FREE = or_(occurrence.c.lease_until.is_(None), occurrence.c.lease_until <= bindparam("wall"))
_DUE = (
    select(occurrence)
    .where(occurrence.c.state == WAITING, occurrence.c.due <= bindparam("now"), _FREE)
    .order_by(
        occurrence.c.lease_until.is_not(None),
        occurrence.c.crashes,
        occurrence.c.due,
        occurrence.c.id,
    )
    .limit(BATCH_SIZE)
)
_DUE_OF_WORKSPACE = _DUE.where(
    occurrence.c.workspace == bindparam("workspace"), occurrence.c.lease_until.is_(None)
)


async def _due(sweep: Sweep) -> Sequence[OccurrenceRow]:
    """Return due occurrences; those whose last attempt never ended come last."""
    async with sweep.database.read_transaction() as tx:
        clocks = {"now": sweep.now, "wall": await sweep.lease_now(tx)}
        if sweep.workspace:
            return await tx.all(_DUE_OF_WORKSPACE, workspace=sweep.workspace, **clocks)
        return await tx.all(_DUE, **clocks)


def _chunks(sweep: Sweep, rows: Sequence[OccurrenceRow]) -> Iterator[Sequence[OccurrenceRow]]:
    """Yield what is claimed at once: few, and alone what takes long or never ended last time."""
    chunk: list[OccurrenceRow] = []
    for row in rows:
        job = sweep.jobs.get(row.kind)
        alone = row.lease_until is not None or (job is not None and job.prepare is not None)
        if chunk and (alone or len(chunk) == CLAIM_SIZE):
            yield chunk
            chunk = []
        chunk.append(row)
        if alone:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


_NUMBERED = occurrence.c.id.in_(bindparam("numbers", expanding=True))
_CLAIMED = select(occurrence).where(_NUMBERED)
_FREE_OF_THESE = (
    select(occurrence.c.id)
    .where(_NUMBERED, occurrence.c.state == WAITING, _FREE)
    .with_for_update(skip_locked=True)
)
_BEGUN = (
    update(occurrence)
    .where(_NUMBERED)
    .values(
        tries=occurrence.c.tries + 1,
        crashes=crashes_with_this(occurrence),
        lease_until=bindparam("until"),
    )
)


async def _claim(sweep: Sweep, rows: Sequence[OccurrenceRow]) -> Sequence[OccurrenceRow]:
    """Count and commit an attempt at each; return those to run, and set the others aside."""
    numbers = [row.id for row in rows]
    async with sweep.database.transaction() as tx:
        lease_now = await sweep.lease_now(tx)
        mine = set(await tx.scalars(_FREE_OF_THESE, numbers=numbers, wall=lease_now))
        await tx.execute(_BEGUN, numbers=list(mine), until=lease_now + LEASE)
        claimed = await tx.all(_CLAIMED, numbers=list(mine))
        reasons = {row.id: _why_aside(sweep, row) for row in claimed}
        for row in claimed:
            if reasons[row.id]:
                await _set_aside(tx, row, reasons[row.id], sweep.now)
    order = {number: place for place, number in enumerate(numbers)}
    runnable = [row for row in claimed if not reasons[row.id]]
    return sorted(runnable, key=lambda row: order[row.id])


def _why_aside(sweep: Sweep, row: OccurrenceRow) -> str:
    """Return why an occurrence cannot be run; empty where it can."""
    if row.kind not in sweep.jobs:
        return words.unknown_job_text(row.kind)
    if is_unreadable(row):
        return words.UNREADABLE
    return words.killed_text(row.crashes) if row.crashes >= MAX_CRASHES else ""


async def _set_aside(tx: Transaction, row: OccurrenceRow, reason: str, now: datetime) -> None:
    log.error("set aside", action=row.kind, occurrence=row.id, reason=reason)
    statement = update(occurrence).where(occurrence.c.id == row.id, occurrence.c.state == WAITING)
    if await tx.execute(statement.values(state="aside", error=reason, lease_until=None)):
        await tell_of_matter(tx, row.workspace, OCCURRENCE, row.id, now)


async def _do(sweep: Sweep, row: OccurrenceRow) -> None:
    due = _as_due(row)
    try:
        if row.passed_over or not await _do_prepared(sweep, due):
            run = sweep.jobs[due.kind].run
            async with sweep.database.transaction() as tx:
                await _claim_and_run(tx, sweep, run, due, passed_over=row.passed_over)
    except asyncio.CancelledError:  # Mingle ends: whoever is next need not wait for the lease
        await asyncio.shield(_give_back(sweep, row))
        raise
    except Exception as error:
        log.exception(
            "job failed",
            action=due.kind,
            workspace=due.workspace,
            occurrence=due.id,
            tries=row.tries,
        )
        async with sweep.database.transaction() as tx:
            await _put_off(tx, row, sweep.now, error)


async def _give_back(sweep: Sweep, row: OccurrenceRow) -> None:
    """Take back an attempt that was called off, as if it had never begun."""
    mine = update(occurrence).where(occurrence.c.id == row.id, occurrence.c.state == WAITING)
    async with sweep.database.transaction() as tx:
        await tx.execute(mine.values(tries=row.tries - 1, lease_until=None))


def _as_due(row: OccurrenceRow) -> DueOccurrence:
    values = row._mapping
    return DueOccurrence(**{name: values[name] for name in DueOccurrence.__dataclass_fields__})


async def _do_prepared(sweep: Sweep, due: DueOccurrence) -> bool:
    job = sweep.jobs[due.kind]
    if sweep.offload is None or job.prepare is None or _is_late(job, due, sweep.now):
        return False
    for _ in range(MAX_PREPARATIONS):
        run = await job.prepare(sweep.database, due, sweep.now, sweep.rng, sweep.offload)
        with suppress(StalePreparation):
            async with sweep.database.transaction() as tx:
                await _claim_and_run(tx, sweep, run, due, passed_over=False)
            return True
        log.info("prepared in vain", action=due.kind, workspace=due.workspace, occurrence=due.id)
    return False


def _is_late(job: Job, due: DueOccurrence, now: datetime) -> bool:
    return job.grace is not None and now - due.due > job.grace


_ENDED = (
    update(occurrence)
    .where(occurrence.c.id == bindparam("number"), occurrence.c.state == "waiting")
    .values(state=bindparam("becomes"), done_at=bindparam("now"), lease_until=None)
)


async def _claim_and_run(
    tx: Transaction, sweep: Sweep, run: Run, due: DueOccurrence, *, passed_over: bool
) -> None:
    await tx.lock_workspace(due.workspace)
    job = sweep.jobs[due.kind]
    late = passed_over or _is_late(job, due, sweep.now)
    claimed = await tx.execute(
        _ENDED, number=due.id, becomes="skipped" if late else "done", now=sweep.now
    )
    if not claimed:  # another process got there first
        return
    mark_tabs(tx, due.workspace)
    log.info("occurrence", action=due.kind, workspace=due.workspace, occurrence=due.id, late=late)
    # whatever a job names, such as a poll, is named in the workspace's language
    with speaking(await language_for(tx, due.workspace, ())):
        if not late:
            await run(tx, due, sweep.now, sweep.rng)
        elif job.too_late:
            await job.too_late(tx, due, sweep.now, sweep.rng)
        elif passed_over and job.grace is None:
            await _try_tomorrow(tx, due, sweep.now)


async def _try_tomorrow(tx: Transaction, due: DueOccurrence, now: datetime) -> None:
    """Leave for a day what an organiser let go and what is never too late, such as retention."""
    later = {"state": "waiting", "passed_over": False, "tries": 0, "due": now + ONE_DAY}
    await tx.execute(update(occurrence).where(occurrence.c.id == due.id).values(later))


async def _put_off(tx: Transaction, row: OccurrenceRow, now: datetime, error: Exception) -> None:
    """Write a failure down: the next attempt comes later, or the occurrence is set aside."""
    reason = describe_failure(error)
    if row.tries > len(BACKOFF):
        await _set_aside(tx, row, reason, now)
        return
    statement = update(occurrence).where(occurrence.c.id == row.id, occurrence.c.state == WAITING)
    later = {"due": now + BACKOFF[row.tries - 1], "error": reason, "lease_until": None}
    await tx.execute(statement.values(later))
