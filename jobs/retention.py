"""Retention: delete every night what was kept long enough (`bot/store/kept`); keep totals."""

import datetime as dt
import random
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    Table,
    Text,
    and_,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)

from bot.core import form_drafts, outbox, schedule
from bot.core.schedule import DueOccurrence, Job
from bot.core.subjects import Subject
from bot.core.tables import setting
from bot.dates.local_time import local_date, utc_instant
from bot.events.tables import event, rsvp
from bot.learnings import records as learnings
from bot.matching.model import Rules
from bot.open_tables.tables import open_table
from bot.pairings.rounds.snapshot import Snapshot
from bot.pairings.tables import pairing_group, pairing_round
from bot.prompts.tables import prompt_answer
from bot.sources.addresses import FILE_PREFIX
from bot.sources.tables import source
from bot.store.engine import Transaction
from bot.store.kept import DRAFTS, KEPT, PAIRS, WORDS, Aged
from bot.store.schema import metadata
from bot.store.types import Day
from jobs import retention_leavers, retention_messages

SWEEP = "retention.sweep"
SWEEP_TIME = dt.time(3)  # in UTC, like the census: Mingle rests then in most places
TOTALS = (
    "totals"  # what they are about in `setting`; names: groups, met, tables, events, prompts_done
)

# What columns hold once they are cleared.
EMPTIED: dict[str, dict[str, Any]] = {
    "event_change": {"words": ""},
    "poll_change": {"words": ""},
    "swap_lunch": {"other_name": "", "other_field": "", "other_topic": ""},
    "pairing_round": {"inputs": Snapshot((), Rules(), 0)},
}
_ONE_DAY = dt.timedelta(days=1)
# Tables with rules of their own below, besides what they declare.
_OWN = {"outbox_message", "event"}


async def schedule_first_sweep(tx: Transaction, workspace: str, now: dt.datetime) -> None:
    """Schedule the first sweep of a workspace."""
    await _plan(tx, workspace, local_date(now, "UTC") + _ONE_DAY)


async def sweep_workspace(
    tx: Transaction, due: DueOccurrence, now: dt.datetime, _rng: random.Random
) -> None:
    """Delete what is old enough in one workspace, and schedule the next night."""
    workspace = due.workspace
    await form_drafts.delete_older_drafts(tx, workspace, now - DRAFTS)
    await retention_leavers.forget_leavers(tx, workspace, now)
    await retention_messages.forget_messages(tx, workspace, now)

    await _count_totals(tx, workspace, now - PAIRS)
    await _forget_events(tx, workspace, now)
    await _forget_files(tx, workspace, now - WORDS)
    # whose words go could take them back no more, so they leave the posts as well
    quoting = await learnings.subjects_quoting_older(tx, workspace, now - WORDS)
    await outbox.invalidate(tx, workspace, *quoting)
    for statement, before in _statements_of_a_night():
        await tx.execute(statement, here=workspace, before=before(now))
    await _plan(tx, workspace, max(due.local_date, local_date(now, "UTC")) + _ONE_DAY)


async def _plan(tx: Transaction, workspace: str, day: dt.date) -> None:
    await schedule.schedule(
        tx, workspace, SWEEP, Subject("retention"), utc_instant(day, SWEEP_TIME, "UTC"), day
    )


@cache
def _statements_of_a_night() -> Sequence[tuple[Executable, Callable[[dt.datetime], dt.date]]]:
    """Return what deletes and clears rows, each with what returns before when they are old.

    Writing them costs more than running them, and they are the same every night.
    """
    statements: list[tuple[Executable, Callable[[dt.datetime], dt.date]]] = []
    for name, kept in KEPT.items():
        table = metadata.tables[name]
        for aged in kept.aged if name not in _OWN else ():
            statements.append((delete(table).where(*_old(table, aged)), _when_old(table, aged)))
        for column, aged in (kept.cleared or {}).items():
            empty = EMPTIED[name][column]
            kept_so_far = update(table).where(*_old(table, aged), table.c[column] != empty)
            statements.append((kept_so_far.values({column: empty}), _when_old(table, aged)))
    return statements


def _old(table: Table, aged: Aged) -> tuple[ColumnElement[bool], ...]:
    """Return what holds for the rows of the workspace `here` that are from `before` a moment."""
    columns = [table.c[name] for name in aged.columns]
    moment = func.coalesce(*columns) if len(columns) > 1 else columns[0]
    in_state = (table.c.state.in_(aged.states),) if aged.states else ()
    here, before = bindparam("here", type_=Text()), bindparam("before", type_=columns[0].type)
    return table.c.workspace == here, moment < before, *in_state


def _when_old(table: Table, aged: Aged) -> Callable[[dt.datetime], dt.date]:
    if isinstance(table.c[aged.columns[0]].type, Day):
        return lambda now: local_date(now - aged.after, "UTC")
    return lambda now: now - aged.after


async def _forget_events(tx: Transaction, workspace: str, now: dt.datetime) -> None:
    """Delete events that are long over; those that were listed sooner, if nobody answered."""
    answered = exists().where(rsvp.c.event == event.c.id)
    unanswered = and_(event.c.kind == "listed", event.c.ends_at < now - WORDS, ~answered)
    old = or_(event.c.ends_at < now - PAIRS, unanswered)
    await tx.execute(delete(event).where(event.c.workspace == workspace, old))


async def _forget_files(tx: Transaction, workspace: str, before: dt.datetime) -> None:
    """Delete uploads whose last event is long over.

    The events that they listed have rows of their own by now.
    """
    over = and_(
        source.c.address.startswith(FILE_PREFIX), source.c.state == "paused", source.c.events == 0
    )
    await tx.execute(
        delete(source).where(source.c.workspace == workspace, over, source.c.last_good < before)
    )


async def _count_totals(tx: Transaction, workspace: str, before: dt.datetime) -> None:
    """Add what is about to be deleted to the totals."""
    old_round = and_(pairing_round.c.workspace == workspace, pairing_round.c.drawn_at < before)
    grouped = pairing_group.c.round.in_(select(pairing_round.c.id).where(old_round))
    table = and_(open_table.c.workspace == workspace, open_table.c.starts_at < before)
    planned = and_(
        event.c.workspace == workspace, event.c.ends_at < before, event.c.kind != "listed"
    )
    done = and_(
        prompt_answer.c.workspace == workspace,
        prompt_answer.c.at < before,
        prompt_answer.c.state == "did",
    )
    drawn = and_(grouped, pairing_group.c.state.not_in(("alone", "late")))
    met = and_(grouped, pairing_group.c.state == "met")
    await _add(tx, workspace, "groups", pairing_group.c.id, drawn)
    await _add(tx, workspace, "met", pairing_group.c.id, met)
    await _add(tx, workspace, "tables", open_table.c.id, table)
    await _add(tx, workspace, "events", event.c.id, planned)
    await _add(tx, workspace, "prompts_done", prompt_answer.c.id, done)


async def _add(
    tx: Transaction,
    workspace: str,
    name: str,
    counted: ColumnElement[int],
    where: ColumnElement[bool],
) -> None:
    more = await tx.scalar(select(func.count(counted)).where(where))
    if more:
        keys = {"workspace": workspace, "about": TOTALS, "name": name}
        so_far = select(setting.c.number).where(
            *(setting.c[column] == value for column, value in keys.items())
        )
        await tx.upsert(setting, keys, number=(await tx.scalar(so_far) or 0) + more)


JOBS = {SWEEP: Job(sweep_workspace, quiet=True)}
