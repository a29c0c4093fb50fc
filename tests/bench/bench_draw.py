"""Print for how long the draw of a large company keeps everybody else from writing."""

import asyncio
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import uvloop
from sqlalchemy import event, func, select, update

from bot.cli.serve import load_ahead
from bot.core import schedule
from bot.core.dispatch import dispatch
from bot.core.interactions import Invocation, Reply
from bot.core.subjects import Subject
from bot.core.tables import live_card
from bot.features import ROUTER
from bot.pairings.tables import group_member, membership, pairing_group, pairing_round
from bot.store.engine import Database, Transaction, open_database
from bot.store.memory import Memory
from jobs.engine.occurrences import run_due_occurrences
from jobs.engine.worker_process import run_in_process
from jobs.registry import JOBS
from tests.bench import report
from tests.bench.history import NOW, PEOPLE, WEEKS_OF_FIVE_YEARS, WORKSPACE, live_weeks
from tests.bench.report import Figure, median, ms, quantile

LIMIT = 0.2  # seconds
NOISE = 1.25  # times what the median of an idle house is: as quick as that
TURNS = 3
ELSEWHERE = "v"
BETWEEN = 0.01  # seconds from an answer to the next command
IDLE = 300  # commands of the idle house


def draws() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="mingle-bench-") as folder:
        yield from uvloop.run(_measure(Path(folder)))


async def _measure(folder: Path) -> list[Figure]:
    await load_ahead()  # as `mingle run` does
    file = await live_weeks(folder, WEEKS_OF_FIVE_YEARS)
    cases = {"have met": _have_met, "are open": _are_open}
    held: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(TURNS):
        for name, change in cases.items():
            held[name].append(await _lock_of_draw(_copy(file), change))
    figures = []
    for name, taken in held.items():
        what = f"the write lock of a draw of {PEOPLE:,} people whose last groups {name}"
        said = f"{median(taken):.2f} s, at most {max(taken):.2f} s of processor time"
        figures.append(Figure(what, f"<= {LIMIT} s", said, median(taken) <= LIMIT))
    return figures + await _answers_meanwhile(_copy(file))


def _copy(file: Path) -> Path:
    copied = file.with_name("drawn.db")
    for old in file.parent.glob("drawn.db*"):
        old.unlink()
    shutil.copy(file, copied)
    return copied


async def _lock_of_draw(file: Path, change: Callable[[Transaction], Any]) -> float:
    database = await _open(file, change)
    held = _watch(database)
    await _draw(database)
    await database.close()
    return max(held)


async def _open(file: Path, change: Callable[[Transaction], Any]) -> Database:
    database = open_database(f"sqlite+aiosqlite:///{file}")
    database.own(Memory(lasting=False))
    async with database.transaction() as tx:
        await change(tx)
        subject = Subject("program", 1)
        await schedule.schedule(tx, WORKSPACE, "round.draw", subject, NOW, NOW.date())
    return database


async def _draw(database: Database) -> None:
    assert await run_due_occurrences(database, JOBS, NOW, random.Random(1), run_in_process)


async def _have_met(tx: Transaction) -> None:
    await tx.execute(update(pairing_group).values(state="met"))


async def _are_open(tx: Transaction) -> None:
    """Open the groups of the running round; its members were asked, and told of the next one."""
    newest = select(func.max(pairing_round.c.id)).scalar_subquery()
    running = pairing_group.c.round == newest
    await tx.execute(update(pairing_group).where(running).values(state="open"))
    groups = await tx.scalars(select(pairing_group.c.id).where(running))
    of_group = group_member.c.group.in_(select(pairing_group.c.id).where(running))
    members = await tx.scalars(select(group_member.c.id).where(of_group))
    subjects = [Subject("nudge", number) for number in groups]
    subjects += [Subject("checkin", number) for number in members]
    for number in await tx.scalars(select(membership.c.id)):
        subjects.append(Subject("notice", 1, f"{NOW.date()}", f"{number}"))
    common = {"workspace": WORKSPACE, "version": 1, "rendered_version": 1}
    await tx.insert_or_ignore_many(live_card, [{**common, "subject": each} for each in subjects])


def _watch(database: Database) -> list[float]:
    """Return a list to which each write transaction adds for how long it computed."""
    held: list[float] = []
    began = 0.0

    def hear(*said: Any) -> None:
        nonlocal began
        if said[2] == "BEGIN IMMEDIATE":
            began = time.thread_time()
        elif said[2] == "COMMIT" and began:
            held.append(time.thread_time() - began)
            began = 0.0

    event.listen(database.engine.sync_engine, "before_cursor_execute", hear)
    return held


async def _answers_meanwhile(file: Path) -> list[Figure]:
    """Let somebody in another workspace open tables, before and while a round is drawn."""
    database = await _open(file, _are_open)
    commands = iter(range(1_000_000))
    idle = [await _say(database, next(commands)) for _ in range(IDLE)]
    busy: list[float] = []

    async def go_on() -> None:
        while not drawing.done():
            busy.append(await _say(database, next(commands)))

    drawing = asyncio.create_task(_draw(database))
    await go_on()  # until whoever waited for the draw is answered as well
    await drawing
    await database.close()
    few, many = median(idle), median(busy)
    said = f"{many / few:.2f} = {ms(many)} / {ms(few)}, of {len(busy)} commands"
    longest = f"{ms(max(busy))}, of an idle house {ms(max(idle))}; "
    longest += f"99 of 100: {ms(quantile(busy, 0.99))}, {ms(quantile(idle, 0.99))}"
    what = "a command of another workspace meanwhile"
    return [
        Figure(f"{what}, median beside an idle house", f"<= {NOISE}", said, many <= NOISE * few),
        Figure(
            f"{what}, the longest",
            f"<= {LIMIT} s more",
            longest,
            max(busy) <= LIMIT + max(idle),
        ),
    ]


async def _say(database: Database, number: int) -> float:
    """Open a table as somebody else each time; return how long the answer took."""
    await asyncio.sleep(BETWEEN)
    who = f"{ELSEWHERE}/{number}"
    call = Invocation(
        f"lunch {number}", ELSEWHERE, who, who, NOW, "command", "lunch",
        channel=f"{ELSEWHERE}/lunch", channel_name="lunch", fields={"when": "today 12:30"},
    )  # fmt: skip
    began = time.perf_counter()
    answer = await dispatch(ROUTER, database, call)
    taken = time.perf_counter() - began
    assert isinstance(answer, Reply)
    assert answer.card.kind == "table", answer
    return taken


def main() -> None:
    report.show("A draw", (("for how long a draw keeps others waiting", draws),))


if __name__ == "__main__":
    main()
