"""Extract the date of an event from running text, such as “Thursday 15 October, 18:30”."""

import datetime as dt
import re

from bot.sources.parsers.date_words import (
    NUMBER_OF_MONTH,
    NUMBER_OF_WEEKDAY,
    PLAIN_MONTH_PATTERN,
)
from bot.sources.parsers.timestamps import DateOrTime

_BEFORE = re.compile(r"\b([^\W\d]+)\.?,?\s{0,2}(?:the |den |le |el |de |il |dia )?$", re.IGNORECASE)
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th|er|\.)?"
_YEAR = r"(?P<year>20\d\d)"
_SHAPES = (
    re.compile(rf"\b{_YEAR}-(?P<month>[01]\d)-(?P<day>[0-3]\d)(?!\d)"),
    re.compile(
        rf"\b{_DAY}\s{{0,3}}(?:of\s|de\s)?\s{{0,2}}(?P<name>{PLAIN_MONTH_PATTERN})\b\.?"
        rf"(?:,?\s{{0,3}}(?:de\s)?{_YEAR})?",
        re.I,
    ),
    re.compile(
        rf"\b(?P<name>{PLAIN_MONTH_PATTERN})\b\.?\s{{1,3}}{_DAY}\b(?!:)(?:,?\s{{0,3}}{_YEAR})?",
        re.I,
    ),
    re.compile(rf"\b(?P<day>[0-3]?\d)\.\s?(?P<month>[01]?\d)\.\s?(?:{_YEAR})?"),
)
_TIME = re.compile(
    r"(?<![\d.:/-])(?P<hour>[0-2]?\d)(?:[:.h](?P<minute>[0-5]\d))?\s?"
    r"(?:(?P<half>[ap])\.?m\b\.?|(?P<uhr>Uhr\b|h\b)|(?=\D|$))",
    re.IGNORECASE,
)
_RANGE = re.compile(
    r"\d\s?(?:[ap]m|uhr|h)?\s?(?:-|–|—|\bto\b|\buntil\b|\bbis\b|\bà\b|\ba\b)\s?\d", re.IGNORECASE
)
_RECENT = dt.timedelta(days=30)  # a day this long ago is past, not one of next year
_WEEKDAY_LENGTH = 16  # characters before a date in which its weekday is looked for
_NEAR = 60  # characters after a date in which its time is looked for
MAX_TEXT = 4_000  # characters looked through


def find_dates(
    words: str, today: dt.date, written: dt.date | None = None
) -> tuple[DateOrTime, DateOrTime | None] | None:
    """Return the first date in a text, with its time and end where the text has them.

    A date without a year is the next such day after the text was written, if that is known.
    """
    words = words[:MAX_TEXT]
    matches = [match for shape in _SHAPES for match in shape.finditer(words)]
    matches.sort(key=lambda match: match.start())
    for match in matches:
        day = _date(match, written or today, sure=written is not None)
        if day is not None:
            return _with_times(day, words[match.end() : match.end() + _NEAR])
    return None


def find_times(day: dt.date, words: str) -> tuple[dt.datetime, dt.datetime | None] | None:
    """Return when a day's event begins, and ends if the text says so; None without an hour."""
    starts, ends = _with_times(day, words[:MAX_TEXT])
    if not isinstance(starts, dt.datetime):
        return None
    return starts, ends if isinstance(ends, dt.datetime) else None


def _date(match: re.Match[str], today: dt.date, *, sure: bool) -> dt.date | None:
    groups = match.groupdict()
    month = int(groups["month"]) if groups.get("month") else NUMBER_OF_MONTH[groups["name"].lower()]
    try:
        if groups["year"]:
            return dt.date(int(groups["year"]), month, int(groups["day"]))
        day = dt.date(today.year, month, int(groups["day"]))
        if day < today - _RECENT:
            day = day.replace(year=today.year + 1)
    except ValueError:
        return None

    if sure:
        return day
    before = match.string[max(0, match.start() - _WEEKDAY_LENGTH) : match.start()]
    return _on_its_weekday(day, before, today)


def _on_its_weekday(day: dt.date, before: str, today: dt.date) -> dt.date:
    """Return the day in the nearest year that fits the weekday written before it."""
    match = _BEFORE.search(before)
    weekday = NUMBER_OF_WEEKDAY.get(match[1].lower()) if match else None
    if weekday is None or weekday == day.weekday():
        return day
    if (day.month, day.day) == (2, 29):
        return day

    candidates = [day.replace(year=today.year + years) for years in (0, -1, 1)]
    fitting = [candidate for candidate in candidates if candidate.weekday() == weekday]
    return min(fitting, key=lambda candidate: abs(candidate - today), default=day)


def _with_times(day: dt.date, after: str) -> tuple[DateOrTime, DateOrTime | None]:
    times = [time for time in map(_time, _TIME.finditer(after)) if time is not None]
    if not times:
        return day, None

    starts = dt.datetime.combine(day, times[0])
    if len(times) == 1 or not _RANGE.search(after):
        return starts, None
    ends = dt.datetime.combine(day, times[1])
    if ends < starts:
        ends += dt.timedelta(days=1)
    return starts, ends


def _time(match: re.Match[str]) -> dt.time | None:
    """Return a time of day, or None for a bare number that may be anything."""
    hour, minute = int(match["hour"]), match["minute"]
    half = (match["half"] or "").lower()
    if hour > 23 or not (minute or half or match["uhr"]):
        return None
    if not half:
        return dt.time(hour, int(minute or 0))

    if not 1 <= hour <= 12:
        return None
    afternoon = 12 if half == "p" else 0
    return dt.time(hour % 12 + afternoon, int(minute or 0))
