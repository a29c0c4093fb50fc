"""Read messages as people do.

Words without markup, what can be clicked, whom they ping and where they lead.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.doubles.slack import rich
from tests.doubles.slack.checks import elements
from tests.doubles.slack.state import Channel, Json, Message, User, View, Workspace

TOKEN = re.compile(r"<([^<>\s][^<>]*)>")
BARE_LINK = re.compile(r"https?://[^\s<>|]+")
BARE_PING = re.compile(r"(?<!\w)@(?:here|channel|everyone|group)\b")


def words(workspace: Workspace, what: Message | View) -> str:
    """Return the words that people see, without the platform's markup."""
    lines = [line for block in what.blocks for line in _lines(workspace, block)]
    if isinstance(what, Message):
        lines = lines or [shown(workspace, what.text)]
        lines += [f"[file {file.name}]" for file in what.files]
    return "\n".join(lines)


def shown(workspace: Workspace, text: str) -> str:
    """Return mrkdwn text as people read it."""
    return _unescaped(TOKEN.sub(lambda found: _token(workspace, found[1]), text))


def buttons(what: Message | View) -> list[tuple[str, str, str]]:
    """Return label, action_id and value of each button."""
    found = (one for _, one in elements(what.blocks) if one["type"] == "button")
    return [(one["text"]["text"], one["action_id"], one.get("value", "")) for one in found]


def selects(what: Message | View) -> dict[str, list[str]]:
    """Return the words to choose from, by action_id."""
    found = (one for _, one in elements(what.blocks) if "options" in one)
    return {
        one["action_id"]: [option["text"]["text"] for option in one["options"]] for one in found
    }


def pings(what: Message | View) -> list[str]:
    """Return whom the words alert: "!channel", "@U0000001" and the like."""
    tokens = [token.split("|")[0] for text, _ in _marked(what) for token in TOKEN.findall(text)]
    bare = [
        found
        for text, verbatim in _marked(what)
        if not verbatim
        for found in BARE_PING.findall(text)
    ]
    return (
        [token for token in tokens if token[0] == "@" or (token[0] == "!" and token[:5] != "!date")]
        + bare
        + rich.pings(what.blocks)
    )


def links(what: Message | View) -> list[str]:
    """Return every address that a reader can follow, with those that Slack makes of bare words."""
    found: list[str] = []
    for text, verbatim in _marked(what):
        tokens = TOKEN.findall(text)
        found += [token.split("|")[0] for token in tokens if token[0] not in "@#!"]
        found += [] if verbatim else BARE_LINK.findall(TOKEN.sub(" ", text))
    return (
        found
        + rich.links(what.blocks)
        + [one["url"] for _, one in elements(what.blocks) if one.get("url")]
    )


def transcript(workspace: Workspace, channel: Channel, reader: User | None = None) -> str:
    """Return a conversation as people read it."""
    own = [
        one
        for one in workspace.ephemerals
        if reader and one.channel == channel.id and one.only_for == reader.id
    ]
    zone = ZoneInfo((reader.tz if reader else None) or "UTC")
    lines = [f"# {channel.name}" if channel.name else f"# {_with(workspace, channel)}"]
    for message in sorted([*channel.messages, *own], key=lambda one: float(one.ts)):
        at = datetime.fromtimestamp(float(message.ts), UTC).astimezone(zone)
        head = f"{at:%H:%M} {workspace.users[message.user].name}: "
        aside = " (only you see this)" if message.only_for else ""
        edited = " (edited)" if message.edits else ""
        first, *rest = (words(workspace, message) + edited + aside).split("\n")
        lines += [head + first, *(" " * len(head) + line for line in rest)]
    return "\n".join(lines)


def _with(workspace: Workspace, channel: Channel) -> str:
    return ", ".join(workspace.users[one].name for one in channel.members)


def _lines(workspace: Workspace, block: Json) -> Iterator[str]:
    match block["type"]:
        case "rich_text":
            yield from rich.lines(workspace, block)
        case "table":
            yield from rich.table_lines(workspace, block)
        case "divider":
            yield "---"
        case "actions":
            yield " ".join(_control(one) for one in block["elements"])
        case "input":
            yield f"{block['label']['text']}: {_control(block['element'])}"
        case "image":
            yield f"[image {block.get('alt_text', '')}]"
        case "markdown":
            yield block["text"]
        case _:
            texts = [block.get("text"), *block.get("fields", []), *block.get("elements", [])]
            yield from (
                line for text in texts if text for line in _text(workspace, text).split("\n")
            )
            if block.get("accessory"):
                yield _control(block["accessory"])


def _text(workspace: Workspace, text: Json) -> str:
    if text["type"] == "mrkdwn":
        return shown(workspace, text["text"])
    return str(text.get("text") or f"[image {text.get('alt_text', '')}]")


def _control(element: Json) -> str:
    if element["type"] == "button":
        return f"[{element['text']['text']}]"
    options = [option["text"]["text"] for option in element.get("options", [])]
    return f"<{' | '.join(options) or element['type']}>"


def _token(workspace: Workspace, token: str) -> str:
    target, _, label = token.partition("|")
    if target.startswith("@"):
        known = workspace.users.get(target[1:])
        return f"@{known.name}" if known else "@unknown"
    if target.startswith("#"):
        channel = workspace.channels.get(target[1:])
        return f"#{channel.name}" if channel else "#private"
    if target.startswith("!date"):
        return label or target
    return f"@{target[1:]}" if target.startswith("!") else f"{label or target}"


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _marked(what: Message | View) -> Iterator[tuple[str, bool]]:
    """Return each mrkdwn text, and whether it is verbatim."""
    if isinstance(what, Message) and not what.blocks:
        yield what.text, False
    yield from _mrkdwn(what.blocks)


def _mrkdwn(node: Any) -> Iterator[tuple[str, bool]]:
    if isinstance(node, list):
        for item in node:
            yield from _mrkdwn(item)
    elif isinstance(node, dict):
        if node.get("type") == "mrkdwn":
            yield node["text"], bool(node.get("verbatim"))
        elif node.get("type") == "markdown":
            yield node["text"], False
        for item in node.values():
            yield from _mrkdwn(item)
