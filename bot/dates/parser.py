"""Parser of the dates and times that people type, in English."""

import datetime as dt
import re
import unicodedata
import warnings

from bot.dates.local_time import local_date, utc_instant
from bot.dates.recurrence import WEEKDAYS

_MAX_LENGTH = 64
_ONE_DAY = dt.timedelta(days=1)

_COUNT = r"(?:an?|\d{1,4}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_NUMBER = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_YEAR = r"(?:\s+20\d\d)?"

_CLOCK = (
    r"(?:(?P<at>at|@)\s*)?"
    r"(?:(?P<noon>noon|midday)|(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d\d))?"
    r"\s*(?:(?P<half>[ap])\.?m\.?)?)"
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
_PLAIN_CLOCK = re.compile(
    r"(?P<noon>noon|midday)"
    r"|(?P<hour>[01]?\d|2[0-3])[:.h](?P<minute>[0-5]\d)(?:\s*(?P<half>[ap])\.?m\.?)?"
    r"|(?P<full>1[0-2]|0?[1-9])\s*(?P<side>[ap])\.?m\.?",
    re.ASCII,
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
        instant = _read_instant(_fold_words(text), now, zone, default)
    except (ValueError, OverflowError) as error:
        raise UnreadableDate(text) from error

    if instant < now:
        raise DateInPast(text)
    return instant


def parse_day(text: str, now: dt.datetime, zone: str) -> dt.date:
    """Return a local date, today or later; raise UnreadableDate or DateInPast."""
    try:
        words = _fold_words(text)
        instant = _exact_instant(words, now, zone)
        day = local_date(instant, zone) if instant else _day_and_time(words, now, zone)[0]
    except (ValueError, OverflowError) as error:
        raise UnreadableDate(text) from error

    if day < local_date(now, zone):
        raise DateInPast(text)
    return day


def _fold_words(text: str) -> str:
    """Return words in lower case with plain digits, single spaces and no invisible characters."""
    if len(text) > _MAX_LENGTH:
        raise ValueError("too long for a date")

    plain = unicodedata.normalize("NFKC", text).casefold().replace(",", " ")
    visible = "".join(letter for letter in plain if unicodedata.category(letter) != "Cf")
    return " ".join(visible.split())


def _read_instant(words: str, now: dt.datetime, zone: str, default: dt.time | None) -> dt.datetime:
    instant = _exact_instant(words, now, zone)
    if instant:
        return instant

    day, time = _day_and_time(words, now, zone)
    time = time or default
    if not time:
        raise ValueError("no time of day")
    return utc_instant(day, time, zone)


def _exact_instant(words: str, now: dt.datetime, zone: str) -> dt.datetime | None:
    """Return the instant of an ISO date and time or of "in two hours"; None for other words."""
    if _ISO_INSTANT.fullmatch(words):
        exact = dt.datetime.fromisoformat(words.upper())
        if exact.tzinfo:
            return exact.astimezone(dt.UTC)
        return utc_instant(exact.date(), exact.time(), zone)

    if _SOON.fullmatch(words):
        return _ask_dateparser(words, now.astimezone(dt.UTC)).replace(tzinfo=dt.UTC)
    return None


def _day_and_time(words: str, now: dt.datetime, zone: str) -> tuple[dt.date, dt.time | None]:
    """Return the local day that words name, and the time of day if they name one."""
    today = local_date(now, zone)
    for shape in (_CLOCK_LAST, _CLOCK_FIRST):
        match = shape.fullmatch(words)
        if match and _tells_time(match):
            time = _time(match)
            still_today = utc_instant(today, time, zone) >= now
            soonest = today if still_today else today + _ONE_DAY
            return _day(match["day"] or "today", today, soonest), time

    return _day(words, today, today + _ONE_DAY), None


def _tells_time(match: re.Match[str]) -> bool:
    if match["at"] or match["noon"] or match["minute"] or match["half"]:
        return True

    # A bare number is an hour only after “today” and its like: “March 17” has no time in it.
    if match.start("day") >= match.start("hour"):
        return False
    return _plain_day(match["day"] or "", dt.date.min, dt.date.min) is not None


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

    iso = _ISO_DAY.fullmatch(words)
    if iso:
        return dt.date(int(iso[1]), int(iso[2]), int(iso[3]))

    if words.startswith("next "):
        soonest = today + _ONE_DAY
    weekday = _weekday(words.removeprefix("next "))
    if weekday is None:
        return None
    return soonest + (weekday - soonest.weekday()) % 7 * _ONE_DAY


def _weekday(word: str) -> int | None:
    """Return the number of a weekday named by three letters or more, Monday being 0."""
    if len(word) < 3:
        return None

    for number, name in enumerate(WEEKDAYS):
        if name.casefold().startswith(word):
            return number
    return None


def _calendar_day(words: str, today: dt.date) -> dt.date:
    numeric = _NUMERIC.fullmatch(words)
    if numeric:
        words = _day_first(*numeric.groups())
    elif not _NAMED.fullmatch(words):
        raise ValueError("no shape of a date")

    # “17 March” is today on 17 March, which dateparser takes for a year later.
    return _ask_dateparser(words, dt.datetime.combine(today - _ONE_DAY, dt.time())).date()


def _day_first(day: str, separator: str, month: str, year: str | None) -> str:
    """Return a numeric date with slashes; raise ValueError where either may be the month."""
    ambiguous = day != month and int(day) <= 12 and int(month) <= 12
    if separator == "/" and ambiguous:
        raise ValueError("either may be the month")
    return "/".join(part for part in (day, month, year) if part)


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


def read_clock(words: str) -> str | None:
    """Return a time such as "9:30" or "5:30 pm" as "09:30" or "17:30"; None if it is no time."""
    try:
        match = _PLAIN_CLOCK.fullmatch(_fold_words(words))
    except ValueError:
        return None
    if match is None:
        return None
    if match["noon"]:
        return "12:00"

    hour, half = int(match["hour"] or match["full"]), match["half"] or match["side"]
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return f"{hour:02}:{match['minute'] or '00'}"
