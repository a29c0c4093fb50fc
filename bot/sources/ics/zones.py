"""Find the zone that a calendar's times are told in.

By its name, by the file's own description, by the calendar.
"""

import datetime as dt
from zoneinfo import ZoneInfo

from icalendar import Calendar, Timezone

from bot.sources.ics.components import CalendarComponents, ContentLines
from bot.sources.parsers import recurrence, timestamps

MAX_ZONES = 50
MAX_ZONE_LINES = 200  # in the description of one zone


class CalendarZones:
    """The zones of one calendar; `odd` tells whether a time named one that nobody knows."""

    def __init__(self, parts: CalendarComponents, fallback: str) -> None:
        named = (
            timestamps.zone_named(parts.properties.get(name, ""))
            for name in ("X-WR-TIMEZONE", "X-LIC-LOCATION")
        )
        self.calendar_zone = next(filter(None, named), "")
        self.odd_zones = False
        self._usual = self.calendar_zone or fallback
        self._lines = parts.zones[:MAX_ZONES]
        self._made: dict[str, dt.tzinfo] | None = None

    def resolve_zone(self, name: str) -> tuple[str, dt.tzinfo | None]:
        """Give the IANA zone for a name, or the usual one and whatever the file describes under
        that name."""
        if not name:
            return self._usual, None
        if known := timestamps.zone_named(name):
            return known, None
        described = self._described(name)
        self.odd_zones = self.odd_zones or described is None
        return self._usual, described

    def tzinfo_for(self, name: str) -> dt.tzinfo | None:
        """Give the zone for a name, or None where nobody knows it."""
        known = timestamps.zone_named(name)
        return ZoneInfo(known) if known else self._described(name)

    def _described(self, name: str) -> dt.tzinfo | None:
        if self._made is None:
            self._made = dict(filter(None, map(_described, self._lines)))
        return self._made.get(name)


def _described(lines: ContentLines) -> tuple[str, dt.tzinfo] | None:
    for rule in (line.partition(":")[2] for line in lines if line[:5].upper() == "RRULE"):
        recurrence.check_rule(rule)
        if "FREQ=YEARLY" not in rule.upper():
            return None
    if len(lines) > MAX_ZONE_LINES:
        return None
    raw = "\r\n".join(
        ["BEGIN:VCALENDAR", "BEGIN:VTIMEZONE", *lines, "END:VTIMEZONE", "END:VCALENDAR"]
    )
    try:
        zone = next(
            each for each in Calendar.from_ical(raw).walk("VTIMEZONE") if isinstance(each, Timezone)
        )
        return str(zone["TZID"]), zone.to_tz(lookup_tzid=False)
    except Exception:
        return None  # nobody can make sense of it; the calendar's own zone serves
