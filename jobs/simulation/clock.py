"""A simulated clock and its driver, for the playground and for rehearsals."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from jobs.engine.engine import Engine

BEAT_SECONDS = 0.6  # seconds of real time between two moments while the clock plays
MAX_STRIDE = timedelta(hours=1)  # the longest step while the clock plays


class Actors(Protocol):
    """People who act by themselves when their time comes."""

    def next_due(self) -> datetime | None:
        """Return when somebody will act next, or None."""

    async def run_due_actions(self, now: datetime) -> None:
        """Perform every action that is due by now."""


@dataclass
class SimulatedClock:
    """A clock that stands still until it is moved; `save_moment` stores each move."""

    moment: datetime
    save_moment: Callable[[datetime], Awaitable[None]] | None = None
    listeners: list[Callable[[], None]] = field(default_factory=list)

    def now(self) -> datetime:
        """Return the simulated time."""
        return self.moment

    async def move_to(self, moment: datetime) -> None:
        """Set the time and call every listener."""
        if moment == self.moment:
            return
        self.moment = moment
        if self.save_moment:
            await self.save_moment(moment)
        for tell in self.listeners:
            tell()


@dataclass
class SimulationDriver:
    """Advances the clock from one due moment to the next; none is skipped."""

    engine: Engine
    clock: SimulatedClock
    actors: Actors
    playing: bool = False
    listeners: list[Callable[[], None]] = field(init=False)
    _moves: asyncio.Lock = field(default_factory=asyncio.Lock)
    _due: datetime | None = None

    def __post_init__(self) -> None:
        self.listeners = self.clock.listeners

    def now(self) -> datetime:
        """Return the simulated time."""
        return self.clock.now()

    async def advance_to(self, to: datetime) -> None:
        """Live through everything that is due until a moment."""
        async with self._moves:
            due = await self._live(self.now())
            while due is not None and due <= to:
                due = await self._live(max(due, self.now()))
            await self._live(max(to, self.now()))

    async def play_until(self, stop: asyncio.Event) -> None:
        """Let time run, an hour or an event a beat, while `playing` is on and `stop` is not set."""
        while not stop.is_set():
            if self.playing:
                await self._step()
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), BEAT_SECONDS)

    async def _step(self) -> None:
        async with self._moves:
            due = await self._live(self.now())
            await self._live(min(due or self.now() + MAX_STRIDE, self.now() + MAX_STRIDE))

    async def _live(self, moment: datetime) -> datetime | None:
        """Move to a moment and do what is due then; return when there will be more to do."""
        await self.clock.move_to(moment)
        if self.engine.wakeup.is_set() or self._due is None or self._due <= moment:
            self._due = await self.engine.run_until_idle()
        crowd_due = self.actors.next_due()
        if crowd_due and crowd_due <= moment:
            await self.actors.run_due_actions(moment)
            self._due = await self.engine.run_until_idle()
        return min((at for at in (self._due, self.actors.next_due()) if at), default=None)
