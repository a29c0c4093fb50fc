"""Read what Slack delivers into our words: pure."""

import re
from collections.abc import Mapping
from typing import Any

from adapters.slack import ids
from adapters.slack.forms import ModalOrigin, modal_origin
from bot.core.platform import MessageRef
from bot.core.router import Option, Router

Payload = Mapping[str, Any]

MAX_WORDS = 12_000  # characters in one typed line; longer ones are cut
SHORTCUT, MESSAGE_SHORTCUT = "run:", "here:"  # in front of the command that a shortcut runs
PERSON = re.compile(r"<@([UW][A-Z0-9]+)(?:\|([^<>]*))?>")
CHANNEL = re.compile(r"<#([CG][A-Z0-9]+)(?:\|([^<>]*))?>")
LINK = re.compile(r"<((?:https?://|mailto:)[^<>|\s]+)(?:\|[^<>]*)?>")


def parse_slash_command(
    router: Router, body: Payload, workspace: str
) -> tuple[str, dict[str, str]]:
    """Read a typed command: its name and options, or what was typed where nobody knows it."""
    line = f"{body['command']} {body.get('text') or ''}"[:MAX_WORDS]
    names: dict[str, str] = {}
    try:
        found, typed = router.parse_command(_without_names(line, names))
    except LookupError:
        return _plain(line.removeprefix("/").strip(), names), {}
    known = {option.name: option for option in found.options}
    return found.name, {
        name: _value(known[name], said, names, workspace) for name, said in typed.items()
    }


def interaction_id(body: Payload) -> str:
    """Give the one id that a gesture has however often Slack delivers it."""
    return str(body.get("event_id") or body.get("trigger_id") or "")


def author_id(body: Payload) -> str:
    """Give Slack's id of whoever did it."""
    user = body.get("user")
    return str(user["id"] if isinstance(user, Mapping) else body.get("user_id", ""))


def parse_origin(body: Payload) -> ModalOrigin:
    """Say where a gesture was made, and where its answer can be shown."""
    view = body.get("view")
    if view:
        return modal_origin(view)
    there = body.get("channel") or {}
    channel = there.get("id") or body.get("channel_id") or ""
    name = there.get("name") or body.get("channel_name") or ""
    return ModalOrigin(channel=channel, name=name, response_url=body.get("response_url") or "")


def clicked_message(body: Payload, workspace: str) -> MessageRef | None:
    """Name the message that was clicked."""
    container = body.get("container", {})
    if container.get("type") != "message" or not container.get("message_ts"):
        return None
    return MessageRef(ids.qualify_id(workspace, container["channel_id"]), container["message_ts"])


def chosen_value(action: Payload) -> str | None:
    """Give what was chosen in a menu; None for a button."""
    selected = action.get("selected_option")
    return str(selected["value"]) if selected else None


def _without_names(line: str, names: dict[str, str]) -> str:
    for sign, pattern in (("@", PERSON), ("#", CHANNEL)):
        names |= {
            f"<{sign}{native}>": f"{sign}{name or native}" for native, name in pattern.findall(line)
        }
        line = pattern.sub(lambda found, sign=sign: f"<{sign}{found[1]}>", line)  # type: ignore[misc]
    return line


def _value(option: Option, said: str, names: Mapping[str, str], workspace: str) -> str:
    pattern = {"person": PERSON, "channel": CHANNEL}.get(option.kind)
    found = pattern.fullmatch(said) if pattern else None
    return ids.qualify_id(workspace, found[1]) if found else _plain(said, names)


def _plain(said: str, names: Mapping[str, str]) -> str:
    for reference, name in names.items():
        said = said.replace(reference, name)
    said = LINK.sub(lambda found: found[1], said)
    return said.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
