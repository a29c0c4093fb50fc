"""Writes of one moment in one transaction: beginning and ending one takes longer than a write."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from bot.store.engine import Database, Transaction

T = TypeVar("T")
Write = Callable[[Transaction], Awaitable[T]]


class GroupedWrites:
    """Writes to one database, those that wait for their turn together.

    Each returns when it is committed, in the order in which they came.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[tuple[Write[Any], asyncio.Future[Any]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def run(self, write: Write[T]) -> T:
        """Run a write, with those that came before it and have not begun."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((write, done))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_waiting())
        return await done

    async def _write_waiting(self) -> None:
        try:
            while self._waiting:
                await self._write_together()
        finally:
            self._writing = None

    async def _write_together(self) -> None:
        group: list[tuple[Write[Any], asyncio.Future[Any]]] = []
        try:
            async with self._database.transaction() as tx:
                group, self._waiting = self._waiting, []
                results = [await write(tx) for write, _ in group]
        except Exception:
            if not group:
                group, self._waiting = self._waiting, []
            for write, done in group:
                await self._write_alone(write, done)
            return
        for (_, done), result in zip(group, results, strict=True):
            if not done.cancelled():
                done.set_result(result)

    async def _write_alone(self, write: Write[Any], done: asyncio.Future[Any]) -> None:
        """Run a write that stood beside one that failed, or failed itself."""
        try:
            async with self._database.transaction() as tx:
                result = await write(tx)
        except Exception as error:
            if not done.cancelled():
                done.set_exception(error)
        else:
            if not done.cancelled():
                done.set_result(result)
