"""Write running text as Discord's Markdown, in pieces that may be put into separate messages: pure."""

import re
from collections.abc import Iterator
from urllib.parse import quote

from adapters.discord import ids
from bot.ui.text import Bold, Instant, Link, Mention, Node, Room, Strike, Text, cut

PIECE = 1_000  # characters at most that stay together, escaped
UNESCAPED = PIECE // 2  # so short that they stay within PIECE however many signs need escaping
SAFE_LINKS = ("https://", "http://")
FORMATS = {"time": "t", "day": "D", "day_time": "F"}
# A sign that begins markup anywhere; a colon only where it would make an address a link.
ANYWHERE = re.compile(r"[\\*_~`|<>\[\]@]|:(?=/)")
LINE_START = re.compile(r"^(\s*)(?=[-+#])|^(\s*[0-9]+)(?=[.)])", re.MULTILINE)


def escape(said: str) -> str:
    """Keep Discord from reading markup, mentions or links into words."""
    marked = ANYWHERE.sub(lambda found: f"\\{found[0]}", said)
    return LINE_START.sub(lambda found: f"{found[0]}\\", marked)


def pieces(text: Text, workspace: str) -> Iterator[str]:
    """Write nodes as Markdown, each piece whole in itself and none longer than PIECE."""
    for node in text:
        yield from _pieces(node, workspace)


def written(text: Text, workspace: str) -> str:
    """Write nodes as one Markdown text."""
    return "".join(pieces(text, workspace))


def _pieces(node: Node, workspace: str) -> Iterator[str]:
    match node:
        case str(said):
            yield from map(escape, cut(said, UNESCAPED))
        case Bold(said):
            yield from (_styled("**", each) for each in cut(said, UNESCAPED))
        case Strike(said):
            yield from (_styled("~~", each) for each in cut(said, UNESCAPED))
        case Link(url, label) if url.startswith(SAFE_LINKS) and len(url) <= PIECE and label.strip():
            yield f"[{escape(label)}]({quote(url, safe=_IN_ADDRESSES)})"
        case Link(_, label):
            yield from map(escape, cut(label, UNESCAPED))
        case Mention(person, name):
            native = ids.local(workspace, person)
            yield f"<@{native}>" if native else escape(name)
        case Room(channel, name):
            native = ids.local(workspace, channel)
            yield f"<#{native}>" if native else escape(f"#{name}")
        case Instant(at, _, show):
            yield f"<t:{int(at.timestamp())}:{FORMATS[show]}>"


_IN_ADDRESSES = "%/:?#@!$&'*+,;=~-._"


def _styled(sign: str, said: str) -> str:
    core = said.strip()
    if not core:
        return said
    before, after = said.split(core, 1)
    return f"{before}{sign}{escape(core)}{sign}{after}"
