"""Run all of Mingle against the stand-in for Discord, at a clock that goes where a test drives
it."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from adapters.base import AppContext
from adapters.discord import render, strings
from adapters.discord.app import DiscordApp, connect_app
from adapters.discord.replies import ALREADY_ACKNOWLEDGED
from adapters.discord.serve import serve_gateway
from bot.config import DiscordSection
from bot.core.dispatch import dispatch
from bot.features import ROUTER
from bot.store.engine import Database
from jobs.channel_members import save_members
from jobs.engine.delivery import Delivery
from jobs.engine.engine import Engine
from jobs.registry import JOBS, schedule_housekeeping
from tests.adapters.discord.harness import hurried, settings_for
from tests.adapters.harness import served
from tests.adapters.workspace import ANSWER, MONDAY, NAMES, UNHURRIED, AnyWorkspace, MovingClock
from tests.doubles.discord import (
    Channel,
    DiscordServer,
    Message,
    Modal,
    Settings,
    User,
    form_filler,
    message_text,
    permissions,
)
from tests.doubles.discord import Delivery as Sending
from tests.doubles.discord.core import Request
from tests.doubles.fakes import Death

TOO_LATE = 10062  # Discord's code for an interaction that was not answered in its three seconds
AGAIN = (strings.BUSY, strings.NOT_HERE)


class DiscordWorkspace(AnyWorkspace[User, Message]):
    """A server in which Mingle lives, and what people do there."""

    def __init__(
        self,
        server: DiscordServer,
        clock: MovingClock,
        database: Database,
        settings: DiscordSection,
    ) -> None:
        self.server, self.settings, self.guild = server, settings, server.home
        manager, *people = (self.guild.user(name) for name in ("Grace Hall", *NAMES))
        super().__init__(clock, database, manager, people)
        self.lunch: Channel = self.guild.channel("lunch")
        self.deaths = 0.0  # chance that the process dies around a call
        self.died = 0
        self.dice, self.chance = random.Random(3), random.Random(7)
        self.app: DiscordApp
        self._running = AsyncExitStack()

    async def start(self) -> None:
        """Start a process on the same database."""
        self._running = AsyncExitStack()
        self.server.gateway.budget.starts.clear()  # nobody waits five seconds here
        self.app = app = await connect_app(self.settings, hurried())
        app.api.now = self.clock.now
        app.start_app(
            AppContext(
                self.database,
                ROUTER,
                partial(dispatch, ROUTER, self.database),
                schedule_housekeeping,
                self.clock.utc,
            )
        )
        delivery = Delivery(
            self.database, ROUTER, app.__getitem__, save_members, self.clock.utc, timedelta(0)
        )
        self.engine = Engine(self.database, JOBS, delivery, self.clock.utc, self.chance)
        await self.engine.recover_sends()
        await self._running.enter_async_context(served(partial(serve_gateway, app)))
        await self.server.until(lambda: self.server.commands)

    async def stop(self) -> None:
        """End the process."""
        await self._running.aclose()

    async def _work(self) -> datetime | None:
        while True:
            plain, self.app.api.call_method = (  # type: ignore[method-assign]
                self.app.api.call_method,
                self._deadly(self.app.api.call_method),
            )
            try:
                return await super()._work()
            except Death:
                self.died += 1
                await self.stop()
                await self.start()
            finally:
                self.app.api.call_method = plain  # type: ignore[method-assign]

    def _deadly(self, call: Any) -> Any:
        async def called(what: Any, *arguments: Any, **more: Any) -> Any:
            self._may_die()
            told = await call(what, *arguments, **more)
            self._may_die()
            return told

        return called

    def _may_die(self) -> None:
        if self.dice.random() < self.deaths / 2:
            raise Death

    async def say(
        self, user: User, name: str, channel: Channel | None = None, **options: Any
    ) -> str:
        """Use a command, again where nothing comes of it or Mingle asks for that.

        Give what the person is shown.
        """
        while True:
            await self.server.gateway.ready()
            shown = await self._shown(
                await self.server.command(user, channel or self.lunch, name, **options)
            )
            if shown and not shown.endswith(AGAIN):
                return shown
            self.clock.move(timedelta(minutes=1) if shown else timedelta(0))
            await self._back()

    async def click(self, user: User, label: str, *, containing: str = "") -> str:
        """Click the latest button with these words that somebody sees, until that has come
        through."""
        message = self._with_button(user, label, containing)
        while True:
            await self.server.gateway.ready()
            delivery = await self.server.click(user, message, label=label)
            if delivery.acked:
                return await self._shown(delivery)
            await self._back()

    async def open_form(self, user: User, label: str) -> None:
        """Click a button that opens a form, until it does."""
        await self.click(user, label)

    async def submit(self, user: User, values: Mapping[str, object] | None = None) -> str:
        """Fill in and send the form that somebody has open, page by page.

        Where Mingle was too late to open it, there is a button that does.
        """
        while True:
            await self.server.gateway.ready()
            if user.id not in self.server.modals:
                await self.click(user, strings.OPEN_FORM)
            here = {one["custom_id"] for _, one in form_filler.asked(self.form(user))}
            given = {name: value for name, value in (values or {}).items() if name in here}
            delivery = await self.server.submit(user, given)
            if not delivery.acked:
                await self._back()
                continue
            shown = await self._shown(delivery)
            if strings.ALMOST not in shown:
                return shown
            while user.id not in self.server.modals:
                await self.click(user, strings.GO_ON)

    async def _shown(self, delivery: Sending) -> str:
        with suppress(TimeoutError):
            await asyncio.wait_for(self.server.settled(delivery), ANSWER)
        if delivery.modal:
            return message_text.words(self.server, delivery.modal)
        return message_text.words(self.server, delivery.message) if delivery.message else ""

    def form(self, user: User) -> Modal:
        return self.server.modals[user.id]

    def inbox(self, user: User) -> list[Message]:
        """Return the messages of Mingle that a person sees, oldest first."""
        open_to = [
            c for c in self.guild.channels.values() if permissions.sees(self.guild, user.id, c)
        ]
        direct = [c for c in self.server.dms.values() if user.id in c.members]
        own = [m for m in self.server.ephemerals if m.only_for == user.id]
        said = [
            m for c in (*open_to, *direct) for m in c.messages if m.author == self.server.bot.id
        ]
        return sorted([*said, *own], key=lambda m: int(m.id))

    def id(self, message: Message) -> str:
        return message.id

    def text(self, message: Message) -> str:
        return message_text.words(self.server, message)

    def labels(self, message: Message) -> list[str]:
        return [said for said, _ in message_text.buttons(message)]

    def conversations(self) -> Iterator[tuple[str, list[Message]]]:
        """Return every conversation: who reads it, and its messages, oldest first."""
        return (
            (self._readers(channel), channel.messages) for channel in self.server.channels.values()
        )

    def _readers(self, channel: Channel) -> str:
        inside = sorted(self.server.users[who].name for who in channel.members)
        return (
            f"thread: {' '.join(inside)}" if channel.is_thread else " ".join(inside) or channel.name
        )

    def introductions(self) -> list[Channel]:
        """Return the threads in which people were introduced."""
        return [c for c in self.guild.threads if c.kind == "private_thread" and c.messages]

    def transcript(self) -> str:
        """Return all conversations as people read them."""
        return "\n\n".join(
            self.server.transcript(c) for c in self.server.channels.values() if c.messages
        )

    def doubled(self) -> list[tuple[int, ...]]:
        """Return the marks of messages that were posted twice."""
        marks = Counter(
            render.read_marks(m.components) for m in self.server.messages if m.components
        )
        return [mark for mark, times in marks.items() if times > 1 and mark[0] >= render.MIN_MARK]


@asynccontextmanager
async def open_workspace(
    database: Database, *, seed: int = 1, forgiven: int = 0
) -> AsyncIterator[DiscordWorkspace]:
    """Open a server: a manager, eight colleagues, a channel, and Mingle connected.

    `forgiven` is a status that a test provokes though Mingle should never meet it.
    """
    clock = MovingClock(MONDAY)
    async with DiscordServer(clock, seed=seed, app=Settings(heartbeat=3600.0)) as server:
        server.answer_within = UNHURRIED
        server.limits.enforced = False
        guild = server.guild()
        server.person("Grace Hall", roles=[server.role("Managers", guild, "manage_events")])
        for name in NAMES:
            server.person(name)
        server.channel("lunch")
        workspace = DiscordWorkspace(server, clock, database, settings_for(server))
        await workspace.start()
        try:
            yield workspace
        finally:
            await workspace.stop()
        lost = [request.path for request in server.requests if request.fault == "lose"]
        astray = [one for one in server.invalid if not _is_excused(one, forgiven, lost)]
        assert not astray, astray[:3]
        assert not server.problems, server.problems


def _is_excused(request: Request, forgiven: int, lost: Sequence[Mapping[str, str]]) -> bool:
    """Return whether a refusal tells nothing against Mingle.

    An answer may repeat one that was lost, and a busy machine may answer after three seconds.
    """
    if request.status == forgiven or request.code == TOO_LATE:
        return True
    return request.code == ALREADY_ACKNOWLEDGED and request.path in lost
