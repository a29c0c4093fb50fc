"""Run all of Mingle against the stand-in for Slack, at a clock that goes where a test drives it."""

import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import Any

from adapters.slack.app import build_bolt_app, connect_workspace
from adapters.slack.listen import SlackListener
from adapters.slack.manifest import build_manifest
from adapters.slack.rate_limit import RateLimiter
from adapters.slack.serve import serve_bolt_app
from adapters.slack.strings import BUSY
from bot.config import SlackSection
from bot.core.dispatch import dispatch
from bot.features import ROUTER
from bot.store.engine import Database
from jobs.channel_members import save_members
from jobs.engine.delivery import Delivery
from jobs.engine.engine import Engine
from jobs.home_tabs import HomeTabs
from jobs.registry import JOBS, schedule_housekeeping
from tests.adapters.harness import served
from tests.adapters.slack.harness import settings_for
from tests.adapters.workspace import MONDAY, NAMES, UNHURRIED, AnyWorkspace, MovingClock
from tests.doubles.slack import Channel, Message, SlackServer, User, View, message_text
from tests.doubles.slack import Delivery as Sending
from tests.ports import free_port


class SlackWorkspace(AnyWorkspace[User, Message]):
    """A workspace in which Mingle lives, and what people do there."""

    def __init__(
        self,
        server: SlackServer,
        clock: MovingClock,
        database: Database,
        engine: Engine,
        listener: SlackListener,
    ) -> None:
        self.server, self.engine, self.home, self.listener = server, engine, server.home, listener
        manager, *people = (self.home.user(name) for name in ("Grace Hall", *NAMES))
        super().__init__(clock, database, manager, people)
        self.lunch: Channel = self.home.channel("lunch")

    async def say(self, user: User, words: str, channel: Channel | None = None) -> str:
        """Type a command, again where nothing comes of it or Mingle asks for that.

        Give what the person is shown.
        """
        while (shown := await self._typed(user, channel or self.lunch, words)).endswith(BUSY):
            self.clock.move(timedelta(minutes=1))
            await self._back()
        return shown

    async def _typed(self, user: User, channel: Channel, words: str) -> str:
        before, open_form = len(self.whispers(user)), self._stack(user)[-1:]
        while True:
            await self._insist(lambda: self.server.type_command(user, channel, words))
            if len(whispers := self.whispers(user)) > before:
                return message_text.words(self.home, whispers[-1])
            if self._stack(user)[-1:] not in ([], open_form):
                return message_text.words(self.home, self.form(user))

    async def open_form(self, user: User, label: str) -> None:
        """Click a button that opens a form, until it does."""
        while not self._stack(user):
            await self.click(user, label)

    async def _insist(self, interaction: Callable[[], Awaitable[Sending]]) -> None:
        """Repeat an interaction until Mingle takes it, and wait for its tasks."""
        while not (await interaction()).acked:
            await self._back()
        await self.listener.drain_tasks()

    def whispers(self, user: User) -> list[Message]:
        """Return the ephemeral messages of a person, oldest first."""
        return [message for message in self.home.ephemerals if message.only_for == user.id]

    def _stack(self, user: User) -> list[View]:
        return self.home.stacks.get(user.id, [])

    async def click(self, user: User, label: str, *, containing: str = "") -> None:
        """Click the latest button with these words that somebody sees."""
        message = self._with_button(user, label, containing)
        await self._insist(lambda: self.server.click(user, message, label=label))

    async def submit(self, user: User, values: dict[str, object] | None = None) -> None:
        """Fill in and send the form that somebody has open."""
        await self._insist(lambda: self.server.submit(user, self.form(user), values or {}))

    def form(self, user: User) -> View:
        return self.server.views[user.id]

    def inbox(self, user: User) -> list[Message]:
        """Return the messages of Mingle that a person sees, oldest first."""
        inside = [
            m
            for c in self.home.channels.values()
            if user.id in c.members
            for m in c.messages
            if m.from_app
        ]
        return sorted([*inside, *self.whispers(user)], key=lambda m: float(m.ts))

    def id(self, message: Message) -> str:
        return message.ts

    def text(self, message: Message) -> str:
        return message_text.words(self.home, message)

    def labels(self, message: Message) -> list[str]:
        return [words for words, _, _ in message_text.buttons(message)]

    def conversations(self) -> Iterator[tuple[str, list[Message]]]:
        """Return every conversation: who reads it, and its messages, oldest first."""
        return (
            (self._readers(channel), channel.messages) for channel in self.home.channels.values()
        )

    def _readers(self, channel: Channel) -> str:
        return channel.name if channel.kind == "channel" else " ".join(sorted(channel.members))

    def introductions(self) -> list[Channel]:
        """Return the conversations in which people were introduced."""
        return [c for c in self.home.channels.values() if c.kind == "mpim" and c.messages]

    def transcript(self) -> str:
        """Return all conversations as people read them."""
        return "\n\n".join(
            self.server.transcript(c) for c in self.home.channels.values() if c.messages
        )


@asynccontextmanager
async def open_workspace(
    database: Database,
    mode: str = "socket",
    *,
    seed: int = 1,
    forgiven: str = "",
    **grid: Any,
) -> AsyncIterator[SlackWorkspace]:
    """Open a workspace: a manager, eight colleagues, a channel, and Mingle connected.

    `forgiven` is an error that a test provokes though Mingle should never meet it; `grid` are
    fields of the workspace, such as the organisation that it is in.
    """
    clock = MovingClock(MONDAY)
    async with SlackServer(clock, seed=seed) as server:
        server.answer_within = UNHURRIED
        home = server.workspace()
        for name, value in grid.items():
            setattr(home, name, value)
        people = [server.person("Grace Hall", admin=True), *(server.person(name) for name in NAMES)]
        server.channel("lunch", people)
        server.install(build_manifest(ROUTER, history=True))
        settings = settings_for(server, mode=mode, port=free_port())
        if mode == "http":
            server.app.url = f"http://127.0.0.1:{settings.port}/slack/events"
        async with _mingle(server, clock, settings, database) as (engine, listener):
            yield SlackWorkspace(server, clock, database, engine, listener)
        invalid = [request for request in server.invalid if request.error != forgiven]
        assert not invalid, invalid[:3]
        assert not server.problems, server.problems


@asynccontextmanager
async def open_set_up_workspace(database: Database) -> AsyncIterator[SlackWorkspace]:
    """Open a workspace whose manager has set up lunch rounds."""
    async with open_workspace(database) as opened:
        await opened.say(opened.manager, "/mingle setup")
        await opened.submit(opened.manager, {"zone": "Europe/Berlin"})
        await opened.settle()
        yield opened


@asynccontextmanager
async def _mingle(
    server: SlackServer, clock: MovingClock, settings: SlackSection, database: Database
) -> AsyncIterator[tuple[Engine, SlackListener]]:
    connection = await connect_workspace(settings, RateLimiter(clock.now, clock.skip))
    delivery = Delivery(
        database, ROUTER, lambda _: connection.platform, save_members, clock.utc, timedelta(0)
    )
    tabs = HomeTabs(database, lambda _: connection.platform)
    tasks = {"home": tabs}
    engine = Engine(database, JOBS, delivery, clock.utc, random.Random(7), periodic_tasks=tasks)
    await engine.recover_sends()
    async with database.transaction() as tx:
        await schedule_housekeeping(tx, connection.workspace, clock.utc())
    app, listener = build_bolt_app(
        connection, settings, database, ROUTER, partial(dispatch, ROUTER, database), clock.utc
    )
    async with served(partial(serve_bolt_app, app, listener, settings)):
        yield engine, listener
