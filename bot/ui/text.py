"""Text as nodes: escaping belongs to the renderer, and nobody's words can ping anybody."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from string import Formatter
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, match_skeleton
from msgspec import Struct

from bot.ui.crowds import Crowd
from bot.ui.languages import ENGLISH, date_locale
from bot.ui.speech import find_message, find_plural, reader_language, say


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


def first_name(person: Mention) -> str:
    """Return somebody's first name; of a name without spaces, all of it."""
    return (person.name.split() or [say("Somebody")])[0]


def as_nodes(words: Words) -> Text:
    """Return a sentence as nodes."""
    return (words,) if isinstance(words, str) else words


def tell(message: str, **fields: Words | Node) -> Text:
    """Return a message in its reader's language, whose fields may be names, moments and links.

    It is `say` (`bot/ui/speech.py`) for a text of nodes.
    """
    return _fill_fields(find_message(message), fields)


def tell_many(one: str, many: str, count: int, **fields: Words | Node) -> Text:
    """Return a text about a number of things; `{count}` is the number unless a field says it."""
    return _fill_fields(find_plural(one, many, count), {"count": str(count), **fields})


def retell(words: Words) -> Text:
    """Return words of a declaration in their reader's language.

    They were marked, `mark("…")`, or told before anybody read them: `tell("… {command} …",
    command=CommandMention("lunch"))`, whose nodes are commands in the order `command`, `command_2`.
    """
    fields: dict[str, Node] = {}
    message = ""
    for node in as_nodes(words):
        if isinstance(node, str):
            message += node
            continue
        name = f"command_{len(fields) + 1}" if fields else "command"
        fields[name] = node
        message += f"{{{name}}}"
    return _fill_fields(find_message(message), fields)


def merge_words(nodes: Iterable[Node]) -> Text:
    """Return nodes without empty words, and with neighbouring words as one."""
    merged: list[Node] = []
    for node in nodes:
        last = merged[-1] if merged else None
        if isinstance(node, str) and isinstance(last, str):
            merged[-1] = last + node
        elif node != "":
            merged.append(node)
    return tuple(merged)


def _fill_fields(words: str, fields: Mapping[str, Words | Node]) -> Text:
    nodes: list[Node] = []
    for plain, name in _split_fields(words):
        nodes.append(plain)
        value = fields[name] if name else ""
        nodes.extend(value if isinstance(value, tuple) else (value,))
    return merge_words(nodes)


@lru_cache(maxsize=20_000)
def _split_fields(words: str) -> tuple[tuple[str, str | None], ...]:
    return tuple((plain, name) for plain, name, _, _ in Formatter().parse(words))


def typed_line(command: CommandMention) -> str:
    """Return a command as people type it where they type all of it."""
    return f"/{command.line} {command.usage}".strip()


def format_local(instant: Instant) -> str:
    """Return an instant as wall-clock time of its place."""
    at = instant.at.astimezone(ZoneInfo(instant.zone))
    if instant.show == "day":
        return format_day(at)
    time = f"{at.hour:02}:{at.minute:02}"
    return time if instant.show == "time" else f"{format_day(at)}, {time}"


def format_day(day: date) -> str:
    """Return a day as "Tue 10 Mar", in the order and words of its reader's language."""
    return _format_day(date(day.year, day.month, day.day), reader_language())


@lru_cache(maxsize=4_000)
def _format_day(day: date, language: str) -> str:
    if language == ENGLISH:
        return f"{day:%a} {day.day} {day:%b}"
    return format_skeleton("MMMEd", day, locale=date_locale(language))


def day_off_text(planned: date, day: date) -> str:
    """Return from which day off something has moved to a day, or an empty text where it has not."""
    if planned == day:
        return ""
    return say(", since {day} is a day off", day=format_long_day(planned))


def format_long_day(day: date) -> str:
    """Return a day as "Tuesday, 10 March", in the order and words of its reader's language."""
    language = reader_language()
    if language == ENGLISH:
        return f"{day:%A}, {day.day} {day:%B}"
    locale = Locale.parse(date_locale(language))
    # few locales have this skeleton with a whole weekday
    short = locale.datetime_skeletons[match_skeleton("MMMMEd", locale.datetime_skeletons)]
    return format_date(day, re.sub("E+", "EEEE", short.pattern), locale)


def format_full_day(day: date) -> str:
    """Return a day as "Tuesday 10 March", as a sentence has it, in its reader's language."""
    if reader_language() == ENGLISH:
        return f"{day:%A} {day.day} {day:%B}"
    return format_long_day(day)


def format_month_year(day: date) -> str:
    """Return the month of a day with its year, such as "March 2026"."""
    return _format_by_skeleton("yMMMM", day)


def format_date_year(day: date) -> str:
    """Return a day with its year, such as "10 March 2026"."""
    return _format_by_skeleton("yMMMMd", day)


def format_day_month(day: date) -> str:
    """Return a day without its weekday, such as "10 March"."""
    return _format_by_skeleton("MMMMd", day)


def _format_by_skeleton(skeleton: str, day: date) -> str:
    language = reader_language()
    # Mingle writes its English dates in the British order
    locale = "en_GB" if language == ENGLISH else date_locale(language)
    return format_skeleton(skeleton, day, locale=locale)


def format_dated_day(day: date) -> str:
    """Return a day as "Tuesday, 10 March 2026", in the order and words of its reader's language."""
    language = reader_language()
    if language == ENGLISH:
        return f"{day:%A}, {day.day} {day:%B %Y}"
    return format_date(day, "full", locale=date_locale(language))


def weekday_name(number: int) -> str:
    """Return the name of a weekday by its number, Monday being 0."""
    return format_weekday(date(2024, 1, 1 + number))


def format_weekday(day: date) -> str:
    """Return the weekday of a day, such as "Tuesday"."""
    return format_date(day, "EEEE", locale=date_locale(reader_language()))


def format_month(day: date) -> str:
    """Return the month of a day, such as "March"."""
    return format_date(day, "LLLL", locale=date_locale(reader_language()))


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


def join_nodes(nodes: list[Mention] | list[str] | list[Node], last: str | None = None) -> Text:
    """Return nodes joined as a sentence lists them: a, b and c."""
    last = say(" and ") if last is None else last
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
    kept = words if words.isprintable() else "".join(filter(_is_kept, words))
    lines = [" ".join(line.split()) for line in kept.split("\n")]
    return ("\n".join(lines) if multiline else " ".join(lines)).strip()[:limit].strip()


def _is_kept(c: str) -> bool:
    return c.isspace() or c == "\u200d" or unicodedata.category(c) not in _UNSEEN


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
