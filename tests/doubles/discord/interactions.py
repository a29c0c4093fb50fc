"""What people do in Discord: use commands and menus, click, choose, fill in."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.doubles.discord import form_filler, layout, payloads, permissions
from tests.doubles.discord.core import Core
from tests.doubles.discord.routes.interactions import (  # fmt: skip
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    SUBMIT,
)
from tests.doubles.discord.state import Channel, Command, Interaction, Json, Message, Modal, User
from tests.doubles.loopback import PATIENCE

TYPED_KINDS: dict[int, type | tuple[type, ...]] = {3: str, 4: int, 5: bool, 10: (int, float)}


@dataclass(eq=False)
class Delivery:
    """One interaction on its way, and what came of it."""

    interaction: Interaction
    heard: int = 0
    error: str = ""
    took: float = 0.0

    @property
    def acked(self) -> bool:
        return bool(self.interaction.acked)

    @property
    def message(self) -> Message | None:
        """The message that answers, once there is more than "thinking…"."""
        found = self.interaction.original
        return found if found and not found.loading and not found.deleted else None

    @property
    def followups(self) -> list[Message]:
        return self.interaction.followups

    @property
    def modal(self) -> Modal | None:
        return self.interaction.modal


class Interactions(Core):
    """What people do; each call returns once the app has answered, or after three seconds."""

    async def command(self, user: User, channel: Channel, name: str, /, **options: Any) -> Delivery:
        """Use a slash command.

        Of one with subcommands, "lunch find" names the command and what follows.
        """
        command, path, known = self._found(user, channel, name)
        missing = [
            one["name"] for one in known if one.get("required") and one["name"] not in options
        ]
        assert not missing, f"Discord does not send /{name} without {missing}"
        given, named = _given(known, options)
        return await self._use(user, channel, COMMAND, command, _nested(path, given), named)

    async def suggest(
        self,
        user: User,
        channel: Channel,
        name: str,
        option: str,
        typed: str = "",
        /,
        **others: Any,
    ) -> list[Json]:
        """Type into an option whose choices the app gives; a slow or silent app offers none."""
        command, path, known = self._found(user, channel, name)
        asked = next(one for one in known if one["name"] == option)
        assert asked.get("autocomplete"), f"/{name} suggests nothing for {option!r}"
        given, named = _given([one for one in known if one["name"] != option], others)
        given.append({"name": option, "type": asked["type"], "value": typed, "focused": True})
        delivery = await self._use(
            user, channel, AUTOCOMPLETE, command, _nested(path, given), named
        )
        offered: list[Json] = (delivery.interaction.answer or {}).get("data", {}).get("choices", [])
        return offered

    async def menu(
        self, user: User, channel: Channel, target: User | Message, name: str
    ) -> Delivery:
        """Use an entry of the app's in the context menu of somebody or of a message."""
        command = self._registered(user, channel, name, 2 if isinstance(target, User) else 3)
        named = payloads.resolved(self, channel.guild, [target.id])
        if isinstance(target, Message):
            named = {"messages": {target.id: payloads.message(self, target)}}
        data: Json = {
            "id": command.id,
            "name": name,
            "type": command.type,
            "target_id": target.id,
            "resolved": named,
        }
        data |= {"guild_id": command.guild} if command.guild else {}
        return await self._bring(self._new(user, channel, COMMAND), data)

    async def click(
        self, user: User, on: Message, custom_id: str = "", *, label: str = ""
    ) -> Delivery:
        """Click a button, named by its custom_id or its words."""
        for one in self._within_reach(user, on):
            fits = one["type"] == layout.BUTTON and (
                not custom_id or one.get("custom_id") == custom_id
            )
            if fits and (not label or one.get("label") == label) and not one.get("url"):
                assert not one.get("disabled"), f"{label or custom_id} is disabled"
                return await self._act(user, on, one, {})
        raise AssertionError(f"there is no button {custom_id or label!r} in what {user.name} sees")

    async def choose(self, user: User, on: Message, custom_id: str, *chosen: Any) -> Delivery:
        """Choose something in a select, by values, words, people or channels."""
        for one in self._within_reach(user, on):
            if one["type"] in layout.SELECTS and one["custom_id"] == custom_id:
                values = form_filler.chosen(one, chosen)
                data = {"values": values, "resolved": payloads.resolved(self, on.guild, values)}
                return await self._act(user, on, one, data)
        raise AssertionError(f"there is no select {custom_id!r} in what {user.name} sees")

    async def submit(
        self, user: User, values: Mapping[str, Any] | None = None, *, modal: Modal | None = None
    ) -> Delivery:
        """Fill in the open form and send it.

        Values by custom_id or label, the rest stays as it stands.
        """
        open_ = self.modals.get(user.id)
        assert open_ is not None, f"{user.name} has no form before them"
        assert modal in {None, open_}, f"{user.name} has another form before them"
        parts, named = form_filler.filled(open_, values or {})
        data: Json = {"custom_id": open_.custom_id, "components": parts}
        data["resolved"] = payloads.resolved(self, open_.guild, named)
        one = self._new(user, self.channels[open_.channel], SUBMIT, open_.message)
        delivery = await self._bring(one, data)
        if delivery.acked and self.modals.get(user.id) is open_:
            del self.modals[user.id]
        return delivery

    async def close_modal(self, user: User) -> None:
        """Close a form without sending it, of which nobody is told."""
        del self.modals[user.id]

    async def settled(self, delivery: Delivery) -> Delivery:
        """Wait until a deferred answer has come."""
        await self.until(lambda: not delivery.interaction.deferred)
        return delivery

    async def again(self, delivery: Delivery) -> None:
        """Deliver the same interaction once more."""
        one = delivery.interaction
        await self.gateway.tell(one.guild, "INTERACTION_CREATE", one.payload)

    def _new(
        self, user: User, channel: Channel, kind: int, message: Message | None = None
    ) -> Interaction:
        token = f"token{self.faults.rng.getrandbits(128):032x}"
        made = Interaction(
            self.number(), token, kind, user, channel.guild, channel.id, self.clock.now()
        )
        made.message = message
        self.interactions[made.id] = made
        return made

    async def _use(
        self,
        user: User,
        channel: Channel,
        kind: int,
        command: Command,
        options: list[Json],
        named: list[str],
    ) -> Delivery:
        data: Json = {"id": command.id, "name": command.name, "type": 1, "options": options}
        data |= {"guild_id": command.guild} if command.guild else {}
        found = payloads.resolved(self, channel.guild, named)
        return await self._bring(
            self._new(user, channel, kind), data | ({"resolved": found} if found else {})
        )

    async def _act(self, user: User, on: Message, component: Json, more: Json) -> Delivery:
        data = {
            "component_type": component["type"],
            "custom_id": component["custom_id"],
            "id": component["id"],
        }
        return await self._bring(
            self._new(user, self.channels[on.channel], COMPONENT, on), data | more
        )

    async def _bring(self, one: Interaction, data: Json) -> Delivery:
        more = {"message": payloads.message(self, one.message)} if one.message else {}
        one.payload = payloads.interaction(self, one, data, **more)
        delivery, started = Delivery(one), self.clock.now()
        alarm = asyncio.ensure_future(self.clock.sleep(self.answer_within))
        answered = asyncio.ensure_future(one.answered.wait())
        try:
            delivery.heard = await self.gateway.tell(one.guild, "INTERACTION_CREATE", one.payload)
            await asyncio.wait(
                {alarm, answered}, return_when=asyncio.FIRST_COMPLETED, timeout=PATIENCE
            )
            assert alarm.done() or answered.done(), "the app does not answer, and no time goes by"
        finally:
            alarm.cancel()
            answered.cancel()
        delivery.took = self.clock.now() - started
        delivery.error = "" if one.acked else "The application did not respond"
        return delivery

    def _found(
        self, user: User, channel: Channel, name: str
    ) -> tuple[Command, list[str], list[Json]]:
        first, *path = name.split()
        command = self._registered(user, channel, first, 1)
        options: list[Json] = command.content.get("options") or []
        for part in path:
            options = (
                next(one for one in options if one["name"] == part and one["type"] in {1, 2}).get(
                    "options"
                )
                or []
            )
        assert not any(one["type"] in {1, 2} for one in options), (
            f"/{name} goes on: {[o['name'] for o in options]}"
        )
        return command, path, options

    def _registered(self, user: User, channel: Channel, name: str, kind: int) -> Command:
        guild = self.guilds.get(channel.guild)
        assert self._sees(user, channel), f"{user.name} does not see this channel"
        known = [*(guild.commands.values() if guild else []), *self.commands.values()]
        found = [one for one in known if one.name == name and one.type == kind]
        assert found, f"{name} is not a command here, but {sorted(one.name for one in known)}"
        needed = found[0].content.get("default_member_permissions")
        if guild and needed is not None:
            has = permissions.held(guild, user.id)
            may = has == permissions.ALL or bool(has & permissions.of("administrator"))
            assert may or (int(needed) and has & int(needed) == int(needed)), (
                f"Discord does not show {user.name} {name}"
            )
        contexts = found[0].content.get("contexts")
        place = 0 if guild else 1
        anywhere = guild is not None or found[0].content.get("dm_permission", True)
        assert place in contexts if contexts else anywhere, f"{name} is not to be used here"
        return found[0]

    def _sees(self, user: User, channel: Channel) -> bool:
        if not channel.guild:
            return user.id in channel.members
        return permissions.sees(self.guilds[channel.guild], user.id, channel)

    def _within_reach(self, user: User, on: Message) -> Iterable[Json]:
        assert not on.deleted, "this message is gone"
        assert on.only_for in {"", user.id}, f"{user.name} does not see this"
        assert self._sees(user, self.channels[on.channel]), f"{user.name} does not see this channel"
        return layout.inside(on.components)


def _given(known: list[Json], options: Mapping[str, Any]) -> tuple[list[Json], list[str]]:
    unknown = set(options) - {one["name"] for one in known}
    assert not unknown, f"the command has no {unknown}"
    given: list[Json] = []
    named: list[str] = []
    for one in known:
        if one["name"] not in options:
            continue
        value = options[one["name"]]
        if one["type"] in TYPED_KINDS:
            _check(one, value)
        else:
            value = getattr(value, "id", value)
            named.append(value)
        given.append({"name": one["name"], "type": one["type"], "value": value})
    return given, named


def _check(option: Json, value: Any) -> None:
    name = option["name"]
    assert isinstance(value, TYPED_KINDS[option["type"]]), f"{name} takes no {value!r}"
    offered = [one["value"] for one in option.get("choices") or []]
    assert not offered or value in offered, f"{name} is one of {offered}"
    size: Any = len(value) if isinstance(value, str) else value
    least, most = (
        ("min_length", "max_length") if isinstance(value, str) else ("min_value", "max_value")
    )
    assert option.get(least) is None or size >= option[least], f"{name} is too small"
    assert size <= (option.get(most) or (6000 if isinstance(value, str) else size)), (
        f"{name} is too big"
    )


def _nested(path: list[str], given: list[Json]) -> list[Json]:
    for depth, part in enumerate(reversed(path)):
        given = [{"name": part, "type": 1 if depth == 0 else 2, "options": given}]
    return given
