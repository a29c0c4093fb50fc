"""Busy times of a private calendar: when somebody is busy, and nothing else of its events."""

import datetime as dt
from collections import defaultdict

from bot.sources.ics.components import split_components
from bot.sources.ics.event import VEvent, read_vevent
from bot.sources.ics.read import FAULTS, lines_ahead, span_of
from bot.sources.ics.series import expand_instances
from bot.sources.ics.zones import CalendarZones
from bot.sources.parsers import timestamps
from bot.sources.parsers.model import Document, ParseResult

MAX_SPANS = 1_000
HORIZON = dt.timedelta(days=40)  # further ahead nobody is introduced


def read_busy_times(document: Document) -> ParseResult:
    """Return the spans in which somebody is busy; free and cancelled events are left out."""
    parts = split_components(document.body)
    zones = CalendarZones(parts, document.zone)
    by_uid: dict[str, list[VEvent]] = defaultdict(list)
    ahead, _ = lines_ahead(parts.events, document.now)
    for lines in ahead:
        try:
            event = read_vevent(lines, zones)
        except FAULTS:
            continue
        by_uid[event.uid].append(event)

    spans = set[tuple[dt.datetime, dt.datetime]]()
    for versions in by_uid.values():
        for event, starts, _ in expand_instances(versions, document.now):
            try:
                begins, ends, _ = timestamps.event_span(*span_of(event, starts), event.zone)
            except FAULTS:
                continue
            near = ends > document.now and begins < document.now + HORIZON
            if near and _is_busy(event):
                spans.add((begins, ends))
    return ParseResult(kind="busy", busy=tuple(sorted(spans)[:MAX_SPANS]))


def _is_busy(event: VEvent) -> bool:
    """Return whether an event takes time, as its calendar shows it to others."""
    free = event.text_of("TRANSP").upper() == "TRANSPARENT"
    shown_free = event.text_of("X-MICROSOFT-CDO-BUSYSTATUS").upper() == "FREE"
    cancelled = event.text_of("STATUS").upper() in ("CANCELLED", "CANCELED")
    return not (free or shown_free or cancelled)
