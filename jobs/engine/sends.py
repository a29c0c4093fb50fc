"""Sends under way, so that they can be counted, and given up when the program ends."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from jobs.engine.measure import count_delivery

T = TypeVar("T")


class SendsUnderWay:
    """The sends of one process; `stopping` once it ends: what is claimed is sent, and no more."""

    def __init__(self) -> None:
        self.stopping = False
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(self, kind: str, send: Coroutine[Any, Any, T]) -> "asyncio.Task[T]":
        """Start to send a message of a kind."""
        task = asyncio.create_task(send)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda done: count_delivery(kind, done))
        return task

    def abandon(self) -> None:
        """Wait no longer for answers of the platform; those outcomes are written as unknown."""
        for task in self._tasks:
            task.cancel()
