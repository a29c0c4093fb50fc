"""A life on the simulated Slack."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from tests.doubles.slack import Channel, Message, SlackServer, User, View, message_text
from tests.faults.life import Control, Life, Said, Sending


@dataclass
class SlackLife(Life):
    """A workspace with one channel, and what people do and see in it."""

    server: SlackServer = field(kw_only=True)

    @property
    def people(self) -> Sequence[User]:
        return [user for user in self.server.home.users.values() if not user.bot]

    async def type_command(self, user: User, name: str, options: dict[str, Any]) -> Sending:
        words = " ".join(_typed(key, value) for key, value in options.items())
        return await self.server.type_command(user, self._lunch, f"/{name} {words}".strip())

    def interaction(self, sent: Any) -> str:
        return str(sent.payload.get("trigger_id", ""))

    def controls(self, user: User) -> list[Control]:
        found: list[Message | View] = [*self._messages(user), *self._stack(user)[-1:]]
        return [control for what in found for control in self._controls_of(user, what)]

    def has_form(self, user: User) -> bool:
        return bool(self._stack(user))

    async def send_form(self, user: User, values: dict[str, Any]) -> Sending:
        view = self._stack(user)[-1]
        here = {block["block_id"] for block in view.blocks if block["type"] == "input"}
        given = {name: value for name, value in values.items() if name in here}
        return await self.server.submit(user, view, given)

    async def close_form(self, user: User) -> None:
        self._stack(user).clear()

    def sight(self, user: User) -> object:
        views = [(view.id, view.hash, str(view.errors)) for view in self._stack(user)]
        home = self.server.home.homes.get(user.id)
        seen = [(m.ts, m.edits, m.deleted) for m in self._messages(user)]
        return views, home and home.hash, seen

    def listening(self) -> bool:
        return bool(self.server.sockets.open)

    def stop_lying(self) -> None:
        faults = self.server.faults
        faults.lost_answers = faults.late_accepts = faults.errors = faults.limits = 0.0
        faults.delays = faults.pages = faults.garbled = 0.0

    def identity(self, token: str) -> str:
        return token

    def said(self) -> list[Said]:
        home = self.server.home
        return [
            Said(_key(m), self._readers(place), place.id, m.ts, message_text.words(home, m))
            for place in home.channels.values()
            for m in place.messages
            if m.from_app and not m.deleted and not m.thread_ts
        ]

    def _readers(self, place: Channel) -> frozenset[str]:
        alone = place.kind in ("im", "mpim")
        return frozenset(place.members) - {self.server.home.bot.id} if alone else frozenset()

    @property
    def _lunch(self) -> Any:
        return self.server.home.channel("lunch")

    def _stack(self, user: User) -> list[View]:
        return self.server.home.stacks.setdefault(user.id, [])

    def _messages(self, user: User) -> list[Message]:
        home = self.server.home
        said = [m for c in home.channels.values() if user.id in c.members for m in c.messages]
        own = [m for m in home.ephemerals if m.only_for == user.id]
        return sorted((m for m in [*said, *own] if m.from_app or m.only_for), key=_when)

    def _controls_of(self, user: User, what: Message | View) -> Iterator[Control]:
        for label, action_id, value in message_text.buttons(what):
            route = action_id.split("|", 2)
            press = partial(self.server.click, user, what, action_id, label=label, value=value)
            if len(route) == 3:
                yield Control(label, route[1], route[2], press)


def _key(message: Message) -> str:
    key: str = (message.metadata or {}).get("event_payload", {}).get("key", "")
    return key


def _when(message: Message) -> float:
    return float(message.ts)


def _typed(key: str, value: Any) -> str:
    if isinstance(value, User):
        return f"<@{value.id}>"
    return f'{key}:"{value}"'
