"""Timestamps of feeds: in a zone or floating, and whole days."""

import datetime as dt
import re
from contextlib import suppress
from zoneinfo import ZoneInfo

from bot.dates.local_time import utc_instant

_ONE_DAY = dt.timedelta(days=1)
_DEFAULT_LENGTH = dt.timedelta(hours=2)
_MAX_LENGTH = dt.timedelta(days=370)
_FIRST, _LAST = dt.date(1970, 1, 1), dt.date(2199, 12, 31)

DateOrTime = dt.date | dt.datetime


def to_instant(moment: DateOrTime, zone: str) -> dt.datetime:
    """Return a time in UTC.

    A time without a zone, and a date as its midnight, are taken in `zone`.
    """
    if not isinstance(moment, dt.datetime):
        moment = dt.datetime.combine(moment, dt.time())
    if not _FIRST <= moment.date() <= _LAST:
        raise ValueError("a year that nobody plans for")

    if moment.tzinfo:
        return moment.astimezone(dt.UTC)
    return utc_instant(moment.date(), moment.time(), zone)


def to_local_time(moment: DateOrTime, zone: str) -> dt.datetime:
    """Return the wall-clock time in a zone; of a date, its midnight."""
    if not isinstance(moment, dt.datetime):
        return dt.datetime.combine(moment, dt.time())
    if not moment.tzinfo:
        return moment

    with suppress(OverflowError):  # in the first or the last hours that there are
        return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return moment.replace(tzinfo=None)


def event_span(
    starts: DateOrTime, ends: DateOrTime | None, zone: str
) -> tuple[dt.datetime, dt.datetime, bool]:
    """Return start and end in UTC, and whether they are whole days.

    A missing or implausible end becomes the next day, or two hours later.
    """
    all_day = not isinstance(starts, dt.datetime)
    begins = to_instant(starts, zone)
    default = to_instant(starts + _ONE_DAY, zone) if all_day else begins + _DEFAULT_LENGTH
    if ends is None:
        return begins, default, all_day

    try:
        over = to_instant(ends, zone)
    except (ValueError, OverflowError):
        return begins, default, all_day
    plausible = begins < over <= begins + _MAX_LENGTH
    return begins, over if plausible else default, all_day


_STAMP = re.compile(
    r"\s*(\d{4})(?:-?(\d\d)-?(\d\d)|-(\d\d?)-(\d\d?))"
    r"(?:[T ]\s*(\d\d):?(\d\d)(?::?(\d\d)(?:[.,:]\d+)?)?"
    r"\s*(Z|UTC|GMT|[-+]\d\d?:?\d\d|[-+](?:0\d|1[0-4]))?)?\s*",
    re.IGNORECASE,
)
# “T18-18-30-00”, as an old plug-in writes half past six.
_HOUR_TWICE = re.compile(r"(?<=T)(\d\d)-\1-(\d\d)-\d\d")


def read_timestamp(words: object) -> DateOrTime | None:
    """Return an ISO date or time, with or without dashes and colons; None for anything else."""
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
        if int(hour) == 24:
            date += _ONE_DAY
        time = dt.time(int(hour) % 24, int(minute), min(int(second or 0), 59))
        return dt.datetime.combine(date, time, _offset(offset))
    except (ValueError, OverflowError):
        return None


def _offset(words: str | None) -> dt.tzinfo | None:
    if not words:
        return None
    if words.upper() in ("Z", "UTC", "GMT"):
        return dt.UTC

    sign, digits = words[0], words[1:]
    if digits == "0:00":  # what plug-ins write that know no zone
        return None
    digits = f"{digits}00" if len(digits) == 2 else digits.replace(":", "").zfill(4)
    offset = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return dt.timezone(-offset if sign == "-" else offset)
