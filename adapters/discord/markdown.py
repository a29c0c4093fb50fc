"""Write running text as Discord's Markdown, in pieces that may be put into separate messages:
pure."""

import re
from collections.abc import Iterator
from urllib.parse import quote

from adapters.discord import ids
from bot.ui.text import (
    Bold,
    ChannelMention,
    Instant,
    Link,
    Mention,
    Node,
    Strike,
    Text,
    split_at_spaces,
)

MAX_PIECE = 1_000  # characters at most that stay together, escaped
MAX_UNESCAPED = (
    MAX_PIECE // 2
)  # so short that they stay within PIECE however many signs need escaping
SAFE_LINKS = ("https://", "http://")
FORMATS = {"time": "t", "day": "D", "day_time": "F"}
# A sign that begins markup anywhere; a colon only where it would make an address a link.
ESCAPED_ANYWHERE = re.compile(r"[\\*_~`|<>\[\]@]|:(?=/)")
ESCAPED_AT_LINE_START = re.compile(r"^(\s*)(?=[-+#])|^(\s*[0-9]+)(?=[.)])", re.MULTILINE)


def escape_markdown(said: str) -> str:
    """Keep Discord from reading markup, mentions or links into words."""
    marked = ESCAPED_ANYWHERE.sub(lambda found: f"\\{found[0]}", said)
    return ESCAPED_AT_LINE_START.sub(lambda found: f"{found[0]}\\", marked)


def markdown_pieces(text: Text, workspace: str) -> Iterator[str]:
    """Write nodes as Markdown, each piece whole in itself and none longer than PIECE."""
    for node in text:
        yield from _pieces(node, workspace)


def to_markdown(text: Text, workspace: str) -> str:
    """Write nodes as one Markdown text."""
    return "".join(markdown_pieces(text, workspace))


def _pieces(node: Node, workspace: str) -> Iterator[str]:
    match node:
        case str(said):
            yield from map(escape_markdown, split_at_spaces(said, MAX_UNESCAPED))
        case Bold(said):
            yield from (_styled("**", each) for each in split_at_spaces(said, MAX_UNESCAPED))
        case Strike(said):
            yield from (_styled("~~", each) for each in split_at_spaces(said, MAX_UNESCAPED))
        case Link(url, label) if (
            url.startswith(SAFE_LINKS) and len(url) <= MAX_PIECE and label.strip()
        ):
            yield f"[{escape_markdown(label)}]({quote(url, safe=_IN_ADDRESSES)})"
        case Link(_, label):
            yield from map(escape_markdown, split_at_spaces(label, MAX_UNESCAPED))
        case Mention(person, name):
            native = ids.native_id_or_empty(workspace, person)
            yield f"<@{native}>" if native else escape_markdown(name)
        case ChannelMention(channel, name):
            native = ids.native_id_or_empty(workspace, channel)
            yield f"<#{native}>" if native else escape_markdown(f"#{name}")
        case Instant(at, _, show):
            yield f"<t:{int(at.timestamp())}:{FORMATS[show]}>"


_IN_ADDRESSES = "%/:?#@!$&'*+,;=~-._"


def _styled(sign: str, said: str) -> str:
    core = said.strip()
    if not core:
        return said
    before, after = said.split(core, 1)
    return f"{before}{sign}{escape_markdown(core)}{sign}{after}"
