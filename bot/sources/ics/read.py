"""Read calendar files (iCalendar), with the faults that real ones have."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from bot.sources.ics.components import Lines, cut
from bot.sources.ics.event import Event, read_event
from bot.sources.ics.series import evenings
from bot.sources.ics.zones import Zones
from bot.sources.parsers import recurrence, sanitise, timestamps
from bot.sources.parsers.model import AHEAD, BEHIND, MOST_EVENTS, Document, Found, Reading

MANY = 2 * MOST_EVENTS  # single events looked at, the soonest first

_DAY = re.compile(r"(?:DTSTART|DTEND)[^:]*:\s*(\d{4})-?(\d\d)-?(\d\d)", re.IGNORECASE)
_REPEATS = re.compile(r"(?:RRULE|RDATE|RECURRENCE-ID)[:;]", re.IGNORECASE)
_COMING = re.compile(r"(DTSTART|RDATE|RRULE)[:;]", re.IGNORECASE)
_UNTIL = re.compile(r"UNTIL=([^;]*)", re.IGNORECASE)
_DATES = re.compile(r"(?<!\d)(\d{4})-?(\d\d)-?(\d\d)(?!\d)")
_NO_END = dt.timedelta(days=40)  # whatever tells no end is over by then
_FAULTS = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError)


def read_calendar(document: Document) -> Reading:
    """Read every event that lies ahead, series written out."""
    parts = cut(document.body)
    zones = Zones(parts, document.zone)
    groups: dict[str, list[Event]] = defaultdict(list)
    bad = 0
    for lines in _ahead(parts.events, document.now):
        try:
            event = read_event(lines, zones)
        except _FAULTS:
            bad += 1
            continue
        groups[event.uid].append(event)
    found: list[Found] = []
    for versions in groups.values():
        for event, starts, key in evenings(versions, document.now):
            try:
                found.append(_found(event, starts, key))
            except _FAULTS:
                bad += 1
    return Reading(
        kind="ics",
        title=sanitise.plain((parts.own.get("X-WR-CALNAME") or parts.own.get("NAME", "")).replace("\\,", ","), 100),
        zone=zones.calendars,
        events=tuple(sorted(found, key=lambda each: each.starts_at)[:MOST_EVENTS]),
        odd_zones=zones.odd,
        goes_on=any(_goes_on(line, document.now.date()) for lines in parts.events for line in lines),
        passed_over=bad,
    )


def _ahead(events: Sequence[Lines], now: dt.datetime) -> Iterator[Lines]:
    """Judge every rule, and pass over what is surely past or far ahead before it costs any time."""
    first = (now - BEHIND - dt.timedelta(days=1)).date()
    soonest, last, open_end = first.isoformat(), (now + AHEAD).date().isoformat(), (first - _NO_END).isoformat()
    single: list[tuple[str, Lines]] = []
    for lines in events:
        days = ["-".join(day.groups()) for line in lines if (day := _DAY.match(line))]
        repeats = [_repeats(line) for line in lines]  # every rule is judged
        if any(repeats) or not days:
            yield lines
        elif min(days) <= last and max(days) >= (soonest if len(days) > 1 else open_end):
            single.append((max(min(days), soonest), lines))
    single.sort(key=lambda each: each[0])
    yield from (lines for _, lines in single[:MANY])


def _repeats(line: str) -> bool:
    if not _REPEATS.match(line):
        return False
    if line[:5].upper() == "RRULE":
        recurrence.judge(line.partition(":")[2])
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


def _found(event: Event, starts: timestamps.Told, key: str) -> Found:
    begins, ends, all_day = timestamps.span(*_told_span(event, starts), event.zone)
    title, struck = sanitise.title(event.words("SUMMARY"))
    where, about = event.words("LOCATION"), event.words("DESCRIPTION")
    return Found(
        uid=event.uid,
        title=title or sanitise.UNTITLED,
        starts_at=begins,
        ends_at=ends,
        zone=event.zone,
        recurrence=key,
        all_day=all_day,
        place="" if sanitise.link(where) else sanitise.place(where),
        description=sanitise.description(about),
        link=sanitise.link(event.words("URL"), where) or sanitise.first_link(about),
        cancelled=struck or event.words("STATUS").upper() in ("CANCELLED", "CANCELED"),
        topics=sanitise.topics(event.topics()),
    )


def _told_span(event: Event, starts: timestamps.Told) -> tuple[timestamps.Told, timestamps.Told | None]:
    if event.ends is None or starts == event.starts:
        pair: tuple[timestamps.Told, timestamps.Told | None] = (starts, event.ends)
    elif isinstance(starts, dt.datetime):
        zone = event.zone
        pair = (starts, starts + (timestamps.wall(event.ends, zone) - timestamps.wall(event.starts, zone)))
    else:
        pair = (starts, starts + (event.ends - event.starts))
    if event.tz is None:
        return pair
    begins, ends = (told.replace(tzinfo=event.tz) if _floats(told) else told for told in pair)  # type: ignore[union-attr, call-arg]
    return begins, ends  # type: ignore[return-value]


def _floats(told: timestamps.Told | None) -> bool:
    return isinstance(told, dt.datetime) and told.tzinfo is None
