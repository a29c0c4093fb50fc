"""Run all of Mingle against the stand-in for Slack, at a clock that goes where a test drives it."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import select

from adapters.slack.house import application, connect
from adapters.slack.manifest import manifest
from adapters.slack.pace import Pacer
from adapters.slack.serve import serve
from adapters.slack.words import BUSY, NOT_HERE
from bot.config import SlackSection
from bot.dispatch import dispatch
from bot.features import ROUTER
from bot.store.engine import Database
from bot.store.tables import effect, living
from jobs.census import counted
from jobs.delivery import Delivery
from jobs.engine import Engine
from jobs.registry import JOBS, begin
from tests.adapters.slack.office import settings_for
from tests.platforms.slack import Channel, Message, SlackServer, User, View, reading

NAMES = ("Tom Becker", "Amara Obi", "Jun Li", "Sofia Vega", "Priya Raman", "Ben Adler", "Chioma Eze", "Lena Wolf")
MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
OPEN = ("ready", "sending", "unknown")
PATIENCE = 60  # rounds of settling; more than faults ever need
ANSWER = 5.0  # seconds after which people try again
BACK = 0.2  # seconds after which people try again where Slack told them that something did not work
AGAIN = (BUSY, NOT_HERE)
STEP = timedelta(seconds=75)  # long enough for a lost answer to be looked for


class Moving:
    """The machine's clock, moved to where the story is; `minutes` hears of it when a minute or more has gone by."""

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
        """Let whoever waits for a turn have it at once, and the time be later."""
        self.move(timedelta(seconds=seconds))
        await asyncio.sleep(0)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class Town:
    """A workspace in which Mingle lives, and what people do there."""

    def __init__(self, slack: SlackServer, clock: Moving, database: Database, engine: Engine) -> None:
        self.slack, self.clock, self.database, self.engine = slack, clock, database, engine
        self.home = slack.home
        self.manager = self.home.user("Grace Hall")
        self.people = [self.home.user(name) for name in NAMES]
        self.lunch = self.home.channel("lunch")

    async def until(self, moment: datetime) -> None:
        """Live through everything until a moment."""
        await self.settle()
        while (due := await self.engine.settle()) and due <= moment:
            self.clock.move(max(due - self.clock.utc(), timedelta(0)))
            await self.settle()
        self.clock.move(max(moment - self.clock.utc(), timedelta(0)))
        await self.settle()

    async def settle(self) -> None:
        """Let Mingle do what is due, as often as the platform's moods make it try."""
        for _ in range(PATIENCE):
            await self.engine.settle()
            if not await self._unsettled():
                return
            self.clock.move(STEP)
        raise AssertionError(f"not settled: {await self._unsettled()}")

    async def command(self, user: User, words: str, channel: Channel | None = None) -> str:
        """Type a command, again where nothing comes of it or Mingle asks for that; give what the person is shown."""
        while (shown := await self._typed(user, channel or self.lunch, words)).endswith(AGAIN):
            self.clock.move(timedelta(minutes=1))
            await self._back()
        return shown

    async def _typed(self, user: User, channel: Channel, words: str) -> str:
        before, open_form = len(self.home.ephemerals), self._stack(user)[-1:]

        def answered() -> bool:
            return len(self.home.ephemerals) > before or self._stack(user)[-1:] not in ([], open_form)

        while not answered():
            delivery = await self.slack.type_command(user, channel, words)
            with suppress(TimeoutError):
                await self.slack.until(answered, ANSWER if delivery.acked else BACK)
        if len(self.home.ephemerals) > before:
            return reading.words(self.home, self.home.ephemerals[-1])
        return reading.words(self.home, self.form(user))

    async def form_by(self, user: User, label: str) -> None:
        """Click a button that opens a form, until it does."""
        while not self._stack(user):
            await self.click(user, label)
            with suppress(TimeoutError):
                await self.slack.until(lambda: self._stack(user), ANSWER)

    def _stack(self, user: User) -> list[View]:
        return self.home.stacks.get(user.id, [])

    async def click(self, user: User, label: str, *, containing: str = "") -> None:
        """Click the latest button with these words that somebody sees."""
        message = next(m for m in reversed(self.seen_by(user)) if _has(m, label) and self.says(m, containing))
        while not (await self.slack.click(user, message, label=label)).acked:
            await self._back()

    async def fill(self, user: User, values: dict[str, object] | None = None) -> None:
        """Fill in and send the form that somebody has open."""
        while not (await self.slack.submit(user, self.form(user), values or {})).acked:
            await self._back()

    async def _back(self) -> None:
        await asyncio.sleep(BACK)

    def form(self, user: User) -> View:
        return self.slack.views[user.id]

    def seen_by(self, user: User) -> list[Message]:
        """Give the messages of Mingle that somebody sees, oldest first."""
        inside = [m for c in self.home.channels.values() if user.id in c.members for m in c.messages if m.from_app]
        own = [m for m in self.home.ephemerals if m.only_for == user.id]
        return sorted([*inside, *own], key=lambda m: float(m.ts))

    def says(self, message: Message, words: str) -> bool:
        return words in reading.words(self.home, message)

    def outcome(self) -> Counter[tuple[str, str]]:
        """Give what stands in every conversation in the end: who reads it, and its words."""
        return Counter(
            (self._readers(channel), reading.words(self.home, message))
            for channel in self.home.channels.values()
            for message in channel.messages
        )

    def _readers(self, channel: Channel) -> str:
        return channel.name if channel.kind == "channel" else " ".join(sorted(channel.members))

    def introductions(self) -> list[Channel]:
        """Give the conversations in which people were introduced."""
        return [c for c in self.home.channels.values() if c.kind == "mpim" and c.messages]

    def everything(self) -> str:
        """Give all conversations as they read on the screen."""
        return "\n\n".join(self.slack.transcript(c) for c in self.home.channels.values() if c.messages)

    async def _unsettled(self) -> list[tuple[str, str, str | None]]:
        async with self.database.reading() as tx:
            now = self.clock.utc()
            waiting = select(effect.c.key, effect.c.state, effect.c.error).where(
                effect.c.state.in_(OPEN), effect.c.due <= now + timedelta(minutes=2)
            )
            stale = select(living.c.subject, living.c.next_edit).where(living.c.shown < living.c.version)
            messages = [(r.key, r.state, r.error) for r in await tx.all(waiting)]
            return messages + [(r.subject, "stale", str(r.next_edit)) for r in await tx.all(stale)]


@asynccontextmanager
async def town(database: Database, mode: str = "socket", *, seed: int = 1) -> AsyncIterator[Town]:
    """Open a town: a manager, eight colleagues, a channel, and Mingle connected."""
    clock = Moving(MONDAY)
    async with SlackServer(clock, seed=seed) as slack:
        slack.workspace()
        people = [slack.person("Grace Hall", admin=True), *(slack.person(name) for name in NAMES)]
        slack.channel("lunch", people)
        slack.install(manifest(ROUTER, history=True))
        settings = settings_for(slack, mode=mode, port=_free_port())
        if mode == "http":
            slack.app.url = f"http://127.0.0.1:{settings.port}/slack/events"
        async with _mingle(slack, clock, settings, database) as engine:
            yield Town(slack, clock, database, engine)
        assert not slack.invalid, slack.invalid[:3]
        assert not slack.problems, slack.problems


@asynccontextmanager
async def _mingle(
    slack: SlackServer, clock: Moving, settings: SlackSection, database: Database
) -> AsyncIterator[Engine]:
    there = await connect(settings, Pacer(clock.now, clock.skip))
    delivery = Delivery(database, ROUTER, lambda _: there.platform, counted, clock.utc, timedelta(0))
    engine = Engine(database, JOBS, delivery, clock.utc, random.Random(7))
    await engine.start()
    async with database.transaction() as tx:
        await begin(tx, there.workspace, clock.utc())
    app, listener = application(there, settings, database, ROUTER, partial(dispatch, ROUTER, database), clock.utc)
    ready = asyncio.Event()
    serving = asyncio.create_task(serve(app, listener, settings, ready.set))
    try:
        async with asyncio.timeout(20):
            await ready.wait()
        yield engine
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


def _has(message: Message, label: str) -> bool:
    return any(words == label for words, _, _ in reading.buttons(message))


def _free_port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])
