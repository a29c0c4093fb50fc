"""Find every date that a line of a page mentions, with how much speaks for it."""

import datetime as dt
import re
from typing import NamedTuple

from msgspec import Struct

from bot.sources.parsers.date_words import (
    AMBIGUOUS_MONTHS,
    MONTH_PATTERN,
    NUMBER_OF_MONTH,
    NUMBER_OF_WEEKDAY,
    PLAIN_MONTH_PATTERN,
    WEEKDAY_PATTERN,
)

MAX_LINE = 2_000  # characters of a line that are looked through
MAX_MENTIONS = 12  # of one line
FAR_WITHOUT_YEAR = dt.timedelta(days=200)  # beyond it, a date without a year may be a past one
_RECENT = dt.timedelta(days=30)
_LONGEST = dt.timedelta(days=62)  # a longer span is no event

_ORDINAL = r"(?:\s?(?:st|nd|rd|th|er)\b|[ºª°.])?"
_JOIN = r"(?:,|/|&|\+|-|–|—|and|und|et|y|e|en|to|bis|au|al|to the|a|à|t/m|tot|through|thru)"
_NO_HOUR = r"(?!\d|\s?[ap]\.?m\b|\s?uhr\b|\s?uur\b|\s?h\b|[:h]\d|\.\d\d\s)"
_DAY = r"[0-3]?\d"
_WEEKDAY = rf"(?:\b(?P<weekday>{WEEKDAY_PATTERN})\b\.?,?\s{{0,3}})?"
_ARTICLE = r"(?:\b(?:the|den|dem|le|el|il|o|dia|día|am|op|on) )?"
_YEAR = r"(?:,?\s{0,3}(?:de |del |\()?(?P<year>20\d\d)\b|\s{0,2}[’'](?P<short>\d\d)\b)?"
_MORE_DAYS = (
    rf"(?>(?:\s{{0,2}}{_JOIN}\s{{0,2}}(?:(?:{WEEKDAY_PATTERN})\b\.?,?\s{{0,2}})?(?:the )?"
    rf"{_DAY}{_ORDINAL}{_NO_HOUR}){{0,6}})"
)
_ISO = re.compile(r"(?<!\d)(?P<year>20\d\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)(?!\d)")
_DAY_FIRST = re.compile(
    rf"{_WEEKDAY}{_ARTICLE}(?<![\d.:/])(?P<days>{_DAY}{_ORDINAL}{_MORE_DAYS})"
    rf"\s{{0,3}}-?(?:of |de |d’|d')?\s{{0,2}}(?P<name>{MONTH_PATTERN})\b\.?-?{_YEAR}",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"{_WEEKDAY}\b(?P<name>{PLAIN_MONTH_PATTERN})\b\.?\s{{1,3}}(?:the )?"
    rf"(?P<days>{_DAY}{_ORDINAL}{_NO_HOUR}{_MORE_DAYS}){_YEAR}",
    re.IGNORECASE,
)
_DOTTED = re.compile(
    rf"{_WEEKDAY}(?:\b(?:den|dem|am) )?(?<![\d.:/,])"
    rf"(?:(?P<from>{_DAY})\.\s?(?:(?P<from_month>[01]?\d)\.)?(?:20\d\d)?\s?"
    rf"(?:-|–|—|/|bis|und|\+|&)\s?(?:(?:{WEEKDAY_PATTERN})\b\.?,?\s?)?(?:den )?)?"
    rf"(?P<day>{_DAY})\.\s?(?P<month>[01]?\d)\.(?:\s?(?P<year>20\d\d)|(?P<short>\d\d))?(?![\d.:])",
    re.IGNORECASE,
)
_SLASHED = re.compile(
    rf"{_WEEKDAY}{_ARTICLE}(?<![\d.:/-])(?P<day>[0-3]?\d)(?P<mark>[/.-])(?P<month>[0-3]?\d)"
    r"(?:(?P=mark)(?:(?P<year>20\d\d)|(?P<short>\d\d)))?(?![\d/:-])",
    re.IGNORECASE,
)
_DAY_ALONE = re.compile(
    rf"^\W{{0,3}}(?:{_WEEKDAY}(?:the |den )?(?P<day>{_DAY}){_ORDINAL}{_NO_HOUR})"
    rf"(?=$|\s*[:,|–—-]|\s+\D|\.\s)",
    re.IGNORECASE,
)
_NUMBER = re.compile(_DAY)
_RANGE_JOIN = re.compile(r"-|–|—|\b(?:to|bis|au|al|a|à|t/m|tot|through|thru)\b", re.IGNORECASE)
_BETWEEN = re.compile(
    r"\W{0,3}(?:-|–|—|to|until|till|bis|bis zum|au|jusqu'au|al|hasta el|hasta|a|à|até|ao|t/m|tot"
    r"|tot en met|through|thru)\s*(?:the |le |el |il |zum )?\W{0,2}",
    re.IGNORECASE,
)


class DateMention(Struct, frozen=True):
    """One mention of a date in a line, or of a few days; `start` and `end` are its place there.

    `firm`: a year or a fitting weekday stands with it; `odd`: something speaks against it.
    """

    days: tuple[dt.date, ...]
    last: dt.date | None
    start: int
    end: int
    firm: bool = False
    odd: bool = False


class DateContext(NamedTuple):
    """What a page says around its dates.

    `month_first`: whether 10/11 is in October; None if nothing on the page decides it.
    """

    today: dt.date
    language: str = ""
    month_first: bool | None = None
    year: int = 0  # of the heading above
    month: int = 0


def find_mentions(line: str, context: DateContext) -> list[DateMention]:
    """Return the dates in a line, from left to right; a span is one mention."""
    line = line[:MAX_LINE]
    if not any(letter.isdigit() for letter in line):
        return []

    found = [mention for match in _matches(line) if (mention := _mention(match, context))]
    if not found and context.month:
        match = _DAY_ALONE.match(line)
        lone = _lone_day(match, context) if match else None
        found = [lone] if lone else []
    return _join_spans(found, line)[:MAX_MENTIONS]


def decides_order(line: str) -> bool | None:
    """Return whether a numeric date in a line has its month first; None if it has none or may."""
    for match in _SLASHED.finditer(line[:MAX_LINE]):
        first, second = int(match["day"]), int(match["month"])
        if not (match["year"] or match["short"]):
            continue
        if first > 12 >= second:
            return False
        if second > 12 >= first:
            return True
    return None


def _matches(line: str) -> list[re.Match[str]]:
    """Return the matches of all shapes that do not overlap; the longer wins."""
    shapes = (_ISO, _DAY_FIRST, _MONTH_FIRST, _DOTTED, _SLASHED)
    matches = [match for shape in shapes for match in shape.finditer(line)]
    matches.sort(key=lambda match: (match.start() - match.end(), match.start()))
    kept: list[re.Match[str]] = []
    for match in matches[: MAX_MENTIONS * 4]:
        if all(match.end() <= each.start() or match.start() >= each.end() for each in kept):
            kept.append(match)
    return sorted(kept, key=lambda match: match.start())


def _mention(match: re.Match[str], context: DateContext) -> DateMention | None:
    groups = match.groupdict()
    weekday = NUMBER_OF_WEEKDAY.get((groups.get("weekday") or "").lower())
    year = _year(groups)
    if match.re in (_DAY_FIRST, _MONTH_FIRST):
        name = match["name"].lower()
        languages = AMBIGUOUS_MONTHS.get(name)
        if languages and not (year or weekday is not None or context.language in languages):
            return None
        days, last = _days(match["days"])
        return _resolve(match, context, weekday, year, NUMBER_OF_MONTH[name], days, last)

    day, month = int(match["day"]), int(match["month"])
    if match.re is _SLASHED:
        return _slashed(match, context, weekday, year)
    if match.re is _DOTTED and match["from"]:
        month_of_first = int(match["from_month"] or month)
        first = _resolve(match, context, None, year, month_of_first, [int(match["from"])], None)
        until = _resolve(match, context, None, year, month, [day], None)
        return _span(first, until, weekday)
    return _resolve(match, context, weekday, year, month, [day], None)


def _slashed(
    match: re.Match[str], context: DateContext, weekday: int | None, year: int
) -> DateMention | None:
    """Return a date such as 10/11/2026; which is the month is decided by the page."""
    first, second = int(match["day"]), int(match["month"])
    if not year and (weekday is None or match["mark"] != "/"):
        return None
    options = {(first, second), (second, first)}
    possible = [option for option in options if 1 <= option[1] <= 12 and 1 <= option[0] <= 31]
    if len(possible) == 1:
        [(day, month)] = possible
        return _resolve(match, context, weekday, year, month, [day], None)

    day, month = (second, first) if context.month_first else (first, second)
    found = _resolve(match, context, weekday, year, month, [day], None)
    if found is None or context.month_first is not None or weekday is not None:
        return found
    return DateMention(found.days, found.last, found.start, found.end, found.firm, odd=True)


def _year(groups: dict[str, str]) -> int:
    if groups.get("year"):
        return int(groups["year"])
    return 2000 + int(groups["short"]) if groups.get("short") else 0


def _days(words: str) -> tuple[list[int], int | None]:
    """Return the days of “15, 22 and 29”, or the first and the last of “15 to 17”."""
    days = [int(number) for number in _NUMBER.findall(words)]
    if len(days) == 2 and _RANGE_JOIN.search(words):
        return days[:1], days[1]
    return days, None


def _resolve(
    match: re.Match[str],
    context: DateContext,
    weekday: int | None,
    year: int,
    month: int,
    days: list[int],
    last: int | None,
) -> DateMention | None:
    """Return the mention of these days of a month, in the year that is meant."""
    stated = year or (context.year if context.month in (0, month) else 0)
    try:
        dates = [_date(day, month, stated, context.today, weekday) for day in days]
        until = None
        if last:
            until = dt.date(dates[0].year, month, last)
            if until < dates[0] and month < 12:
                until = until.replace(month=month + 1)
    except ValueError:
        return None
    fits = weekday == dates[0].weekday()
    odd = (weekday is not None and not fits) or (until is not None and until <= dates[0])
    firm = bool(stated) or fits
    far = not firm and dates[0] - context.today > FAR_WITHOUT_YEAR
    return DateMention(tuple(dates), until, match.start(), match.end(), firm, odd or far)


def _date(day: int, month: int, year: int, today: dt.date, weekday: int | None) -> dt.date:
    if year:
        return dt.date(year, month, day)
    candidates = []
    for each in (today.year - 1, today.year, today.year + 1):
        if (day, month) != (29, 2) or each % 4 == 0:
            candidates.append(dt.date(each, month, day))
    fitting = [one for one in candidates if one.weekday() == weekday]
    if weekday is not None and fitting:
        return min(fitting, key=lambda one: abs(one - today))
    return next(one for one in candidates if one >= today - _RECENT or one == candidates[-1])


def _lone_day(match: re.Match[str], context: DateContext) -> DateMention | None:
    """Return a day beneath a heading that names its month."""
    weekday = NUMBER_OF_WEEKDAY.get((match["weekday"] or "").lower())
    return _resolve(match, context, weekday, 0, context.month, [int(match["day"])], None)


def _span(
    first: DateMention | None, until: DateMention | None, weekday: int | None
) -> DateMention | None:
    if first is None or until is None:
        return None
    begin, end = first.days[0], until.days[0]
    odd = not begin < end <= begin + _LONGEST
    odd = odd or (weekday is not None and weekday != begin.weekday())
    return DateMention((begin,), end, first.start, until.end, until.firm, odd)


def _join_spans(found: list[DateMention], line: str) -> list[DateMention]:
    """Join “30 October – 2 November” into one mention."""
    joined: list[DateMention] = []
    for mention in found:
        before = joined[-1] if joined else None
        if (
            before
            and before.last is None
            and before.end < mention.start
            and _BETWEEN.fullmatch(line[before.end : mention.start])
        ):
            first, last = before.days[0], mention.days[-1]
            if mention.firm and not before.firm and first > last:
                first = (
                    first.replace(year=first.year - 1)
                    if (first.month, first.day) != (2, 29)
                    else first
                )
            if first < last <= first + _LONGEST:
                joined[-1] = DateMention(
                    before.days,
                    last,
                    before.start,
                    mention.end,
                    before.firm or mention.firm,
                    before.odd and not mention.firm,
                )
                continue
            if first == last:
                joined[-1] = DateMention(
                    before.days, None, before.start, mention.end, before.firm or mention.firm
                )
                continue
        joined.append(mention)
    return joined
