"""Turn the times that feeds tell into instants: zones by any name, floating times, whole days."""

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from bot.dates.recurrence import UnknownZone, utc_instant, validate_zone

_ONE_DAY = dt.timedelta(days=1)
_USUAL_LENGTH = dt.timedelta(hours=2)
_MAX_LENGTH = dt.timedelta(days=370)
_PARTS = re.compile(r"\s*[,()]\s*")
_FIRST, _LAST = dt.date(1970, 1, 1), dt.date(2199, 12, 31)

DateOrTime = dt.date | dt.datetime


@cache
def zone_named(name: str) -> str:
    """Give the IANA zone that a feed means, by its own or its Windows name.

    An empty string where nobody knows.
    """
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    name = name.strip().strip('"')
    if not name:
        return ""
    parts = name.split("/")
    tails = ("/".join(parts[-length:]) for length in (3, 2) if len(parts) > length)
    for each in (WINDOWS_TO_OLSON.get(name, name), *tails, *_shown(name)):
        try:
            return validate_zone(each)
        except (UnknownZone, ValueError):
            continue
    return ""


def _shown(name: str) -> Iterator[str]:
    """Give the zones that may be meant by how Windows shows one.

    “(UTC-05:00) Eastern Time (US)”, or by its cities.
    """
    for part in _PARTS.split(name[:200]):
        if part.endswith(" Time"):
            yield f"US/{part.removesuffix(' Time')}"
        elif part:
            yield _cities().get(part.casefold().replace(" ", "_"), "")


@cache
def _cities() -> dict[str, str]:
    places = (
        name
        for name in sorted(available_timezones())
        if "/" in name and not name.startswith("Etc/")
    )
    return {name.rpartition("/")[2].casefold(): name for name in places}


def to_instant(told: DateOrTime, zone: str) -> dt.datetime:
    """Give the instant of a time.

    One without a zone floats, and a whole day begins at midnight, both in `zone`.
    """
    if not isinstance(told, dt.datetime):
        told = dt.datetime.combine(told, dt.time())
    if not _FIRST <= told.date() <= _LAST:
        raise ValueError("a year that nobody plans for")
    return told.astimezone(dt.UTC) if told.tzinfo else utc_instant(told.date(), told.time(), zone)


def to_local_time(told: DateOrTime, zone: str) -> dt.datetime:
    """Give a time on the clocks of a zone; a day begins at midnight."""
    if not isinstance(told, dt.datetime):
        return dt.datetime.combine(told, dt.time())
    with suppress(OverflowError):  # in the first or the last hours that there are
        return told.astimezone(ZoneInfo(zone)).replace(tzinfo=None) if told.tzinfo else told
    return told.replace(tzinfo=None)


def event_span(
    starts: DateOrTime, ends: DateOrTime | None, zone: str
) -> tuple[dt.datetime, dt.datetime, bool]:
    """Give the beginning, the end and whether it is whole days.

    An end that is missing or odd is guessed.
    """
    all_day = not isinstance(starts, dt.datetime)
    begins = to_instant(starts, zone)
    usual = to_instant(starts + _ONE_DAY, zone) if all_day else begins + _USUAL_LENGTH
    try:
        over = to_instant(ends, zone) if ends is not None else usual
    except (ValueError, OverflowError):
        over = usual
    return begins, over if begins < over <= begins + _MAX_LENGTH else usual, all_day


_STAMP = re.compile(
    r"\s*(\d{4})(?:-?(\d\d)-?(\d\d)|-(\d\d?)-(\d\d?))"
    r"(?:[T ]\s*(\d\d):?(\d\d)(?::?(\d\d)(?:[.,:]\d+)?)?"
    r"\s*(Z|UTC|GMT|[-+]\d\d?:?\d\d|[-+](?:0\d|1[0-4]))?)?\s*",
    re.IGNORECASE,
)
_HOUR_TWICE = re.compile(
    r"(?<=T)(\d\d)-\1-(\d\d)-\d\d"
)  # “T18-18-30-00”, as an old plug-in writes half past six


def read_timestamp(words: object) -> DateOrTime | None:
    """Read an ISO date or time, with or without its dashes and colons; None for anything else."""
    if not isinstance(words, str) or len(words) >= 64:
        return None
    match = _STAMP.fullmatch(_HOUR_TWICE.sub(r"\1:\2", words))
    if not match:
        return None
    year, month, day, short_month, short_day, hour, minute, second, offset = match.groups()
    try:
        date = dt.date(int(year), int(month or short_month), int(day or short_day))
        if hour is None:
            return date
        time = dt.time(int(hour) % 24, int(minute), min(int(second or 0), 59))
        date += _ONE_DAY * (int(hour) == 24)
        return dt.datetime.combine(date, time, _offset(offset))
    except (ValueError, OverflowError):
        return None


def _offset(words: str | None) -> dt.tzinfo | None:
    if not words:
        return None
    if words.upper() in ("Z", "UTC", "GMT"):
        return dt.UTC
    if words[1:] == "0:00":  # what plug-ins write that know no zone
        return None
    digits = f"{words[1:]}00" if len(words) == 3 else words[1:].replace(":", "").zfill(4)
    ahead = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return dt.timezone(-ahead if words[0] == "-" else ahead)
