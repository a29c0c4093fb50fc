"""What a query found is remembered until one of its tables is written, and never longer."""

import random
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import and_, delete, event, func, insert, or_, select, update

from bot.core.tables import processed_interaction, setting
from bot.pairings.tables import pairing_program, pairing_round
from bot.store.engine import Database, ReadTransaction, Transaction, open_database
from bot.store.memory import Memory, Reading, remembered, tables_changed_with
from tests.databases import create_sqlite

NOON = datetime(2026, 3, 10, 11, tzinfo=UTC)


async def list_names(tx: ReadTransaction, workspace: str) -> list[str]:
    query = select(setting.c.name).where(setting.c.workspace == workspace)
    return await tx.scalars(query.order_by(setting.c.id))


@remembered
async def remember_names(tx: ReadTransaction, workspace: str) -> list[str]:
    return await list_names(tx, workspace)


@remembered
async def count_names(tx: ReadTransaction, workspace: str) -> int:
    return len(await remember_names(tx, workspace))


def named(name: str) -> dict[str, str]:
    return {"workspace": "w", "about": "test", "name": name}


@pytest.fixture
async def rehearsal(tmp_path: Path) -> AsyncIterator[Database]:
    """Open a throw-away database, which one process has to itself."""
    database = open_database(create_sqlite(tmp_path / "rehearsal.db"), durable=False)
    yield database
    await database.close()


async def test_what_was_found_is_not_asked_for_again_until_it_is_written(
    rehearsal: Database,
) -> None:
    asked = []
    event.listen(
        rehearsal.engine.sync_engine, "before_cursor_execute", lambda *args: asked.append(args[2])
    )
    for _ in range(3):
        async with rehearsal.read_transaction() as tx:
            assert await count_names(tx, "w") == 0
    assert sum("setting" in statement for statement in asked) == 1

    async with rehearsal.transaction() as tx:
        await tx.insert(setting, **named("one"))
    async with rehearsal.read_transaction() as tx:
        assert await count_names(tx, "w") == 1
        assert await remember_names(tx, "w") == ["one"]


async def test_whoever_asks_gets_a_list_of_their_own(rehearsal: Database) -> None:
    async with rehearsal.read_transaction() as tx:
        (await remember_names(tx, "w")).append("mine")
        assert await remember_names(tx, "w") == []


async def test_what_is_rolled_back_is_forgotten(rehearsal: Database) -> None:
    with suppress(RuntimeError):
        async with rehearsal.transaction() as tx:
            await tx.insert(setting, **named("gone"))
            assert await remember_names(tx, "w") == ["gone"]
            raise RuntimeError
    async with rehearsal.read_transaction() as tx:
        assert await remember_names(tx, "w") == []


async def _undo_another(tx: Transaction) -> None:
    with suppress(RuntimeError):
        async with tx.savepoint():
            await tx.insert(setting, **named("gone"))
            assert await remember_names(tx, "w") == ["kept", "gone"]
            raise RuntimeError


async def test_what_is_undone_to_a_savepoint_is_forgotten(rehearsal: Database) -> None:
    async with rehearsal.transaction() as tx:
        await tx.insert(setting, **named("kept"))
        await _undo_another(tx)
        assert await remember_names(tx, "w") == ["kept"]


async def test_a_reader_keeps_seeing_what_stood_when_they_began(rehearsal: Database) -> None:
    async with rehearsal.read_transaction() as reader:
        assert await reader.scalar(select(func.count()).select_from(setting)) == 0
        async with rehearsal.transaction() as tx:
            await tx.insert(setting, **named("new"))
            assert await remember_names(tx, "w") == ["new"]
        assert await remember_names(reader, "w") == []
    async with rehearsal.read_transaction() as tx:
        assert await remember_names(tx, "w") == ["new"]


async def test_a_file_that_others_write_is_asked_in_each_transaction(tmp_path: Path) -> None:
    url = create_sqlite(tmp_path / "shared.db")
    ours, theirs = open_database(url), open_database(url)
    async with ours.read_transaction() as tx:
        assert await remember_names(tx, "w") == []
    async with theirs.transaction() as tx:
        await tx.insert(setting, **named("theirs"))
    async with ours.read_transaction() as tx:
        assert await remember_names(tx, "w") == ["theirs"]
    await ours.close()
    await theirs.close()


def test_rows_that_are_deleted_with_others_count_as_changed_with_them() -> None:
    assert pairing_round.name in tables_changed_with([pairing_program.name])


@pytest.mark.parametrize("seed", range(20))
async def test_nobody_can_tell_it_from_asking_whatever_happens(
    rehearsal: Database, seed: int
) -> None:
    rng = random.Random(seed)
    for step in range(60):
        async with rehearsal.read_transaction() as reader:
            await reader.scalar(select(func.count()).select_from(setting))
            with suppress(RuntimeError):
                async with rehearsal.transaction() as tx:
                    for number in range(rng.randrange(4)):
                        match rng.randrange(3):
                            case 0:
                                await tx.upsert(setting, named(f"{step} {number}"), number=1)
                            case 1:
                                await tx.execute(update(setting).values(name=setting.c.name + "+"))
                            case _:
                                some = setting.c.id % 7 == rng.randrange(7)
                                await tx.execute(delete(setting).where(some))
                        if rng.random() < 0.7:
                            assert await remember_names(tx, "w") == await list_names(tx, "w")
                    if rng.random() < 0.3:
                        raise RuntimeError
            assert await remember_names(reader, "w") == await list_names(reader, "w")


@pytest.mark.parametrize(
    ("write", "changed"),
    [
        (insert(setting).values(**named("theirs") | {"workspace": "v"}), False),
        (update(setting).where(setting.c.workspace == "v").values(name="new"), False),
        (delete(setting).where(and_(setting.c.workspace == "v", setting.c.id > 0)), False),
        (insert(setting).values(**named("ours")), True),
        (update(setting).where(setting.c.workspace == "w").values(name="new"), True),
        (update(setting).where(setting.c.id > 0).values(name="new"), True),
        (delete(setting).where(or_(setting.c.workspace == "v", setting.c.id > 0)), True),
        (update(setting).where(setting.c.workspace != "v").values(name="new"), True),
    ],
)
async def test_what_others_change_in_their_workspace_leaves_what_was_read_of_another(
    database: Database, write: Any, changed: bool
) -> None:
    database.own(Memory(lasting=False))
    async with database.transaction() as tx:
        for workspace in ("v", "w"):
            await tx.insert(setting, **named("first") | {"workspace": workspace})
    async with database.read_transaction() as tx:
        assert tx.view
        with tx.view.reading("w") as reading:
            await list_names(tx, "w")
    for _ in range(1 if write.is_insert else 3):  # what comes again is worded in another way
        async with database.transaction() as tx:
            await tx.execute(write)
            assert tx.view
            assert not tx.view.holds(reading)  # of a table that this very transaction writes
    async with database.transaction() as tx:
        assert tx.view
        assert tx.view.holds(reading) is not changed


async def test_what_another_process_changed_is_not_taken_for_unchanged(tmp_path: Path) -> None:
    url = create_sqlite(tmp_path / "shared.db")
    ours, theirs = open_database(url), open_database(url)
    ours.own(Memory(lasting=False))

    async def read() -> Reading:
        async with ours.read_transaction() as tx:
            assert tx.view
            with tx.view.reading("w") as reading:
                await list_names(tx, "w")
        return reading

    async def still_holds(reading: Reading) -> bool:
        async with ours.transaction() as tx:
            return bool(tx.view and tx.view.holds(reading))

    reading = await read()
    assert await still_holds(reading)
    async with ours.transaction() as tx:
        await tx.insert(processed_interaction, workspace="w", interaction="1", at=NOON)
    assert await still_holds(reading)
    async with ours.transaction() as tx:
        await tx.insert(setting, **named("ours"))
    assert not await still_holds(reading)

    reading = await read()
    async with theirs.transaction() as tx:
        await tx.insert(setting, **named("theirs"))
    assert not await still_holds(reading)
    await ours.close()
    await theirs.close()
