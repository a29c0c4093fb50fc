"""Background tasks of an adapter, kept referenced until they are done."""

import asyncio
from collections.abc import Coroutine
from typing import TypeVar

T = TypeVar("T")


class BackgroundTasks:
    """The tasks that are still running."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[object]] = set()

    def start_task(self, work: Coroutine[object, object, T]) -> asyncio.Task[T]:
        """Start a task, and keep a reference to it until it is done."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def drain_tasks(self, grace: float | None = None) -> None:
        """Wait for the running tasks, and cancel those that take longer than `grace` seconds.

        Also for those that are started meanwhile: one that is forgotten amid a transaction would
        leave the database ajar. Their errors are ignored.
        """
        loop = asyncio.get_running_loop()
        began = loop.time()
        while self._tasks:
            running = set(self._tasks)
            left = None if grace is None else max(0.0, began + grace - loop.time())
            _, late = await asyncio.wait(running, timeout=left)
            for task in late:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
