"""A life on the simulated Discord."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from adapters.discord import ids, strings
from adapters.discord.commands import spoken_names
from adapters.discord.render import message_nonce
from bot.features import ROUTER
from tests.doubles.discord import (
    Channel,
    DiscordServer,
    Message,
    User,
    form_filler,
    message_text,
    permissions,
)
from tests.faults.life import Control, Life, Said, Sending

SPOKEN = spoken_names(ROUTER)


@dataclass
class DiscordLife(Life):
    """A server with one channel, and what people do and see in it."""

    server: DiscordServer = field(kw_only=True)

    @property
    def people(self) -> Sequence[User]:
        return self.server.home.people

    async def type_command(self, user: User, name: str, options: dict[str, Any]) -> Sending:
        self.server.modals.pop(user.id, None)
        names = {command.name for command in self.server.home.commands.values()} | {
            command.name for command in self.server.commands.values()
        }
        full = SPOKEN[name]
        assert full.split()[0] in names, f"/{full} is not registered"
        lunch = self.server.home.channel("lunch")
        return await self.server.command(user, lunch, full, **options)

    def interaction(self, sent: Any) -> str:
        return str(sent.interaction.id)

    def controls(self, user: User) -> list[Control]:
        return [one for message in self._messages(user) for one in self._controls_of(user, message)]

    def has_form(self, user: User) -> bool:
        return user.id in self.server.modals

    async def send_form(self, user: User, values: dict[str, Any]) -> Sending:
        here = {one["custom_id"] for _, one in form_filler.asked(self.server.modals[user.id])}
        given = {name: value for name, value in values.items() if name in here}
        sent = await self.server.submit(user, given)
        onward = [one for one in self.controls(user) if one.label == strings.GO_ON]
        if sent.acked and onward and onward[-1].action != "":
            again = await onward[-1].press()
            if again.acked and user.id in self.server.modals:
                return await self.send_form(user, values)
        return sent

    async def close_form(self, user: User) -> None:
        self.server.modals.pop(user.id, None)

    def sight(self, user: User) -> object:
        modal = self.server.modals.get(user.id)
        seen = [(m.id, m.edits, m.deleted, m.loading) for m in self._messages(user)]
        return modal and (modal.custom_id, id(modal)), seen

    def listening(self) -> bool:
        return any(one.session is not None for one in self.server.gateway.open) and bool(
            self.server.commands
        )

    def stop_lying(self) -> None:
        faults = self.server.faults
        faults.lost_answers = faults.late_accepts = faults.errors = faults.limits = 0.0
        faults.delays = faults.pages = faults.garbled = 0.0

    def identity(self, token: str) -> str:
        return message_nonce(token)

    def said(self) -> list[Said]:
        server, bot = self.server, self.server.bot.id
        places = [*server.home.channels.values(), *server.dms.values()]
        return [
            Said(str(m.nonce or ""), self._readers(place), place.id, m.id, self._words(m))
            for place in places
            for m in place.messages
            if m.author == bot and not m.deleted and not m.only_for
        ]

    def _readers(self, place: Channel) -> frozenset[str]:
        return frozenset(place.members) - {self.server.bot.id}

    def _words(self, message: Message) -> str:
        return message_text.words(self.server, message)

    def _messages(self, user: User) -> list[Message]:
        guild = self.server.home
        places = [
            *(c for c in guild.channels.values() if permissions.sees(guild, user.id, c)),
            *(c for c in self.server.dms.values() if user.id in c.members),
        ]
        bot = self.server.bot.id
        said = [m for c in places for m in c.messages if m.author == bot and not m.only_for]
        own = [m for m in self.server.ephemerals if m.only_for == user.id]
        return sorted([*said, *own], key=lambda m: int(m.id))

    def _controls_of(self, user: User, message: Message) -> Iterator[Control]:
        for label, custom_id in message_text.buttons(message):
            route = ids.parse_route(custom_id)
            press = partial(self.server.click, user, message, custom_id)
            if route or label == strings.GO_ON:
                action, value = route[1:] if route else (custom_id, "")
                yield Control(label, action, value, press)
