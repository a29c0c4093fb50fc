"""Tidy the words of feeds: no markup, no marks that deceive, links that can be opened."""

import hashlib
import html
import re
from collections.abc import Iterable

from bot.sources.addresses import NotAnAddress, read_address
from bot.sources.parsers.model import DESCRIPTION_LIMIT, LINK_LIMIT, PLACE_LIMIT, TITLE_LIMIT
from bot.ui.text import clean_text

UNTITLED = "Untitled"

_TAG = re.compile(r"<[^<>]{0,2000}>")
_BREAK = re.compile(r"<(?:br|/p|/div|/li)\b[^<>]{0,200}>", re.IGNORECASE)
_HIDDEN = re.compile(r"<(script|style)\b.*?</\1>", re.IGNORECASE | re.DOTALL)
_LINK = re.compile(r"https?://[^\s<>\"'\\)\]]+")
_OFF = r"(?:cancell?ed|abgesagt|annul[ée]e?|cancelado|entf[äa]llt)"
_CANCELLED = re.compile(rf"^\W*{_OFF}\b[\s:!\])*–—-]*|\s*[-–—:|(\[*]\s*{_OFF}\b\W*$", re.IGNORECASE)
_UNFILLED = re.compile(r"#_[A-Z]{3,30}\b")  # what a plug-in leaves where it knows no place
_MAX_TOPICS = 5


def strip_markup(words: object, limit: int, *, multiline: bool = False) -> str:
    """Give words without markup, at most `limit` long."""
    if not isinstance(words, str):
        return ""
    words = words[: limit * 20]
    if "<" in words:
        words = _TAG.sub(" ", _BREAK.sub("\n", _HIDDEN.sub(" ", words)))
    return clean_text(html.unescape(words), limit, multiline=multiline)


def clean_title(words: object) -> tuple[str, bool]:
    """Give a title, and whether it says that the event is cancelled."""
    told = strip_markup(words, TITLE_LIMIT)
    rest = _CANCELLED.sub("", told)
    return (rest or told, rest != told)


def clean_place(*parts: object) -> str:
    """Join what is told of a place, each part once."""
    told = [
        strip_markup(_UNFILLED.sub("", part), PLACE_LIMIT).strip(" ,")
        for part in parts
        if isinstance(part, str)
    ]
    kept: list[str] = []
    for part in told:
        if part and not any(part in other for other in kept):
            kept.append(part)
    return ", ".join(kept)[:PLACE_LIMIT]


def clean_description(words: object) -> str:
    """Give what is told of an event, in plain lines."""
    return strip_markup(words, DESCRIPTION_LIMIT, multiline=True)


def clean_link(*tried: object) -> str:
    """Give the first of these that is a link which can be opened."""
    for each in tried:
        if (
            isinstance(each, str)
            and each.strip().startswith(("http://", "https://"))
            and len(each) <= LINK_LIMIT
        ):
            try:
                return read_address(each)
            except NotAnAddress:
                continue
    return ""


def find_first_link(words: object) -> str:
    """Give the first link within words."""
    match = _LINK.search(words[:20_000]) if isinstance(words, str) else None
    return clean_link(match[0].rstrip(".,;:!?")) if match else ""


def clean_topics(told: object) -> tuple[str, ...]:
    """Give a few topics out of a list or a line of them."""
    several = (
        told.split(",") if isinstance(told, str) else told if isinstance(told, Iterable) else ()
    )
    tidy = (strip_markup(each, 40).lower() for each in several if isinstance(each, str))
    return tuple(dict.fromkeys(filter(None, tidy)))[:_MAX_TOPICS]


def content_uid(*parts: object) -> str:
    """Make a name for an event that has none, from what it tells."""
    told = "\n".join(str(part) for part in parts)
    return "content:" + hashlib.sha256(told.encode(errors="replace")).hexdigest()[:24]
