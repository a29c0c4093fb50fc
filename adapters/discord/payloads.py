"""Reading of Discord's payloads into Mingle's words, without I/O."""

from collections.abc import Iterable

import discord

from adapters.discord import commands, ids
from adapters.discord.gateway import Interaction
from adapters.json_types import JsonObject, Payload
from bot.core.platform import MessageRef
from bot.core.router import Option, Router

TEXT, ANNOUNCEMENTS = 0, 5


def parse_slash_command(
    router: Router, data: Payload, workspace: str
) -> tuple[str, dict[str, str]]:
    """Return a command's name and its options, with people and channels as our ids."""
    name, given = commands.resolve_command(router, data)
    if data.get("type") == commands.MENU:
        return name, {"person": _person_id(str(data["target_id"]), data, workspace)}

    options = {option.name: option for option in _options_of(router, name)}
    fields = {}
    for entry in given:
        option = options.get(entry["name"])
        if option:
            fields[option.name] = _option_value(option, str(entry["value"]), data, workspace)
    return name, fields


def parse_focused_option(router: Router, data: Payload) -> tuple[Option | None, str]:
    """Return the option that somebody is typing into, and its text so far."""
    name, given = commands.resolve_command(router, data)
    focused = _focused_entry(given)
    if focused is None:
        return None, ""

    for option in _options_of(router, name):
        if option.name == focused["name"]:
            return option, str(focused["value"])
    return None, ""


def parse_channel(
    kind: int, native: int | None, name: str, workspace: str
) -> tuple[str | None, str]:
    """Return the channel of an interaction and its name, which only a server's channel has."""
    if not native:
        return None, ""
    if kind not in (TEXT, ANNOUNCEMENTS):
        name = ""
    return ids.qualify_id(workspace, native), name


def clicked_message(workspace: str, channel: int | None, number: int | None) -> MessageRef | None:
    """Return the message whose button was clicked."""
    if not channel or not number:
        return None
    return MessageRef(ids.qualify_id(workspace, channel), str(number))


def _focused_entry(given: Iterable[JsonObject]) -> JsonObject | None:
    for entry in given:
        if entry.get("focused"):
            return entry
    return None


def _options_of(router: Router, name: str) -> Iterable[Option]:
    command = router.commands.get(name)
    if command is None:
        return ()
    return command.options


def _option_value(option: Option, value: str, data: Payload, workspace: str) -> str:
    if option.kind == "person":
        return _person_id(value, data, workspace)
    if option.kind == "channel":
        return ids.qualify_id(workspace, value)
    return value


def _person_id(native: str, data: Payload, workspace: str) -> str:
    """Return our id of a user; empty for a bot."""
    users = data.get("resolved", {}).get("users", {})
    if users.get(native, {}).get("bot"):
        return ""
    return ids.qualify_id(workspace, native)


def channel_of(interaction: Interaction, workspace: str) -> tuple[str | None, str]:
    """Return our id and the name of a channel; a public thread counts as its parent channel."""
    channel = interaction.channel
    if isinstance(channel, discord.Thread):
        is_public = channel.type is discord.ChannelType.public_thread
        if is_public and channel.parent:
            channel = channel.parent
    if channel is None:
        return parse_channel(-1, interaction.channel_id, "", workspace)

    name = str(getattr(channel, "name", "") or "")
    return parse_channel(int(channel.type.value), channel.id, name, workspace)
