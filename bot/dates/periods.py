"""Parser of the spans of days that people type, such as “next weekend” or “3 to 10 March”. Pure."""

import calendar
import datetime as dt
import re
import unicodedata

from msgspec import Struct

from bot.dates.foreign_periods import in_english
from bot.dates.local_time import local_date
from bot.dates.moments import Moment
from bot.dates.parser import DateInPast, UnreadableDate, parse_day
from bot.dates.vocabulary import fold_phrase

MAX_SPAN = dt.timedelta(days=365)

_ONE_DAY = dt.timedelta(days=1)
_FAR = dt.timedelta(days=3660)  # nobody plans more than ten years ahead
_LONGEST = 64  # characters of a phrase
_COUNTS = (
    "a", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip
_COUNT = rf"(?P<count>\d{{1,3}}|an|{'|'.join(_COUNTS)})"
_UNIT = r"(?P<unit>day|week|month)s?"
_MONTHS = [name.casefold() for name in calendar.month_name]
_SHORT = [name[:3] for name in _MONTHS]
_MONTH = rf"(?:{'|'.join(filter(None, _MONTHS + _SHORT))}|sept)"
_NUMBER = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|\.)?"
_DASH = r"\s*(?:-|–|—|\bto\b|\buntil\b|\btill\b)\s*"

_PLAIN = {
    "today": (0, 0),
    "tonight": (0, 0),
    "this morning": (0, 0),
    "this afternoon": (0, 0),
    "this evening": (0, 0),
    "tomorrow": (1, 1),
    "the day after tomorrow": (2, 2),
    "day after tomorrow": (2, 2),
    "yesterday": (-1, -1),
}
_WEEKEND = re.compile(r"(?:(?:this|the|coming|(?P<next>next))\s+)?week-?end")
_CALENDAR = re.compile(r"(?P<which>this|next|last|coming)\s+(?P<unit>week|month|year)")
_FROM_NOW = re.compile(
    rf"(?:the\s+)?(?:next|coming)\s+{_COUNT}\s+{_UNIT}|within\s+{_COUNT.replace('count', 'most')}"
    rf"\s+{_UNIT.replace('unit', 'size')}"
)
_AHEAD = re.compile(rf"in\s+{_COUNT}\s+{_UNIT}(?:' time)?")
_OF_MONTH = re.compile(
    rf"(?:(?P<part>early|mid|late|beginning of|middle of|end of)[\s-]+)?"
    rf"(?:(?:this|next)\s+)?(?P<month>{_MONTH})\.?(?:\s+(?P<year>20\d\d))?"
)
_ISO_MONTH = re.compile(r"(?P<year>20\d\d)-(?P<month>0[1-9]|1[0-2])")
_YEAR = re.compile(r"20\d\d")
_NTH = re.compile(r"(?:the\s+)?(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)")
_DAYS_THEN_MONTH = re.compile(
    rf"(?:from\s+)?(?P<first>{_NUMBER}){_DASH}(?P<last>{_NUMBER}\s*(?:of\s+)?"
    rf"{_MONTH}\.?(?:\s+20\d\d)?)"
)
_MONTH_THEN_DAYS = re.compile(
    rf"(?:from\s+)?(?P<month>{_MONTH})\.?\s+(?P<first>{_NUMBER}){_DASH}(?P<last>{_NUMBER})"
)
_NUMERIC_DAYS = re.compile(
    rf"(?:from\s+)?(?P<first>\d{{1,2}})\.?{_DASH}(?P<last>\d{{1,2}}\.\d{{1,2}}\.(?:20\d\d)?)"
)
_DOTTED_DAYS = re.compile(
    rf"(?:from\s+)?(?P<first>\d{{1,2}}\.\d{{1,2}}(?:\.(?:20\d\d)?)?){_DASH}"
    r"(?P<last>\d{1,2}\.\d{1,2}(?:\.(?:20\d\d)?)?)"
)
_ONE_AND_NEXT = re.compile(r"(?P<first>.+?)(?:\s+(?:and|or)\s+|\s*[&/+]\s*)(?P<last>.+)")
_BETWEEN = re.compile(r"between\s+(?P<first>.+?)\s+and\s+(?P<last>.+)")
_SPAN = re.compile(
    r"(?:from\s+)?(?P<first>.+?)(?:\s+(?:-|–|—|to|until|till)\s+|\s*[–—]\s*)(?P<last>.+)"
)
_UNTIL = re.compile(r"(?P<which>until|till|by|before)\s+(?P<last>.+)")
_AFTER = re.compile(r"(?P<which>after|from|since)\s+(?P<first>.+?)(?:\s+on(?:wards?)?)?")
# A day is asked for, not an hour: “Friday 18:00” has a word in it that no period uses.
_CLOCK = re.compile(
    r"\b(?:\d{1,2}(?::|h)\d\d|\d{1,2}\s?[ap]\.?m\b|noon|midday|now|hours?|minutes?)"
)
_LEAD_OF_RETURN = re.compile(
    r"(?:(?P<until>(?:until|till|til|'til|through|bis|hasta|jusqu'a|jusqu'au|back|zuruck|vuelvo"
    r"|de vuelta)(?: (?:on|zum|zu|am|el|la|le|the|at|in))*)|for|fur|fuer|durante|por|pour) "
)
_SHORT_SPAN = re.compile(r"^(\d{1,2}) ?([dw])$")
_SPANS = {"d": "days", "w": "weeks"}
_NEXT_WEEK = re.compile(
    r"next week|(?:die )?(?:nachste|naechste|kommende|nachsten|kommenden) woche"
    r"|(?:la )?(?:proxima semana|semana que viene)|la semaine prochaine"
)
_ENDS = ("end of", "ende", "finales de", "fin de")
_BARE_NUMBER = re.compile(r"(?<![\d.-])\d{1,2}(?![\d.-])")
_PARTS = {
    "early": (1, 10), "beginning of": (1, 10), "mid": (11, 20), "middle of": (11, 20),
    "late": (21, 31), "end of": (21, 31),
}  # fmt: skip


class Period(Struct, frozen=True):
    """A span of local days, the last one included."""

    first: dt.date
    last: dt.date


def parse_period(text: str, now: dt.datetime, zone: str) -> Period:
    """Return the days that words name, today or later; raise UnreadableDate or DateInPast."""
    today = local_date(now, zone)
    try:
        period = _read(in_english(_fold(text)), today, now, zone)
    except DateInPast as error:
        raise DateInPast(text) from error
    except (ValueError, OverflowError) as error:
        raise UnreadableDate(text) from error
    if period.last < period.first or period.first - today > _FAR:
        raise UnreadableDate(text)
    if period.last < today:
        raise DateInPast(text)
    return Period(max(period.first, today), min(period.last, today + 2 * _FAR))


def parse_days(text: str, now: dt.datetime, zone: str) -> Period:
    """Return the day or days that words name, as those of “next week”; raise as `parse_day`."""
    try:
        return parse_period(text, now, zone)
    except UnreadableDate:
        day = parse_day(text, now, zone)
        return Period(day, day)


def parse_return(text: str, now: dt.datetime, zone: str) -> dt.date:
    """Return the day until which somebody is away, as “until Monday”, “bis 20. April” or “2w”.

    “Next week” alone may be when they are away or when they are back, so that it is asked back.
    Raise what `parse_day` raises.
    """
    folded = fold_phrase(text[:_LONGEST])
    lead = _LEAD_OF_RETURN.match(folded)
    words = folded[lead.end() :] if lead else folded
    words = _SHORT_SPAN.sub(lambda span: f"{span[1]} {_SPANS[span[2]]}", words)
    if _NEXT_WEEK.fullmatch(words):
        today = local_date(now, zone)
        monday = today + dt.timedelta(days=7 - today.weekday())
        if lead and lead["until"]:
            return monday
        choices = (monday, monday + dt.timedelta(weeks=1))
        raise UnreadableDate(text, Moment(needs="day", choices=choices))
    if lead and lead["until"] and in_english(words) == "next month":
        return parse_period(words, now, zone).first
    try:
        return parse_day(words, now, zone)
    except UnreadableDate as error:
        is_until = bool(lead and lead["until"])
        if not is_until or error.moment.needs == "order" or _CLOCK.search(words):
            raise
        named = parse_period(words, now, zone)
        return named.last if words.startswith(_ENDS) else named.first


def calendar_week(day: dt.date) -> Period:
    """Return the week of a day, from Monday on."""
    monday = day - day.weekday() * _ONE_DAY
    return Period(monday, monday + 6 * _ONE_DAY)


def calendar_month(day: dt.date) -> Period:
    """Return the month of a day."""
    length = calendar.monthrange(day.year, day.month)[1]
    return Period(day.replace(day=1), day.replace(day=length))


def _fold(text: str) -> str:
    if len(text) > _LONGEST:
        raise ValueError("too long for a period")
    plain = unicodedata.normalize("NFKC", text).casefold().replace(",", " ").replace("’", "'")
    return " ".join(plain.split())


def _read(words: str, today: dt.date, now: dt.datetime, zone: str) -> Period:
    simple = _simple(words, today)
    if simple:
        return simple
    span = _span(words, now, zone)
    if span:
        return span
    has_month = re.search(rf"\b{_MONTH}\b", words)
    if _CLOCK.search(words) or (_BARE_NUMBER.search(words) and not has_month):
        raise ValueError("no day, or an hour beside it")
    day = parse_day(words, now, zone)
    return Period(day, day)


def _simple(words: str, today: dt.date) -> Period | None:
    """Return a period that is named by itself; None for other words."""
    if words in _PLAIN:
        first, last = _PLAIN[words]
        return Period(today + first * _ONE_DAY, today + last * _ONE_DAY)

    weekend = _WEEKEND.fullmatch(words)
    if weekend:
        days = calendar_week(today + (7 if weekend["next"] else 0) * _ONE_DAY)
        return Period(days.last - _ONE_DAY, days.last)

    for shape, reader in (
        (_CALENDAR, _calendar_unit), (_FROM_NOW, _from_now), (_AHEAD, _ahead),
        (_OF_MONTH, _of_month), (_ISO_MONTH, _iso_month), (_NTH, _nth_day),
    ):  # fmt: skip
        match = shape.fullmatch(words)
        if match:
            return reader(match, today)
    if _YEAR.fullmatch(words):
        return Period(dt.date(int(words), 1, 1), dt.date(int(words), 12, 31))
    return None


def _calendar_unit(match: re.Match[str], today: dt.date) -> Period:
    steps = {"this": 0, "next": 1, "coming": 1, "last": -1}[match["which"]]
    match match["unit"]:
        case "week":
            return calendar_week(today + 7 * steps * _ONE_DAY)
        case "month":
            return calendar_month(_months_later(today, steps))
    year = today.year + steps
    return Period(dt.date(year, 1, 1), dt.date(year, 12, 31))


def _from_now(match: re.Match[str], today: dt.date) -> Period:
    """Return the days from today on: “the next two weeks”."""
    count, unit = _number(match["count"] or match["most"]), match["unit"] or match["size"]
    if unit == "month":
        return Period(today, _months_later(today, count))
    return Period(today, today + count * (7 if unit == "week" else 1) * _ONE_DAY)


def _ahead(match: re.Match[str], today: dt.date) -> Period:
    """Return the day, week or month so far ahead: “in two weeks” is all of that week."""
    count = _number(match["count"])
    if match["unit"] == "day":
        return Period(today + count * _ONE_DAY, today + count * _ONE_DAY)
    if match["unit"] == "week":
        return calendar_week(today + 7 * count * _ONE_DAY)
    return calendar_month(_months_later(today, count))


def _of_month(match: re.Match[str], today: dt.date) -> Period:
    days = _month(_SHORT.index(match["month"][:3]), match["year"], today)
    if match["part"] is None:
        return days
    first, last = _PARTS[match["part"]]
    return Period(days.first.replace(day=first), days.first.replace(day=min(last, days.last.day)))


def _iso_month(match: re.Match[str], today: dt.date) -> Period:
    return _month(int(match["month"]), match["year"], today)


def _month(number: int, year: str | None, today: dt.date) -> Period:
    if year:
        return calendar_month(dt.date(int(year), number, 1))
    later = today.year + (number < today.month)
    return calendar_month(dt.date(later, number, 1))


def _nth_day(match: re.Match[str], today: dt.date) -> Period:
    """Return the next day of this number: “the 17th”."""
    wanted = int(match["day"])
    day = today
    while day.day != wanted:
        day += _ONE_DAY
    return Period(day, day)


def _span(words: str, now: dt.datetime, zone: str) -> Period | None:
    """Return a period between two days, or from or until one; None for other words."""
    match = _DAYS_THEN_MONTH.fullmatch(words) or _NUMERIC_DAYS.fullmatch(words)
    if match:
        return _days_of_month(match["first"], match["last"], now, zone)
    match = _MONTH_THEN_DAYS.fullmatch(words)
    if match:
        return _days_of_month(match["first"], f"{match['last']} {match['month']}", now, zone)
    match = _DOTTED_DAYS.fullmatch(words)
    if match:
        return _between(_dotted(match["first"]), _dotted(match["last"]), now, zone)
    match = _BETWEEN.fullmatch(words) or _SPAN.fullmatch(words)
    if match:
        return _between(match["first"], match["last"], now, zone)
    match = _ONE_AND_NEXT.fullmatch(words)
    if match:
        return _one_and_next(match["first"], match["last"], now, zone)
    return _half_open(words, now, zone)


def _days_of_month(first: str, last: str, now: dt.datetime, zone: str) -> Period:
    ends = parse_day(last, now, zone)
    return Period(ends.replace(day=int(first.rstrip("stndrh."))), ends)


def _between(first: str, last: str, now: dt.datetime, zone: str) -> Period:
    begins, ends = parse_period(first, now, zone), parse_period(last, now, zone)
    is_weekday = not any(sign.isdigit() for sign in last)
    if is_weekday and ends.last < begins.first <= ends.last + 7 * _ONE_DAY:
        return Period(begins.first, ends.last + 7 * _ONE_DAY)  # “Monday to Friday”, on a Tuesday
    return Period(begins.first, ends.last)


def _dotted(words: str) -> str:
    """Return “12.3” with the full stop that makes it a day rather than a time."""
    return words if words.count(".") > 1 else f"{words}."


def _one_and_next(first: str, last: str, now: dt.datetime, zone: str) -> Period:
    """Return the days of “today and tomorrow”; those that lie apart are no period."""
    if re.fullmatch(_NUMBER, first):
        ends = parse_day(last, now, zone)
        first = str(ends.replace(day=int(first.rstrip("stndrh."))))
    one, other = parse_period(first, now, zone), parse_period(last, now, zone)
    if other.first - one.last != _ONE_DAY:
        raise ValueError("days that do not follow each other")
    return Period(one.first, other.last)


def _half_open(words: str, now: dt.datetime, zone: str) -> Period | None:
    match = _UNTIL.fullmatch(words)
    if match:
        named = parse_period(match["last"], now, zone)
        last = named.first - _ONE_DAY if match["which"] == "before" else named.last
        return Period(local_date(now, zone), last)
    match = _AFTER.fullmatch(words)
    if match:
        named = parse_period(match["first"], now, zone)
        first = named.last + _ONE_DAY if match["which"] == "after" else named.first
        return Period(first, first + MAX_SPAN)
    return None


def _months_later(day: dt.date, count: int) -> dt.date:
    """Return the day so many months later, or the last one of a shorter month."""
    months = day.year * 12 + day.month - 1 + count
    year, month = divmod(months, 12)
    length = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, length))


def _number(word: str) -> int:
    if word.isdecimal():
        return int(word)
    return _COUNTS.index("a" if word == "an" else word) or 1
