"""Run SQLite statements on the event loop; only what can block goes to aiosqlite's thread.

Most statements take less time than a hand-over to a thread and back. BEGIN can wait for another
process and COMMIT for the disk, so these two are handed over.
"""

import sqlite3
import time
from collections.abc import Callable
from typing import Any

import aiosqlite

BUSY_TIMEOUT = 10_000  # milliseconds a writer waits for another process
# Statements that SQLite keeps parsed on a connection. Where more are in use, as with the 128 that
# Python keeps, most are parsed anew each time, which takes longer than running them.
MAX_PREPARED = 1000
WAL_TRIES = 100  # to switch a new file to its write-ahead log
WAL_PAUSE = 0.05  # seconds between two

_BEGIN = ("BEGIN IMMEDIATE",)
_ENDS = {"commit", "rollback", "close"}


class InlineConnection(aiosqlite.Connection):
    """A connection that uses its thread only for what waits for the disk or another process.

    It overrides aiosqlite's private `_execute`: look there before upgrading aiosqlite.
    """

    durable = True  # False: commits do not wait for the disk, so none is handed over
    _writes = False

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if args[:1] == _BEGIN:
            if self._begins_at_once(fn, *args):
                return None
        elif not (
            self.durable
            and self._writes
            and getattr(fn, "__self__", None) is self._connection
            and fn.__name__ in _ENDS
        ):
            return fn(*args, **kwargs)

        # A task cancelled meanwhile rolls back in the thread too, behind what still runs there.
        self._writes = True
        result = await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]
        self._writes = args[:1] == _BEGIN
        return result

    def _begins_at_once(self, fn: Callable[..., Any], *args: Any) -> bool:
        if not self.durable:  # nobody else writes what is thrown away
            fn(*args)
            return True
        self._conn.execute("PRAGMA busy_timeout=0")
        try:
            fn(*args)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            return False
        finally:
            self._conn.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT}")
        self._writes = True
        return True


async def open_connection(path: str, *, durable: bool = True) -> aiosqlite.Connection:
    """Open a database file; with `durable`, commits wait for the disk."""
    connection = InlineConnection(
        lambda: sqlite3.connect(path, check_same_thread=False, cached_statements=MAX_PREPARED),
        iter_chunk_size=64,
    )
    connection.durable = durable
    connection._thread.daemon = True
    return await connection


def enter_wal(cursor: Any) -> None:
    """Switch to a write-ahead log; SQLite does not wait by itself for another that does so too."""
    for left in reversed(range(WAL_TRIES)):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or not left:
                raise
            time.sleep(WAL_PAUSE)
