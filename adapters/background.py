"""Keep what an adapter has under way, and which gestures it has taken in."""

import asyncio
from collections import OrderedDict
from collections.abc import Coroutine, Hashable
from typing import Any

MAX_RECENT = 10_000  # gestures of this process


class BackgroundTasks:
    """The tasks that are not done yet."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def start_task(self, work: Coroutine[Any, Any, Any]) -> "asyncio.Task[Any]":
        """Do something beside what goes on."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def drain_tasks(self) -> None:
        """Let what is under way end."""
        await asyncio.gather(*self._tasks, return_exceptions=True)


class RecentIds:
    """The latest gestures, so that each is acted upon once."""

    def __init__(self) -> None:
        self._latest: OrderedDict[Hashable, None] = OrderedDict()

    def is_new(self, interaction_id: Hashable) -> bool:
        """Tell whether a gesture comes for the first time, and remember it."""
        if interaction_id in self._latest:
            return False
        self._latest[interaction_id] = None
        if len(self._latest) > MAX_RECENT:
            self._latest.popitem(last=False)
        return True
