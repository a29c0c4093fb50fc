"""Speak to SQLite where the caller stands: most statements take less time than handing them to a thread and back."""

import sqlite3
from collections.abc import Callable
from typing import Any

import aiosqlite

_ENDS = {"commit", "rollback", "close"}


class NearConnection(aiosqlite.Connection):
    """A connection that takes to its thread only what may wait: for another process, or for the disk."""

    _writes = False

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        ends = getattr(fn, "__self__", None) is self._connection and fn.__name__ in _ENDS
        begins = args[:1] == ("BEGIN IMMEDIATE",)
        if not begins and not (ends and self._writes):
            return fn(*args, **kwargs)
        # Whoever is cancelled meanwhile ends the transaction in the thread too: after what is under way there.
        self._writes = True
        result = await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]
        self._writes = begins
        return result


async def connect(path: str) -> aiosqlite.Connection:
    """Open a database file."""
    connection = NearConnection(lambda: sqlite3.connect(path, check_same_thread=False), iter_chunk_size=64)
    connection._thread.daemon = True
    return await connection
