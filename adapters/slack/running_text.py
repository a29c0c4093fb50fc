"""Running text in Slack's two notations: rich text, in which it looks for no markup, and mrkdwn."""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from adapters.json_types import JsonObject
from adapters.slack import ids
from bot.ui.clocks import day_instant
from bot.ui.crowds import Crowd
from bot.ui.text import (
    Bold,
    ChannelMention,
    CommandMention,
    Instant,
    Link,
    Mention,
    Node,
    Strike,
    Text,
    flatten_text,
    format_local,
    split_at_spaces,
    typed_line,
)

Block = JsonObject

MAX_BLOCK_TEXT = 3_000  # characters of running text in one block
MAX_CONTEXT_TEXT = 2_000  # characters of a quiet line
ELEMENT_SIZE = 20  # characters that a mention or a date counts for
SAFE_LINKS = ("https://", "http://", "mailto:")
RICH_DAY, DAY = "{day_divider_pretty}", "{date_long_pretty}"  # in rich text, and elsewhere
MARKUP = re.compile(r"[*_~`]|:[\w+-]+:|^\s*>", re.MULTILINE)  # what mrkdwn would format


def escape_mrkdwn(text: str) -> str:
    """Return a text in which Slack finds no references or links."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def render_text(text: Text, workspace: str) -> list[Block]:
    """Return running text in as many blocks as it takes."""
    return render_rich_text(text, workspace, "rich_text_section")


def render_rich_text(text: Text, workspace: str, kind: str) -> list[Block]:
    """Return blocks of at most MAX_BLOCK_TEXT characters each."""
    blocks: list[Block] = []
    room = 0
    for element in _rich_elements(text, workspace):
        size = len(element.get("text", "")) or ELEMENT_SIZE
        if size > room:
            section: Block = {"type": kind, "elements": []}
            blocks.append({"type": "rich_text", "elements": [section]})
            room = MAX_BLOCK_TEXT
        section["elements"].append(element)
        room -= size
    return blocks


def _rich_elements(text: Text, workspace: str) -> Iterator[Block]:
    for node in text:
        yield from _rich_element(node, workspace)


def _rich_element(node: Node, workspace: str) -> Iterator[Block]:
    match node:
        case str() | Crowd():
            yield from _rich_pieces(flatten_text((node,)), {})
        case Bold(text):
            yield from _rich_pieces(text, {"style": {"bold": True}})
        case Strike(text):
            yield from _rich_pieces(text, {"style": {"strike": True}})
        case Link(url, label):
            yield _rich_link(url, label)
        case Mention(person, name):
            yield _rich_mention(person, name, workspace)
        case ChannelMention(channel, name):
            yield _rich_channel(channel, name, workspace)
        case CommandMention():
            yield from _rich_pieces(typed_line(node), {"style": {"code": True}})
        case Instant(struck=True):
            yield from _rich_pieces(format_local(node), {"style": {"strike": True}})
        case Instant(pretty=True):
            yield {
                "type": "date",
                "timestamp": int(day_instant(node).timestamp()),
                "format": RICH_DAY,
                "fallback": _day_of(node),
            }
            if time := _time_of(node):
                yield _rich_string(time)
        case Instant():
            yield _rich_string(format_local(node))


def _day_of(instant: Instant) -> str:
    return format_local(replace(instant, show="day"))


def _time_of(instant: Instant) -> str:
    """Return what follows the day of an instant: its time, or nothing."""
    return format_local(instant).removeprefix(_day_of(instant))


def _rich_pieces(text: str, style: Block) -> Iterator[Block]:
    for piece in split_at_spaces(text, MAX_BLOCK_TEXT):
        yield _rich_string(piece) | style


def _rich_link(url: str, label: str) -> Block:
    if not url.startswith(SAFE_LINKS):
        return _rich_string(label)
    return {"type": "link", "url": url, "text": label}


def _rich_mention(person: str, name: str, workspace: str) -> Block:
    native = ids.native_id_or_empty(workspace, person)
    if not native:
        return _rich_string(name)
    return {"type": "user", "user_id": native}


def _rich_channel(channel: str, name: str, workspace: str) -> Block:
    native = ids.native_id_or_empty(workspace, channel)
    if not native:
        return _rich_string(f"#{name}")
    return {"type": "channel", "channel_id": native}


def _rich_string(text: str) -> Block:
    return {"type": "text", "text": text}


def render_quiet_line(text: Text, workspace: str) -> list[Block]:
    """Return a context block; running text instead if it is long or mrkdwn would format it."""
    mrkdwn = "".join(_mrkdwn(node, workspace) for node in text)
    if len(mrkdwn) > MAX_CONTEXT_TEXT or any(_has_markup(node) for node in text):
        return render_text(text, workspace)
    if not mrkdwn.strip():
        return []
    element = {"type": "mrkdwn", "text": mrkdwn, "verbatim": True}
    return [{"type": "context", "elements": [element]}]


def render_line(text: Text, workspace: str) -> Block | None:
    """Return a text object for a line; None if it is long or mrkdwn would format it."""
    mrkdwn = "".join(_mrkdwn(node, workspace) for node in text)
    is_plain = mrkdwn.strip() and not any(_has_markup(node) for node in text)
    if not is_plain or len(mrkdwn) > MAX_BLOCK_TEXT:
        return None
    return {"type": "mrkdwn", "text": mrkdwn, "verbatim": True}


def _has_markup(node: Node) -> bool:
    match node:
        case str(text) | Bold(text) | Strike(text) | Link(_, text):
            return bool(MARKUP.search(text))
    return False


def _mrkdwn(node: Node, workspace: str) -> str:
    match node:
        case str(text):
            return escape_mrkdwn(text)
        case Bold(text):
            return f"*{escape_mrkdwn(text)}*"
        case Strike(text):
            return f"~{escape_mrkdwn(text)}~"
        case Crowd(number):
            return str(number)
        case Link(url, label):
            return _mrkdwn_link(url, label)
        case Mention(person, name):
            return _mrkdwn_reference("@", person, workspace) or escape_mrkdwn(name)
        case ChannelMention(channel, name):
            return _mrkdwn_reference("#", channel, workspace) or escape_mrkdwn(f"#{name}")
        case CommandMention():
            return f"`{escape_mrkdwn(typed_line(node))}`"
        case Instant(struck=True):
            return f"~{format_local(node)}~"
        case Instant(pretty=True):
            noon = int(day_instant(node).timestamp())
            return f"<!date^{noon}^{DAY}|{_day_of(node)}>{_time_of(node)}"
        case Instant():
            return format_local(node)


def _mrkdwn_reference(sign: str, our_id: str, workspace: str) -> str:
    """Return a mention that Slack resolves; empty for an id of another workspace."""
    native = ids.native_id_or_empty(workspace, our_id)
    if not native:
        return ""
    return f"<{sign}{native}>"


def _mrkdwn_link(url: str, label: str) -> str:
    if not url.startswith(SAFE_LINKS):
        return escape_mrkdwn(label)
    address = escape_mrkdwn(url).replace("|", "%7C")
    words = escape_mrkdwn(label).replace("|", "¦")
    return f"<{address}|{words}>"
