"""Running text as Discord's Markdown, in pieces that may go into separate messages. No I/O."""

import re
from collections.abc import Iterator
from urllib.parse import quote

from adapters.discord import ids
from adapters.discord.command_names import Spell
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
    format_local,
    split_at_spaces,
)

MAX_PIECE = 1_000  # characters of one piece, escaped
MAX_UNESCAPED = MAX_PIECE // 2  # even if each character needs escaping, it fits into MAX_PIECE
SAFE_LINKS = ("https://", "http://")
ADDRESS_CHARACTERS = "%/:?#@!$&'*+,;=~-._"  # not percent-encoded in a link
# Characters that begin markup anywhere; a colon only where it would make an address a link.
ESCAPED_ANYWHERE = re.compile(r"[\\*_~`|<>\[\]@]|:(?=/)")
ESCAPED_AT_LINE_START = re.compile(r"^(\s*)(?=[-+#])|^(\s*[0-9]+)(?=[.)])", re.MULTILINE)


def escape_markdown(text: str) -> str:
    """Return a text in which Discord finds no markup, mentions or links."""
    escaped = ESCAPED_ANYWHERE.sub(lambda match: f"\\{match[0]}", text)
    return ESCAPED_AT_LINE_START.sub(lambda match: f"{match[0]}\\", escaped)


def markdown_pieces(text: Text, workspace: str, spell: Spell) -> Iterator[str]:
    """Yield nodes as Markdown; each piece is complete and at most MAX_PIECE long.

    `spell` returns commands as Markdown. How long something takes that its readers wait for stands
    behind its time, and behind whose time that is.
    """
    awaited = ""
    for node in text:
        is_zone = isinstance(node, str) and node.startswith(" (")
        if awaited and not is_zone:
            yield awaited
            awaited = ""
        yield from _pieces(node, workspace, spell)
        if awaited:
            yield awaited
        awaited = _countdown(node)
    if awaited:
        yield awaited


def to_markdown(text: Text, workspace: str, spell: Spell) -> str:
    """Return nodes as one Markdown text."""
    return "".join(markdown_pieces(text, workspace, spell))


def _pieces(node: Node, workspace: str, spell: Spell) -> Iterator[str]:
    match node:
        case str(text):
            yield from _styled_pieces("", text)
        case Bold(text):
            yield from _styled_pieces("**", text)
        case Strike(text):
            yield from _styled_pieces("~~", text)
        case Crowd(number):
            yield str(number)
        case Link(url, label) if _is_linkable(url, label):
            yield f"[{escape_markdown(label)}]({quote(url, safe=ADDRESS_CHARACTERS)})"
        case Link(_, label):
            yield from _styled_pieces("", label)
        case Mention(person, name):
            yield _reference("@", person, workspace) or escape_markdown(name)
        case ChannelMention(channel, name):
            yield _reference("#", channel, workspace) or escape_markdown(f"#{name}")
        case CommandMention():
            yield spell(node)
        case Instant(struck=True):
            yield f"~~{escape_markdown(format_local(node))}~~"
        case Instant():
            yield escape_markdown(format_local(node))


def _countdown(node: Node) -> str:
    """Return how long it takes until an instant, in the words and the language of the reader."""
    if not isinstance(node, Instant) or not node.awaited or node.struck:
        return ""
    return f", <t:{int(node.at.timestamp())}:R>"


def _is_linkable(url: str, label: str) -> bool:
    fits = len(url) <= MAX_PIECE
    return fits and url.startswith(SAFE_LINKS) and bool(label.strip())


def _reference(sign: str, our_id: str, workspace: str) -> str:
    """Return a mention that Discord resolves; empty for an id of another workspace."""
    native = ids.native_id_or_empty(workspace, our_id)
    if not native:
        return ""
    return f"<{sign}{native}>"


def _styled_pieces(mark: str, text: str) -> Iterator[str]:
    for piece in split_at_spaces(text, MAX_UNESCAPED):
        if mark:
            yield _styled(mark, piece)
        else:
            yield escape_markdown(piece)


def _styled(mark: str, text: str) -> str:
    """Put marks around a text, inside its outer blanks, as Discord requires."""
    core = text.strip()
    if not core:
        return text
    before, after = text.split(core, 1)
    return f"{before}{mark}{escape_markdown(core)}{mark}{after}"
