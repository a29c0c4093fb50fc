import asyncio
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import event, func, insert, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from bot.core.tables import occurrence, setting
from bot.open_tables.tables import open_table, seat
from bot.store.engine import Database, open_database
from bot.store.migrate import upgrade_schema
from tests.bot.store.statement_counter import COUNTER, count
from tests.databases import create_sqlite

PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "busy_timeout": 10_000,
    "secure_delete": 1,
}
TOGETHER = 250
NOON = datetime(2026, 3, 10, 11, tzinfo=UTC)


@contextmanager
def listening(database: Database) -> Iterator[list[str]]:
    """Record every statement that reaches the database."""
    heard: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        heard.append(statement)

    event.listen(database.engine.sync_engine, "before_cursor_execute", hear)
    yield heard
    event.remove(database.engine.sync_engine, "before_cursor_execute", hear)


def path_of(database: Database) -> str:
    return str(database.engine.url.database)


async def test_every_connection_is_durable_patient_and_minds_references(database: Database) -> None:
    async with AsyncExitStack() as stack:
        opened = [await stack.enter_async_context(database.read_transaction()) for _ in range(8)]
        opened.append(await stack.enter_async_context(database.transaction()))
        for tx in opened:
            assert {name: await tx.scalar(text(f"PRAGMA {name}")) for name in PRAGMAS} == PRAGMAS


async def test_a_rehearsal_waits_for_no_thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = open_database(create_sqlite(tmp_path / "rehearsal.db"), durable=False)
    monkeypatch.delattr(aiosqlite.Connection, "_execute")
    async with database.transaction() as tx:
        await tx.insert(setting, workspace="w", about="w", name="n", text="t")
    async with database.read_transaction() as tx:
        assert await tx.scalar(select(setting.c.text)) == "t"
    await database.close()


async def test_every_process_reads_the_same_clock(either_database: Database) -> None:
    async with either_database.read_transaction() as tx:
        first = await tx.read_clock()
        second = await tx.read_clock()
    assert abs(datetime.now(UTC) - first) < timedelta(minutes=1)
    assert first <= second


async def test_who_writes_says_so_at_once_and_who_reads_keeps_nobody_waiting(
    database: Database,
) -> None:
    with listening(database) as heard:
        async with database.transaction() as tx:
            await tx.scalar(select(func.count(setting.c.id)))
            await tx.insert(setting, **COUNTER)
        async with database.read_transaction() as tx:
            await tx.all(select(setting))
    assert [words for words in heard if words.startswith("BEGIN")] == ["BEGIN IMMEDIATE", "BEGIN"]
    assert heard[0] == "BEGIN IMMEDIATE"


async def test_migrations_say_at_once_that_they_write(tmp_path: Path) -> None:
    database = open_database(f"sqlite+aiosqlite:///{tmp_path}/mingle.db")
    with listening(database) as heard:
        await upgrade_schema(database)
    await database.close()
    assert heard[0] == "BEGIN IMMEDIATE"


async def test_reading_sees_one_moment_while_somebody_writes(database: Database) -> None:
    async with database.read_transaction() as reader:
        assert await reader.all(select(setting)) == []
        async with database.transaction() as writer:
            await writer.insert(setting, **COUNTER)
        assert await reader.all(select(setting)) == []


async def test_tables_refuse_what_is_no_number(database: Database) -> None:
    wrong = text(
        "INSERT INTO live_card (workspace, subject, version, rendered_version) "
        "VALUES ('w', 'table:1', 'many', 0)"
    )
    with pytest.raises(IntegrityError, match="cannot store TEXT value in INTEGER column"):
        async with database.transaction() as tx:
            await tx.execute(wrong)


async def test_rows_cannot_point_at_nothing(either_database: Database) -> None:
    async with either_database.transaction() as tx:
        with pytest.raises(IntegrityError):
            await tx.insert(seat, workspace="w", table=7, person="w/amara", taken_at=NOON)


async def test_instants_without_a_zone_are_refused(either_database: Database) -> None:
    row = {
        "workspace": "w",
        "kind": "k",
        "subject": "s",
        "local_date": date(2026, 3, 10),
        "state": "waiting",
    }
    with pytest.raises(StatementError, match="instants are aware"):
        async with either_database.transaction() as tx:
            await tx.insert(occurrence, **row, due=datetime(2026, 3, 10, 12))
    with pytest.raises(StatementError, match="instants are aware"):
        async with either_database.read_transaction() as tx:
            await tx.all(
                select(open_table).where(open_table.c.starts_at > datetime(2026, 3, 10, 12))
            )


async def test_instants_come_back_as_they_were_and_sort_as_time_does(
    either_database: Database,
) -> None:
    hours = [
        "2026-03-29T02:30:00+02:00",
        "2026-03-29T01:00:00+00:00",
        "2026-03-28T23:59:59.999999+00:00",
    ]
    moments = [datetime.fromisoformat(hour) for hour in hours]
    async with either_database.transaction() as tx:
        rows = [
            {
                "workspace": "w",
                "kind": "k",
                "subject": hour,
                "local_date": None,
                "state": "waiting",
                "due": moment,
            }
            for hour, moment in zip(hours, moments, strict=True)
        ]
        await tx.insert_many(occurrence, rows)
    async with either_database.read_transaction() as tx:
        assert await tx.scalars(select(occurrence.c.due).order_by(occurrence.c.due)) == sorted(
            moments
        )


async def test_what_fails_leaves_nothing_and_rings_no_bell(either_database: Database) -> None:
    rings: list[None] = []
    either_database.on_wake = lambda: rings.append(None)

    async def fail() -> None:
        async with either_database.transaction() as tx:
            await tx.insert(setting, **COUNTER)
            tx.request_wake()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    async with either_database.transaction() as tx:
        assert await tx.all(select(setting)) == []
        tx.request_wake()
        assert not rings
    assert rings


async def test_somebody_who_gives_up_while_writing_leaves_nothing(
    either_database: Database,
) -> None:
    written = asyncio.Event()

    async def write() -> None:
        async with either_database.transaction() as tx:
            await tx.insert(setting, **COUNTER)
            written.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(write())
    await written.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with either_database.transaction() as tx:
        assert await tx.all(select(setting)) == []


async def test_the_same_key_is_written_once_or_changed(either_database: Database) -> None:
    async with either_database.transaction() as tx:
        assert await tx.insert_or_ignore(setting, **COUNTER, number=1)
        assert await tx.insert_or_ignore(setting, **COUNTER, number=2) is None
        await tx.insert_or_ignore_many(
            setting, [{**COUNTER, "number": 3}, {**COUNTER, "name": "other", "number": 4}]
        )
        assert await tx.scalars(select(setting.c.number).order_by(setting.c.id)) == [1, 4]
        first = await tx.upsert(setting, COUNTER, number=5)
        assert await tx.upsert(setting, COUNTER, text="five") == first
        found = await tx.all(select(setting.c.number, setting.c.text).order_by(setting.c.id))
        assert [tuple(row) for row in found] == [(5, "five"), (4, None)]


async def test_two_processes_write_at_once_and_neither_hears_that_it_is_locked(
    database: Database,
) -> None:
    words = [
        sys.executable,
        "-m",
        "tests.bot.store.statement_counter",
        str(database.engine.url),
        str(TOGETHER),
    ]
    others = [
        await asyncio.create_subprocess_exec(*words, stderr=asyncio.subprocess.PIPE)
        for _ in range(2)
    ]
    await count(str(database.engine.url), TOGETHER)
    said = await asyncio.gather(*(other.communicate() for other in others))
    assert [
        (other.returncode, errors) for other, (_, errors) in zip(others, said, strict=True)
    ] == [(0, b"")] * 2
    async with database.read_transaction() as tx:
        assert await tx.scalar(select(setting.c.number)) == 3 * TOGETHER


async def test_many_who_write_in_one_process_take_turns(database: Database) -> None:
    async def one_more() -> None:
        async with database.transaction() as tx:
            await tx.upsert(
                setting, COUNTER, number=(await tx.scalar(select(setting.c.number)) or 0) + 1
            )

    await asyncio.gather(*(one_more() for _ in range(100)))
    async with database.read_transaction() as tx:
        assert await tx.scalar(select(setting.c.number)) == 100


async def test_waiting_for_another_process_stops_nobody_else(database: Database) -> None:
    other = sqlite3.connect(path_of(database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def write() -> None:
        async with database.transaction() as tx:
            await tx.execute(insert(setting).values(**COUNTER))

    writing = asyncio.create_task(write())
    for _ in range(20):
        async with database.read_transaction() as tx:
            assert await tx.all(select(setting)) == []
    assert not writing.done()
    other.execute("COMMIT")
    other.close()
    await writing
    async with database.read_transaction() as tx:
        assert len(await tx.all(select(setting))) == 1


async def test_who_gives_up_waiting_for_another_process_keeps_nobody_out(
    database: Database,
) -> None:
    other = sqlite3.connect(path_of(database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def write() -> None:
        async with database.transaction() as tx:
            await tx.insert(setting, **COUNTER)

    writing = asyncio.create_task(write())
    for _ in range(20):
        await asyncio.sleep(0)
    writing.cancel()
    other.execute("COMMIT")
    other.close()
    with pytest.raises(asyncio.CancelledError):
        await writing
    await write()
    async with database.read_transaction() as tx:
        assert len(await tx.all(select(setting))) == 1


async def test_both_databases_tell_their_time_as_a_moment_in_utc(either_database: Database) -> None:
    async with either_database.read_transaction() as tx:
        earlier = await tx.read_clock()
        later = await tx.read_clock()

    assert earlier.utcoffset() == timedelta(0)
    assert earlier <= later
