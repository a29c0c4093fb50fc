"""Reading of Slack's payloads into Mingle's words, without I/O."""

import re
from collections.abc import Mapping

from adapters.json_types import Payload
from adapters.slack import ids
from adapters.slack.forms import Fields, ModalOrigin, modal_origin
from adapters.slack.render import parse_mark
from bot.core.platform import MessageRef
from bot.core.router import Option, Router
from bot.core.small_talk import is_greeting
from bot.core.typed_lines import TypedLine, starts_with_at
from bot.ui.text import drop_unstorable

MAX_WORDS = 12_000  # characters in one typed line; longer ones are cut
SHORTCUT, MESSAGE_SHORTCUT = "run:", "here:"  # prefixes of the command that a shortcut runs
PERSON = re.compile(r"<@([UW][A-Z0-9]+)(?:\|([^<>]*))?>")
CHANNEL = re.compile(r"<#([CG][A-Z0-9]+)(?:\|([^<>]*))?>")
OWN_MENTION = re.compile(r"^\s*<@[UW][A-Z0-9]+(?:\|[^<>]*)?>[\s:,]*")
REFERENCES = (("@", PERSON), ("#", CHANNEL))
LINK = re.compile(r"<((?:https?://|mailto:)[^<>|\s]+)(?:\|[^<>]*)?>")


def parse_slash_command(router: Router, body: Payload, workspace: str) -> TypedLine:
    """Return the command that was typed, with its options, or what may be meant.

    People and channels are our ids, other values plain text.
    """
    line = f"{body['command']} {body.get('text') or ''}"[:MAX_WORDS]
    names = _referenced_names(line)
    typed = router.read_line(_shorten_references(line), _is_mention)
    known = router.commands.get(typed.command)
    options = {option.name: option for option in known.options} if known else {}
    return TypedLine(
        typed.command if known else _plain_text(typed.command, names),
        {
            name: _option_value(options[name], text, names, workspace)
            for name, text in typed.fields.items()
        },
        _plain_text(typed.unused, names),
        tuple(_plain_text(offer, names) for offer in typed.offers),
    )


def parse_words(router: Router, words: str, workspace: str) -> TypedLine:
    """Return the command that was written to Mingle, with its options, or else the home page.

    “lunch 12:30”, “/lunch 12:30” and “join”, which is short for “mingle join”, are commands.
    """
    line = OWN_MENTION.sub("", words, count=1).strip().removeprefix("/")
    if is_greeting(line):
        return TypedLine("mingle", {})
    for command in (f"/{line}", f"/mingle {line}"):
        typed = parse_slash_command(router, {"command": command}, workspace)
        if line and typed.command in router.commands and not (typed.unused and not typed.offers):
            return typed
    return TypedLine("mingle" if line else "mingle help", {})


def _is_mention(word: str) -> bool:
    return bool(PERSON.fullmatch(word)) or starts_with_at(word)


def people_named(fields: Fields, workspace: str) -> list[str]:
    """Return Slack's ids of the people in fields."""
    return [native for native in _ids_in(fields, workspace) if ids.is_person(native)]


def channels_named(fields: Fields, workspace: str) -> list[str]:
    """Return Slack's ids of the channels in fields."""
    return [native for native in _ids_in(fields, workspace) if ids.is_channel(native)]


def _ids_in(fields: Fields, workspace: str) -> list[str]:
    values: list[str] = []
    for value in fields.values():
        values += [value] if isinstance(value, str) else value
    return ids.native_ids(workspace, values)


def interaction_id(body: Payload) -> str:
    """Return an interaction's id, which stays the same when Slack delivers it again."""
    return str(body.get("event_id") or body.get("trigger_id") or "")


def author_id(body: Payload) -> str:
    """Return Slack's id of the person who acted."""
    user = body.get("user")
    if isinstance(user, Mapping):
        return str(user["id"])
    return str(body.get("user_id", ""))


def author_name(body: Payload) -> str:
    """Return what a payload calls the person who acted; empty in events."""
    user = body.get("user")
    if isinstance(user, Mapping):
        return str(user.get("name") or user.get("username") or "")
    return str(body.get("user_name") or "")


def parse_origin(body: Payload) -> ModalOrigin:
    """Return where an interaction happened, and where its answer can be shown."""
    view = body.get("view")
    if view:
        return modal_origin(view)

    place = body.get("channel") or {}
    channel = place.get("id") or body.get("channel_id") or ""
    name = place.get("name") or body.get("channel_name") or ""
    mark, message = _clicked_answer(body, channel)
    return ModalOrigin(
        channel=channel,
        name=drop_unstorable(name),
        response_url=body.get("response_url") or "",
        mark=mark,
        message=message,
    )


def _clicked_answer(body: Payload, channel: str) -> tuple[str, str]:
    """Return the mark of the answer that was clicked, and its message unless it is ephemeral.

    Both are empty for a click in what others see too.
    """
    container, actions = body.get("container") or {}, body.get("actions") or [{}]
    mark = parse_mark(str(actions[0].get("action_id") or ""))
    if container.get("is_ephemeral"):
        return mark, ""
    message = str(container.get("message_ts") or "")
    return (mark, message) if message and channel.startswith("D") else ("", "")


def clicked_message(body: Payload, workspace: str) -> MessageRef | None:
    """Return the message whose button was clicked.

    None for a click in a modal, a home tab or what only the clicker sees.
    """
    container = body.get("container", {})
    is_message = container.get("type") == "message" and container.get("message_ts")
    if not is_message or container.get("is_ephemeral"):
        return None
    return MessageRef(ids.qualify_id(workspace, container["channel_id"]), container["message_ts"])


def chosen_value(action: Payload) -> str | None:
    """Return the value chosen in a menu; None for a button."""
    selected = action.get("selected_option")
    return str(selected["value"]) if selected else None


def _referenced_names(line: str) -> dict[str, str]:
    """Return the readable names of the references in a line: {"<@U1>": "@tom"}."""
    names = {}
    for sign, pattern in REFERENCES:
        for native, name in pattern.findall(line):
            names[f"<{sign}{native}>"] = f"{sign}{name or native}"
    return names


def _shorten_references(line: str) -> str:
    """Return a line whose references carry no names, which may contain blanks."""
    for sign, pattern in REFERENCES:
        line = pattern.sub(rf"<{sign}\1>", line)
    return line


def _option_value(option: Option, text: str, names: Mapping[str, str], workspace: str) -> str:
    pattern = {"person": PERSON, "channel": CHANNEL}.get(option.kind)
    match = pattern.fullmatch(text) if pattern else None
    if match is None:
        return _plain_text(text, names)
    return ids.qualify_id(workspace, match[1])


def _plain_text(text: str, names: Mapping[str, str]) -> str:
    """Return a text as it was typed: names, addresses and unescaped characters."""
    for reference, name in names.items():
        text = text.replace(reference, name)
    text = LINK.sub(r"\1", text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
