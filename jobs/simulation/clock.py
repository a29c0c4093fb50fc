"""Drive a clock of our own through everything that is due: for the playground and for rehearsals."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from jobs.engine.engine import Engine

BEAT = 0.6  # seconds of real time between two moments while the clock plays
STRIDE = timedelta(hours=1)  # the longest step while the clock plays


class Crowd(Protocol):
    """People who do something by themselves when their time comes."""

    def next_due(self) -> datetime | None:
        """Tell when somebody will do something next."""

    async def act(self, now: datetime) -> None:
        """Do what is due by now."""


@dataclass
class Clock:
    """A clock that stands still until it is moved; `keep` writes each move down."""

    moment: datetime
    keep: Callable[[datetime], Awaitable[None]] | None = None
    ears: list[Callable[[], None]] = field(default_factory=list)

    def now(self) -> datetime:
        """Tell the time."""
        return self.moment

    async def set(self, moment: datetime) -> None:
        """Move to a moment and tell whoever listens."""
        if moment == self.moment:
            return
        self.moment = moment
        if self.keep:
            await self.keep(moment)
        for tell in self.ears:
            tell()


@dataclass
class Driver:
    """Advances the clock from one due moment to the next; nothing is skipped on the way."""

    engine: Engine
    clock: Clock
    crowd: Crowd
    playing: bool = False
    ears: list[Callable[[], None]] = field(init=False)
    _moves: asyncio.Lock = field(default_factory=asyncio.Lock)
    _due: datetime | None = None

    def __post_init__(self) -> None:
        self.ears = self.clock.ears

    def now(self) -> datetime:
        """Tell the time."""
        return self.clock.now()

    async def advance(self, to: datetime) -> None:
        """Live through everything until a moment."""
        async with self._moves:
            due = await self._live(self.now())
            while due is not None and due <= to:
                due = await self._live(max(due, self.now()))
            await self._live(max(to, self.now()))

    async def play(self, stop: asyncio.Event) -> None:
        """Let time run, an hour or an event a beat, while `playing` is on."""
        while not stop.is_set():
            if self.playing:
                await self._step()
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), BEAT)

    async def _step(self) -> None:
        async with self._moves:
            due = await self._live(self.now())
            await self._live(min(due or self.now() + STRIDE, self.now() + STRIDE))

    async def _live(self, moment: datetime) -> datetime | None:
        """Move to a moment and do what is due then; tell when there will be more to do."""
        await self.clock.set(moment)
        if self.engine.bell.is_set() or self._due is None or self._due <= moment:
            self._due = await self.engine.settle()
        crowd_due = self.crowd.next_due()
        if crowd_due and crowd_due <= moment:
            await self.crowd.act(moment)
            self._due = await self.engine.settle()
        return min((at for at in (self._due, self.crowd.next_due()) if at), default=None)
