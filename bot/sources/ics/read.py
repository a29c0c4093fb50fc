"""Read calendar files (iCalendar), with the faults that real ones have."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from bot.sources.ics.components import ContentLines, split_components
from bot.sources.ics.event import VEvent, read_vevent
from bot.sources.ics.series import expand_instances
from bot.sources.ics.zones import CalendarZones
from bot.sources.parsers import recurrence, sanitise, timestamps
from bot.sources.parsers.model import (
    LOOKBACK,
    MAX_EVENTS,
    SINGLE_HORIZON,
    Document,
    ParsedEvent,
    ParseResult,
)

MAX_SINGLE_EVENTS = 2 * MAX_EVENTS  # single events looked at, the soonest first

_DAY = re.compile(r"(?:DTSTART|DTEND)[^:]*:\s*(\d{4})-?(\d\d)-?(\d\d)", re.IGNORECASE)
_REPEATS = re.compile(r"(?:RRULE|RDATE|RECURRENCE-ID)[:;]", re.IGNORECASE)
_COMING = re.compile(r"(DTSTART|RDATE|RRULE)[:;]", re.IGNORECASE)
_UNTIL = re.compile(r"UNTIL=([^;]*)", re.IGNORECASE)
_DATES = re.compile(r"(?<!\d)(\d{4})-?(\d\d)-?(\d\d)(?!\d)")
_NO_END = dt.timedelta(days=40)  # whatever tells no end is over by then
_FAULTS = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError)


def read_calendar(document: Document) -> ParseResult:
    """Read every event that lies ahead, series written out."""
    parts = split_components(document.body)
    zones = CalendarZones(parts, document.zone)
    groups: dict[str, list[VEvent]] = defaultdict(list)
    bad = 0
    for lines in _ahead(parts.events, document.now):
        try:
            event = read_vevent(lines, zones)
        except _FAULTS:
            bad += 1
            continue
        groups[event.uid].append(event)
    found: list[ParsedEvent] = []
    for versions in groups.values():
        for event, starts, key in expand_instances(versions, document.now):
            try:
                found.append(_parsed_event(event, starts, key))
            except _FAULTS:
                bad += 1
    return ParseResult(
        kind="ics",
        title=sanitise.strip_markup(
            (parts.properties.get("X-WR-CALNAME") or parts.properties.get("NAME", "")).replace(
                "\\,", ","
            ),
            100,
        ),
        zone=zones.calendar_zone,
        events=tuple(sorted(found, key=lambda each: each.starts_at)[:MAX_EVENTS]),
        odd_zones=zones.odd_zones,
        continues=any(
            _goes_on(line, document.now.date()) for lines in parts.events for line in lines
        ),
        skipped=bad,
    )


def _ahead(events: Sequence[ContentLines], now: dt.datetime) -> Iterator[ContentLines]:
    """Judge every rule, and pass over what is surely past or far ahead before it costs any time."""
    first = (now - LOOKBACK - dt.timedelta(days=1)).date()
    soonest, last, open_end = (
        first.isoformat(),
        (now + SINGLE_HORIZON).date().isoformat(),
        (first - _NO_END).isoformat(),
    )
    single: list[tuple[str, ContentLines]] = []
    for lines in events:
        days = ["-".join(day.groups()) for line in lines if (day := _DAY.match(line))]
        repeats = [_repeats(line) for line in lines]  # every rule is judged
        if any(repeats) or not days:
            yield lines
        elif min(days) <= last and max(days) >= (soonest if len(days) > 1 else open_end):
            single.append((max(min(days), soonest), lines))
    single.sort(key=lambda each: each[0])
    yield from (lines for _, lines in single[:MAX_SINGLE_EVENTS])


def _repeats(line: str) -> bool:
    if not _REPEATS.match(line):
        return False
    if line[:5].upper() == "RRULE":
        recurrence.check_rule(line.partition(":")[2])
    return True


def _goes_on(line: str, today: dt.date) -> bool:
    """Tell whether a line of an event leads to evenings that are still to come."""
    said = _COMING.match(line)
    if said and said[1].upper() == "RRULE":
        until = _UNTIL.search(line)
        return until is None or _last_day(until[1]) >= today.isoformat()
    return said is not None and _last_day(line) >= today.isoformat()


def _last_day(words: str) -> str:
    return max(("-".join(day) for day in _DATES.findall(words)), default="")


def _parsed_event(event: VEvent, starts: timestamps.DateOrTime, key: str) -> ParsedEvent:
    begins, ends, all_day = timestamps.event_span(*_told_span(event, starts), event.zone)
    title, struck = sanitise.clean_title(event.text_of("SUMMARY"))
    where, about = event.text_of("LOCATION"), event.text_of("DESCRIPTION")
    return ParsedEvent(
        uid=event.uid,
        title=title or sanitise.UNTITLED,
        starts_at=begins,
        ends_at=ends,
        zone=event.zone,
        recurrence=key,
        all_day=all_day,
        place="" if sanitise.clean_link(where) else sanitise.clean_place(where),
        description=sanitise.clean_description(about),
        link=sanitise.clean_link(event.text_of("URL"), where) or sanitise.find_first_link(about),
        cancelled=struck or event.text_of("STATUS").upper() in ("CANCELLED", "CANCELED"),
        topics=sanitise.clean_topics(event.list_categories()),
    )


def _told_span(
    event: VEvent, starts: timestamps.DateOrTime
) -> tuple[timestamps.DateOrTime, timestamps.DateOrTime | None]:
    if event.ends is None or starts == event.starts:
        pair: tuple[timestamps.DateOrTime, timestamps.DateOrTime | None] = (starts, event.ends)
    elif isinstance(starts, dt.datetime):
        zone = event.zone
        pair = (
            starts,
            starts
            + (
                timestamps.to_local_time(event.ends, zone)
                - timestamps.to_local_time(event.starts, zone)
            ),
        )
    else:
        pair = (starts, starts + (event.ends - event.starts))
    if event.tz is None:
        return pair
    begins, ends = (told.replace(tzinfo=event.tz) if _floats(told) else told for told in pair)  # type: ignore[union-attr, call-arg]
    return begins, ends  # type: ignore[return-value]


def _floats(told: timestamps.DateOrTime | None) -> bool:
    return isinstance(told, dt.datetime) and told.tzinfo is None
