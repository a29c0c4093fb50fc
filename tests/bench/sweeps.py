"""Measure how long it takes to find the one thing that is due among much that is not."""

import random
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uvloop

from bot.core import outbox, schedule
from bot.core.outbox import OutgoingMessage
from bot.core.reasons import MessageReason, Purpose
from bot.core.router import Router
from bot.core.schedule import DueOccurrence, Job
from bot.core.subjects import Subject
from bot.core.tables import occurrence
from bot.store.engine import Database, ReadTransaction, open_database
from bot.store.migrate import upgrade_schema
from bot.ui.cards import Card, Paragraph
from jobs.channel_members import save_members
from jobs.engine.delivery import Delivery
from jobs.engine.due import find_due_work
from jobs.engine.occurrences import run_due_occurrences
from tests.bench.report import Figure, median, ms
from tests.doubles.fakes import FakeChat

REASON = MessageReason("test", Purpose.ADDED)
FEW, MANY = 1_000, 100_000
TIMES = 300
WORKSPACE = "w"
NOON = datetime(2026, 3, 10, 11, 0, tzinfo=UTC)
WORDS = Card("note", "Lunch", (Paragraph(("It is half past twelve.",)),))

Step = Callable[[Database, int], Awaitable[object]]


def sweeps() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="mingle-bench-") as folder:
        measured = uvloop.run(_measure(Path(folder)))
    for name, few, many in measured:
        ratio = many / few
        reached = f"{ratio:.2f} = {ms(many)} / {ms(few)}"
        yield Figure(
            f"{name}, one due among {MANY:,} beside {FEW:,}", "<= 1.5", reached, ratio <= 1.5
        )


async def _measure(folder: Path) -> list[tuple[str, float, float]]:
    databases = [await _filled(folder, size) for size in (FEW, MANY)]
    steps: dict[str, tuple[Step, Step]] = {
        "sweep": (_plan_one, _sweep),
        "delivery": (_write_one, _deliver),
        "a look at what there is to do": (_write_another, _look),
    }
    measured = [
        (name, *await _compare(databases, plan, work)) for name, (plan, work) in steps.items()
    ]
    for database in databases:
        await database.close()
    return measured


async def _filled(folder: Path, size: int) -> Database:
    """Create a database with so many occurrences and messages in the future."""
    database = open_database(f"sqlite+aiosqlite:///{folder}/{size}.db")
    await upgrade_schema(database)
    rng = random.Random(size)
    later = [NOON + timedelta(minutes=rng.randint(1, 500_000)) for _ in range(size)]
    async with database.transaction() as tx:
        common = {
            "workspace": WORKSPACE,
            "kind": "bench",
            "local_date": NOON.date(),
            "state": "waiting",
        }
        rows = [
            {**common, "subject": f"later:{number}", "due": due} for number, due in enumerate(later)
        ]
        await tx.insert_many(occurrence, rows)
        for number in range(0, size, size // 100):
            letters = [
                OutgoingMessage(f"later:{n}", (f"{WORKSPACE}/{n}",), WORDS)
                for n in range(number, number + size // 100)
            ]
            await outbox.send_dms(tx, WORKSPACE, letters, reason=REASON, due=later[number])
    return database


async def _compare(databases: list[Database], plan: Step, work: Step) -> tuple[float, float]:
    """Take turns between the two, so that a noisy minute is noisy for both."""
    taken: tuple[list[float], list[float]] = ([], [])
    for number in range(TIMES):
        for database, seconds in zip(databases, taken, strict=True):
            await plan(database, number)
            began = time.perf_counter()
            assert await work(database, number)
            seconds.append(time.perf_counter() - began)
    return median(taken[0]), median(taken[1])


async def _plan_one(database: Database, number: int) -> None:
    async with database.transaction() as tx:
        await schedule.schedule(tx, WORKSPACE, "bench", Subject("now", number), NOON, NOON.date())


async def _sweep(database: Database, number: int) -> int:
    return await run_due_occurrences(
        database, {"bench": Job(_do_nothing)}, NOON, random.Random(number)
    )


async def _do_nothing(
    _tx: ReadTransaction, _due: DueOccurrence, _now: datetime, _rng: random.Random
) -> None: ...


async def _write_one(database: Database, number: int) -> None:
    async with database.transaction() as tx:
        whisper = outbox.MessageOptions(reason=REASON, due=NOON, solicited=True)
        await outbox.send_dm(tx, WORKSPACE, f"now:{number}", f"{WORKSPACE}/me", WORDS, **whisper)


async def _deliver(database: Database, _number: int) -> int:
    delivery = Delivery(database, Router(), lambda _: FakeChat(), save_members, lambda: NOON)
    return await delivery.deliver_due(WORKSPACE, NOON)


async def _write_another(database: Database, number: int) -> None:
    await _write_one(database, TIMES + number)


async def _look(database: Database, _number: int) -> bool:
    async with database.read_transaction() as tx:
        return bool((await find_due_work(tx, NOON, NOON)).overdue)
