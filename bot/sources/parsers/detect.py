"""Read whatever an address gave: find out what it is, and say calmly what it is not."""

from collections.abc import Sequence

from bot.sources.ics.read import read_calendar
from bot.sources.parsers.json_feeds import read_json
from bot.sources.parsers.model import Document, ParseResult, UnreadableDocument
from bot.sources.parsers.pages import read_page
from bot.sources.parsers.syndication import read_feed

_HEAD = 2_000  # bytes that tell what a document is


def parse_document(document: Document) -> ParseResult:
    """Read a document by what it holds, whatever its media type claims."""
    try:
        return _read(document)
    except UnreadableDocument as error:
        return ParseResult(fault=error.fault, detail=error.detail)
    except RecursionError:
        return ParseResult(fault="unreadable", detail="nested too deeply")


def combine_results(calendars: Sequence[ParseResult]) -> ParseResult:
    """Put calendars together; an evening that several of them hold is one."""
    events = {(each.uid, each.recurrence): each for one in calendars for each in one.events}
    return ParseResult(
        kind="calendars",
        title=", ".join(one.title for one in calendars if one.title),
        zone=calendars[0].zone,
        events=tuple(sorted(events.values(), key=lambda each: each.starts_at)),
        odd_zones=any(one.odd_zones for one in calendars),
    )


def _read(document: Document) -> ParseResult:
    head = document.body[:_HEAD].replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if not head:
        raise UnreadableDocument("no_events", "an empty answer")
    if (
        b"begin:vcalendar" in head
        or head.startswith(b"begin:vevent")
        or document.media_type == "text/calendar"
    ):
        return read_calendar(document)
    if head.startswith((b"{", b"[")):
        return read_json(document)
    if any(mark in head for mark in (b"<rss", b"<feed", b"<rdf:rdf")) or (
        head.startswith(b"<?xml") and b"<html" not in head
    ):
        return read_feed(document)
    if b"<" in head or "html" in document.media_type:
        return read_page(document)
    raise UnreadableDocument("unreadable", f"neither a page nor a feed: {document.media_type}")
