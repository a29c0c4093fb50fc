"""Read one event of a calendar file as it stands, its times still as they are told.

The icalendar package takes nearly two milliseconds for each, which adds up to minutes in the
calendars of chambers.
"""

import datetime as dt
import re
from itertools import islice

from icalendar import vDuration
from msgspec import Struct

from bot.sources.ics.components import ContentLines
from bot.sources.ics.zones import CalendarZones
from bot.sources.parsers import recurrence, sanitise, timestamps

MAX_DATES = 2_000  # of those that are listed one by one

_NEEDED = {
    "UID", "SUMMARY", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID",
    "SEQUENCE",
    "STATUS", "LOCATION", "DESCRIPTION", "URL", "CATEGORIES",
}  # fmt: skip
_PROPERTY = re.compile(r'([A-Za-z-]+)((?:;[^";:]*(?:"[^"]*"[^";:]*)*)*):(.*)', re.DOTALL)
_TZID = re.compile(r';TZID=("[^"]*"|[^;]*)', re.IGNORECASE)
_ESCAPED = re.compile(r"\\([\\;,:nN\"])")
_LISTED = re.compile(r"(?<!\\),")

PropertyValue = tuple[str, str]  # parameters and value


class VEvent(Struct):
    """One VEVENT; times of `zone` stand without one, those told in UTC with it."""

    uid: str
    starts: timestamps.DateOrTime
    ends: timestamps.DateOrTime | None
    zone: str
    tz: dt.tzinfo | None  # the zone as the file itself describes it, where its name is unknown
    rrules: tuple[str, ...]
    rdates: tuple[timestamps.DateOrTime, ...]  # RDATE
    exdates: tuple[timestamps.DateOrTime, ...]  # EXDATE
    recurrence_id: timestamps.DateOrTime | None  # RECURRENCE-ID
    this_and_future: bool  # ... and all later ones of its series
    sequence: int
    properties: dict[str, list[PropertyValue]]

    def text_of(self, name: str) -> str:
        """Give a property's text, or an empty one."""
        return unescape_text(self.properties[name][0][1]) if name in self.properties else ""

    def list_categories(self) -> list[str]:
        """Give the categories."""
        return [
            unescape_text(each)
            for _, value in self.properties.get("CATEGORIES", ())
            for each in _LISTED.split(value)
        ]


class _Stamps(Struct):
    """The other times of an event.

    One that names another zone than the beginning does is put into that zone.
    """

    zones: CalendarZones
    own: str
    timed: bool

    def read_one(self, told: list[PropertyValue] | None) -> timestamps.DateOrTime | None:
        return self._placed(*told[0]) if told else None

    def read_all(self, told: list[PropertyValue]) -> tuple[timestamps.DateOrTime, ...]:
        values = (
            (about, value) for about, listed in told for value in listed.split(",")[:MAX_DATES]
        )
        placed = (
            self._placed(about, value.partition("/")[0])
            for about, value in islice(values, MAX_DATES)
        )
        return tuple(filter(None, placed))

    def _placed(self, about: str, value: str) -> timestamps.DateOrTime | None:
        stamp, name = timestamps.read_timestamp(value), _zone_name(about)
        if (
            not name
            or name == self.own
            or not self.timed
            or not isinstance(stamp, dt.datetime)
            or stamp.tzinfo
        ):
            return stamp
        return stamp.replace(tzinfo=self.zones.tzinfo_for(name))


def unescape_text(escaped: str) -> str:
    """Take the backslashes out of a text."""
    return _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], escaped)


def read_vevent(lines: ContentLines, zones: CalendarZones) -> VEvent:
    """Read what one VEVENT tells; raise ValueError where it tells no beginning."""
    told: dict[str, list[PropertyValue]] = {}
    for line in lines:
        if (match := _PROPERTY.match(line)) and (name := match[1].upper()) in _NEEDED:
            told.setdefault(name, []).append((match[2], match[3].strip()))
    starts = timestamps.read_timestamp(told["DTSTART"][0][1]) if "DTSTART" in told else None
    if starts is None:
        raise ValueError("no beginning")
    name = _zone_name(told["DTSTART"][0][0])
    zone, tz = zones.resolve_zone(name)
    stamps = _Stamps(zones, name, isinstance(starts, dt.datetime))
    uid = sanitise.strip_markup(told["UID"][0][1], 500) if "UID" in told else ""
    number = told["SEQUENCE"][0][1] if "SEQUENCE" in told else ""
    return VEvent(
        uid=uid or sanitise.content_uid(told.get("SUMMARY"), starts),
        starts=starts,
        ends=_end(told, starts, stamps),
        zone=zone,
        tz=tz,
        rrules=tuple(recurrence.tidy_rule(value) for _, value in told.get("RRULE", ())),
        rdates=stamps.read_all(told.get("RDATE", [])),
        exdates=stamps.read_all(told.get("EXDATE", [])),
        recurrence_id=stamps.read_one(told.get("RECURRENCE-ID")),
        this_and_future=any(
            "RANGE=THISANDFUTURE" in about.upper() for about, _ in told.get("RECURRENCE-ID", ())
        ),
        sequence=int(number) if number.isdecimal() and len(number) < 10 else 0,
        properties=told,
    )


def _length(words_: str) -> dt.timedelta:
    length: dt.timedelta = vDuration.from_ical(words_)  # type: ignore[no-untyped-call]
    return length


def _zone_name(about: str) -> str:
    match = _TZID.search(about)
    return match[1].strip('"') if match else ""


def _end(
    told: dict[str, list[PropertyValue]], starts: timestamps.DateOrTime, stamps: _Stamps
) -> timestamps.DateOrTime | None:
    ends = stamps.read_one(told.get("DTEND"))
    if ends is None and "DURATION" in told:
        try:
            ends = starts + _length(told["DURATION"][0][1][:40])
        except (ValueError, OverflowError):
            ends = None
    return ends if isinstance(ends, dt.datetime) is isinstance(starts, dt.datetime) else None
