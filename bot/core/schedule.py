"""Note what is to happen, and when; `jobs/` does it once when its time comes."""

import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol, TypeVar

from sqlalchemy import delete

from bot.core.ids import row_number
from bot.core.tables import occurrence
from bot.store.engine import Database, Transaction


@dataclass(frozen=True)
class DueOccurrence:
    """One occurrence whose time has come."""

    id: int
    workspace: str
    kind: str
    subject: str
    local_date: date
    due: datetime

    @property
    def subject_number(self) -> int:
        """Give the number of the row that the subject names: 12 of "table:12", and of
        "poll:12:2"."""
        return row_number(self.subject.partition(":")[2].partition(":")[0])


class StalePreparation(Exception):
    """What was prepared no longer holds: something that matters has changed meanwhile."""


@dataclass(frozen=True)
class Job:
    """What an occurrence runs, in one transaction: `run(tx, due, now, rng)`.

    Later than `grace` (None: never too late) `too_late` runs instead: it tells whoever waited and
    plans what is next. Where much is to be thought about, `prepare` does so before the transaction,
    while others write, and gives what to run instead of `run`. That may raise Outdated; then it is
    prepared anew, and at last `run` does it all.
    """

    run: "Run"
    grace: timedelta | None = None
    too_late: "Run | None" = None
    prepare: "Prepare | None" = None


class Offload(Protocol):
    """Call a slow, pure function with what it takes, where nobody waits for it.

    `asyncio.to_thread` is one.
    """

    async def __call__(self, work: "Callable[..., Result]", /, *given: Any) -> "Result":
        """Give what it returns."""


Result = TypeVar("Result")
Run = Callable[[Transaction, DueOccurrence, datetime, random.Random], Awaitable[None]]
Prepare = Callable[[Database, DueOccurrence, datetime, random.Random, Offload], Awaitable[Run]]


async def schedule(
    tx: Transaction, workspace: str, kind: str, subject: str, due: datetime, local_date: date
) -> None:
    """Note one occurrence; the same kind, subject and local date is noted once, whatever
    happens."""
    await schedule_many(tx, workspace, subject, [(kind, due, local_date)])


async def schedule_many(
    tx: Transaction, workspace: str, subject: str, ahead: Sequence[tuple[str, datetime, date]]
) -> None:
    """Note what is to happen about one subject, in one statement.

    Kinds, when they are due, and local dates.
    """
    common = {"workspace": workspace, "subject": subject, "state": "waiting"}
    rows = [{**common, "kind": kind, "due": due, "local_date": day} for kind, due, day in ahead]
    await tx.insert_or_ignore_many(occurrence, rows)
    tx.request_wake()


async def unschedule(tx: Transaction, workspace: str, subject: str, *kinds: str) -> None:
    """Drop what has not happened yet of these kinds about a subject."""
    await tx.execute(
        delete(occurrence).where(
            occurrence.c.workspace == workspace,
            occurrence.c.subject == subject,
            occurrence.c.kind.in_(kinds),
            occurrence.c.state == "waiting",
        )
    )
