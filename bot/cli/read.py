"""`mingle read`: show what Mingle reads at an address or in a file."""

import datetime as dt
import mimetypes
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from msgspec import Struct

from bot.cli import output, runtime
from bot.dates.local_time import UnknownZone, validate_zone
from bot.sources.addresses import NotAnAddress, file_address, read_address
from bot.sources.ingest import FetchResult
from bot.sources.parsers.model import Document, ParsedEvent
from bot.sources.views.discovery import found_text, nothing_found_text
from bot.ui.text import flatten_text
from jobs.web.fetch import Fetcher
from jobs.web.sandbox import SandboxedParser
from jobs.web.source_reader import SourceReader

_FALLBACK_ZONE = "UTC"
_MEDIA_TYPES = {".ics": "text/calendar", ".json": "application/json", ".xml": "application/xml"}


class ReadEvent(Struct, frozen=True):
    """One event as it was read: its local start, and the same in one line."""

    line: str
    start: str  # "2026-10-15 20:00", or "2026-10-15 allday"
    title: str
    place: str
    state: str  # on, cancelled
    listed_as: str  # postponed, rescheduled, online, sold_out, or nothing of the kind
    sure: bool  # whether Mingle would tell it without a person's look
    zone: str
    link: str


class Way(Struct, frozen=True):
    """Another address that Mingle would follow from there."""

    kind: str
    address: str


class SourceReading(Struct, frozen=True):
    """What Mingle reads somewhere, and the sentence that a person would get about it."""

    address: str
    kind: str
    title: str
    sentence: str
    fault: str
    detail: str
    skipped: int
    events: tuple[ReadEvent, ...]
    ways: tuple[Way, ...]


def read(
    source: Annotated[str, typer.Argument(help="an address, or a file that was saved from one")],
    media_type: Annotated[str, typer.Option("--type", help="the media type of the file")] = "",
    address: Annotated[str, typer.Option(help="where the file was saved from")] = "",
    now: Annotated[str, typer.Option(help="read as of this instant, in ISO form")] = "",
    zone: Annotated[str, typer.Option(help="the zone of times that name none")] = _FALLBACK_ZONE,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
) -> None:
    """Read an address or a file once, and print what is there; nothing is stored."""
    try:
        zone = validate_zone(zone)
    except UnknownZone as error:
        runtime.give_up(output.unknown_zone(zone, error.suggestion))

    moment = runtime.instant_or_exit(now)
    file = Path(source)
    if file.is_file():
        kind = media_type or _media_type_of(file)
        document = Document(address, _bytes_or_exit(file), kind, moment, zone)
        reading = runtime.run_async(_read_file(document, file.name))
    else:
        reading = runtime.run_async(_read_address(_address_or_exit(source), zone, moment))
    output.print_reading(reading, as_json=as_json)


async def _read_file(document: Document, name: str) -> SourceReading:
    parser = SandboxedParser()
    try:
        parsed = await parser.parse_document(document)
    finally:
        await parser.close()
    shown = document.address or file_address("", name)
    return _describe(FetchResult(parsed, document.address), shown, document.zone)


async def _read_address(address: str, zone: str, now: dt.datetime) -> SourceReading:
    parser = SandboxedParser()
    web = Fetcher(parser=parser)
    try:
        fetched = await SourceReader(web, parser, zone, now).discover_feed(address)
    finally:
        await parser.close()
        await web.close()
    return _describe(fetched, address, zone)


def _describe(fetched: FetchResult, address: str, zone: str) -> SourceReading:
    parsed = fetched.parsed
    events = tuple(_read_event(event, zone) for event in parsed.events)
    fault = parsed.fault
    if not fault and parsed.kind == "page" and not any(event.sure for event in events):
        fault = "dates" if events else "no_events"
    if fault:
        sentence = nothing_found_text(address, fault)
    else:
        text = found_text(parsed.kind, fetched.feed, address, len(events), len(events))
        sentence = flatten_text(text)
    return SourceReading(
        address=address,
        kind=parsed.kind,
        title=parsed.title,
        sentence=sentence,
        fault=parsed.fault,
        detail=parsed.detail,
        skipped=parsed.skipped,
        events=events,
        ways=tuple(Way(way.kind, way.address) for way in parsed.alternates),
    )


def _read_event(event: ParsedEvent, zone: str) -> ReadEvent:
    """Return an event on the clock of `zone`; a whole day is that of its own zone."""
    local = event.starts_at.astimezone(ZoneInfo(event.zone if event.all_day else zone))
    start = f"{local:%Y-%m-%d} allday" if event.all_day else f"{local:%Y-%m-%d %H:%M}"
    state = "cancelled" if event.cancelled else "on"
    line = f"{start} {event.title}"
    return ReadEvent(
        line=f"{line} cancelled" if event.cancelled else line,
        start=start,
        title=event.title,
        place=event.place,
        state=state,
        listed_as=event.listed_as,
        sure=event.sure,
        zone=event.zone,
        link=event.link,
    )


def _media_type_of(file: Path) -> str:
    return _MEDIA_TYPES.get(file.suffix.lower()) or mimetypes.guess_type(file.name)[0] or ""


def _bytes_or_exit(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        runtime.give_up(output.unreadable_page(file, error))


def _address_or_exit(words: str) -> str:
    try:
        return read_address(words)
    except NotAnAddress:
        runtime.give_up(output.NO_FILE_AND_NO_ADDRESS)
