"""A server of the simulated Discord, with Mingle connected to it."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from typing import Any

from adapters.base import AppContext
from adapters.discord import ids
from adapters.discord.app import DiscordApp, connect_app
from adapters.discord.gateway import LoginBudget
from adapters.discord.serve import serve_gateway
from bot.config import DiscordSection
from bot.core.interactions import Answer, Invocation
from bot.core.platform import MessageRef
from bot.core.router import Router
from bot.people import records as people
from bot.people.tables import channel_member
from bot.store.engine import Database
from bot.ui.cards import Form
from bot.ui.uploads import Upload
from jobs.registry import schedule_housekeeping
from tests.adapters.harness import NAMES, AdapterHarness, Asked, Pressable, Said, served, wall
from tests.doubles.discord import DiscordServer, Guild, Message, Modal, form_filler, message_text

BERLIN = "Europe/Berlin"


def settings_for(server: DiscordServer, **more: Any) -> DiscordSection:
    values = {
        "token": server.app.token,
        "api_url": server.url,
        "gateway_url": server.gateway_url,
    }
    return DiscordSection(**(values | {"zone": BERLIN} | more))


def hurried() -> LoginBudget:
    """A login limiter that lets logins follow each other at once."""
    passed = [0.0]

    async def wait(seconds: float) -> None:
        passed[0] += seconds
        await asyncio.sleep(0)

    return LoginBudget(lambda: passed[0], wait)


@asynccontextmanager
async def connected(
    server: DiscordServer,
    settings: DiscordSection,
    database: Database,
    router: Router,
    dispatch: Callable[[Invocation], Awaitable[Answer]],
    now: Callable[[], datetime] = wall,
) -> AsyncIterator[DiscordApp]:
    """Connect Mingle and keep its door open."""
    server.gateway.budget.starts.clear()  # nobody waits five seconds here
    app = await connect_app(settings, hurried())
    prepare = partial(schedule_housekeeping, notes=False)
    app.start_app(AppContext(database, router, dispatch, prepare, now))
    async with served(partial(serve_gateway, app)):
        await server.until(lambda: server.commands)
        yield app


class DiscordHarness(AdapterHarness):
    """A server with four people, and what one of them sees and does."""

    def __init__(self, server: DiscordServer) -> None:
        super().__init__()
        self.server = server
        self.guild: Guild = server.guild()
        self.users = [server.person(name) for name in NAMES]
        self.lunch = server.channel("lunch")
        self.workspace = ids.workspace_of(self.guild.id)
        self.people = tuple(ids.qualify_id(self.workspace, user.id) for user in self.users)
        self.channel = ids.qualify_id(self.workspace, self.lunch.id)
        self.nobody, self.nowhere = (
            f"{self.workspace}/999999999999",
            f"{self.workspace}/888888888888",
        )

    async def move_in(self, database: Database) -> None:
        """Save everyone as somebody who has used Mingle in the channel."""
        async with database.transaction() as tx:
            for who, name in zip(self.people, NAMES, strict=True):
                await people.add_if_new(tx, self.workspace, who, name, BERLIN, wall())
                await tx.insert(
                    channel_member, workspace=self.workspace, channel=self.channel, person=who
                )

    async def said(self, channel: str) -> list[Said]:
        there = self.server.channels[channel.rpartition("/")[2]]
        return [
            self._said(message)
            for message in there.messages
            if message.author == self.server.bot.id
        ]

    async def open(self, form: Form) -> tuple[str, Mapping[str, Asked]]:
        modal = await self._opened(form)
        asked = {one["custom_id"]: (label, one) for label, one in form_filler.asked(modal)}
        parts = modal.content["components"]
        words = [
            message_text.words(self.server, modal),
            *(part.get("description", "") for part in parts),
        ]
        words += [str(_initial(one)) for _, one in asked.values()]
        hints = {
            part["component"]["custom_id"]: part.get("description", "")
            for part in parts
            if "component" in part
        }
        return "\n".join(words), {
            name: _asked(label, one, hints[name]) for name, (label, one) in asked.items()
        }

    async def submit(
        self, form: Form, fields: Mapping[str, str | tuple[str, ...]]
    ) -> Mapping[str, object]:
        modal = await self._opened(form)
        before = len(self.calls)
        while True:
            here = {one["custom_id"] for _, one in form_filler.asked(modal)}
            delivery = await self.server.submit(
                self.users[0],
                {name: _native(value) for name, value in fields.items() if name in here},
            )
            assert delivery.acked
            if len(self.calls) > before:
                break
            assert delivery.message
            [(_, custom_id)] = message_text.buttons(delivery.message)
            delivery = await self.server.click(self.users[0], delivery.message, custom_id)
            assert delivery.modal, (delivery.error, delivery.interaction.answer)
            modal = delivery.modal
        return self._submitted(form)

    async def hand_in(self, form: Form, name: str, content: bytes) -> Upload | str:
        await self._opened(form)
        delivery = await self.server.submit(
            self.users[0], {form.file_fields[0].id: self.server.hand_in(name, content)}
        )
        assert delivery.acked
        if delivery.message:
            return message_text.words(self.server, delivery.message)
        return self.calls[-1].files[form.file_fields[0].id]

    async def click(self, sent: MessageRef, label: str, choice: str = "") -> tuple[str, str, str]:
        message = self._message(sent)
        if choice:
            [custom_id] = message_text.selects(message)
            delivery = await self.server.choose(self.users[0], message, custom_id, choice)
        else:
            delivery = await self.server.click(self.users[0], message, label=label)
        assert delivery.acked
        return self._clicked(sent)

    async def _opened(self, form: Form) -> Modal:
        self.form = form
        delivery = await self.server.command(self.users[0], self.lunch, "mingle")
        assert delivery.modal, delivery.error
        return delivery.modal

    def _message(self, sent: MessageRef) -> Message:
        there = self.server.channels[sent.channel.rpartition("/")[2]]
        return next(message for message in there.messages if message.id == sent.message)

    def _said(self, message: Message) -> Said:
        menus = [one for one in _inside(message.components) if one["type"] == 3]
        return Said(
            ids.qualify_id(self.workspace, message.channel),
            message.id,
            message_text.words(self.server, message, BERLIN),
            tuple(
                Pressable(label, *_route(custom_id))
                for label, custom_id in message_text.buttons(message)
            ),
            {
                one["placeholder"]: tuple(option["label"] for option in one["options"])
                for one in menus
            },
            tuple(message_text.links(message)),
            tuple(
                ids.qualify_id(self.workspace, ping) if ping.isdigit() else ping
                for ping in message_text.pings(message)
            ),
            {
                file.filename: file.content.decode()
                for file in message.attachments
                if not file.filename.endswith(".png")
            },
            {
                file.description or "": file.content
                for file in message.attachments
                if file.filename.endswith(".png")
            },
        )


def _inside(components: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [inner for one in components for inner in (one, *_inside(one.get("components") or []))]


def _route(custom_id: str) -> tuple[str, str]:
    found = ids.parse_route(custom_id)
    assert found
    return found[1], found[2]


def _native(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_native(one) for one in value]
    return re.sub(r"^discord:\d+/", "", value)


def _initial(one: Mapping[str, Any]) -> str | tuple[str, ...]:
    chosen = tuple(option["value"] for option in one.get("options", ()) if option.get("default"))
    if one["type"] == 22:
        return chosen
    return str(one.get("value") or next(iter(chosen), ""))


def _asked(label: str, one: Mapping[str, Any], hint: str) -> Asked:
    return Asked(
        label, hint, tuple(option["label"] for option in one.get("options", ())), _initial(one)
    )
