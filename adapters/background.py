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

        Their errors are ignored.
        """
        running = set(self._tasks)
        if not running:
            return

        _, late = await asyncio.wait(running, timeout=grace)
        for task in late:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
