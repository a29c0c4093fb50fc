"""Plan from the schedules again what a wrong clock planned for years ahead.

What is due, or due before long, is left alone: whoever waits for it gets it, or hears of it.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from bot.core.subjects import Subject
from bot.core.tables import WAITING, occurrence
from bot.digest import issues
from bot.digest.records import DIGEST_POST, find_digest
from bot.happy_hour import series
from bot.happy_hour.series_records import find_series
from bot.pairings.programs.records import find_program
from bot.pairings.rounds import timetable
from bot.prompts import posts
from bot.prompts.records import POST, find_prompt_channel
from bot.store.engine import Database, Transaction
from jobs import channel_members, retention

NIGHTLY = timedelta(days=3)  # further ahead, something nightly was planned by another time
CADENCE = timedelta(days=100)  # further ahead than any cadence has its next date

Plan = Callable[[Transaction, str, Subject, datetime], Awaitable[None]]


async def plan_anew(database: Database, now: datetime) -> None:
    """Correct the plans of every workspace."""
    async with database.read_transaction() as tx:
        planned = await tx.all(
            select(
                occurrence.c.workspace,
                occurrence.c.kind,
                occurrence.c.subject,
                func.min(occurrence.c.due).label("due"),
            )
            .where(occurrence.c.state == WAITING, occurrence.c.kind.in_(_PLANS))
            .group_by(occurrence.c.workspace, occurrence.c.kind, occurrence.c.subject)
        )
    for row in planned:
        limit, plan = _PLANS[row.kind]
        if row.due > now + limit:
            async with database.transaction() as tx:
                await tx.lock_workspace(row.workspace)
                await plan(tx, row.workspace, row.subject, now)


async def _plan_rounds(tx: Transaction, workspace: str, subject: Subject, now: datetime) -> None:
    program = await find_program(tx, workspace, subject.id)
    if program and program.active:
        await timetable.reschedule_rounds(tx, program, now)


async def _plan_prompts(tx: Transaction, workspace: str, subject: Subject, now: datetime) -> None:
    setup = await find_prompt_channel(tx, workspace, subject.id)
    if setup and not setup.paused:
        await posts.reschedule_prompts(tx, setup, now)


async def _plan_digests(tx: Transaction, workspace: str, subject: Subject, now: datetime) -> None:
    digest = await find_digest(tx, workspace, subject.id)
    if digest and not digest.paused:
        await issues.schedule_digest(tx, digest, now)


async def _plan_polls(tx: Transaction, workspace: str, subject: Subject, now: datetime) -> None:
    happy_hours = await find_series(tx, workspace, subject.id)
    if happy_hours and happy_hours.active:
        await series.schedule_next_poll(tx, happy_hours, now)


async def _plan_census(tx: Transaction, workspace: str, subject: Subject, now: datetime) -> None:
    await _forget(tx, workspace, channel_members.KIND, subject)
    await channel_members.schedule_first_sync(tx, workspace, now)


async def _plan_sweep(tx: Transaction, workspace: str, subject: Subject, now: datetime) -> None:
    await _forget(tx, workspace, retention.SWEEP, subject)
    await retention.schedule_first_sweep(tx, workspace, now)


async def _forget(tx: Transaction, workspace: str, kind: str, subject: Subject) -> None:
    """Delete what is planned of a nightly job."""
    await tx.execute(
        delete(occurrence).where(
            occurrence.c.workspace == workspace,
            occurrence.c.kind == kind,
            occurrence.c.subject == subject,
            occurrence.c.state == WAITING,
        )
    )


_PLANS: Mapping[str, tuple[timedelta, Plan]] = {
    "round.draw": (CADENCE, _plan_rounds),
    POST: (CADENCE, _plan_prompts),
    DIGEST_POST: (CADENCE, _plan_digests),
    series.HAPPY_HOUR_OPEN: (CADENCE, _plan_polls),
    channel_members.KIND: (NIGHTLY, _plan_census),
    retention.SWEEP: (NIGHTLY, _plan_sweep),
}
