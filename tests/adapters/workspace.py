"""A workspace on any platform, with a clock that a test moves until nothing is left to do."""

import asyncio
import time
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Generic, Protocol, TypeVar

from sqlalchemy import select

from bot.core.tables import live_card, outbox_message
from bot.store.engine import Database
from jobs.engine.engine import Engine

NAMES = (
    "Tom Becker",
    "Amara Obi",
    "Jun Li",
    "Sofia Vega",
    "Priya Raman",
    "Ben Adler",
    "Chioma Eze",
    "Lena Wolf",
)
MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
OPEN = ("ready", "sending", "unknown")
PATIENCE = 60  # rounds of settling; more than faults ever need
ANSWER = 5.0  # seconds after which people try again
# seconds after which people try again where the platform told them that something did not work
BACK = 0.2
UNHURRIED = 60.0  # seconds in which a platform takes an answer here: `make bench` measures haste
STEP = timedelta(seconds=75)  # long enough for a lost answer to be looked for

User = TypeVar("User")
Message = TypeVar("Message")


class MovingClock:
    """The machine's clock, moved to where the story is.

    `minutes` hears of it when a minute or more has gone by.
    """

    def __init__(self, start: datetime) -> None:
        self._ahead = start.timestamp() - time.time()
        self.minutes: Callable[[], object] = lambda: None

    def now(self) -> float:
        return time.time() + self._ahead

    def utc(self) -> datetime:
        return datetime.fromtimestamp(self.now(), UTC)

    def move(self, by: timedelta) -> None:
        before = self.now() // 60
        self._ahead += by.total_seconds()
        if self.now() // 60 > before:
            self.minutes()

    async def skip(self, seconds: float) -> None:
        """Grant a turn at once, and move the clock by what it would have waited."""
        self.move(timedelta(seconds=seconds))
        await asyncio.sleep(0)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class Room(Protocol[Message]):
    """A channel, and what was said there, oldest first."""

    messages: list[Message]


class AnyWorkspace(ABC, Generic[User, Message]):
    """Where Mingle lives among people: time goes by, and they read and click."""

    engine: Engine
    lunch: Room[Message]

    def __init__(
        self, clock: MovingClock, database: Database, manager: User, people: list[User]
    ) -> None:
        self.clock, self.database = clock, database
        self.manager, self.people = manager, people

    async def until(self, moment: datetime) -> None:
        """Advance to a moment, running everything that falls due."""
        await self.settle()
        while (due := await self._work()) and due <= moment:
            self.clock.move(max(due - self.clock.utc(), timedelta(0)))
            await self.settle()
        self.clock.move(max(moment - self.clock.utc(), timedelta(0)))
        await self.settle()

    async def settle(self) -> None:
        """Run what is due, as often as the platform's faults make it try again."""
        for _ in range(PATIENCE):
            await self._work()
            if not await self._unsettled():
                return
            self.clock.move(STEP)
        raise AssertionError(f"not settled: {await self._unsettled()}")

    async def _work(self) -> datetime | None:
        return await self.engine.run_until_idle()

    async def _unsettled(self) -> list[tuple[str, str, str | None]]:
        async with self.database.read_transaction() as tx:
            now = self.clock.utc()
            waiting = select(
                outbox_message.c.key, outbox_message.c.state, outbox_message.c.error
            ).where(
                outbox_message.c.state.in_(OPEN), outbox_message.c.due <= now + timedelta(minutes=2)
            )
            stale = select(live_card.c.subject, live_card.c.next_edit).where(
                live_card.c.rendered_version < live_card.c.version
            )
            messages = [(r.key, r.state, r.error) for r in await tx.all(waiting)]
            return messages + [(r.subject, "stale", str(r.next_edit)) for r in await tx.all(stale)]

    @abstractmethod
    async def click(self, user: User, label: str, *, containing: str = "") -> object:
        """Click the latest button with these words that somebody sees."""

    @abstractmethod
    async def open_form(self, user: User, label: str) -> None:
        """Click a button that opens a form, until it does."""

    @abstractmethod
    async def submit(self, user: User, values: dict[str, object] | None = None) -> object:
        """Fill in and send the form that somebody has open."""

    async def _back(self) -> None:
        await asyncio.sleep(BACK)

    @abstractmethod
    def inbox(self, user: User) -> list[Message]:
        """Return the messages of Mingle that a person sees, oldest first."""

    @abstractmethod
    def id(self, message: Message) -> str:
        """Return what the platform calls a message."""

    @abstractmethod
    def introductions(self) -> Sequence[object]:
        """Return the conversations in which people were introduced."""

    @abstractmethod
    def text(self, message: Message) -> str:
        """Return the words of a message."""

    @abstractmethod
    def labels(self, message: Message) -> list[str]:
        """Return the labels of a message's buttons."""

    @abstractmethod
    def conversations(self) -> Iterator[tuple[str, list[Message]]]:
        """Return every conversation: who reads it, and its messages, oldest first."""

    @abstractmethod
    def transcript(self) -> str:
        """Return all conversations as people read them."""

    def says(self, message: Message, sentence: str) -> bool:
        return sentence in self.text(message)

    async def late_answers(self) -> set[str]:
        """Return the messages that say what was to be shown at once, and could not be."""
        sent = select(outbox_message.c.message_ref).where(
            outbox_message.c.key.startswith("answer:")
        )
        async with self.database.read_transaction() as tx:
            return {row.message_ref.message for row in await tx.all(sent) if row.message_ref}

    def outcome(self, *, without: Collection[str] = ()) -> Counter[tuple[str, str]]:
        """Return every message at the end: who reads it, and its words.

        `without` the late answers, since it depends on what was in the way which are late.
        What came merged counts part by part: after a death messages go one by one.
        """
        return Counter(
            (readers, part)
            for readers, messages in self.conversations()
            for one in messages
            if self.id(one) not in without
            for part in self.text(one).split("\n---\n")
        )

    def _with_button(self, user: User, label: str, containing: str) -> Message:
        seen = reversed(self.inbox(user))
        return next(m for m in seen if label in self.labels(m) and self.says(m, containing))
