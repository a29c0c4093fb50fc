"""Open the database and run transactions: one `async with`, rolled back unless it ends well."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Executable, Row, Table, event, insert, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.store.sqlite import BUSY_TIMEOUT, open_connection

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={BUSY_TIMEOUT}",
    "PRAGMA secure_delete=ON",
    "PRAGMA trusted_schema=OFF",
)


class Transaction:
    """What one unit of work may ask of the database."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._dialect = connection.dialect.name
        self.single_writer = (
            self._dialect == "sqlite"
        )  # nobody else writes until this ends: there is nothing to hold
        self.wake_requested = False

    async def all(self, statement: Executable, /, **values: Any) -> Sequence[Row[Any]]:
        """Give every row; `values` fill the statement's parameters."""
        return (await self._connection.execute(statement, values)).all()

    async def first(self, statement: Executable, /, **values: Any) -> Row[Any] | None:
        """Give the first row, if any."""
        return (await self._connection.execute(statement, values)).first()

    async def scalar(self, statement: Executable) -> Any:
        """Give the first column of the first row, or None."""
        return (await self._connection.execute(statement)).scalar()

    async def scalars(self, statement: Executable) -> list[Any]:
        """Give the first column of every row."""
        return list((await self._connection.execute(statement)).scalars())

    async def execute(self, statement: Executable) -> int:
        """Execute a change; give the number of rows it touched."""
        return (await self._connection.execute(statement)).rowcount

    async def execute_many(self, statement: Executable, rows: Sequence[dict[str, Any]]) -> None:
        """Execute the same change with the parameters of each row."""
        if rows:
            await self._connection.execute(statement, rows)

    async def insert(self, table: Table, /, **values: Any) -> int:
        """Add one row; give its number."""
        return int((await self._connection.execute(_insert(table), values)).scalar_one())

    async def insert_many(self, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        """Add many rows at once."""
        if rows:
            await self._connection.execute(insert(table), rows)

    async def insert_or_ignore(self, table: Table, /, **values: Any) -> int | None:
        """Add one row unless its unique key stands already; give its number, or None."""
        number: int | None = (
            await self._connection.execute(_insert_or_ignore(table, self._dialect), values)
        ).scalar()
        return number

    async def insert_or_ignore_many(self, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        """Add many rows at once, passing over those whose unique key stands already."""
        if rows:
            await self._connection.execute(_insert_or_ignore_many(table, self._dialect), rows)

    async def upsert(self, table: Table, keys: dict[str, Any], /, **values: Any) -> int:
        """Add the row with these unique keys, or change it; give its number."""
        statement = _upsert_returning(table, self._dialect, tuple(keys), tuple(values or keys))
        return int((await self._connection.execute(statement, keys | values)).scalar_one())

    def request_wake(self) -> None:
        """Ask for the sweeps to look as soon as this is committed."""
        self.wake_requested = True


# SQLAlchemy takes longer to make a statement than SQLite to run it: these are made once.
@cache
def _insert(table: Table) -> Any:
    return insert(table).returning(table.c.id)


@cache
def _insert_or_ignore(table: Table, dialect: str) -> Any:
    return _insert_or_ignore_many(table, dialect).returning(table.c.id)


@cache
def _insert_or_ignore_many(table: Table, dialect: str) -> Any:
    return _upsert(table, dialect).on_conflict_do_nothing()


@cache
def _upsert_returning(
    table: Table, dialect: str, keys: tuple[str, ...], changes: tuple[str, ...]
) -> Any:
    statement = _upsert(table, dialect)
    changed = {name: statement.excluded[name] for name in changes}
    return statement.on_conflict_do_update(index_elements=keys, set_=changed).returning(table.c.id)


def _upsert(table: Table, dialect: str) -> Any:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


@dataclass
class Database:
    """The engine, its single writer, and the bell that rings when there is something to do."""

    engine: AsyncEngine
    on_wake: Callable[[], None]
    _writer: asyncio.Lock | None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Write: committed when the block ends well, rolled back otherwise."""
        async with self._writing(), self.engine.begin() as connection:
            tx = Transaction(connection)
            yield tx
        if tx.wake_requested:
            self.on_wake()

    @asynccontextmanager
    async def read_transaction(self) -> AsyncIterator[Transaction]:
        """Read one snapshot, without keeping writers waiting."""
        async with self.engine.connect() as connection:
            await connection.execution_options(mingle_reads=True)
            async with connection.begin():
                yield Transaction(connection)

    def _writing(self) -> AbstractAsyncContextManager[Any]:
        return self._writer or nullcontext()

    async def close(self) -> None:
        """Let every connection go."""
        await self.engine.dispose()


def open_database(
    url: str, on_wake: Callable[[], None] = lambda: None, *, durable: bool = True
) -> Database:
    """Connect to `sqlite+aiosqlite:///path` or `postgresql+asyncpg://…`.

    A database that is thrown away in the end need not be `durable`: nobody waits for the disk.
    """
    if not url.startswith("sqlite"):
        return Database(create_async_engine(url, hide_parameters=True), on_wake, None)
    # What people wrote is nobody's business, not even in the log of a statement that failed.
    engine = create_async_engine(
        url,
        async_creator=lambda: open_connection(make_url(url).database or ""),
        hide_parameters=True,
    )
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    if not durable:
        event.listen(engine.sync_engine, "connect", _disable_fsync)
    event.listen(engine.sync_engine, "begin", _begin)
    return Database(engine, on_wake, asyncio.Lock())


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own
    cursor = connection.cursor()
    for pragma in SQLITE_PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _disable_fsync(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=OFF")
    cursor.close()


def _begin(connection: Any) -> None:
    # One that reads first and writes later fails at once when another wrote in between: writers say
    # so upfront.
    reads = connection.get_execution_options().get("mingle_reads")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
