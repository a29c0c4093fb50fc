"""A connection in a transaction: what executes statements, on PostgreSQL and on SQLite."""

import itertools
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Protocol
from weakref import WeakKeyDictionary

import aiosqlite
from sqlalchemy import Dialect, PoolProxiedConnection, Row
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.util import greenlet_spawn

from bot.store.memory import Memory, View
from bot.store.plan_cache import PlanCache

MAX_IDLE = 5  # connections kept open beside those of SQLAlchemy's pool

Parameters = Mapping[str, Any]


class Result(Protocol):
    """What a statement led to."""

    @property
    def rowcount(self) -> int:
        """How many rows it changed."""

    def partitions(self, size: int, /) -> Iterable[Sequence[Row[Any]]]:
        """Return the rows, so many at a time."""

    def first(self) -> Row[Any] | None:
        """Return the first row, or None."""

    def scalar(self) -> Any:
        """Return the first column of the first row, or None."""

    def scalar_one(self) -> Any:
        """Return the first column of the only row."""

    def scalars(self) -> Iterable[Any]:
        """Return the first column of every row."""


class Session(Protocol):
    """A connection in a transaction."""

    @property
    def dialect(self) -> Dialect:
        """The dialect of its database."""

    @property
    def view(self) -> View | None:
        """What it may remember; None if nothing."""

    async def execute(self, statement: Any, given: Parameters | None = None) -> Result:
        """Execute a statement with the values that are given by name."""

    async def execute_many(self, statement: Any, rows: Sequence[Parameters]) -> None:
        """Execute a statement with the values of each row."""

    def savepoint(self) -> AbstractAsyncContextManager[Any]:
        """Undo what the block wrote, and no more, if it raises."""


class AlchemySession:
    """A connection of SQLAlchemy, in a transaction of its own."""

    view = None  # what others commit meanwhile may be read

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self.dialect = connection.dialect

    async def execute(self, statement: Any, given: Parameters | None = None) -> Result:
        """Execute a statement with the values that are given by name."""
        result: Result = await self._connection.execute(statement, given)
        return result

    async def execute_many(self, statement: Any, rows: Sequence[Parameters]) -> None:
        """Execute a statement with the values of each row."""
        await self._connection.execute(statement, rows)

    def savepoint(self) -> AbstractAsyncContextManager[Any]:
        """Undo what the block wrote, and no more, if it raises."""
        return self._connection.begin_nested()


_plans: WeakKeyDictionary[Dialect, PlanCache] = WeakKeyDictionary()


class SqliteSession:
    """A connection of SQLite's driver.

    Listeners of SQLAlchemy's engine hear of each statement.
    """

    def __init__(
        self, driver: aiosqlite.Connection, engine: AsyncEngine, memory: Memory | None = None
    ) -> None:
        self._driver = driver
        self._is_owner = memory is not None
        self.view: View = View(memory or Memory(lasting=False), self._count_others)
        self.dialect = engine.dialect
        self._plans = _plans.get(self.dialect) or _plans.setdefault(
            self.dialect, PlanCache(self.dialect)
        )
        self._listeners = engine.sync_engine.dispatch.before_cursor_execute
        self._savepoints = itertools.count(1)

    async def execute(self, statement: Any, given: Parameters | None = None) -> Result:
        """Execute a statement with the values that are given by name."""
        given = given or {}
        plan, wording = self._plans.find(statement, given, many=False)
        try:
            text, values = wording.bind(given)
            workspace = wording.workspace_of(given) if plan.writes else None
            self.view.note(plan.tables, writes=plan.writes, workspace=workspace)
            if self._listeners:
                self.tell(text)
            return plan.rows_of(self._driver._conn.execute(text, values), statement)
        except Exception as error:
            raise self._as_known(error, plan.text, None) from error

    async def execute_many(self, statement: Any, rows: Sequence[Parameters]) -> None:
        """Execute a statement with the values of each row."""
        if not rows:
            return
        plan, wording = self._plans.find(statement, rows[0], many=len(rows) > 1)
        try:
            text, values = wording.bind_rows(rows)
            for workspace in {wording.workspace_of(row) for row in rows}:
                self.view.note(plan.tables, writes=plan.writes, workspace=workspace)
            self.tell(text)
            self._driver._conn.executemany(text, values)
        except Exception as error:
            raise self._as_known(error, plan.text, None) from error

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """Undo what the block wrote, and no more, if it raises."""
        name = f"mingle_{next(self._savepoints)}"
        self._say(f"SAVEPOINT {name}")
        try:
            yield
        except BaseException:
            self._say(f"ROLLBACK TO SAVEPOINT {name}")
            self.view.undo()
            raise
        self._say(f"RELEASE SAVEPOINT {name}")

    def _say(self, text: str) -> None:
        try:
            self.tell(text)
            self._driver._conn.execute(text)
        except Exception as error:
            raise self._as_known(error, text, None) from error

    async def begin(self, text: str) -> None:
        """Begin the transaction with these words."""
        await self._wait(text, self._driver._execute, self._driver._conn.execute, text)

    async def commit(self) -> None:
        """Make what was written last, and let a process whose own the file is know that it was."""
        if self.view.has_written and not self._is_owner:
            self._driver._conn.execute(f"PRAGMA user_version={self._count_others() + 1}")
        await self._wait("COMMIT", self._driver.commit)
        self.view.publish()

    def _count_others(self) -> int:
        return int(self._driver._conn.execute("PRAGMA user_version").fetchone()[0])

    async def _wait(self, text: str, run: Callable[..., Awaitable[Any]], *given: Any) -> None:
        try:
            self.tell(text)
            await run(*given)
        except Exception as error:
            raise self._as_known(error, text, None) from error

    def tell(self, text: str) -> None:
        """Pass a statement to listeners before it reaches the database."""
        for hear in self._listeners:
            hear(None, None, text, None, None, False)

    def _as_known(self, error: Exception, text: str, values: Any) -> BaseException:
        """Return the error that SQLAlchemy raises for one of the driver, or of a conversion."""
        if isinstance(error, ValueError) and error.args == ("no active connection",):
            error = sqlite3.OperationalError(*error.args)
        return DBAPIError.instance(
            text, values, error, sqlite3.Error, hide_parameters=True, dialect=self.dialect
        )


def planned_session(connection: AsyncConnection) -> SqliteSession:
    """Return a session in the transaction of a connection of SQLAlchemy's."""
    lent = connection.sync_connection
    assert lent
    driver: Any = lent.connection.driver_connection
    return SqliteSession(driver, connection.engine)


class SqliteSessions:
    """Sessions of one file, one after another on each connection.

    Taking a connection out of SQLAlchemy's pool, and beginning on it, takes longer than most
    transactions, so a few are kept out of it. What is read is remembered from one to the next in
    the `memory` of a file that nobody else writes.
    """

    def __init__(self, engine: AsyncEngine, memory: Memory | None = None) -> None:
        self._engine = engine
        self.memory = memory
        self._idle: list[PoolProxiedConnection] = []
        self._waiting = 0
        self._closed = False

    @asynccontextmanager
    async def begin(self, words: str) -> AsyncIterator[SqliteSession]:
        """Commit what the block does, or undo it if it raises."""
        lent = self._idle.pop() if self._idle else await self._take()
        driver: Any = lent.driver_connection
        session = SqliteSession(driver, self._engine, self.memory)
        try:
            await session.begin(words)
            yield session
            await session.commit()
        except BaseException:
            await self._undo(lent, driver)
            raise
        await self._give_back(lent)

    async def _take(self) -> PoolProxiedConnection:
        self._waiting += 1
        try:
            return await self._engine.raw_connection()
        finally:
            self._waiting -= 1

    async def _undo(self, lent: PoolProxiedConnection, driver: aiosqlite.Connection) -> None:
        try:
            await driver.rollback()
        except BaseException as error:  # somebody may give up waiting for this as well
            await greenlet_spawn(lent.invalidate)
            if not isinstance(error, Exception):
                raise
        else:
            await self._give_back(lent)

    async def _give_back(self, lent: PoolProxiedConnection) -> None:
        if self._waiting or self._closed or len(self._idle) >= MAX_IDLE:
            await greenlet_spawn(lent.close)
        else:
            self._idle.append(lent)

    async def close(self) -> None:
        """Return every connection to SQLAlchemy's pool, now and from now on."""
        self._closed = True
        await self.release_idle()

    async def release_idle(self) -> None:
        """Return every connection that nobody uses to SQLAlchemy's pool."""
        while self._idle:
            await greenlet_spawn(self._idle.pop().close)
