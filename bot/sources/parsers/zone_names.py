"""Resolve the names that feeds give to zones: IANA's, Windows', abbreviations, bare offsets."""

import re
from collections.abc import Iterator
from functools import cache
from zoneinfo import available_timezones

from bot.dates.local_time import UnknownZone, validate_zone

MAX_NAME = 200  # characters of a name that are looked at

_PARTS = re.compile(r"\s*[,()]\s*")
_COPY_NUMBER = re.compile(r"(?<= Time)\s+\d{1,3}$")  # “GMT Standard Time 1”: Outlook's second copy
_OFFSET = re.compile(r"\(?\s*(?:UTC|GMT|Z)\s*([-+−])\s*(\d{1,2}):?([0-5]\d)?\s*(?:\)|$)", re.I)

# Abbreviations name the clock of a place, in summer and in winter.
_ABBREVIATIONS = {
    "America/New_York": "EST EDT ET",
    "America/Chicago": "CST CDT CT",
    "America/Denver": "MST MDT MT",
    "America/Los_Angeles": "PST PDT PT",
    "America/Anchorage": "AKST AKDT",
    "America/Halifax": "AST ADT",
    "America/St_Johns": "NST NDT",
    "America/Sao_Paulo": "BRT BRST",
    "Europe/London": "BST",
    "Europe/Lisbon": "WET WEST",
    "Europe/Berlin": "CET CEST MEZ MESZ",
    "Europe/Helsinki": "EET EEST OEZ OESZ",
    "Europe/Moscow": "MSK",
    "Africa/Johannesburg": "SAST",
    "Africa/Nairobi": "EAT",
    "Asia/Kolkata": "IST",
    "Asia/Singapore": "SGT",
    "Asia/Hong_Kong": "HKT",
    "Asia/Tokyo": "JST",
    "Asia/Seoul": "KST",
    "Australia/Perth": "AWST",
    "Australia/Darwin": "ACST",
    "Australia/Adelaide": "ACDT",
    "Australia/Sydney": "AEST AEDT",
    "Pacific/Auckland": "NZST NZDT",
    "Pacific/Honolulu": "HST",
}
_BY_ABBREVIATION = {word: zone for zone, words in _ABBREVIATIONS.items() for word in words.split()}

# Zones without summer time for the offsets that are no whole hours.
_ODD_OFFSETS = {
    "+0330": "Asia/Tehran",
    "+0430": "Asia/Kabul",
    "+0530": "Asia/Kolkata",
    "+0545": "Asia/Kathmandu",
    "+0630": "Asia/Yangon",
    "+0845": "Australia/Eucla",
    "+0930": "Australia/Darwin",
    "-0330": "America/St_Johns",
    "-0930": "Pacific/Marquesas",
}


@cache
def zone_named(name: str) -> str:
    """Return the IANA zone for a name that feeds use, or an empty string for an unknown one."""
    name = name[:MAX_NAME].strip().strip('"').strip()
    for candidate in _candidates(name):
        try:
            return validate_zone(candidate)
        except (UnknownZone, ValueError):
            continue
    return ""


def _candidates(name: str) -> Iterator[str]:
    """Yield the zones that a name may mean, the likeliest first."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    name = _COPY_NUMBER.sub("", name)
    if not name:
        return
    yield _BY_ABBREVIATION.get(name.upper(), "")
    yield WINDOWS_TO_OLSON.get(name, name)

    parts = name.split("/")
    for length in (3, 2):  # behind a prefix, such as “/citadel.org/Europe/Berlin”
        if len(parts) > length:
            yield "/".join(parts[-length:])
    yield from _display_names(name)
    yield _zone_of_offset(name)


def _display_names(name: str) -> Iterator[str]:
    """Yield the zones that Windows may display this way.

    “(UTC-05:00) Eastern Time (US)”, or by its cities.
    """
    for part in _PARTS.split(name):
        if part.endswith(" Time"):
            yield f"US/{part.removesuffix(' Time')}"
        elif part:
            yield _zones_by_city().get(part.casefold().replace(" ", "_"), "")


def _zone_of_offset(name: str) -> str:
    """Return a zone that always has the offset which a name begins with, if there is one."""
    match = _OFFSET.match(name)
    if match is None:
        return ""

    sign = "+" if match[1] == "+" else "-"
    hours, minutes = int(match[2]), match[3] or "00"
    if minutes != "00":
        return _ODD_OFFSETS.get(f"{sign}{hours:02}{minutes}", "")
    if hours == 0:
        return "Etc/UTC"
    return f"Etc/GMT{'-' if sign == '+' else '+'}{hours}"  # POSIX counts westwards


@cache
def _zones_by_city() -> dict[str, str]:
    zones: dict[str, str] = {}
    for name in sorted(available_timezones()):
        if "/" in name and not name.startswith("Etc/"):
            zones[name.rpartition("/")[2].casefold()] = name
    return zones
