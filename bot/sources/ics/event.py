"""Read one event of a calendar file as it stands, its times still as they are told.

The icalendar package takes nearly two milliseconds for each, which adds up to minutes in the calendars of chambers.
"""

import datetime as dt
import re
from itertools import islice

from icalendar import vDuration
from msgspec import Struct

from bot.sources.ics.components import Lines
from bot.sources.ics.zones import Zones
from bot.sources.parsers import recurrence, sanitise, timestamps

MOST_DATES = 2_000  # of those that are listed one by one

_NEEDED = {
    "UID", "SUMMARY", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "SEQUENCE",
    "STATUS", "LOCATION", "DESCRIPTION", "URL", "CATEGORIES",
}  # fmt: skip
_PROPERTY = re.compile(r'([A-Za-z-]+)((?:;[^";:]*(?:"[^"]*"[^";:]*)*)*):(.*)', re.DOTALL)
_TZID = re.compile(r';TZID=("[^"]*"|[^;]*)', re.IGNORECASE)
_ESCAPED = re.compile(r"\\([\\;,:nN\"])")
_LISTED = re.compile(r"(?<!\\),")

Told = tuple[str, str]  # parameters and value


class Event(Struct):
    """One VEVENT; times of `zone` stand without one, those told in UTC with it."""

    uid: str
    starts: timestamps.Told
    ends: timestamps.Told | None
    zone: str
    tz: dt.tzinfo | None  # the zone as the file itself describes it, where its name is unknown
    rules: tuple[str, ...]
    extra: tuple[timestamps.Told, ...]  # RDATE
    without: tuple[timestamps.Told, ...]  # EXDATE
    instead: timestamps.Told | None  # RECURRENCE-ID
    onwards: bool  # ... and all later ones of its series
    sequence: int
    told: dict[str, list[Told]]

    def words(self, name: str) -> str:
        """Give a property's text, or an empty one."""
        return unescaped(self.told[name][0][1]) if name in self.told else ""

    def topics(self) -> list[str]:
        """Give the categories."""
        return [unescaped(each) for _, value in self.told.get("CATEGORIES", ()) for each in _LISTED.split(value)]


class _Stamps(Struct):
    """The other times of an event: one that names another zone than the beginning does is put into that zone."""

    zones: Zones
    own: str
    timed: bool

    def one(self, told: list[Told] | None) -> timestamps.Told | None:
        return self._placed(*told[0]) if told else None

    def all(self, told: list[Told]) -> tuple[timestamps.Told, ...]:
        values = ((about, value) for about, listed in told for value in listed.split(",")[:MOST_DATES])
        placed = (self._placed(about, value.partition("/")[0]) for about, value in islice(values, MOST_DATES))
        return tuple(filter(None, placed))

    def _placed(self, about: str, value: str) -> timestamps.Told | None:
        stamp, name = timestamps.read_stamp(value), _zone_name(about)
        if not name or name == self.own or not self.timed or not isinstance(stamp, dt.datetime) or stamp.tzinfo:
            return stamp
        return stamp.replace(tzinfo=self.zones.clock(name))


def unescaped(words_: str) -> str:
    """Take the backslashes out of a text."""
    return _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], words_)


def read_event(lines: Lines, zones: Zones) -> Event:
    """Read what one VEVENT tells; raise ValueError where it tells no beginning."""
    told: dict[str, list[Told]] = {}
    for line in lines:
        if (match := _PROPERTY.match(line)) and (name := match[1].upper()) in _NEEDED:
            told.setdefault(name, []).append((match[2], match[3].strip()))
    starts = timestamps.read_stamp(told["DTSTART"][0][1]) if "DTSTART" in told else None
    if starts is None:
        raise ValueError("no beginning")
    name = _zone_name(told["DTSTART"][0][0])
    zone, tz = zones.of(name)
    stamps = _Stamps(zones, name, isinstance(starts, dt.datetime))
    uid = sanitise.plain(told["UID"][0][1], 500) if "UID" in told else ""
    number = told["SEQUENCE"][0][1] if "SEQUENCE" in told else ""
    return Event(
        uid=uid or sanitise.name_of(told.get("SUMMARY"), starts),
        starts=starts,
        ends=_end(told, starts, stamps),
        zone=zone,
        tz=tz,
        rules=tuple(recurrence.tidied(value) for _, value in told.get("RRULE", ())),
        extra=stamps.all(told.get("RDATE", [])),
        without=stamps.all(told.get("EXDATE", [])),
        instead=stamps.one(told.get("RECURRENCE-ID")),
        onwards=any("RANGE=THISANDFUTURE" in about.upper() for about, _ in told.get("RECURRENCE-ID", ())),
        sequence=int(number) if number.isdecimal() and len(number) < 10 else 0,
        told=told,
    )


def _length(words_: str) -> dt.timedelta:
    length: dt.timedelta = vDuration.from_ical(words_)  # type: ignore[no-untyped-call]
    return length


def _zone_name(about: str) -> str:
    match = _TZID.search(about)
    return match[1].strip('"') if match else ""


def _end(told: dict[str, list[Told]], starts: timestamps.Told, stamps: _Stamps) -> timestamps.Told | None:
    ends = stamps.one(told.get("DTEND"))
    if ends is None and "DURATION" in told:
        try:
            ends = starts + _length(told["DURATION"][0][1][:40])
        except (ValueError, OverflowError):
            ends = None
    return ends if isinstance(ends, dt.datetime) is isinstance(starts, dt.datetime) else None
