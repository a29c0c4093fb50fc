"""What SQLite's driver is asked without SQLAlchemy gives what it gives through SQLAlchemy."""

import asyncio
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import bindparam, delete, func, insert, select, text, tuple_, union, update
from sqlalchemy.exc import IntegrityError, InvalidRequestError, OperationalError, StatementError

from bot.core.tables import occurrence, outbox_message, setting
from bot.store.engine import Database, Transaction, open_database
from bot.store.plans import MAX_FILLED
from bot.store.sessions import MAX_IDLE, AlchemySession, Result, planned_session
from tests.databases import create_sqlite

NOON = datetime(2026, 3, 10, 11, tzinfo=UTC)
ROWS = [
    {
        "workspace": "w",
        "kind": f"kind-{number % 3}",
        "subject": f"number:{number}",
        "local_date": date(2026, 3, 10 + number) if number % 2 else None,
        "due": NOON.replace(day=10 + number),
        "state": "waiting" if number % 2 else "done",
    }
    for number in range(9)
]

earlier = occurrence.alias("earlier")
later = occurrence.alias("later")


def by_kind(*kinds: str) -> Any:
    return select(occurrence).where(occurrence.c.kind.in_(kinds)).order_by(occurrence.c.id)


def pairs() -> tuple[Any, Any]:
    """Build aliases anew, as queries do that are written where they are asked."""
    one, other = occurrence.alias(), occurrence.alias()
    query = select(one.c.id, other.c.id, other.c.due).order_by(one.c.id, other.c.id)
    return query.where(one.c.due < other.c.due, other.c.kind.in_(["kind-1", "kind-2"])), other


STATEMENTS: list[tuple[Any, dict[str, Any]]] = [
    (select(occurrence).order_by(occurrence.c.id), {}),
    (by_kind("kind-0"), {}),
    (by_kind("kind-1", "kind-2"), {}),
    (by_kind(), {}),
    (by_kind("kind-2", "kind-0", "kind-1"), {}),
    (select(occurrence.c.due).where(occurrence.c.due > NOON).order_by(occurrence.c.due), {}),
    (select(func.count(), func.max(occurrence.c.due)).select_from(occurrence), {}),
    (select(func.max(occurrence.c.due).label("last"), occurrence.c.kind).group_by("kind"), {}),
    (select(earlier, later.c.id).join_from(earlier, later, earlier.c.kind == later.c.kind), {}),
    (
        select(occurrence.c.id).where(
            occurrence.c.due <= bindparam("now"),
            occurrence.c.state.in_(bindparam("states", expanding=True)),
        ),
        {"now": NOON.replace(day=14), "states": {"waiting"}},
    ),
    (union(select(occurrence.c.kind), select(occurrence.c.subject)).order_by("kind"), {}),
    (text("SELECT id, kind FROM occurrence WHERE due > :now ORDER BY id"), {"now": "2026-03-12"}),
    (text("SELECT count(*) AS many FROM occurrence"), {}),
    (select(outbox_message).where(outbox_message.c.card.is_(None)), {}),
]


@pytest.fixture
async def filled(database: Database) -> Database:
    async with database.transaction() as tx:
        await tx.insert_many(occurrence, ROWS)
    return database


def read_rows(result: Result) -> list[list[tuple[Any, ...]]]:
    return [[(*row, *row._mapping.items()) for row in part] for part in result.partitions(4)]


@pytest.mark.parametrize("number", range(len(STATEMENTS)))
async def test_the_same_rows_come_back(filled: Database, number: int) -> None:
    statement, given = STATEMENTS[number]
    async with filled.engine.connect() as connection:
        for _ in range(3):  # the second time from what was kept, the third with its text
            expected = await AlchemySession(connection).execute(statement, given)
            found = await planned_session(connection).execute(statement, given)
            assert read_rows(found) == read_rows(expected)


LISTED = select(occurrence.c.id).where(
    occurrence.c.id.in_(bindparam("these", expanding=True)),
    occurrence.c.id.not_in(bindparam("others", expanding=True)),
)


async def test_a_statement_that_is_kept_is_asked_with_lists_of_any_length(filled: Database) -> None:
    numbers = [*range(1, 10), *range(1000, 1000 + 2 * MAX_FILLED)]
    async with filled.read_transaction() as tx:
        for length in range(len(numbers)):
            these, others = numbers[:length], numbers[length:][:7]
            rows = await tx.all(LISTED, these=these, others=others)
            assert [row.id for row in rows] == list(range(1, min(length, 9) + 1))


async def test_a_column_of_an_alias_finds_its_value_though_the_alias_is_new_each_time(
    filled: Database,
) -> None:
    async with filled.read_transaction() as tx:
        for _ in range(3):
            query, other = pairs()
            rows = await tx.all(query)
            assert rows
            for row in rows:
                number = list(row)[1]
                assert row._mapping[other.c.id] == number
                assert row._mapping[other.c.due] == row.due == NOON.replace(day=9 + number)


async def test_changes_are_counted_and_values_of_one_statement_are_not_kept_for_the_next(
    filled: Database,
) -> None:
    async with filled.transaction() as tx:
        for kind, expected in (("kind-0", 3), ("kind-0", 3), ("kind-9", 0)):
            changed = update(occurrence).where(occurrence.c.kind == kind).values(error=kind)
            assert await tx.execute(changed) == expected
        assert await tx.execute(delete(occurrence).where(occurrence.c.error == "kind-0")) == 3
        statement = insert(setting).values(workspace="w", about="a", name="n", text="t")
        assert await tx.scalar(statement.returning(setting.c.text)) == "t"
        await tx.execute_many(update(setting).values(text=bindparam("what")), [])
        assert tx.changes == 9


async def test_each_of_many_rows_holds_its_own_though_the_one_before_holds_the_same(
    database: Database,
) -> None:
    later = NOON.replace(day=20)
    done = [None, NOON, NOON, later, None, None, NOON]
    rows = [{**ROWS[0], "subject": f"row:{n}", "done_at": at} for n, at in enumerate(done, 1)]
    async with database.transaction() as tx:
        await tx.insert_many(occurrence, rows)
        query = select(occurrence.c.subject, occurrence.c.done_at).order_by(occurrence.c.id)
        found = await tx.all(query)
    assert [(f"{row.subject}", row.done_at) for row in found] == [
        (f"row:{number}", at) for number, at in enumerate(done, 1)
    ]


async def test_a_parameter_without_a_value_and_words_that_are_no_sql_are_refused(
    filled: Database,
) -> None:
    async with filled.read_transaction() as tx:
        with pytest.raises(StatementError, match="A value is required for bind parameter 'now'"):
            await tx.all(select(occurrence).where(occurrence.c.due > bindparam("now")))
        with pytest.raises(OperationalError, match="no such table"):
            await tx.all(text("SELECT * FROM nowhere"))
        with pytest.raises(InvalidRequestError, match="a list of pairs"):
            await tx.all(
                select(occurrence).where(tuple_(occurrence.c.id, occurrence.c.kind).in_([(1, "k")]))
            )


async def test_an_error_tells_nobody_what_was_written(database: Database) -> None:
    secret = {"workspace": "w", "about": "a", "name": "Tell nobody", "text": "t"}
    async with database.transaction() as tx:
        await tx.insert(setting, **secret)
        with pytest.raises(IntegrityError) as caught:
            await tx.insert(setting, **secret)
    assert "Tell nobody" not in str(caught.value)


async def test_what_fails_within_a_savepoint_is_undone_alone(either_database: Database) -> None:
    async with either_database.transaction() as tx:
        await note(tx, "kept")
        for _ in range(2):
            with pytest.raises(RuntimeError):
                await note_and_fail(tx)
        async with tx.savepoint():
            await note(tx, "too")
    async with either_database.read_transaction() as tx:
        assert await tx.scalars(select(setting.c.name).order_by(setting.c.id)) == ["kept", "too"]


async def note(tx: Transaction, name: str) -> None:
    await tx.insert(setting, workspace="w", about="a", name=name, text="t")


async def note_and_fail(tx: Transaction) -> None:
    async with tx.savepoint():
        await note(tx, "undone")
        async with tx.savepoint():
            await note(tx, "inner")
        raise RuntimeError


async def test_more_readers_than_connections_all_have_their_turn(tmp_path: Path) -> None:
    database = open_database(create_sqlite(tmp_path / "crowd.db"))
    everybody_reads = asyncio.Barrier(3 * MAX_IDLE)

    async def read(number: int) -> int:
        async with database.read_transaction() as tx:
            if number < everybody_reads.parties:
                await everybody_reads.wait()
            return int(await tx.scalar(text("SELECT 1")))

    assert sum(await asyncio.gather(*(read(number) for number in range(40)))) == 40
    await database.close()
    assert database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
