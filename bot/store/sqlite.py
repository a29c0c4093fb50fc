"""Speak to SQLite where the caller stands.

Most statements take less time than handing them to a thread and back.
"""

import sqlite3
from collections.abc import Callable
from typing import Any

import aiosqlite

BUSY_TIMEOUT = 10_000  # milliseconds a writer waits for another process

_BEGIN = ("BEGIN IMMEDIATE",)
_ENDS = {"commit", "rollback", "close"}


class InlineConnection(aiosqlite.Connection):
    """A connection that takes to its thread only what waits: for the disk, or for another
    process."""

    durable = (
        True  # for the disk; a database that is thrown away in the end has nothing to wait for
    )
    _writes = False

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if not self.durable:
            return fn(*args, **kwargs)
        if args[:1] == _BEGIN:
            if self._begins_at_once(fn, *args):
                return None
        elif not (
            self._writes
            and getattr(fn, "__self__", None) is self._connection
            and fn.__name__ in _ENDS
        ):
            return fn(*args, **kwargs)
        # Whoever is cancelled meanwhile ends the transaction in the thread too: after what is under
        # way there.
        self._writes = True
        result = await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]
        self._writes = args[:1] == _BEGIN
        return result

    def _begins_at_once(self, fn: Callable[..., Any], *args: Any) -> bool:
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
    """Open a database file; `waits` is whether commits wait for the disk."""
    connection = InlineConnection(
        lambda: sqlite3.connect(path, check_same_thread=False), iter_chunk_size=64
    )
    connection.durable = durable
    connection._thread.daemon = True
    return await connection
