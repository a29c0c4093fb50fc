"""Parser of the dates and times that people type, in English."""

import datetime as dt
import re
import unicodedata
import warnings

from bot.dates.recurrence import WEEKDAYS, local_date, utc_instant

_MAX_LENGTH = 64
_ONE_DAY = dt.timedelta(days=1)

_COUNT = r"(?:an?|\d{1,4}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_NUMBER = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_YEAR = r"(?:\s+20\d\d)?"

_CLOCK = (
    r"(?:(?P<at>at|@)\s*)?"
    r"(?:(?P<noon>noon|midday)|(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d\d))?\s*(?:(?P<half>[ap])\.?m\.?)?)"
)
_CLOCK_LAST = re.compile(rf"(?:(?P<day>.+?)\s+)??{_CLOCK}")
_CLOCK_FIRST = re.compile(rf"{_CLOCK}\s+(?P<day>.+)")
_ISO_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[t ]\d\d:\d\d(?::\d\d)?(?:z|[-+]\d\d:\d\d)?")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_SOON = re.compile(rf"now|(?:in\s+)?{_COUNT}\s+(?:minutes?|mins?|hours?|hrs?)(?:\s+from now)?")
_RELATIVE = re.compile(
    rf"(?:in\s+)?{_COUNT}\s+(?:days?|weeks?|months?|years?|fortnights?)(?:\s+ago|\s+from now)?"
    r"|next\s+(?:week|month|year)|(?:the\s+)?day after tomorrow|yesterday"
)
# dateparser reads “the 32nd” as the year 2032 and “a” as the first, so it is only asked about these
# shapes.
_NAMED = re.compile(
    rf"(?:the\s+)?{_NUMBER}(?:st|nd|rd|th|\.)?\s+(?:of\s+)?{_MONTH}{_YEAR}"
    rf"|{_MONTH}\s+(?:the\s+)?{_NUMBER}(?:st|nd|rd|th)?{_YEAR}"
)
_NUMERIC = re.compile(r"(\d{1,2})([./])(\d{1,2})(?:\2(20\d\d)?)?")


class UnreadableDate(ValueError):
    """The text is no date or time."""

    def __init__(self, text: str) -> None:
        super().__init__(f"cannot read “{text[:_MAX_LENGTH]}” as a date")
        self.text = text[:_MAX_LENGTH]


class DateInPast(ValueError):
    """The text is a time that is over."""

    def __init__(self, text: str) -> None:
        super().__init__(f"“{text[:_MAX_LENGTH]}” is over already")
        self.text = text[:_MAX_LENGTH]


def parse_when(
    text: str, now: dt.datetime, zone: str, default: dt.time | None = dt.time(12)
) -> dt.datetime:
    """Return a future instant; a day without a time means `default`, and without one is unreadable.

    Raise UnreadableDate or DateInPast.
    """
    try:
        words = _words(text)
        found = _instant(words, now, zone)
        if not found:
            day, time = _day_and_time(words, now, zone)
            if not (time := time or default):
                raise ValueError("no time of day")
            found = utc_instant(day, time, zone)
    except (ValueError, OverflowError) as error:
        raise UnreadableDate(text) from error
    if found < now:
        raise DateInPast(text)
    return found


def parse_day(text: str, now: dt.datetime, zone: str) -> dt.date:
    """Return a local date, today or later; raise UnreadableDate or DateInPast."""
    try:
        words = _words(text)
        found = _instant(words, now, zone)
        day = local_date(found, zone) if found else _day_and_time(words, now, zone)[0]
    except (ValueError, OverflowError) as error:
        raise UnreadableDate(text) from error
    if day < local_date(now, zone):
        raise DateInPast(text)
    return day


def _words(text: str) -> str:
    if len(text) > _MAX_LENGTH:
        raise ValueError("too long for a date")
    plain = unicodedata.normalize("NFKC", text).casefold().replace(",", " ")
    return " ".join("".join(c for c in plain if unicodedata.category(c) != "Cf").split())


def _instant(words: str, now: dt.datetime, zone: str) -> dt.datetime | None:
    if _ISO_INSTANT.fullmatch(words):
        exact = dt.datetime.fromisoformat(words.upper())
        return (
            exact.astimezone(dt.UTC)
            if exact.tzinfo
            else utc_instant(exact.date(), exact.time(), zone)
        )
    if _SOON.fullmatch(words):
        return _ask_dateparser(words, now.astimezone(dt.UTC)).replace(tzinfo=dt.UTC)
    return None


def _day_and_time(words: str, now: dt.datetime, zone: str) -> tuple[dt.date, dt.time | None]:
    today = local_date(now, zone)
    for shape in (_CLOCK_LAST, _CLOCK_FIRST):
        match = shape.fullmatch(words)
        if match and _tells_time(match):
            time = _time(match)
            soonest = today if utc_instant(today, time, zone) >= now else today + _ONE_DAY
            return _day(match["day"] or "today", today, soonest), time
    return _day(words, today, today + _ONE_DAY), None


def _tells_time(match: re.Match[str]) -> bool:
    if match["at"] or match["noon"] or match["minute"] or match["half"]:
        return True
    # A bare number is an hour only after “today” and its like: “March 17” has no time in it.
    day = match["day"] or ""
    return (
        match.start("day") < match.start("hour")
        and _plain_day(day, dt.date.min, dt.date.min) is not None
    )


def _time(match: re.Match[str]) -> dt.time:
    if match["noon"]:
        return dt.time(12)
    hour, minute, half = int(match["hour"]), int(match["minute"] or 0), match["half"]
    if half:
        if not 1 <= hour <= 12:
            raise ValueError("not an hour of the twelve-hour clock")
        hour = hour % 12 + (12 if half == "p" else 0)
    return dt.time(hour, minute)


def _day(words: str, today: dt.date, soonest: dt.date) -> dt.date:
    words = re.sub(r"^(?:on|this)\s+", "", words)
    plain = _plain_day(words, today, soonest)
    if plain:
        return plain
    if _RELATIVE.fullmatch(words):
        return _ask_dateparser(words, dt.datetime.combine(today, dt.time())).date()
    first, _, rest = words.partition(" ")
    weekday = _weekday(first)
    day = _calendar_day(words if weekday is None else rest, today)
    if weekday not in (None, day.weekday()):
        raise ValueError("that date is another weekday")
    return day


def _plain_day(words: str, today: dt.date, soonest: dt.date) -> dt.date | None:
    if words == "today":
        return today
    if words == "tomorrow":
        return today + _ONE_DAY
    if iso := _ISO_DAY.fullmatch(words):
        return dt.date(int(iso[1]), int(iso[2]), int(iso[3]))
    if words.startswith("next "):
        soonest = today + _ONE_DAY
    weekday = _weekday(words.removeprefix("next "))
    return None if weekday is None else soonest + (weekday - soonest.weekday()) % 7 * _ONE_DAY


def _weekday(word: str) -> int | None:
    names = enumerate(name.casefold() for name in WEEKDAYS)
    return next(
        (number for number, name in names if len(word) >= 3 and name.startswith(word)), None
    )


def _calendar_day(words: str, today: dt.date) -> dt.date:
    if numeric := _NUMERIC.fullmatch(words):
        day, separator, month, year = numeric.groups()
        if separator == "/" and day != month and int(day) <= 12 and int(month) <= 12:
            raise ValueError("either may be the month")
        words = "/".join(filter(None, (day, month, year)))
    elif not _NAMED.fullmatch(words):
        raise ValueError("no shape of a date")
    # “17 March” is today on 17 March, which dateparser takes for a year later.
    return _ask_dateparser(words, dt.datetime.combine(today - _ONE_DAY, dt.time())).date()


def _ask_dateparser(words: str, base: dt.datetime) -> dt.datetime:
    # Importing it takes a tenth of a second, and most answers never need it.
    import dateparser

    with warnings.catch_warnings():
        # From Python 3.13 on, strptime warns about every date without a year.
        warnings.simplefilter("ignore", DeprecationWarning)
        found = dateparser.parse(
            words,
            languages=["en"],
            settings={
                "DATE_ORDER": "DMY",
                "PREFER_DATES_FROM": "future",
                "RELATIVE_BASE": base.replace(tzinfo=None),
                "RETURN_AS_TIMEZONE_AWARE": False,
            },
        )
    if found is None:
        raise ValueError("not a date")
    return found


_PLAIN_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)", re.ASCII)


def read_clock(words: str) -> str | None:
    """Return a time such as "9:30" as "09:30", or None if it is no time."""
    match = _PLAIN_CLOCK.fullmatch(words)
    return f"{int(match[1]):02}:{match[2]}" if match else None
