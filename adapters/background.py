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

    async def drain_tasks(self) -> None:
        """Wait for the running tasks; ignore their errors."""
        await asyncio.gather(*self._tasks, return_exceptions=True)
