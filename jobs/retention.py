"""Retention: delete every night what was kept long enough (`bot/store/kept`); keep totals."""

import datetime as dt
import random
from collections.abc import Callable, Sequence
from functools import cache

from sqlalchemy import (
    Executable,
    and_,
    delete,
    or_,
    select,
    update,
)

from bot.core import form_drafts, outbox, schedule
from bot.core.schedule import DueOccurrence, Job, Offload, Run
from bot.core.subjects import Subject
from bot.dates.local_time import local_date, utc_instant
from bot.events.tables import event
from bot.learnings import records as learnings
from bot.open_tables.tables import open_table
from bot.pairings.tables import pairing_group, pairing_round
from bot.prompts.tables import prompt_answer
from bot.sources.addresses import FILE_PREFIX
from bot.sources.tables import source
from bot.store.engine import Database, Transaction
from bot.store.kept import DRAFTS, KEPT, PAIRS, WORDS
from bot.store.schema import metadata
from jobs import retention_leavers, retention_messages
from jobs.retention_batches import forget_ahead
from jobs.retention_rows import EMPTIED, OWN_RULES, add_to_totals, is_old, is_unanswered, when_old

SWEEP = "retention.sweep"
SWEEP_TIME = dt.time(3)  # in UTC, like the census: Mingle rests then in most places
_ONE_DAY = dt.timedelta(days=1)


async def schedule_first_sweep(tx: Transaction, workspace: str, now: dt.datetime) -> None:
    """Schedule the first sweep of a workspace."""
    await _plan(tx, workspace, local_date(now, "UTC") + _ONE_DAY)


async def sweep_workspace(
    tx: Transaction, due: DueOccurrence, now: dt.datetime, _rng: random.Random
) -> None:
    """Delete what is old enough in one workspace, and schedule the next night."""
    await _sweep_rest(tx, due, now, _rng)
    await retention_messages.forget_unseen(tx, due.workspace, now)


async def _sweep_rest(
    tx: Transaction, due: DueOccurrence, now: dt.datetime, _rng: random.Random
) -> None:
    """Do so but for old messages whose matter is gone: to find out takes long."""
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
        for aged in kept.aged if name not in OWN_RULES else ():
            statements.append((delete(table).where(*is_old(table, aged)), when_old(table, aged)))
        for column, aged in (kept.cleared or {}).items():
            empty = EMPTIED[name][column]
            kept_so_far = update(table).where(*is_old(table, aged), table.c[column] != empty)
            statements.append((kept_so_far.values({column: empty}), when_old(table, aged)))
    return statements


async def _forget_events(tx: Transaction, workspace: str, now: dt.datetime) -> None:
    """Delete events that are long over; those that were listed sooner, if nobody answered."""
    unanswered = and_(event.c.ends_at < now - WORDS, is_unanswered())
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
    old_rounds = select(pairing_round.c.id).where(
        pairing_round.c.workspace == workspace, pairing_round.c.drawn_at < before
    )
    going = {
        pairing_group: pairing_group.c.round.in_(old_rounds),
        open_table: open_table.c.starts_at < before,
        event: event.c.ends_at < before,
        prompt_answer: prompt_answer.c.at < before,
    }
    for table, which in going.items():
        await add_to_totals(tx, workspace, table, which)


async def _prepare_sweep(
    database: Database, due: DueOccurrence, now: dt.datetime, _rng: random.Random, _: Offload
) -> Run:
    """Forget in batches what would keep others waiting."""
    await forget_ahead(database, due.workspace, now)
    return _sweep_rest


JOBS = {SWEEP: Job(sweep_workspace, prepare=_prepare_sweep, quiet=True)}
