"""The database engine: one `async with` is one transaction, rolled back if the block raises."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Executable, Row, Table, event, make_url, text
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.store.files import append_private_lines, forgotten_file, key_file
from bot.store.memory import Memory
from bot.store.open_transactions import OpenTransactions
from bot.store.recent_uses import RecentUses
from bot.store.row_writes import (
    insert_or_ignore_row,
    insert_or_ignore_rows,
    insert_row,
    insert_rows,
    update_rows,
    upsert_row,
)
from bot.store.sessions import AlchemySession, Result, Session, SqliteSessions
from bot.store.sqlite import BUSY_TIMEOUT, enter_wal, open_connection
from bot.store.types import Moment
from bot.store.vault import Vault

log = structlog.get_logger()

APPLICATION_NAME = "mingle"  # what PostgreSQL calls our connections
SQLITE_PRAGMAS = (
    f"PRAGMA busy_timeout={BUSY_TIMEOUT}",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA trusted_schema=OFF",
)

_CLOCKS = {
    "sqlite": text("SELECT strftime('%Y-%m-%dT%H:%M:%f000+00:00', 'now') AS at").columns(
        at=Moment()
    ),
    # now() is when the transaction began
    "postgresql": text("SELECT clock_timestamp() AS at").columns(at=Moment()),
}
MAX_STATEMENTS = 20  # in a transaction, until others get their turn on the event loop
MAX_ROWS = 200  # written or read at a time
# Of PostgreSQL: it only reads, it shuts down, it crashed, it starts, the session was ended.
LOST_SERVER = {"25006", "25P03", "57P01", "57P02", "57P03", "57P05"}
CLOSE_GRACE = 2.0  # seconds that transactions under way get to end when the database closes
MAX_IDLE = "60s"  # after which PostgreSQL ends the transaction of a frozen process
_LOCK_WORKSPACE = text("SELECT pg_advisory_xact_lock(1, hashtext(:workspace))")
_SHARE_WORKSPACE = text("SELECT pg_advisory_xact_lock_shared(1, hashtext(:workspace))")


class ReadTransaction:
    """One snapshot of the database, to read from.

    SQLite's statements run on the event loop: after some of them, and after many rows, others get
    their turn.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self.view = session.view  # what it may remember
        self._dialect = session.dialect.name
        self._statements = 0

    async def all(self, statement: Executable, /, **parameters: Any) -> Sequence[Row[Any]]:
        """Return every row of a query with these parameters."""
        rows: list[Row[Any]] = []
        for part in (await self._execute(statement, parameters)).partitions(MAX_ROWS):
            rows += part
            if len(part) == MAX_ROWS:
                await asyncio.sleep(0)
        return rows

    async def first(self, statement: Executable, /, **parameters: Any) -> Row[Any] | None:
        """Return the first row of a query with these parameters, or None."""
        return (await self._execute(statement, parameters)).first()

    async def scalar(self, statement: Executable, /, **parameters: Any) -> Any:
        """Return the first column of the first row of a query with these parameters, or None."""
        return (await self._execute(statement, parameters)).scalar()

    async def read_clock(self) -> datetime:
        """Return the database's time, one for all processes that use it."""
        now: datetime = await self.scalar(_CLOCKS[self._dialect])
        return now

    async def scalars(self, statement: Executable, /, **parameters: Any) -> list[Any]:
        """Return the first column of every row of a query with these parameters."""
        return list((await self._execute(statement, parameters)).scalars())

    async def _execute(
        self, statement: Executable, parameters: Mapping[str, Any] | None = None
    ) -> Result:
        await self._let_others_go_on()
        return await self._session.execute(statement, parameters)

    async def _execute_many(self, statement: Any, rows: Sequence[dict[str, Any]]) -> None:
        for start in range(0, len(rows), MAX_ROWS):
            if start:
                await asyncio.sleep(0)
            await self._let_others_go_on()
            await self._session.execute_many(statement, rows[start : start + MAX_ROWS])

    async def _let_others_go_on(self) -> None:
        self._statements += 1
        if self._statements % MAX_STATEMENTS == 0:
            await asyncio.sleep(0)


class Transaction(ReadTransaction):
    """One unit of work: everything it wrote is committed, or nothing is.

    Its `vault` encrypts what nobody may read who has the database alone.
    """

    def __init__(self, session: Session, vault: Vault) -> None:
        super().__init__(session)
        self.vault = vault
        # SQLite has one writer at a time, so a lock on rows has nothing to keep out.
        self.single_writer = self._dialect == "sqlite"
        self.wake_requested = False
        self.changes = 0  # rows written so far
        self.forgotten: list[str] = []  # lines for the file of whom this database has forgotten
        # What is done last, by what it is about, so that each is done once.
        self.before_commit: dict[str, Callable[[], Awaitable[None]]] = {}

    async def lock_workspace(self, workspace: str) -> None:
        """Wait until nobody else changes a workspace, and let nobody until this transaction ends.

        A job begins with it: what it read still holds when it commits. On SQLite the one writer
        has that anyway.
        """
        if not self.single_writer:
            await self._session.execute(_LOCK_WORKSPACE, {"workspace": workspace})

    async def share_workspace(self, workspace: str) -> None:
        """Wait until no job changes a workspace; others that share it go on side by side.

        It is a transaction's first statement: nobody may wait for a job with rows locked that the
        job may need.
        """
        if not self.single_writer:
            await self._session.execute(_SHARE_WORKSPACE, {"workspace": workspace})

    async def execute(self, statement: Executable, /, **parameters: Any) -> int:
        """Execute an UPDATE or DELETE with these parameters; return how many rows it changed."""
        changed = (await self._execute(statement, parameters)).rowcount
        self.changes += changed
        return changed

    async def execute_many(self, statement: Executable, rows: Sequence[dict[str, Any]]) -> None:
        """Execute one statement with the parameters of each row."""
        await self._execute_many(statement, rows)
        self.changes += len(rows)

    async def update(self, table: Table, keys: Mapping[str, Any], /, **values: Any) -> int:
        """Set columns of the rows with these values in others; return how many rows there were.

        A list stands for each of its elements.
        """
        lists = frozenset(name for name, value in keys.items() if isinstance(value, list | tuple))
        statement = update_rows(table, tuple(keys), lists, tuple(values))
        given = {f"new_{name}": value for name, value in values.items()}
        return await self.execute(statement, **given, **{f"of_{k}": v for k, v in keys.items()})

    async def insert(self, table: Table, /, **values: Any) -> int:
        """Insert a row; return its id."""
        self.changes += 1
        return int((await self._execute(insert_row(table), values)).scalar_one())

    async def insert_many(self, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        """Insert rows."""
        self.changes += len(rows)
        await self._execute_many(insert_rows(table), rows)

    async def insert_or_ignore(self, table: Table, /, **values: Any) -> int | None:
        """Insert a row, or do nothing on a unique conflict; return its id, or None."""
        statement = insert_or_ignore_row(table, self._dialect)
        row_id: int | None = (await self._execute(statement, values)).scalar()
        self.changes += row_id is not None
        return row_id

    async def insert_or_ignore_many(self, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        """Insert rows, passing over unique conflicts."""
        self.changes += len(rows)
        await self._execute_many(insert_or_ignore_rows(table, self._dialect), rows)

    async def upsert(self, table: Table, keys: dict[str, Any], /, **values: Any) -> int:
        """Insert the row with these unique keys, or update it; return its id."""
        self.changes += 1
        statement = upsert_row(table, self._dialect, tuple(keys), tuple(values or keys))
        return int((await self._execute(statement, keys | values)).scalar_one())

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """Undo what the block wrote, and no more, if it raises."""
        async with self._session.savepoint():
            yield

    def request_wake(self) -> None:
        """Wake the engine after the commit: `Database.on_wake` is set by `cli` to its event."""
        self.wake_requested = True


@dataclass
class Database:
    """An engine, the lock of its single writer (SQLite), and what wakes the job engine.

    `vault` has the keys to secrets in it, which are not in it.
    """

    engine: AsyncEngine
    on_wake: Callable[[], None]
    _writer: asyncio.Lock | None
    vault: Vault = field(default_factory=Vault)
    uses: RecentUses = field(default_factory=RecentUses)
    forgotten_file: Path | None = None
    _open: OpenTransactions = field(default_factory=OpenTransactions)
    _sessions: SqliteSessions | None = None

    def __post_init__(self) -> None:
        if self._sessions is None and self.engine.dialect.name == "sqlite":
            self._sessions = SqliteSessions(self.engine)

    def own(self, memory: Memory) -> None:
        """Note that no other process writes this database; on PostgreSQL one may at any time."""
        if self._sessions:
            self._sessions.memory = memory

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Open a write transaction; on SQLite one at a time in this process."""
        with self._open.include_transaction():
            async with self._writing(), self._begin("BEGIN IMMEDIATE") as session:
                tx = Transaction(session, self.vault)
                yield tx
                for work in tx.before_commit.values():
                    await work()
        self._note_forgotten(tx.forgotten)
        if tx.wake_requested:
            self.on_wake()

    @asynccontextmanager
    async def read_transaction(self) -> AsyncIterator[ReadTransaction]:
        """Open a read transaction on one snapshot; it never blocks a writer."""
        with self._open.include_transaction():
            async with self._begin("BEGIN") as session:
                yield ReadTransaction(session)

    def _begin(self, words: str) -> AbstractAsyncContextManager[Session]:
        return self._sessions.begin(words) if self._sessions else self._begin_elsewhere()

    @asynccontextmanager
    async def _begin_elsewhere(self) -> AsyncIterator[Session]:
        async with self.engine.begin() as connection:
            yield AlchemySession(connection)

    def _note_forgotten(self, lines: Sequence[str]) -> None:
        """Note beside the database whom it has forgotten; the row of each is in it as well."""
        if lines and self.forgotten_file:
            try:
                append_private_lines(self.forgotten_file, lines)
            except OSError:
                log.exception("not noted beside the database", action="store.forgotten")

    def _writing(self) -> AbstractAsyncContextManager[Any]:
        return self._writer or nullcontext()

    async def renew_connections(self) -> None:
        """Close every connection that nobody uses; what begins next opens new ones."""
        if self._sessions:
            await self._sessions.release_idle()
        await self.engine.dispose()

    async def close(self) -> None:
        """Close every connection, once the transactions under way have ended.

        One that is left behind would keep its connection, and on SQLite a thread, open for good.
        """
        await self._open.finish_all(CLOSE_GRACE)
        if self._sessions:
            await self._sessions.close()
        await self.engine.dispose()


def open_database(
    url: str,
    on_wake: Callable[[], None] = lambda: None,
    *,
    durable: bool = True,
    keys: Sequence[str] = (),
) -> Database:
    """Return the database behind a URL: `sqlite+aiosqlite:///path` or `postgresql+asyncpg://…`.

    `durable=False` is for one that is thrown away: commits do not wait for the disk, and reads are
    remembered. `keys` are those of its vault; SQLite has a file for them otherwise, beside its own.
    """
    vault = Vault(keys, key_file(url))
    if not url.startswith("sqlite"):
        return Database(_postgresql_engine(url), on_wake, None, vault)

    # What people wrote is nobody's business, not even in the log of a statement that failed.
    engine = create_async_engine(
        url,
        async_creator=lambda: open_connection(make_url(url).database or "", durable=durable),
        hide_parameters=True,
    )
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin)
    database = Database(engine, on_wake, asyncio.Lock(), vault, forgotten_file=forgotten_file(url))
    if not durable:
        event.listen(engine.sync_engine, "connect", _disable_fsync)
        database.own(Memory(lasting=True))
    return database


def _postgresql_engine(url: str) -> AsyncEngine:
    """Return an engine whose pool survives a restart of the server and a fail-over.

    A connection is tried before it is lent. One that the server is ending, or that leads to a
    server which only reads since another took over, is dropped with all others of the pool.
    """
    engine = create_async_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        connect_args={
            "target_session_attrs": "read-write",
            "server_settings": {
                "application_name": APPLICATION_NAME,
                "idle_in_transaction_session_timeout": MAX_IDLE,
            },
        },
    )
    event.listen(engine.sync_engine, "handle_error", _drop_lost_server)
    return engine


def _drop_lost_server(context: ExceptionContext) -> None:
    if getattr(context.original_exception, "sqlstate", None) in LOST_SERVER:
        context.is_disconnect = True


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own
    cursor = connection.cursor()
    enter_wal(cursor)
    for pragma in SQLITE_PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _disable_fsync(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=OFF")
    cursor.close()


def _begin(connection: Any) -> None:
    # A transaction that reads first and writes later fails with SQLITE_BUSY when another wrote in
    # between, so writers take the lock at BEGIN.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
