"""Sanitise the text of feeds: no markup, no deceptive characters, only links that can be opened."""

import hashlib
import html
import re
from collections.abc import Iterable

from bot.sources.addresses import NotAnAddress, read_address
from bot.sources.parsers.model import (
    DESCRIPTION_LIMIT,
    LINK_LIMIT,
    PLACE_LIMIT,
    TITLE_LIMIT,
    ListedAs,
    ParsedEvent,
)
from bot.ui.text import clean_text

UNTITLED = "Untitled"

_TAG = re.compile(r"<[^<>]{0,2000}>")
_BREAK = re.compile(r"<(?:br|/p|/div|/li)\b[^<>]{0,200}>", re.IGNORECASE)
_HIDDEN = re.compile(r"<(script|style)\b.*?</\1>", re.IGNORECASE | re.DOTALL)
_LINK = re.compile(r"https?://[^\s<>\"'\\)\]]+")
# What a title says of an evening that is off, or put off.
_OFF = (
    r"(?:(?:(?:this |the )?(?:event|show|meeting|concert) (?:is |has been )?)?"
    r"(?:cancell?ed|postponed)(?: event)?"
    r"|abgesagt|entf[äa]llt|f[äa]llt aus|verschoben"
    r"|annul[ée]e?s?|reporté|reportée"
    r"|cancelad[oa]|anulad[oa]|suspendid[oa]|aplazad[oa]|pospuest[oa]"
    r"|geannuleerd|afgelast|uitgesteld|annullat[oa]|rinviat[oa]|rimandat[oa]|adiad[oa])"
)
_UNTIL_WHEN = r"(?:\s(?:to|until|till|auf|bis|au|hasta|al|a|tot|naar|para)\s.{1,40})?"
_CANCELLED = re.compile(
    rf"^\W*{_OFF}\b[\s:!\])*–—-]*|\s*[-–—:|(\[*]\s*{_OFF}\b{_UNTIL_WHEN}\W*$", re.IGNORECASE
)
_POSTPONED = re.compile(
    r"\b(?:postponed|verschoben|report[ée]e?|aplazad[oa]|pospuest[oa]|uitgesteld|rinviat[oa]"
    r"|rimandat[oa]|adiad[oa])\b",
    re.IGNORECASE,
)
# What a title says of an evening that is on, but not as it was: where it is, or whether seats are.
_REMARKS: tuple[tuple[ListedAs, str], ...] = (
    ("sold_out", r"sold[ -]out|ausverkauft|complet|agotado|entradas agotadas|esaurito|uitverkocht"),
    ("online", r"(?:now|moved) online|jetzt online|online event now"),
    ("rescheduled", r"rescheduled|new date|neuer termin|nouvelle date|nueva fecha|nuova data"),
)
_REMARKED = tuple(
    (
        listed_as,
        re.compile(
            rf"^[\W_]*(?:{words})\s*[:!\])*–—-]+\s*|\s*[-–—:|(\[*]\s*(?:{words})\W*$",
            re.IGNORECASE,
        ),
    )
    for listed_as, words in _REMARKS
)
_WORD = re.compile(r"\w+")
_UNFILLED = re.compile(r"#_[A-Z]{3,30}\b")  # the placeholder of a plug-in that knows no place
_MAX_TOPICS = 5
_TOPIC_LIMIT = 40


def strip_markup(words: object, limit: int, *, multiline: bool = False) -> str:
    """Return text without markup, at most `limit` characters; nothing for what is no text."""
    if not isinstance(words, str):
        return ""

    words = words[: limit * 20]
    if "<" in words:
        words = _HIDDEN.sub(" ", words)
        words = _BREAK.sub("\n", words)
        words = _TAG.sub(" ", words)
    return clean_text(html.unescape(words), limit, multiline=multiline)


def clean_title(words: object) -> tuple[str, bool]:
    """Return a title without the mark that it is off or put off, and whether it had one.

    A remark that it is sold out, say, is removed too; `title_remark` reads it.
    """
    title = strip_markup(words, TITLE_LIMIT)
    rest = _CANCELLED.sub("", title)
    plain = rest
    for _, pattern in _REMARKED:
        plain = pattern.sub("", plain)
    return plain or rest or title, rest != title


def title_remark(words: object) -> ListedAs:
    """Return what a title says of its event besides its name."""
    title = strip_markup(words, TITLE_LIMIT)
    mark = _CANCELLED.search(title)
    if mark:
        return "postponed" if _POSTPONED.search(mark[0]) else ""
    for listed_as, pattern in _REMARKED:
        if pattern.search(title):
            return listed_as
    return ""


def clean_place(*parts: object) -> str:
    """Return the parts of a place in one line, each once."""
    kept: list[str] = []
    for part in parts:
        if not isinstance(part, str):
            continue
        words = strip_markup(_UNFILLED.sub("", part), PLACE_LIMIT).strip(" ,")
        if words and not any(words in other for other in kept):
            kept.append(words)
    return ", ".join(kept)[:PLACE_LIMIT]


def clean_description(words: object) -> str:
    """Return a description in plain lines."""
    return strip_markup(words, DESCRIPTION_LIMIT, multiline=True)


def clean_link(*candidates: object) -> str:
    """Return the first candidate that is a link which can be opened, or an empty string."""
    for link in candidates:
        if not isinstance(link, str) or len(link) > LINK_LIMIT:
            continue
        if not link.strip().startswith(("http://", "https://")):
            continue
        try:
            return read_address(link)
        except NotAnAddress:
            continue
    return ""


def find_first_link(words: object) -> str:
    """Return the first link in a text, or an empty string."""
    match = _LINK.search(words[:20_000]) if isinstance(words, str) else None
    if match:
        return clean_link(match[0].rstrip(".,;:!?"))
    return ""


def clean_topics(given: object) -> tuple[str, ...]:
    """Return a few topics from a list, or from a line with commas."""
    items: Iterable[object] = ()
    if isinstance(given, str):
        items = given.split(",")
    elif isinstance(given, Iterable):
        items = given

    topics: dict[str, None] = {}
    for item in items:
        if isinstance(item, str):
            topics[strip_markup(item, _TOPIC_LIMIT).lower()] = None
    topics.pop("", None)
    return tuple(topics)[:_MAX_TOPICS]


def drop_contradicted(events: Iterable[ParsedEvent]) -> list[ParsedEvent]:
    """Drop events that the same source also lists as called off, at the same time."""
    listed = list(events)
    off = {(_comparable(event), event.starts_at) for event in listed if event.cancelled}
    return [
        event
        for event in listed
        if event.cancelled or (_comparable(event), event.starts_at) not in off
    ]


def _comparable(event: ParsedEvent) -> str:
    return " ".join(_WORD.findall(event.title.casefold()))


def content_uid(*parts: object) -> str:
    """Return a UID for an event that has none: a hash of its content."""
    content = "\n".join(str(part) for part in parts)
    return "content:" + hashlib.sha256(content.encode(errors="replace")).hexdigest()[:24]
