"""Measure jobs and deliveries: how long jobs take, and what becomes of each."""

import asyncio
import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from time import perf_counter
from typing import Any

from bot.core import metrics
from bot.core.platform import PermanentError, TemporaryError
from bot.core.schedule import DueOccurrence, Job, Offload, Prepare, Run, StalePreparation
from bot.store.engine import Database, Transaction


def measure_jobs(jobs: Mapping[str, Job]) -> dict[str, Job]:
    """Return the same jobs, each of which records its seconds."""
    return {kind: _measured(job) for kind, job in jobs.items()}


def _measured(job: Job) -> Job:
    prepare = _measured_preparation(job.prepare) if job.prepare else None
    return replace(job, run=_measured_run(job.run), prepare=prepare)


def _measured_run(run: Run) -> Run:
    async def measured(
        tx: Transaction, due: DueOccurrence, now: datetime, rng: random.Random
    ) -> None:
        with _timed(due.kind, "run"):
            await run(tx, due, now, rng)

    return measured


def _measured_preparation(prepare: Prepare) -> Prepare:
    async def measured(
        database: Database, due: DueOccurrence, now: datetime, rng: random.Random, offload: Offload
    ) -> Run:
        with _timed(due.kind, "prepare"):
            prepared = await prepare(database, due, now, rng, offload)
        return _measured_run(prepared)

    return measured


def count_delivery(kind: str, send: "asyncio.Task[Any]") -> None:
    """Count what became of a message that was handed to a platform."""
    if send.cancelled():
        return
    match send.result():
        case PermanentError():
            outcome = "refused"
        case TemporaryError():
            outcome = "postponed"
        case Exception():
            outcome = "unknown"
        case _:
            outcome = "sent"
    metrics.DELIVERIES.labels(kind, outcome).inc()


@contextmanager
def _timed(kind: str, step: str) -> Iterator[None]:
    began = perf_counter()
    try:
        yield
    except StalePreparation:
        raise
    except Exception:
        metrics.JOB_FAILURES.labels(kind).inc()
        raise
    finally:
        metrics.JOB_SECONDS.labels(kind, step).observe(perf_counter() - began)
