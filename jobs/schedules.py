"""Plan anew from the schedules, at every start and after every jump of the clock.

Each schedule is planned once more, in a savepoint, and that is kept where something comes sooner
than what was planned: only another time can have planned later. What is due by now, held or set
aside is left alone: whoever waits for it gets it, or hears of it.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import ColumnElement, delete, select, update

from bot.core import schedule
from bot.core.subjects import Subject
from bot.core.tables import WAITING, occurrence
from bot.dates.local_time import local_date
from bot.digest import issues, travel
from bot.digest.records import DIGEST_POST, DIGEST_TIDY, find_issue, list_digests
from bot.happy_hour import series
from bot.happy_hour.series_records import list_series
from bot.home.notifications import MONDAY_NOTE, schedule_next_notes
from bot.open_tables import usual_records
from bot.open_tables.commands import usual
from bot.pairings.programs.records import active_programs
from bot.pairings.rounds import timetable
from bot.people.busy_times import LOOKS as CALENDARS
from bot.people.platform_updates import ERASE_WORKSPACE
from bot.prompts import posts
from bot.prompts.records import POST, list_prompt_channels
from bot.sources.records import LOOKS as SOURCES
from bot.store.engine import Database, ReadTransaction, Transaction
from jobs import channel_members, retention
from jobs.engine.outages import is_outage

FARTHEST_LOOK = timedelta(days=10)  # no page and no calendar waits longer for the next look
OPEN_STATES = ("waiting", "held", "aside")
OVER = ("done", "skipped")
NOTICES = ("round.notice", "round.second_notice", "round.look")

log = structlog.get_logger()


@dataclass(frozen=True)
class Plan:
    """What is planned of one schedule, by kind and subject, and what plans it anew.

    What comes along with it has kinds of its own.
    """

    kind: str
    subject: Subject
    replan: Callable[[], Awaitable[object]]
    along: tuple[str, ...] = ()


class _NotSooner(Exception):
    """What was planned stays."""


async def plan_anew(database: Database, now: datetime) -> None:
    """Correct the plans of every workspace that uses Mingle."""
    in_use = select(occurrence.c.workspace).where(
        occurrence.c.state == WAITING, occurrence.c.kind != ERASE_WORKSPACE
    )
    async with database.read_transaction() as tx:
        workspaces = await tx.scalars(in_use.distinct())
    for workspace in sorted(workspaces):
        async with database.transaction() as tx:
            await tx.lock_workspace(workspace)
            for plan in await _list_plans(tx, workspace, now):
                await _correct(tx, workspace, plan, now)
            await _look_again(tx, workspace, now)


async def _correct(tx: Transaction, workspace: str, plan: Plan, now: datetime) -> None:
    """Plan one schedule anew; a failure of it changes nothing, and nothing of the others."""
    here = occurrence.c.workspace == workspace, occurrence.c.subject == plan.subject
    mine = (*here, occurrence.c.kind == plan.kind)
    all_of_it = (*here, occurrence.c.kind.in_([plan.kind, *plan.along]))
    open_rows = await tx.all(select(occurrence).where(*mine, occurrence.c.state.in_(OPEN_STATES)))
    if any(row.state != "waiting" or row.due <= now for row in open_rows):
        return

    try:
        async with tx.savepoint():
            await _forget_future(tx, all_of_it, now)
            await plan.replan()
            await _keep_if_sooner(tx, mine, [row.due for row in open_rows])
        log.warning("planned anew", action=plan.kind, workspace=workspace)
    except _NotSooner:
        return
    except Exception as error:
        if is_outage(error):
            raise
        log.exception("not planned anew", action=plan.kind, workspace=workspace)


async def _forget_future(
    tx: Transaction, all_of_it: tuple[ColumnElement[bool], ...], now: datetime
) -> None:
    """Delete what another time did of dates to come, so that they can be planned."""
    done = delete(occurrence).where(
        *all_of_it, occurrence.c.state.in_(OVER), occurrence.c.due > now
    )
    await tx.execute(done)


async def _keep_if_sooner(
    tx: ReadTransaction, mine: tuple[ColumnElement[bool], ...], before: list[datetime]
) -> None:
    """Raise _NotSooner unless something comes sooner than what was planned."""
    waiting = select(occurrence.c.due).where(*mine, occurrence.c.state == WAITING)
    after = await tx.scalars(waiting)
    if not after or (before and min(after) >= min(before)):
        raise _NotSooner


async def _list_plans(tx: Transaction, workspace: str, now: datetime) -> list[Plan]:
    plans: list[Plan] = []
    for program in await active_programs(tx, workspace):
        replan = partial(timetable.plan_rounds_anew, tx, program, now)
        plans.append(Plan("round.draw", program.subject, replan, NOTICES))
    for setup in await list_prompt_channels(tx, workspace):
        if not setup.paused:
            replan_prompts = partial(posts.reschedule_prompts, tx, setup, now)
            plans.append(Plan(POST, setup.subject, replan_prompts))
    for digest in await list_digests(tx, workspace):
        if not digest.paused:
            replan_digest = partial(issues.schedule_digest, tx, digest, now)
            plans.append(Plan(DIGEST_POST, digest.subject, replan_digest))
            replan_travel = partial(travel.schedule_travel, tx, digest, now)
            plans.append(Plan(travel.DIGEST_TRAVEL, digest.subject, replan_travel))
    for happy_hours in await list_series(tx, workspace):
        if happy_hours.settings.rule:
            replan_polls = partial(series.plan_polls_anew, tx, happy_hours, now)
            plans.append(Plan(series.HAPPY_HOUR_OPEN, happy_hours.subject, replan_polls))
    for eater in await usual_records.find_eaters(tx, workspace):
        subject = Subject("usual", eater.usual.id)
        plans.append(Plan(usual.JOB, subject, partial(_plan_usual, tx, workspace, eater, now)))
    return plans + await _list_daily_plans(tx, workspace, now)


async def _list_daily_plans(tx: Transaction, workspace: str, now: datetime) -> list[Plan]:
    """Return the plans of what happens every day or night, where something of it is planned."""
    replans: Mapping[str, Callable[[Subject], Awaitable[None]]] = {
        DIGEST_TIDY: partial(_plan_tidying, tx, workspace, now),
        channel_members.KIND: partial(_plan_census, tx, workspace, now),
        retention.SWEEP: partial(_plan_sweep, tx, workspace, now),
        MONDAY_NOTE: partial(_plan_notes, tx, workspace, now),
    }
    planned = select(occurrence.c.kind, occurrence.c.subject).where(
        occurrence.c.workspace == workspace,
        occurrence.c.kind.in_(replans),
        occurrence.c.state == WAITING,
    )
    rows = [row for row in await tx.all(planned.distinct()) if isinstance(row.subject, Subject)]
    return [Plan(row.kind, row.subject, partial(replans[row.kind], row.subject)) for row in rows]


async def _plan_usual(
    tx: Transaction, workspace: str, eater: usual_records.UsualEater, now: datetime
) -> None:
    await schedule.unschedule(tx, workspace, Subject("usual", eater.usual.id), usual.JOB)
    await usual.schedule_next_usual(tx, workspace, eater, local_date(now, eater.person.zone))


async def _plan_tidying(tx: Transaction, workspace: str, now: datetime, subject: Subject) -> None:
    issue = await find_issue(tx, workspace, subject.id)
    if issue:
        await schedule.unschedule(tx, workspace, subject, DIGEST_TIDY)
        await issues.schedule_tidying(tx, issue, now)


async def _plan_census(tx: Transaction, workspace: str, now: datetime, subject: Subject) -> None:
    await schedule.unschedule(tx, workspace, subject, channel_members.KIND)
    await channel_members.schedule_first_sync(tx, workspace, now)


async def _plan_sweep(tx: Transaction, workspace: str, now: datetime, subject: Subject) -> None:
    await schedule.unschedule(tx, workspace, subject, retention.SWEEP)
    await retention.schedule_first_sweep(tx, workspace, now)


async def _plan_notes(tx: Transaction, workspace: str, now: datetime, subject: Subject) -> None:
    await schedule.unschedule(tx, workspace, subject, MONDAY_NOTE)
    await schedule_next_notes(tx, workspace, now)


async def _look_again(tx: Transaction, workspace: str, now: datetime) -> None:
    """Look at pages and calendars by now whose next look another time has put off."""
    for looks, column in ((SOURCES, "next_look"), (CALENDARS, "look_at")):
        table = looks.table
        put_off = update(table).where(
            table.c.workspace == workspace, table.c[column] > now + FARTHEST_LOOK
        )
        await tx.execute(put_off.values({column: now}))
