"""Print what five years of 2,000 people cost, beside one week of theirs."""

import asyncio
import random
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import uvloop
from sqlalchemy import delete, func, select

from bot.cli.serve import load_ahead
from bot.core import schedule
from bot.core.dispatch import dispatch
from bot.core.interactions import Invocation, Reply
from bot.core.schedule import Offload
from bot.core.subjects import Subject
from bot.core.tables import WAITING, occurrence
from bot.digest.records import DIGEST_POST
from bot.features import ROUTER
from bot.home.page import render_tab
from bot.pairings.tables import pairing_round
from bot.store.engine import Database, open_database
from bot.store.memory import Memory
from bot.store.schema import metadata
from jobs.engine.occurrences import run_due_occurrences
from jobs.engine.worker_process import run_in_process
from jobs.registry import JOBS
from jobs.retention import SWEEP
from tests.bench import report
from tests.bench.history import CHANNEL, DAY, EVERYBODY, HOUR, NOW, WEEK, WORKSPACE, live_weeks
from tests.bench.history import WEEKS_OF_FIVE_YEARS as WEEKS
from tests.bench.report import Figure, median, ms

LIMIT = 1.5  # times what it costs after one week
OFTEN, SELDOM, NIGHTS, DRAWS = 60, 5, 7, 3  # times that each is measured
MEGABYTE = 1e6

Step = Callable[[Database, int], Awaitable[object]]


def years() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="mingle-bench-") as folder:
        yield from uvloop.run(_measure(Path(folder)))


async def _measure(folder: Path) -> list[Figure]:
    await load_ahead()  # as `mingle run` does
    young, settled, old = [await _lived(folder, weeks) for weeks in (1, 2, WEEKS)]
    figures = [await _rest(folder, old)]
    for database in (young, settled):
        await _sleep(database)
    steps: tuple[tuple[str, int, Database, tuple[Step, Step]], ...] = (
        ("home tab", OFTEN, young, (_wait, _home)),
        ("/mingle me", OFTEN, young, (_wait, _me)),
        ("/mingle why", OFTEN, young, (_wait, _why)),
        # before the second week there is no round that a report could look back at
        ("the report of a round", SELDOM, settled, (_wait, _report)),
        ("a night's retention", NIGHTS, young, _planned(SWEEP, Subject("retention"), DAY)),
        ("a digest", SELDOM, young, _planned(DIGEST_POST, Subject("digest-channel", 1), WEEK)),
        ("a draw, but for its solver", DRAWS, young, _drawing()),
    )
    for name, times, beside, (plan, work) in steps:
        taken = await _compare((beside, old), plan, work, times)
        few, many = map(median, taken)
        said = f"{many / few:.2f} = {ms(many)} / {ms(few)}; at most {ms(max(taken[1]))}"
        what = f"{name}, after {WEEKS} weeks beside {2 if beside is settled else 1}"
        figures.append(Figure(what, f"<= {LIMIT}", said, many <= LIMIT * few))
    for database in (young, settled, old):
        await database.close()
    return figures


async def _rest(folder: Path, database: Database) -> Figure:
    """Let a night pass, so that the file is what a company has that lived through all of them."""
    before = await _rows(database)
    await _sleep(database)
    forgotten = before - await _rows(database)
    size = (folder / f"{WEEKS}.db").stat().st_size / MEGABYTE
    said = f"{size:.0f} MB; a night more finds {forgotten:,} of {before:,} rows to forget"
    return Figure(f"the file after {WEEKS} weeks and their nights", "", said)


async def _sleep(database: Database) -> None:
    plan, run = _planned(SWEEP, Subject("retention"), DAY)
    await plan(database, -1)
    await run(database, -1)


async def _rows(database: Database) -> int:
    count = 0
    async with database.read_transaction() as tx:
        for table in metadata.sorted_tables:
            count += await tx.scalar(select(func.count()).select_from(table))
    return count


async def _lived(folder: Path, weeks: int) -> Database:
    """Return the database of a company that has lived so many weeks."""
    database = open_database(f"sqlite+aiosqlite:///{await live_weeks(folder, weeks)}")
    database.own(Memory(lasting=False))
    return database


async def _compare(
    databases: Sequence[Database], plan: Step, work: Step, times: int
) -> tuple[list[float], list[float]]:
    """Take turns between the two, so that a noisy minute is noisy for both."""
    taken: tuple[list[float], list[float]] = ([], [])
    for turn in range(times):
        for database, seconds in zip(databases, taken, strict=True):
            await plan(database, turn)
            began = time.process_time()
            await work(database, turn)
            seconds.append(time.process_time() - began)
    return taken


async def _wait(_database: Database, _turn: int) -> None: ...


async def _home(database: Database, turn: int) -> None:
    async with database.read_transaction() as tx:
        assert await render_tab(tx, WORKSPACE, EVERYBODY[turn], NOW + HOUR)


async def _me(database: Database, turn: int) -> None:
    await _say(database, "mingle me", turn)


async def _why(database: Database, turn: int) -> None:
    await _say(database, "mingle why", turn)


async def _say(database: Database, command: str, turn: int) -> None:
    who = EVERYBODY[turn]
    call = Invocation(
        f"{command} {turn}", WORKSPACE, who, who, NOW + HOUR, "command", command, channel=CHANNEL
    )
    assert isinstance(await dispatch(ROUTER, database, call), Reply)


async def _report(database: Database, _turn: int) -> None:
    async with database.read_transaction() as tx:
        newest = await tx.scalar(select(func.max(pairing_round.c.id)))
        render = ROUTER.live_cards["report"]
        assert await render(tx, WORKSPACE, Subject("report", newest), NOW + HOUR)


async def _run(database: Database, now: datetime, offload: Offload = asyncio.to_thread) -> None:
    assert await run_due_occurrences(database, JOBS, now, random.Random(1), offload)


def _drawing() -> tuple[Step, Step]:
    """Return the steps of a draw, whose solver computes in a process of its own.

    How long that takes is a matter of the wishes of a round, not of the years before it: from half
    a second to twenty.
    """
    plan, _ = _planned("round.draw", Subject("program", 1), WEEK)

    async def run(database: Database, turn: int) -> None:
        await _run(database, NOW + WEEK * turn, run_in_process)

    return plan, run


def _planned(kind: str, subject: Subject, after: timedelta) -> tuple[Step, Step]:
    """Return what has one job due, a while after each turn's, and what runs it."""

    async def plan(database: Database, turn: int) -> None:
        now = NOW + after * turn
        async with database.transaction() as tx:
            await tx.execute(delete(occurrence).where(occurrence.c.state == WAITING))
            await schedule.schedule(tx, WORKSPACE, kind, subject, now, now.date())

    async def run(database: Database, turn: int) -> None:
        await _run(database, NOW + after * turn)

    return plan, run


def main() -> None:
    report.show("Years", (("what years of history cost", years),))


if __name__ == "__main__":
    main()
