"""Parse RSS and Atom: event fields (ev:, xCal) where there are some, else a date in the text."""

import datetime as dt
import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any
from xml.parsers import expat

from bot.dates.local_time import local_date
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

FeedEntry = dict[str, Any]  # feedparser's, a dict with fallbacks


def read_feed(document: Document) -> ParseResult:
    """Return the entries of a feed that are events and lie ahead."""
    _check_xml(document.body)
    # Importing it takes a while, and calendars are parsed without it.
    import feedparser

    body = _HALF.sub(b"", _first_entries(document.body))
    try:
        feed = feedparser.parse(BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # it fails on some characters that are none
        raise UnreadableDocument("unreadable", type(error).__name__) from error

    entries: list[FeedEntry] = feed.entries[:MAX_ENTRIES]
    if not entries and not feed.version:
        why = type(feed.get("bozo_exception")).__name__
        raise UnreadableDocument("unreadable", f"no feed: {why}")

    parsed = [_event(entry, document) for entry in entries]
    events = [event for event in parsed if event is not None]
    skipped = 0
    if not events:
        skipped = sum(_start_of(entry) is not None for entry in entries)
    return ParseResult(
        kind="atom" if feed.version.startswith("atom") else "rss",
        title=sanitise.strip_markup(feed.feed.get("title"), 100),
        events=tuple(sorted(events, key=lambda event: event.starts_at)),
        skipped=skipped,
    )


def _check_xml(body: bytes) -> None:
    """Raise UnreadableDocument for entities and deep nesting, which exhaust a parser of XML."""
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


def _first_entries(body: bytes) -> bytes:
    """Return a feed, cut off after `MAX_ENTRIES`."""
    for number, match in enumerate(_TAG_END.finditer(body), 1):
        if number == MAX_ENTRIES:
            return body[: match.end()]
    return body


def _first_field(entry: FeedEntry, names: Sequence[str]) -> object:
    """Return the first of these fields that has a value, or an empty string."""
    for name in names:
        if entry.get(name):
            return entry[name]
    return ""


def _start_of(entry: FeedEntry) -> str | None:
    return str(_first_field(entry, _STARTS)) or None


def _event(entry: FeedEntry, document: Document) -> ParsedEvent | None:
    """Return an entry as an event, or None if it has no date inside the window."""
    text = _text_of(entry)
    title, struck = sanitise.clean_title(entry.get("title"))
    span = _span(entry, f"{title}\n{sanitise.clean_description(text)}", document)
    if span is None:
        return None
    try:
        starts, ends, all_day = timestamps.event_span(*span, document.zone)
    except (ValueError, OverflowError):
        return None
    if ends <= document.now - LOOKBACK or starts > document.now + SINGLE_HORIZON:
        return None

    link = sanitise.clean_link(entry.get("link")) or sanitise.find_first_link(text)
    uid = sanitise.strip_markup(entry.get("id"), 500) or link
    return ParsedEvent(
        uid=uid or sanitise.content_uid(title, starts),
        title=title or sanitise.UNTITLED,
        starts_at=starts,
        ends_at=ends,
        zone=document.zone,
        all_day=all_day,
        place=sanitise.clean_place(_first_field(entry, _PLACES)),
        description=sanitise.clean_description(text),
        link=link,
        cancelled=struck,
        topics=sanitise.clean_topics([str(tag.get("term")) for tag in entry.get("tags", [])]),
        listed_as=sanitise.title_remark(entry.get("title")),
    )


def _text_of(entry: FeedEntry) -> object:
    """Return an entry's summary, or the first of its contents."""
    if entry.get("summary"):
        return entry["summary"]
    for content in entry.get("content", []):
        return content.get("value", "")
    return ""


def _span(
    entry: FeedEntry, text: str, document: Document
) -> tuple[timestamps.DateOrTime, timestamps.DateOrTime | None] | None:
    """Return the start and end of an entry: from its event fields, else from its text."""
    today = local_date(document.now, document.zone)
    published = _published(entry, document)
    words = _start_of(entry)
    if words is None:
        return find_dates(text, today, published)

    starts = timestamps.read_timestamp(words)
    if starts is None:
        found = find_dates(words, today, published)
        if found is None:
            return None
        starts = found[0]
    ends = timestamps.read_timestamp(_first_field(entry, _ENDS))
    return starts, ends if type(ends) is type(starts) else None


def _published(entry: FeedEntry, document: Document) -> dt.date | None:
    # feedparser's own look-up would take the one for the other, and warn of it.
    at = dict.get(entry, "published_parsed") or dict.get(entry, "updated_parsed")
    return min(dt.date(*at[:3]), document.now.date()) if at else None
