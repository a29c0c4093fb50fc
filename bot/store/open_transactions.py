"""The transactions that are under way, so that none is forgotten when the database closes."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class OpenTransactions:
    """The transactions of one database that have begun and not ended, and the task of each."""

    def __init__(self) -> None:
        self._tasks: dict[object, asyncio.Task[object] | None] = {}
        self._all_ended: asyncio.Event | None = None

    @contextmanager
    def include_transaction(self) -> Iterator[None]:
        """Count what the block does as a transaction."""
        mark = object()
        self._tasks[mark] = asyncio.current_task()
        try:
            yield
        finally:
            del self._tasks[mark]
            if not self._tasks and self._all_ended:
                self._all_ended.set()

    async def finish_all(self, grace: float) -> None:
        """Wait until all have ended; those that take longer than `grace` seconds are cancelled.

        A cancelled one rolls back, which is waited for as long again.
        """
        await self._wait(grace)
        own = asyncio.current_task()
        for task in set(self._tasks.values()):
            if task and task is not own:
                task.cancel()
        await self._wait(grace)

    async def _wait(self, seconds: float) -> None:
        if not self._tasks:
            return
        self._all_ended = asyncio.Event()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._all_ended.wait(), seconds)
