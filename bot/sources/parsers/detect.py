"""Detect what a document is, and parse it."""

from collections.abc import Sequence

from msgspec import structs

from bot.sources.ics.busy import read_busy_times
from bot.sources.ics.read import read_calendar
from bot.sources.parsers.json_feeds import read_json
from bot.sources.parsers.model import Document, ParsedEvent, ParseResult, UnreadableDocument
from bot.sources.parsers.pages import read_page
from bot.sources.parsers.private_entries import drop_private
from bot.sources.parsers.robots import read_robots
from bot.sources.parsers.syndication import read_feed

_HEAD = 2_000  # bytes that show what a document is
_FEED_TAGS = (b"<rss", b"<feed", b"<rdf:rdf")


def parse_document(document: Document) -> ParseResult:
    """Parse a document by its content, whatever its media type claims; faults are results."""
    try:
        result = _parse(document)
        return structs.replace(result, events=drop_private(result.events))
    except UnreadableDocument as error:
        return ParseResult(fault=error.fault, detail=error.detail)
    except RecursionError:
        return ParseResult(fault="unreadable", detail="nested too deeply")


def combine_results(calendars: Sequence[ParseResult]) -> ParseResult:
    """Combine calendars into one result; an event that several of them hold appears once."""
    events: dict[tuple[str, str], ParsedEvent] = {}
    for calendar in calendars:
        for event in calendar.events:
            events[event.uid, event.recurrence] = event

    limits = [calendar.sees_until for calendar in calendars]
    known = [until for until in limits if until is not None]
    titles = [calendar.title for calendar in calendars]
    return ParseResult(
        kind="calendars",
        title=", ".join(filter(None, titles)),
        zone=calendars[0].zone,
        events=tuple(sorted(events.values(), key=lambda event: event.starts_at)),
        odd_zones=any(calendar.odd_zones for calendar in calendars),
        entries=sum(calendar.entries for calendar in calendars),
        sees_until=min(known) if len(known) == len(limits) else None,
    )


def _parse(document: Document) -> ParseResult:
    if document.robots:
        return read_robots(document)
    head = document.body[:_HEAD].replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if not head:
        raise UnreadableDocument("no_events", "an empty answer")
    if document.busy_only and not _is_calendar(head, document.media_type):
        raise UnreadableDocument("unreadable", "no calendar")
    if document.busy_only:
        return read_busy_times(document)
    if _is_calendar(head, document.media_type):
        return read_calendar(document)
    if head.startswith((b"{", b"[")):
        return read_json(document)
    if _is_feed(head):
        return read_feed(document)
    if b"<" in head or "html" in document.media_type:
        return read_page(document)
    raise UnreadableDocument("unreadable", f"neither a page nor a feed: {document.media_type}")


def _is_calendar(head: bytes, media_type: str) -> bool:
    if media_type == "text/calendar":
        return True
    return b"begin:vcalendar" in head or head.startswith(b"begin:vevent")


def _is_feed(head: bytes) -> bool:
    if any(tag in head for tag in _FEED_TAGS):
        return True
    return head.startswith(b"<?xml") and b"<html" not in head
