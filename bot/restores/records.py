"""Hold what was due when a backup was restored, and release it; the SQL of it."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Row, and_, func, select, update

from bot.core.attempts import HELD_BY_RESTORE
from bot.core.subjects import Subject
from bot.core.tables import occurrence, outbox_message
from bot.restores.tables import restore
from bot.store.engine import ReadTransaction, Transaction
from bot.store.rows import read_struct

SETTLE = "restore.settle"  # the job that does what was decided
LAPSE = "restore.lapse"  # the job that decides where nobody did
HELD = HELD_BY_RESTORE  # why rows are held
OPERATOR = "operator"  # who decided on the command line


class Restore(Struct, frozen=True):
    """One restore of a workspace; `made_at` is when its backup was made, if that is known."""

    id: int
    workspace: str
    made_at: datetime | None
    restored_at: datetime
    until: datetime
    state: str
    decided_by: str | None

    @property
    def subject(self) -> Subject:
        """What its question and its jobs are about."""
        return Subject("restore", self.id)


class HeldWork(Struct, frozen=True):
    """What is held: the days of each kind of job, and the number of messages by reason."""

    days: dict[str, list[date]]
    messages: Counter[str]

    def __bool__(self) -> bool:
        """Return whether anything is held."""
        return bool(self.days or self.messages)


# The restores about which nobody has decided.
UNDECIDED = (restore, restore.c.state == "asked")
_HELD_JOB: ColumnElement[bool] = and_(occurrence.c.state == "held", occurrence.c.error == HELD)
_HELD_MESSAGE: ColumnElement[bool] = and_(
    outbox_message.c.state == "held", outbox_message.c.error == HELD
)


async def hold_due_work(
    tx: Transaction, workspace: str, quiet: Collection[str], now: datetime
) -> HeldWork:
    """Hold every job and message that was due by now, but for jobs that write to nobody."""
    due_jobs = update(occurrence).where(
        occurrence.c.workspace == workspace,
        occurrence.c.state == "waiting",
        occurrence.c.due <= now,
        occurrence.c.kind.not_in(list(quiet)),
    )
    await tx.execute(due_jobs.values(state="held", error=HELD, lease_until=None))
    due_messages = update(outbox_message).where(
        outbox_message.c.workspace == workspace,
        outbox_message.c.state.in_(("ready", "sending", "unknown")),
        outbox_message.c.due <= now,
        outbox_message.c.kind != "census",
    )
    held = {"state": "held", "error": HELD, "fence": outbox_message.c.fence + 1}
    await tx.execute(due_messages.values(**held, lease_until=None))
    return await held_work(tx, workspace)


async def held_work(tx: ReadTransaction, workspace: str) -> HeldWork:
    """Return what a restore holds in a workspace."""
    jobs = await held_jobs(tx, workspace)
    days: dict[str, list[date]] = {}
    for job in jobs:
        days.setdefault(job.kind, []).append(job.local_date or job.due.date())
    reasons = (
        select(outbox_message.c.reason, func.count().label("count"))
        .where(outbox_message.c.workspace == workspace, _HELD_MESSAGE)
        .group_by(outbox_message.c.reason)
    )
    messages = Counter({row.reason: row.count for row in await tx.all(reasons)})
    return HeldWork(days, messages)


async def held_jobs(tx: ReadTransaction, workspace: str) -> Sequence[Row[Any]]:
    """Return the jobs that a restore holds in a workspace, the earliest first."""
    here = select(occurrence).where(occurrence.c.workspace == workspace, _HELD_JOB)
    return await tx.all(here.order_by(occurrence.c.due, occurrence.c.id))


async def insert_restore(
    tx: Transaction, workspace: str, made_at: datetime | None, now: datetime, until: datetime
) -> Restore:
    """Insert a restore whose question is open."""
    values = {"made_at": made_at, "restored_at": now, "until": until, "state": "asked"}
    number = await tx.insert(restore, workspace=workspace, **values)
    return Restore(number, workspace, made_at, now, until, "asked", None)


async def find_restore(tx: ReadTransaction, workspace: str, number: int) -> Restore | None:
    """Return a restore of a workspace, or None."""
    row = await tx.first(
        select(restore).where(restore.c.workspace == workspace, restore.c.id == number)
    )
    return read_struct(Restore, row) if row else None


async def decide(tx: Transaction, one: Restore, decision: str, person: str) -> bool:
    """Write a decision down; return False where there is one already."""
    asked = update(restore).where(restore.c.id == one.id, restore.c.state == "asked")
    return bool(await tx.execute(asked.values(state=decision, decided_by=person)))


async def release_all(tx: Transaction, workspace: str, now: datetime) -> None:
    """Let the engine do what is held: jobs as late as they are, messages now."""
    jobs = update(occurrence).where(occurrence.c.workspace == workspace, _HELD_JOB)
    await tx.execute(jobs.values(state="waiting", error=None))
    messages = update(outbox_message).where(outbox_message.c.workspace == workspace, _HELD_MESSAGE)
    again = {"state": "ready", "due": now, "merged_into": None, "error": None}
    await tx.execute(messages.values(again))
    tx.request_wake()


async def cancel_messages(tx: Transaction, workspace: str) -> None:
    """Cancel the messages that are held."""
    here = update(outbox_message).where(outbox_message.c.workspace == workspace, _HELD_MESSAGE)
    await tx.execute(here.values(state="cancelled"))


async def skip_job(tx: Transaction, number: int, now: datetime) -> None:
    """Mark a held job as skipped."""
    skipped = update(occurrence).where(occurrence.c.id == number, _HELD_JOB)
    await tx.execute(skipped.values(state="skipped", done_at=now))
