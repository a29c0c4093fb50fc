"""Read what Discord delivers into our words: pure."""

from collections.abc import Mapping
from typing import Any

from adapters.discord import commands, ids
from bot.core.platform import MessageRef
from bot.core.router import Option, Router

Data = Mapping[str, Any]

TEXT, ANNOUNCEMENTS = 0, 5


def parse_slash_command(router: Router, data: Data, workspace: str) -> tuple[str, dict[str, str]]:
    """Read a command: its name, and its options with people and channels in our ids."""
    name, given = commands.resolve_command(router, data)
    if data.get("type") == commands.MENU:
        return name, {"person": _person(str(data["target_id"]), data, workspace)}
    found = router.commands.get(name)
    known = {option.name: option for option in found.options} if found else {}
    taken = [(known[one["name"]], one["value"]) for one in given if one["name"] in known]
    return name, {option.name: _value(option, said, data, workspace) for option, said in taken}


def parse_focused_option(router: Router, data: Data) -> tuple[Option | None, str]:
    """Read which option somebody is typing into, and what stands there."""
    name, given = commands.resolve_command(router, data)
    found = router.commands.get(name)
    focused = next((one for one in given if one.get("focused")), None)
    if found is None or focused is None:
        return None, ""
    return next((option for option in found.options if option.name == focused["name"]), None), str(
        focused["value"]
    )


def parse_channel(
    kind: int, native: int | None, name: str, workspace: str
) -> tuple[str | None, str]:
    """Give the channel of a gesture and its name; a conversation of few has none."""
    named = name if kind in (TEXT, ANNOUNCEMENTS) else ""
    return (ids.qualify_id(workspace, native), named) if native else (None, "")


def clicked_message(workspace: str, channel: int | None, number: int | None) -> MessageRef | None:
    """Name the message that was clicked."""
    return (
        MessageRef(ids.qualify_id(workspace, channel), str(number)) if channel and number else None
    )


def _value(option: Option, said: Any, data: Data, workspace: str) -> str:
    if option.kind == "person":
        return _person(str(said), data, workspace)
    return ids.qualify_id(workspace, str(said)) if option.kind == "channel" else str(said)


def _person(native: str, data: Data, workspace: str) -> str:
    """Give somebody's id; an app is nobody."""
    told = data.get("resolved", {}).get("users", {}).get(native, {})
    return "" if told.get("bot") else ids.qualify_id(workspace, native)
