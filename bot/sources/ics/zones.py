"""Resolve the zones of a calendar: by name, by the file's VTIMEZONE, else the calendar's own."""

import datetime as dt
from zoneinfo import ZoneInfo

from icalendar import Calendar, Timezone

from bot.sources.ics.components import CalendarComponents, ContentLines
from bot.sources.parsers import recurrence
from bot.sources.parsers.model import UnreadableDocument
from bot.sources.parsers.zone_names import zone_named

MAX_ZONES = 50
_UTC = ("UTC", "Etc/UTC", "Etc/GMT", "GMT")
MAX_ZONE_LINES = 200  # in the description of one zone


class CalendarZones:
    """The zones of one calendar; `odd_zones` is set once a time names an unknown one."""

    def __init__(self, parts: CalendarComponents, fallback: str) -> None:
        self.calendar_zone = ""
        for name in ("X-WR-TIMEZONE", "X-LIC-LOCATION"):
            if not self.calendar_zone:
                self.calendar_zone = zone_named(parts.properties.get(name, ""))

        if self.calendar_zone in _UTC:
            self.calendar_zone = ""  # what programs write that know no zone

        self.odd_zones = False
        self._default = self.calendar_zone or fallback
        self._lines = parts.zones[:MAX_ZONES]
        self._parsed: dict[str, dt.tzinfo] | None = None

    def resolve_zone(self, name: str) -> tuple[str, dt.tzinfo | None]:
        """Return the IANA zone for a name, or the default and the file's own description of it."""
        if not name:
            return self._default, None
        known = zone_named(name)
        if known:
            return known, None

        described = self._described(name)
        if described is None:
            self.odd_zones = True
        return self._default, described

    def tzinfo_for(self, name: str) -> dt.tzinfo | None:
        """Return the zone for a name, or None for an unknown one."""
        known = zone_named(name)
        if known:
            return ZoneInfo(known)
        return self._described(name)

    def _described(self, name: str) -> dt.tzinfo | None:
        if self._parsed is None:
            self._parsed = dict(filter(None, map(_parse_zone, self._lines)))
        return self._parsed.get(name)


def _is_harmless(rule: str) -> bool:
    try:
        recurrence.check_rule(rule)
    except UnreadableDocument:
        return False
    return True


def _parse_zone(lines: ContentLines) -> tuple[str, dt.tzinfo] | None:
    """Return a VTIMEZONE's name and its rules, or None if it cannot be used."""
    for line in lines:
        if line[:5].upper() != "RRULE":
            continue
        rule = line.partition(":")[2]
        if "FREQ=YEARLY" not in rule.upper() or not _is_harmless(rule):
            return None
    if len(lines) > MAX_ZONE_LINES:
        return None

    content = ("BEGIN:VTIMEZONE", *lines, "END:VTIMEZONE")
    raw = "\r\n".join(("BEGIN:VCALENDAR", *content, "END:VCALENDAR"))
    try:
        zones = Calendar.from_ical(raw).walk("VTIMEZONE")
        zone = next(zone for zone in zones if isinstance(zone, Timezone))
        return str(zone["TZID"]), zone.to_tz(lookup_tzid=False)
    except Exception:
        return None  # nobody can make sense of it; the calendar's own zone serves
