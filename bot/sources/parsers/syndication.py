"""Read RSS and Atom: event fields where there are some (ev:, xCal), otherwise a date in the
words."""

import datetime as dt
import re
from io import BytesIO
from typing import Any
from xml.parsers import expat

from bot.dates.recurrence import local_date
from bot.sources.parsers import sanitise, timestamps
from bot.sources.parsers.date_extraction import find_dates
from bot.sources.parsers.model import (
    LOOKBACK,
    SINGLE_HORIZON,
    Document,
    ParsedEvent,
    ParseResult,
    UnreadableDocument,
)

MAX_ENTRIES = 500
MAX_DEPTH = 100  # tags within tags

_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_HALF = re.compile(rb"&#x0*d[89a-f][0-9a-f]{2};", re.IGNORECASE)  # halves of characters
_STARTS = (
    "ev_startdate",
    "xcal_dtstart",
    "cal_dtstart",
    "x-cal_dtstart",
    "s_dtstart",
    "event_startdate",
    "startdate",
)
_ENDS = (
    "ev_enddate",
    "xcal_dtend",
    "cal_dtend",
    "x-cal_dtend",
    "s_dtend",
    "event_enddate",
    "enddate",
)
_PLACES = (
    "ev_location",
    "xcal_location",
    "cal_location",
    "x-cal_location",
    "s_location",
    "event_location",
    "location",
)
_TAG_END = re.compile(rb"</(?:item|entry)>", re.IGNORECASE)


def read_feed(document: Document) -> ParseResult:
    """Read the entries of a feed that are events and lie ahead."""
    _judge(document.body)
    # Importing it takes a while, and calendars are read without it.
    import feedparser

    body = _HALF.sub(b"", _few(document.body))
    try:
        told = feedparser.parse(BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # it stumbles over some characters that are none
        raise UnreadableDocument(
            "unreadable", f"{type(error).__name__}: {str(error)[:200]}"
        ) from error
    entries = told.entries[:MAX_ENTRIES]
    if not entries and not told.version:
        raise UnreadableDocument(
            "unreadable", f"no feed: {str(told.get('bozo_exception', ''))[:200]}"
        )
    found = [event for entry in entries if (event := _event(entry, document))]
    return ParseResult(
        kind="atom" if told.version.startswith("atom") else "rss",
        title=sanitise.strip_markup(told.feed.get("title"), 100),
        events=tuple(sorted(found, key=lambda each: each.starts_at)),
        skipped=sum(_start_of(entry) is not None for entry in entries) - len(found)
        if not found
        else 0,
    )


def _judge(body: bytes) -> None:
    """Refuse what could make a reader of XML grow or sink."""
    if _DOCTYPE.search(body.replace(b"\0", b"")):  # in any of the wide encodings too
        raise UnreadableDocument("unreadable", "the feed declares a DOCTYPE or entities")
    depth = 0

    def begin(_name: str, _attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise UnreadableDocument("unreadable", f"tags more than {MAX_DEPTH} deep")

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, ValueError, LookupError):
        return  # feedparser forgives what is not quite XML


def _few(body: bytes) -> bytes:
    """Cut a feed off after as many entries as are read."""
    for number, match in enumerate(_TAG_END.finditer(body), 1):
        if number == MAX_ENTRIES:
            return body[: match.end()]
    return body


def _start_of(entry: Any) -> str | None:
    return next((str(entry[name]) for name in _STARTS if entry.get(name)), None)


def _event(entry: Any, document: Document) -> ParsedEvent | None:
    about = entry.get("summary") or next(
        (each.get("value", "") for each in entry.get("content", [])), ""
    )
    title, struck = sanitise.clean_title(entry.get("title"))
    span = _span(entry, f"{title}\n{sanitise.clean_description(about)}", document)
    if span is None:
        return None
    try:
        starts, ends, all_day = timestamps.event_span(*span, document.zone)
    except (ValueError, OverflowError):
        return None
    if ends <= document.now - LOOKBACK or starts > document.now + SINGLE_HORIZON:
        return None
    link = sanitise.clean_link(entry.get("link")) or sanitise.find_first_link(about)
    return ParsedEvent(
        uid=sanitise.strip_markup(entry.get("id"), 500)
        or link
        or sanitise.content_uid(title, starts),
        title=title or sanitise.UNTITLED,
        starts_at=starts,
        ends_at=ends,
        zone=document.zone,
        all_day=all_day,
        place=sanitise.clean_place(next((entry[name] for name in _PLACES if entry.get(name)), "")),
        description=sanitise.clean_description(about),
        link=link,
        cancelled=struck,
        topics=sanitise.clean_topics([str(tag.get("term")) for tag in entry.get("tags", [])]),
    )


def _span(
    entry: Any, text: str, document: Document
) -> tuple[timestamps.DateOrTime, timestamps.DateOrTime | None] | None:
    told, today, written = (
        _start_of(entry),
        local_date(document.now, document.zone),
        _written(entry, document),
    )
    if told is None:
        return find_dates(text, today, written)
    starts = timestamps.read_timestamp(told) or (
        found[0] if (found := find_dates(told, today, written)) else None
    )
    ends = next(
        (timestamps.read_timestamp(str(entry[name])) for name in _ENDS if entry.get(name)), None
    )
    return None if starts is None else (starts, ends if type(ends) is type(starts) else None)


def _written(entry: Any, document: Document) -> dt.date | None:
    # Its own look-up would take the one for the other, and complain of it.
    at = dict.get(entry, "published_parsed") or dict.get(entry, "updated_parsed")
    return min(dt.date(*at[:3]), document.now.date()) if at else None
