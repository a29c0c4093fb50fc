"""Scheduled work: occurrences, which `jobs/engine/occurrences.py` runs once when they are due."""

import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol, TypeVar

from sqlalchemy import delete

from bot.core.subjects import Subject
from bot.core.tables import occurrence
from bot.store.engine import Database, Transaction


@dataclass(frozen=True)
class DueOccurrence:
    """One occurrence whose time has come."""

    id: int
    workspace: str
    kind: str
    subject: Subject
    local_date: date
    due: datetime


class StalePreparation(Exception):
    """The prepared result is stale: its inputs changed before the transaction began."""


@dataclass(frozen=True)
class Job:
    """What an occurrence runs, in one transaction: `run(tx, due, now, rng)`.

    Later than `grace` (None: never too late) `too_late` runs instead; it writes to those who waited
    and schedules what is next. `prepare` is for slow work: it runs before the transaction, while
    others write, and returns what to run instead of `run`. That may raise StalePreparation; then it
    is prepared again, and in the end `run` does everything inside the transaction.

    After a restore, what was due is held until an organiser decides, unless it is `quiet`: it
    writes to nobody. Where they let it go, `let_go` runs, or else `too_late`: it ends what has to
    end and schedules what is next, and nothing that it writes is sent.
    """

    run: "Run"
    grace: timedelta | None = None
    too_late: "Run | None" = None
    prepare: "Prepare | None" = None
    let_go: "Run | None" = None
    quiet: bool = False


class Offload(Protocol):
    """Run a slow pure function off the event loop; `asyncio.to_thread` has this shape."""

    async def __call__(self, work: "Callable[..., Result]", /, *given: Any) -> "Result":
        """Return the function's result."""


Result = TypeVar("Result")
Run = Callable[[Transaction, DueOccurrence, datetime, random.Random], Awaitable[None]]
Prepare = Callable[[Database, DueOccurrence, datetime, random.Random, Offload], Awaitable[Run]]


async def schedule(
    tx: Transaction, workspace: str, kind: str, subject: Subject, due: datetime, local_date: date
) -> None:
    """Schedule one occurrence. Idempotent: unique on kind, subject and local date."""
    await schedule_many(tx, workspace, subject, [(kind, due, local_date)])


async def schedule_many(
    tx: Transaction, workspace: str, subject: Subject, ahead: Sequence[tuple[str, datetime, date]]
) -> None:
    """Schedule occurrences of one subject in one statement: (kind, due, local date) each."""
    common = {"workspace": workspace, "subject": subject, "state": "waiting"}
    rows = [{**common, "kind": kind, "due": due, "local_date": day} for kind, due, day in ahead]
    await tx.insert_or_ignore_many(occurrence, rows)
    tx.request_wake()


async def unschedule(tx: Transaction, workspace: str, subject: Subject, *kinds: str) -> None:
    """Delete waiting occurrences of these kinds about a subject."""
    await tx.execute(
        delete(occurrence).where(
            occurrence.c.workspace == workspace,
            occurrence.c.subject == subject,
            occurrence.c.kind.in_(kinds),
            occurrence.c.state == "waiting",
        )
    )
