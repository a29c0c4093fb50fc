"""One life on a platform: people act, time goes by, and what they were shown is noted."""

import asyncio
import random
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from tests.faults.chaos import Chaos
from tests.faults.clock import SharedClock
from tests.faults.ledger import Ledger, Matter

LOOK = 0.08  # seconds of the machine between two looks
SETTLES = 0.6  # seconds of the machine in which what is due should be done
GLANCE = 0.1  # seconds of the machine after which only time helps what is unknown
ANSWERED = 12.0  # seconds of the machine in which an answer should be seen
HEARD = 6.0  # seconds of the machine in which somebody should listen again
TRIES = 5  # times that people repeat what came to nothing
STEP = timedelta(seconds=15)  # what goes by while something is under way
CALL = timedelta(seconds=20)  # a call that began this lately may still be under way
PATIENCE = 400  # steps after which something is stuck
STILL = 60  # steps after which it still is


class Sending(Protocol):
    """An interaction on its way."""

    @property
    def acked(self) -> bool: ...


@dataclass
class Gesture:
    """What somebody did: whether the platform took it, and whether they saw what came of it."""

    who: str
    what: str
    taken: bool
    answered: bool = False
    told: bool = False  # the platform itself said that it did not work
    interaction: str = ""  # its id
    at: datetime = field(default_factory=datetime.now)  # by the machine, as in logs


@dataclass(frozen=True)
class Control:
    """A button before somebody."""

    label: str
    action: str
    value: str
    press: Callable[[], Awaitable[Sending]]

    def is_for(self, action: str, value: str | None) -> bool:
        """Return whether it does this, with this value if one is given."""
        return self.action == action and value in (None, self.value)


@dataclass(frozen=True)
class Said:
    """A message as it stands at the far end: its key there, who reads it, where, its words."""

    key: str
    readers: frozenset[str]
    place: str
    number: str
    words: str


@dataclass
class Life(ABC):
    """People on one platform, and the processes that serve them."""

    clock: SharedClock
    ledger: Ledger
    rng: random.Random
    chaos: Chaos
    gestures: list[Gesture] = field(default_factory=list)
    stuck: list[Matter] = field(default_factory=list)
    let_go: set[str] = field(default_factory=set)  # keys of messages that people said they have

    @property
    @abstractmethod
    def people(self) -> Sequence[Any]:
        """Everybody, the organiser first."""

    @abstractmethod
    async def type_command(self, user: Any, name: str, options: dict[str, Any]) -> Sending:
        """Use a command."""

    @abstractmethod
    def interaction(self, sent: Any) -> str:
        """Return the id of an interaction as the program knows it."""

    @abstractmethod
    def controls(self, user: Any) -> list[Control]:
        """Return the buttons that somebody sees, oldest first."""

    @abstractmethod
    def has_form(self, user: Any) -> bool:
        """Return whether somebody has a form before them."""

    @abstractmethod
    async def send_form(self, user: Any, values: dict[str, Any]) -> Sending:
        """Fill in the form before somebody and send it."""

    @abstractmethod
    async def close_form(self, user: Any) -> None:
        """Close whatever forms somebody has before them."""

    @abstractmethod
    def sight(self, user: Any) -> object:
        """Return all that somebody sees, to be compared."""

    @abstractmethod
    def listening(self) -> bool:
        """Return whether interactions reach a process."""

    @abstractmethod
    def stop_lying(self) -> None:
        """Let the platform do as it is asked, from now on."""

    @abstractmethod
    def said(self) -> list[Said]:
        """Return every message of Mingle that stands in a conversation."""

    @abstractmethod
    def identity(self, token: str) -> str:
        """Return what a message's key becomes on this platform."""

    async def tell(self, user: Any, name: str, **options: Any) -> bool:
        """Use a command until something comes of it."""
        return await self._act(user, f"/{name}", lambda: self.type_command(user, name, options))

    async def press(self, user: Any, action: str, value: str | None = None) -> bool:
        """Press the latest button of an action; return whether there is one and it answered."""
        found = [one for one in self.controls(user) if one.is_for(action, value)]
        return bool(found) and await self._act(user, action, found[-1].press)

    async def fill(self, user: Any, values: dict[str, Any]) -> bool:
        """Send the form before somebody, if there is one; close it if nothing comes of it."""
        if not self.has_form(user):
            return False
        done = await self._act(user, "a form", lambda: self.send_form(user, values))
        await self.close_form(user)
        return done

    async def _act(self, user: Any, what: str, act: Callable[[], Awaitable[Sending]]) -> bool:
        for _ in range(TRIES):
            await self._heard()
            before = self.sight(user)
            try:
                sent = await act()
            except (AssertionError, KeyError, StopIteration, IndexError):
                return False  # what it was about is gone, or cannot be filled in like this
            gesture = Gesture(user.name, what, sent.acked, told=not sent.acked)
            gesture.interaction = self.interaction(sent)
            self.gestures.append(gesture)
            if sent.acked and await self._sees(user, before):
                gesture.answered = True
                return True
        return False

    async def _heard(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(HEARD):
                while not self.listening():  # noqa: ASYNC110 - processes come and go
                    await asyncio.sleep(LOOK)

    async def _sees(self, user: Any, before: object) -> bool:
        with suppress(TimeoutError):
            async with asyncio.timeout(ANSWERED):
                while self.sight(user) == before:  # noqa: ASYNC110 - as above
                    await asyncio.sleep(LOOK)
                return True
        return False

    async def until(self, moment: Any) -> None:
        """Let time go by to a moment, stopping wherever something is due, or is stuck."""
        if await self.settle():
            return
        while (due := await self._next_due()) is not None and due <= moment:
            self._move(max(due - self.clock.utc(), timedelta(0)) + timedelta(seconds=1))
            if await self.settle():
                return
        self._move(max(moment - self.clock.utc(), timedelta(0)))
        await self.settle()

    async def settle(self) -> list[Matter]:
        """Wait until all that is due is done, whatever it takes; return what is not done then."""
        left: list[Matter] = []
        for _ in range(STILL if self.stuck else PATIENCE):
            if not (left := await self._unsettled()):
                return []
            begun = max((one.tried for one in left if one.is_under_way and one.tried), default=None)
            if begun is None or self.clock.utc() - begun > CALL:
                self._move(STEP)
        self.stuck += left
        return left

    def _move(self, by: timedelta) -> None:
        self.clock.move(by)
        self.chaos.wake()

    async def _unsettled(self) -> list[Matter]:
        loop = asyncio.get_running_loop()
        since = loop.time()
        while loop.time() < since + SETTLES:
            now = self.clock.utc()
            left = [one for one in await self.ledger.open_matters() if one.is_due(now)]
            glanced = loop.time() > since + GLANCE
            if not left or (glanced and all(one.only_waits for one in left)):
                return left
            await asyncio.sleep(LOOK)
        return left

    async def _next_due(self) -> Any:
        now = self.clock.utc()
        coming = [one.due for one in await self.ledger.open_matters() if one.due]
        return min((due for due in coming if due > now), default=None)
