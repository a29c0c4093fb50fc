"""Parse one VEVENT as it is, its times not yet converted.

Our own parser: the icalendar package takes nearly two milliseconds for each event, which adds up
to minutes in the calendars of chambers of commerce.
"""

import datetime as dt
import re
from collections import defaultdict

from icalendar import vDuration
from msgspec import Struct

from bot.sources.ics.components import ContentLines
from bot.sources.ics.zones import CalendarZones
from bot.sources.parsers import recurrence, sanitise, timestamps
from bot.sources.parsers.timestamps import DateOrTime, to_local_time

MAX_DATES = 2_000  # in RDATE or EXDATE of one event

# What Outlook adds to a whole day that it writes as a time from midnight to midnight.
WHOLE_DAY_MARKS = ("X-MICROSOFT-CDO-ALLDAYEVENT", "X-MICROSOFT-MSNCALENDAR-ALLDAYEVENT")

_NEEDED = {
    "UID", "SUMMARY", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID",
    "SEQUENCE", "STATUS", "LOCATION", "DESCRIPTION", "URL", "CATEGORIES",
    "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS", "CLASS",
    *WHOLE_DAY_MARKS,
}  # fmt: skip
# A colon ends the parameters, unless it is quoted or that of an address (“tzone://…”).
_PROPERTY = re.compile(
    r'([A-Za-z-]+)((?:;(?:[^";:]|:(?=//))*(?:"[^"]*"(?:[^";:]|:(?=//))*)*)*):(.*)', re.DOTALL
)
_TZID = re.compile(r';\s*TZID\s*=\s*("[^"]*"|[^;]*)', re.IGNORECASE)
_DATE_ALONE = re.compile(r";\s*VALUE\s*=\s*DATE\s*(?:;|$)", re.IGNORECASE)
_LAST_MINUTE = dt.time(23, 59)  # some programs end a day before its midnight
_ESCAPED = re.compile(r"\\(\S)")
_COMMA = re.compile(r"(?<!\\),")

PropertyValue = tuple[str, str]  # parameters and value
Properties = dict[str, list[PropertyValue]]


class VEvent(Struct):
    """One VEVENT; its times are wall-clock times of `zone`, or aware where given in UTC."""

    uid: str
    starts: DateOrTime
    ends: DateOrTime | None
    zone: str
    tz: dt.tzinfo | None  # the zone as the file itself describes it, where its name is unknown
    rrules: tuple[str, ...]
    rdates: tuple[DateOrTime, ...]  # RDATE
    exdates: tuple[DateOrTime, ...]  # EXDATE
    recurrence_id: DateOrTime | None  # RECURRENCE-ID
    this_and_future: bool  # ... and all later ones of its series
    sequence: int
    properties: Properties

    @property
    def recurs(self) -> bool:
        """Whether it is the master of a series."""
        return bool(self.rrules or self.rdates)

    def text_of(self, name: str) -> str:
        """Return a property's text, or an empty string."""
        values = self.properties.get(name)
        if values:
            return unescape_text(values[0][1])
        return ""

    def list_categories(self) -> list[str]:
        """Return the categories of all CATEGORIES properties."""
        categories: list[str] = []
        for _, value in self.properties.get("CATEGORIES", ()):
            categories += map(unescape_text, _COMMA.split(value))
        return categories


class _TimeReader(Struct):
    """Reads the other times of an event; one in another zone than the start's becomes aware."""

    zones: CalendarZones
    own: str
    timed: bool

    def read_first(self, values: list[PropertyValue]) -> DateOrTime | None:
        return self._read(*values[0]) if values else None

    def read_all(self, values: list[PropertyValue]) -> tuple[DateOrTime, ...]:
        pairs: list[PropertyValue] = []
        for parameters, value in values:
            for moment in value.split(",")[:MAX_DATES]:
                pairs.append((parameters, moment.partition("/")[0]))

        moments = [self._read(*pair) for pair in pairs[:MAX_DATES]]
        return tuple(moment for moment in moments if moment is not None)

    def _read(self, parameters: str, value: str) -> DateOrTime | None:
        moment = _read_moment(parameters, value)
        name = _zone_name(parameters)
        if not name or name == self.own or not self.timed:
            return moment
        if not isinstance(moment, dt.datetime) or moment.tzinfo:
            return moment
        return moment.replace(tzinfo=self.zones.tzinfo_for(name))


def unescape_text(escaped: str) -> str:
    """Remove the backslashes of an iCalendar text, also those that escape nothing."""
    return _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], escaped)


def read_vevent(lines: ContentLines, zones: CalendarZones) -> VEvent:
    """Return the event of these content lines; raise ValueError without a readable start."""
    properties = _properties(lines)
    if not properties["DTSTART"]:
        raise ValueError("no beginning")
    parameters, value = properties["DTSTART"][0]
    starts = _read_moment(parameters, value)
    if starts is None:
        raise ValueError("no beginning")

    zone_name = _zone_name(parameters)
    zone, tz = zones.resolve_zone(zone_name)
    reader = _TimeReader(zones, zone_name, isinstance(starts, dt.datetime))
    ends = _end(properties, starts, reader)
    if _is_whole_day(properties, starts, ends, zone):
        starts, ends = day_of(starts, zone), _day_after(ends, zone)
        reader = _TimeReader(zones, zone_name, timed=False)
    elif isinstance(ends, dt.datetime) is not isinstance(starts, dt.datetime):
        ends = None
    ranges = [parameters.upper() for parameters, _ in properties["RECURRENCE-ID"]]
    return VEvent(
        uid=_uid(properties, starts),
        starts=starts,
        ends=ends,
        zone=zone,
        tz=tz,
        rrules=tuple(recurrence.tidy_rule(rule) for _, rule in properties["RRULE"]),
        rdates=reader.read_all(properties["RDATE"]),
        exdates=reader.read_all(properties["EXDATE"]),
        recurrence_id=reader.read_first(properties["RECURRENCE-ID"]),
        this_and_future=any("RANGE=THISANDFUTURE" in text for text in ranges),
        sequence=_sequence(properties),
        properties=properties,
    )


def _properties(lines: ContentLines) -> Properties:
    properties: Properties = defaultdict(list)
    for line in lines:
        match = _PROPERTY.match(line)
        name = match[1].upper() if match else ""
        if match and name in _NEEDED:
            properties[name].append((match[2], match[3].strip()))
    return properties


def _uid(properties: Properties, starts: DateOrTime) -> str:
    uid = ""
    if properties["UID"]:
        uid = sanitise.strip_markup(properties["UID"][0][1], 500)
    return uid or sanitise.content_uid(properties["SUMMARY"] or None, starts)


def _sequence(properties: Properties) -> int:
    number = properties["SEQUENCE"][0][1] if properties["SEQUENCE"] else ""
    if number.isdecimal() and len(number) < 10:
        return int(number)
    return 0


def _zone_name(parameters: str) -> str:
    match = _TZID.search(parameters)
    if match:
        return match[1].strip('"')
    return ""


def day_of(moment: DateOrTime, zone: str) -> dt.date:
    """Return the day that a time means of something that takes whole days.

    Midnight in UTC means the date that it is written with, which is the evening before in America.
    """
    if isinstance(moment, dt.datetime) and moment.tzinfo and moment.time() != dt.time.min:
        return to_local_time(moment, zone).date()
    return moment.date() if isinstance(moment, dt.datetime) else moment


def _read_moment(parameters: str, value: str) -> DateOrTime | None:
    moment = timestamps.read_timestamp(value)
    if isinstance(moment, dt.datetime) and _DATE_ALONE.search(parameters):
        return moment.date()
    return moment


def _is_whole_day(
    properties: Properties, starts: DateOrTime, ends: DateOrTime | None, zone: str
) -> bool:
    """Return whether a time at midnight means a whole day: by a mark, or by where it ends."""
    if not isinstance(starts, dt.datetime):
        return False
    local = to_local_time(starts, zone)
    marks = [value for name in WHOLE_DAY_MARKS for _, value in properties[name]]
    if local.time() == dt.time.min and any(mark.upper() == "TRUE" for mark in marks):
        return True
    if not isinstance(ends, dt.datetime) or to_local_time(ends, zone) <= local:
        return False
    if local.time() == dt.time.min:
        return _ends_with_day(to_local_time(ends, zone))
    return starts.tzinfo is ends.tzinfo is dt.UTC and starts.time() == ends.time() == dt.time.min


def _ends_with_day(local: dt.datetime) -> bool:
    return local.time() == dt.time.min or local.time() >= _LAST_MINUTE


def _day_after(ends: DateOrTime | None, zone: str) -> dt.date | None:
    """Return the day after the last one of something that takes whole days."""
    if ends is None:
        return None
    if isinstance(ends, dt.datetime) and to_local_time(ends, zone).time() >= _LAST_MINUTE:
        return to_local_time(ends, zone).date() + dt.timedelta(days=1)
    return day_of(ends, zone)


def _end(properties: Properties, starts: DateOrTime, reader: _TimeReader) -> DateOrTime | None:
    """Return DTEND or the end of DURATION."""
    ends = reader.read_first(properties["DTEND"])
    if ends is None and properties["DURATION"]:
        try:
            ends = starts + _duration(properties["DURATION"][0][1][:40])
        except (ValueError, OverflowError):
            return None
    return ends


def _duration(words: str) -> dt.timedelta:
    duration: dt.timedelta = vDuration.from_ical(words)  # type: ignore[no-untyped-call]
    return duration
