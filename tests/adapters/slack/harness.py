"""A workspace of the simulated Slack, with Mingle connected to it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from time import monotonic
from typing import Any
from zoneinfo import ZoneInfo

from adapters.slack.app import SlackConnection, build_bolt_app, connect_workspace
from adapters.slack.ids import qualify_id
from adapters.slack.manifest import build_manifest
from adapters.slack.rate_limit import RateLimiter
from adapters.slack.serve import serve_bolt_app
from bot.config import SlackSection
from bot.core.interactions import Answer, Invocation
from bot.core.platform import MessageRef
from bot.core.router import Router
from bot.store.engine import Database
from bot.ui.cards import Form
from bot.ui.uploads import Upload
from tests.adapters.harness import NAMES, AdapterHarness, Asked, Pressable, Said, wall
from tests.doubles.slack import Message, SlackServer, View, message_text

BERLIN = ZoneInfo("Europe/Berlin")


def hurried() -> RateLimiter:
    """A rate limiter that grants every turn at once, in order."""
    passed = [0.0]

    async def wait(seconds: float) -> None:
        passed[0] += seconds

    return RateLimiter(lambda: passed[0] + monotonic(), wait)


def settings_for(server: SlackServer, **more: Any) -> SlackSection:
    values = {
        "bot_token": server.home.token,
        "app_token": server.app.app_token,
        "api_url": server.url,
    }
    return SlackSection(
        **(values | {"signing_secret": server.app.signing_secret, "history": True} | more)
    )


@asynccontextmanager
async def connected(
    server: SlackServer,
    settings: SlackSection,
    database: Database,
    router: Router,
    dispatch: Callable[[Invocation], Awaitable[Answer]],
    pacer: RateLimiter | None = None,
) -> AsyncIterator[SlackConnection]:
    """Connect Mingle and keep its door open."""
    connection = await connect_workspace(settings, pacer)
    app, listener = build_bolt_app(connection, settings, database, router, dispatch, wall)
    ready = asyncio.Event()
    serving = asyncio.create_task(serve_bolt_app(app, listener, settings, ready.set))
    waiting = asyncio.create_task(ready.wait())
    await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if serving.done():
        serving.result()
    try:
        yield connection
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


class SlackHarness(AdapterHarness):
    """A workspace with four people, and what one of them sees and does."""

    def __init__(self, server: SlackServer) -> None:
        super().__init__()
        self.server = server
        server.workspace()
        self.users = [server.person(name, admin=name == NAMES[0]) for name in NAMES]
        self.lunch = server.channel("lunch", self.users)
        self.workspace = f"slack:{server.home.id}"
        self.people = tuple(qualify_id(self.workspace, user.id) for user in self.users)
        self.channel = qualify_id(self.workspace, self.lunch.id)
        self.nobody, self.nowhere = f"{self.workspace}/U0NOBODY", f"{self.workspace}/C0NOWHERE"
        server.install(build_manifest(self.router, history=True))

    async def said(self, channel: str) -> list[Said]:
        there = self.server.home.channels[channel.rpartition("/")[2]]
        replies = {m.thread_ts: m for m in there.messages if m.thread_ts}
        return [
            self._said(m, replies.get(m.ts))
            for m in there.messages
            if m.from_app and not m.thread_ts
        ]

    async def open(self, form: Form) -> tuple[str, Mapping[str, Asked]]:
        view = await self._opened(form)
        words = "\n".join(
            [view.title, view.content["submit"]["text"], message_text.words(self.server.home, view)]
        )
        hints = "\n".join(b["hint"]["text"] for b in view.blocks if b.get("hint"))
        inputs = {b["block_id"]: b for b in view.blocks if b["type"] == "input"}
        words = "\n".join([words, hints, *(str(_initial(b["element"])) for b in inputs.values())])
        return words, {name: _asked(block) for name, block in inputs.items()}

    async def submit(
        self, form: Form, fields: Mapping[str, str | tuple[str, ...]]
    ) -> Mapping[str, object]:
        view = await self._opened(form)
        kinds = {b["block_id"]: b["element"]["type"] for b in view.blocks if b["type"] == "input"}
        delivery = await self.server.submit(
            self.users[0], view, {n: _native(kinds[n], v) for n, v in fields.items()}
        )
        assert delivery.acked
        return self._submitted(form)

    async def hand_in(self, form: Form, name: str, content: bytes) -> Upload | str:
        view = await self._opened(form)
        file = self.server.hand_in(self.users[0], name, content)
        assert (await self.server.submit(self.users[0], view, {form.file_fields[0].id: file})).acked
        return (
            view.errors.get(form.file_fields[0].id) or self.calls[-1].files[form.file_fields[0].id]
        )

    async def click(self, sent: MessageRef, label: str, choice: str = "") -> tuple[str, str, str]:
        message = self._message(sent)
        if choice:
            menus = [
                e
                for b in message.blocks
                if b["type"] == "actions"
                for e in b["elements"]
                if "options" in e
            ]
            menu = next(menu for menu in menus if menu["placeholder"]["text"] == label)
            delivery = await self.server.choose(self.users[0], message, menu["action_id"], choice)
        else:
            delivery = await self.server.click(self.users[0], message, label=label)
        assert delivery.acked
        return self._clicked(sent)

    async def _opened(self, form: Form) -> View:
        self.form = form
        await self.server.type_command(self.users[0], self.lunch, "/mingle")
        await self.server.until(lambda: self.users[0].id in self.server.views)
        return self.server.views[self.users[0].id]

    def _message(self, sent: MessageRef) -> Message:
        there = self.server.home.channels[sent.channel.rpartition("/")[2]]
        return next(message for message in there.messages if message.ts == sent.message)

    def _said(self, message: Message, reply: Message | None) -> Said:
        home = self.server.home
        files = [*message.files, *(reply.files if reply else [])]
        menus = [
            e
            for b in message.blocks
            if b["type"] == "actions"
            for e in b["elements"]
            if "options" in e
        ]
        return Said(
            qualify_id(self.workspace, message.channel),
            message.ts,
            message_text.words(home, message),
            tuple(
                Pressable(label, *_route(action_id))
                for label, action_id, _ in message_text.buttons(message)
            ),
            {
                m["placeholder"]["text"]: tuple(o["text"]["text"] for o in m["options"])
                for m in menus
            },
            tuple(message_text.links(message)),
            tuple(
                qualify_id(self.workspace, ping.removeprefix("@"))
                for ping in message_text.pings(message)
            ),
            {file.name: (file.content or b"").decode() for file in files},
            {
                b["alt_text"]: self._picture(b["slack_file"]["id"])
                for b in message.blocks
                if b["type"] == "image"
            },
        )

    def _picture(self, file: str) -> bytes:
        return self.server.home.files[file].content or b""


def _route(action_id: str) -> tuple[str, str]:
    _, action, value = action_id.split("|", 2)
    return action, value


def _native(kind: str, value: Any) -> Any:
    if kind in ("multi_users_select", "conversations_select"):
        return (
            [one.rpartition("/")[2] for one in value]
            if isinstance(value, tuple)
            else value.rpartition("/")[2]
        )
    if kind == "datetimepicker":
        return int(datetime.fromisoformat(value).replace(tzinfo=BERLIN).timestamp())
    return list(value) if isinstance(value, tuple) else value


def _initial(element: Mapping[str, Any]) -> str | tuple[str, ...]:
    if element["type"] == "multi_static_select":
        return tuple(option["value"] for option in element.get("initial_options", ()))
    if "initial_option" in element:
        return str(element["initial_option"]["value"])
    if moment := element.get("initial_date_time"):
        return f"{datetime.fromtimestamp(moment, BERLIN):%Y-%m-%d %H:%M}"
    keys = ("initial_value", "initial_date", "initial_time")
    return next((str(element[key]) for key in keys if key in element), "")


def _asked(block: Mapping[str, Any]) -> Asked:
    element = block["element"]
    offered = tuple(option["text"]["text"] for option in element.get("options", ()))
    hint = block.get("hint", {}).get("text", "")
    return Asked(block["label"]["text"], hint, offered, _initial(element))
