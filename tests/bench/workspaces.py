"""Measure what a turn of the engine costs among many workspaces of which few have work."""

import itertools
import random
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uvloop

from bot.core import outbox, schedule
from bot.core.reasons import MessageReason, Purpose
from bot.core.router import Router
from bot.core.schedule import DueOccurrence, Job
from bot.core.subjects import Subject
from bot.core.tables import live_card, occurrence, outbox_message
from bot.store.engine import Database, ReadTransaction, open_database
from bot.store.migrate import upgrade_schema
from bot.ui.cards import Card, Paragraph
from jobs.channel_members import save_members
from jobs.engine.delivery import Delivery
from jobs.engine.engine import Engine
from tests.bench.report import Figure, median, ms
from tests.doubles.fakes import FakeChat

FEW, MANY, DUE = 100, 10_000, 10
LATER = 10  # occurrences, messages and cards of each workspace that are not due
TURNS = 40
NOON = datetime(2026, 3, 10, 11, 0, tzinfo=UTC)
REASON = MessageReason("test", Purpose.ADDED)
WORDS = Card("note", "Lunch", (Paragraph(("It is half past twelve.",)),))


def workspaces() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="mingle-bench-") as folder:
        few, many = uvloop.run(_measure(Path(folder)))
    ratio = many / few
    what = f"a turn with {DUE} due workspaces, among {MANY:,} beside {FEW}"
    yield Figure(what, "<= 1.5", f"{ratio:.2f} = {ms(many)} / {ms(few)}", ratio <= 1.5)


async def _measure(folder: Path) -> tuple[float, float]:
    databases = [await _filled(folder, size) for size in (FEW, MANY)]
    engines = [_engine(database) for database in databases]
    taken: tuple[list[float], list[float]] = ([], [])
    for turn in range(TURNS):
        for database, engine, seconds in zip(databases, engines, taken, strict=True):
            await _plan(database, turn)
            began = time.process_time()
            await engine.run_until_idle()
            seconds.append(time.process_time() - began)
    for database in databases:
        await database.close()
    return median(taken[0]), median(taken[1])


def _engine(database: Database) -> Engine:
    delivery = Delivery(database, Router(), lambda _: FakeChat(), save_members, lambda: NOON)
    return Engine(database, {"bench": Job(_do_nothing)}, delivery, lambda: NOON, random.Random(1))


async def _do_nothing(
    _tx: ReadTransaction, _due: DueOccurrence, _now: datetime, _rng: random.Random
) -> None: ...


async def _plan(database: Database, turn: int) -> None:
    """Let a job and a message become due in a few workspaces."""
    async with database.transaction() as tx:
        for place in range(DUE):
            workspace = f"w{(turn * DUE + place) % FEW}"
            subject = Subject("now", turn)
            await schedule.schedule(tx, workspace, "bench", subject, NOON, NOON.date())
            whisper = outbox.MessageOptions(reason=REASON, due=NOON, solicited=True)
            key, person = f"now:{turn}", f"{workspace}/{turn}"
            await outbox.send_dm(tx, workspace, key, person, WORDS, **whisper)


async def _filled(folder: Path, size: int) -> Database:
    """Create a database of so many workspaces, each with work later on."""
    database = open_database(f"sqlite+aiosqlite:///{folder}/{size}.db", durable=False)
    await upgrade_schema(database)
    rng = random.Random(size)
    for first in range(0, size, FEW):
        numbers = itertools.product(range(first, first + FEW), range(LATER))
        occurrences, messages, cards = [], [], []
        for number, each in numbers:
            workspace, due = f"w{number}", NOON + timedelta(minutes=rng.randint(1, 500_000))
            subject = Subject("later", each + 1)
            common = {"workspace": workspace, "subject": subject}
            planned = {"kind": "bench", "local_date": due.date(), "due": due, "state": "waiting"}
            occurrences.append({**common, **planned})
            messages.append(_message(workspace, each, due))
            cards.append({**common, "version": 1, "rendered_version": 1})
        async with database.transaction() as tx:
            await tx.insert_many(occurrence, occurrences)
            await tx.insert_many(outbox_message, messages)
            await tx.insert_many(live_card, cards)
    return database


def _message(workspace: str, number: int, due: datetime) -> dict[str, object]:
    return {
        "workspace": workspace,
        "key": f"later:{number}",
        "token": f"{workspace} {number}",
        "kind": "whisper",
        "recipients": (f"{workspace}/{number}",),
        "card": WORDS,
        "state": "ready",
        "reason": "test",
        "due": due,
        "solicited": False,
        "purpose": Purpose.ADDED,
    }
