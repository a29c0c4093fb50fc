"""Read calendar files (iCalendar)."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Sequence

from bot.sources.ics.components import CalendarComponents, ContentLines, split_components
from bot.sources.ics.event import VEvent, read_vevent
from bot.sources.ics.series import expand_instances
from bot.sources.ics.zones import CalendarZones
from bot.sources.parsers import recurrence, sanitise, timestamps
from bot.sources.parsers.model import (
    FOR_EVER,
    LOOKBACK,
    MAX_EVENTS,
    SINGLE_HORIZON,
    TITLE_LIMIT,
    Document,
    ParsedEvent,
    ParseResult,
    UnreadableDocument,
)
from bot.sources.parsers.private_entries import is_private_title
from bot.sources.parsers.timestamps import DateOrTime, to_local_time

MAX_SINGLE_EVENTS = 2 * MAX_EVENTS  # single events that are parsed, the soonest first

_DAY = re.compile(r"(?:DTSTART|DTEND)[^:]*:\s*(\d{4})-?(\d\d)-?(\d\d)", re.IGNORECASE)
_REPEATS = re.compile(r"(?:RRULE|RDATE|RECURRENCE-ID)[:;]", re.IGNORECASE)
_STARTING = re.compile(r"(DTSTART|RDATE|RRULE)[:;]", re.IGNORECASE)
_UNTIL = re.compile(r"UNTIL=([^;]*)", re.IGNORECASE)
_DATES = re.compile(r"(?<!\d)(\d{4})-?(\d\d)-?(\d\d)(?!\d)")
# Programs whose calendars hold everything that was ever entered.
_UNLIMITED = re.compile(
    r"Google Calendar|Apple|iCloud|Nextcloud|SabreDAV|Microsoft|Outlook|Zimbra|Fastmail|Tockify"
    r"|Teamup",
    re.IGNORECASE,
)
_PAST = dt.timedelta(days=30)  # a calendar that lists what is over so long is no list of the next
_NO_END = dt.timedelta(days=40)  # an event without an end is over by then
FAULTS = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError)


def read_calendar(document: Document) -> ParseResult:
    """Return every event that lies ahead, series expanded."""
    parts = split_components(document.body, document.charset)
    zones = CalendarZones(parts, document.zone)
    by_uid: dict[str, list[VEvent]] = defaultdict(list)
    ahead, bad = lines_ahead(parts.events, document.now)
    for lines in ahead:
        try:
            event = read_vevent(lines, zones)
        except FAULTS:
            bad += 1
            continue
        by_uid[event.uid].append(event)

    events: list[ParsedEvent] = []
    for versions in by_uid.values():
        for instance in expand_instances(versions, document.now):
            # Only now: a private change of a series takes the place of what was public before.
            if _is_hidden(instance[0]):
                continue
            try:
                events.append(_parsed_event(*instance))
            except FAULTS:
                bad += 1

    events = sanitise.drop_contradicted(events)
    events.sort(key=lambda event: event.starts_at)
    return ParseResult(
        kind="ics",
        title=_title(parts),
        zone=zones.calendar_zone,
        events=tuple(events[:MAX_EVENTS]),
        odd_zones=zones.odd_zones,
        continues=_continues(parts, document.now.date()),
        skipped=bad,
        entries=len(parts.events),
        sees_until=FOR_EVER if _lists_everything(parts, document.now) else None,
    )


def _lists_everything(parts: CalendarComponents, now: dt.datetime) -> bool:
    """Return whether a calendar has no limit: those of some programs, and those that keep the past.

    Others may list no more than the soonest ten or thirty.
    """
    if _UNLIMITED.search(parts.properties.get("PRODID", "")):
        return True
    last = (now - _PAST).date().isoformat()
    for lines in parts.events:
        days = _days(lines)
        if days and max(days) < last and not any(map(_REPEATS.match, lines)):
            return True
    return False


def _title(parts: CalendarComponents) -> str:
    name = parts.properties.get("X-WR-CALNAME") or parts.properties.get("NAME", "")
    return sanitise.strip_markup(name.replace("\\,", ","), 100)


def _is_hidden(event: VEvent) -> bool:
    """Return whether an entry is private: by its class, its state, or its title.

    A class that is unknown counts as private, as RFC 5545 wants it.
    """
    if event.text_of("CLASS").strip().upper() not in ("", "PUBLIC", "DEFAULT"):
        return True
    if event.text_of("X-MICROSOFT-CDO-BUSYSTATUS").strip().upper() in ("OOF", "WORKINGELSEWHERE"):
        return True
    return is_private_title(sanitise.strip_markup(event.text_of("SUMMARY"), TITLE_LIMIT))


def lines_ahead(events: Sequence[ContentLines], now: dt.datetime) -> tuple[list[ContentLines], int]:
    """Skip what is surely past or far ahead before it costs any time, and check every rule.

    An event whose rule would take for ever is left out and counted; raise UnreadableDocument if
    no other event is there.
    """
    today = (now - LOOKBACK - dt.timedelta(days=1)).date()
    first, last = today.isoformat(), (now + SINGLE_HORIZON).date().isoformat()
    first_without_end = (today - _NO_END).isoformat()
    singles: list[tuple[str, ContentLines]] = []
    ahead: list[ContentLines] = []
    refused: list[UnreadableDocument] = []
    for lines in events:
        days = _days(lines)
        try:
            repeats = [_repeats(line) for line in lines]  # not lazily: every rule is checked
        except UnreadableDocument as error:
            refused.append(error)
            continue
        if any(repeats) or not days:
            ahead.append(lines)
            continue

        earliest, latest = min(days), max(days)
        if earliest <= last and latest >= (first if len(days) > 1 else first_without_end):
            singles.append((max(earliest, first), lines))

    if refused and len(refused) == len(events):
        raise refused[0]
    singles.sort(key=lambda single: single[0])
    ahead += [lines for _, lines in singles[:MAX_SINGLE_EVENTS]]
    return ahead, len(refused)


def _days(lines: ContentLines) -> list[str]:
    """Return the ISO dates of DTSTART and DTEND."""
    matches = filter(None, map(_DAY.match, lines))
    return ["-".join(match.groups()) for match in matches]


def _repeats(line: str) -> bool:
    if not _REPEATS.match(line):
        return False
    if line[:5].upper() == "RRULE":
        recurrence.check_rule(line.partition(":")[2])
    return True


def _continues(parts: CalendarComponents, today: dt.date) -> bool:
    """Return whether any event, or instance of a series, is still to come."""
    return any(_is_ahead(line, today.isoformat()) for lines in parts.events for line in lines)


def _is_ahead(line: str, today: str) -> bool:
    match = _STARTING.match(line)
    if not match:
        return False
    if match[1].upper() != "RRULE":
        return _last_day(line) >= today
    until = _UNTIL.search(line)
    return until is None or _last_day(until[1]) >= today


def _last_day(words: str) -> str:
    days = ["-".join(day) for day in _DATES.findall(words)]
    return max(days, default="")


def _parsed_event(event: VEvent, starts: DateOrTime, key: str) -> ParsedEvent:
    begins, ends, all_day = timestamps.event_span(*span_of(event, starts), event.zone)
    title, struck = sanitise.clean_title(event.text_of("SUMMARY"))
    place, description = event.text_of("LOCATION"), event.text_of("DESCRIPTION")
    link = sanitise.clean_link(event.text_of("URL"), place)
    return ParsedEvent(
        uid=event.uid,
        title=title or sanitise.UNTITLED,
        starts_at=begins,
        ends_at=ends,
        zone=event.zone,
        recurrence=key,
        all_day=all_day,
        place="" if sanitise.clean_link(place) else sanitise.clean_place(place),
        description=sanitise.clean_description(description),
        link=link or sanitise.find_first_link(description),
        cancelled=struck or event.text_of("STATUS").upper() in ("CANCELLED", "CANCELED"),
        topics=sanitise.clean_topics(event.list_categories()),
        listed_as=sanitise.title_remark(event.text_of("SUMMARY")),
    )


def span_of(event: VEvent, starts: DateOrTime) -> tuple[DateOrTime, DateOrTime | None]:
    """Return the start and end of an instance, in the zone that the file describes, if any."""
    ends = event.ends
    if ends is not None and starts != event.starts:
        ends = starts + _length(event, ends)
    if event.tz is None:
        return starts, ends
    return _aware(starts, event.tz), None if ends is None else _aware(ends, event.tz)


def _length(event: VEvent, ends: DateOrTime) -> dt.timedelta:
    """Return the length of an event by the wall clock."""
    return to_local_time(ends, event.zone) - to_local_time(event.starts, event.zone)


def _aware(moment: DateOrTime, tz: dt.tzinfo) -> DateOrTime:
    if isinstance(moment, dt.datetime) and moment.tzinfo is None:
        return moment.replace(tzinfo=tz)
    return moment
