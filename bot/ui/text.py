"""Text as nodes: escaping belongs to the renderer, and nobody's words can ping anybody."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.ui.crowds import Crowd


class Bold(Struct, frozen=True, tag="bold"):
    """Words that stand out."""

    text: str


class Strike(Struct, frozen=True, tag="strike"):
    """Words that no longer hold; what happened is written beside them for those who hear the
    text."""

    text: str


class Link(Struct, frozen=True, tag="link"):
    """A link that Mingle itself makes; never one that people typed."""

    url: str
    label: str


class Mention(Struct, frozen=True, tag="mention"):
    """A person, by id; `name` is what plain text shows."""

    person: str
    name: str


class ChannelMention(Struct, frozen=True, tag="room"):
    """A channel of the chat, by id; `name` is what plain text shows, without the leading sign."""

    channel: str
    name: str


class CommandMention(Struct, frozen=True, tag="command"):
    """A command, which each adapter spells as its platform has it.

    `line` is what somebody types in full without the leading sign: a name in the router, and
    perhaps options, as in `lunch tomorrow 12:30`. `usage` are all options, shown where people type
    them.
    """

    line: str
    usage: str = ""


class Instant(Struct, frozen=True, tag="instant"):
    """A moment by the clock of the place that it is about, `zone`.

    `struck`: it no longer holds. `pretty`: a platform that can may say “today” for its day, for as
    long as it is; `bot/ui/clocks.py` decides that by who reads. `awaited`: its reader waits for it,
    and a platform that can may say how long that takes.
    """

    at: datetime
    zone: str
    show: Literal["time", "day", "day_time"] = "day_time"
    struck: bool = False
    pretty: bool = False
    awaited: bool = False


PERSON_NAME_LIMIT = 60  # characters of anybody's name

Node = str | Bold | Strike | Link | Mention | ChannelMention | CommandMention | Instant | Crowd
Text = tuple[Node, ...]
Words = str | Text  # a sentence, whose nodes matter only where there are some


def as_nodes(words: Words) -> Text:
    """Return a sentence as nodes."""
    return (words,) if isinstance(words, str) else words


def typed_line(command: CommandMention) -> str:
    """Return a command as people type it where they type all of it."""
    return f"/{command.line} {command.usage}".strip()


def format_local(instant: Instant) -> str:
    """Return an instant as wall-clock time of its place."""
    at = instant.at.astimezone(ZoneInfo(instant.zone))
    day, time = format_day(at), f"{at:%H:%M}"
    return {"time": time, "day": day, "day_time": f"{day}, {time}"}[instant.show]


def format_day(day: date) -> str:
    """Return a day as "Tue 10 Mar"."""
    return f"{day:%a} {day.day} {day:%b}"


def day_off_text(planned: date, day: date) -> str:
    """Return from which day off something has moved to a day, or an empty text where it has not."""
    if planned == day:
        return ""
    return f", since {planned:%A}, {planned.day} {planned:%B} is a day off"


def flatten_text(text: Text) -> str:
    """Return nodes as plain words, for notifications, screen readers and logs of tests."""
    return "".join(_plain_node(node) for node in text)


def plain_words(words: Words) -> str:
    """Return a sentence as plain words."""
    return flatten_text(as_nodes(words))


def _plain_node(node: Node) -> str:
    match node:
        case str():
            return node
        case Bold(words) | Strike(words):
            return words
        case Link(url, label):
            return f"{label} ({url})"
        case Mention(_, name):
            return name
        case ChannelMention(_, name):
            return f"#{name}"
        case CommandMention():
            return f"“{typed_line(node)}”"
        case Instant():
            return format_local(node)
        case Crowd(number):
            return str(number)


def join_nodes(nodes: list[Mention] | list[str] | list[Node], last: str = " and ") -> Text:
    """Return nodes joined as a sentence lists them: a, b and c."""
    out: list[Node] = []
    for index, node in enumerate(nodes):
        if index:
            out.append(last if index == len(nodes) - 1 else ", ")
        out.append(node)
    return tuple(out)


def split_at_spaces(words: str, limit: int) -> Iterator[str]:
    """Yield pieces of at most `limit` characters, cut at a space where there is one; nothing is
    lost."""
    while len(words) > limit:
        at = words.rfind(" ", limit // 2, limit) + 1 or limit
        yield words[:at]
        words = words[at:]
    if words:
        yield words


def shorten_text(words: str, limit: int) -> str:
    """Return words in at most `limit` characters, cut where a word ends and marked as cut."""
    if len(words) <= limit:
        return words
    kept = words[: limit - 1]
    ends = [gap.start() for gap in re.finditer(r"\s", words[:limit]) if gap.start() > limit // 2]
    return kept[: ends[-1] if ends else None].rstrip(" ,;:–-\n") + "…"


def clean_text(words: str, limit: int, *, multiline: bool = False) -> str:
    """Return typed words without control, bidi-override and zero-width characters, spaces folded.

    At most `limit` characters. Joiners inside emoji and in scripts that need them stay.
    """
    kept = "".join(
        c for c in words if c.isspace() or c == "\u200d" or unicodedata.category(c) not in _UNSEEN
    )
    lines = [" ".join(line.split()) for line in kept.split("\n")]
    return ("\n".join(lines) if multiline else " ".join(lines)).strip()[:limit].strip()


def clean_name(words: str) -> str:
    """Return a platform's name of somebody, cleaned so that it fits on a button and deceives
    nobody."""
    return clean_text(words, PERSON_NAME_LIMIT) or "Somebody"


def drop_unstorable(words: str) -> str:
    """Return words without what no database stores: NUL and lone surrogates."""
    if words.isprintable():
        return words
    return "".join(c for c in words if c != "\0" and unicodedata.category(c) != "Cs")


def calls_everybody(words: str) -> bool:
    """Return whether words contain a mass mention of any platform."""
    return bool(_CALLS_EVERYBODY.search(words))


_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
_CALLS_EVERYBODY = re.compile(r"<[!@#]|@(everyone|here|channel)\b", re.IGNORECASE)


def host_of(address: str) -> str:
    """Return the host of an address as people read it, without `www.`."""
    return (urlsplit(address).hostname or "").removeprefix("www.")
