"""Phrases that name a day: relative ones, weekdays, dates. Pure."""

import datetime as dt
import re
from typing import Any

from bot.dates import vocabulary as words_of
from bot.dates.phrase_patterns import (
    COUNT,
    IN,
    MONTH,
    NUMBER,
    ONE_DAY,
    UNIT,
    WEEKDAY,
    At,
    Clock,
    Found,
    Kind,
    Patterns,
    clock_of,
    count_of,
    date_of,
)
from bot.dates.vocabulary import any_of

PATTERNS = Patterns()

_LAPSED = dt.timedelta(days=31)  # a day that long ago is rather over than meant for next year
_OF = r"(?:(?:of|de|del|du|di)\s+)?"
_TH = r"(?:st|nd|rd|th|er|\.)?"
_NEXT_WEEK = (
    r"(?:next week|nachste woche|naechste woche|(?:de\s+)?la semana que viene"
    r"|(?:de\s+)?la semaine prochaine)"
)
_THIS_WEEK = r"(?:this week|diese woche|esta semana|cette semaine)"
ON = r"(?:(?:on|am|el|le|den)\s+)?"
IN_YEAR = r"(?:\s+(?:de\s+)?(?P<year>20\d\d))?"
_WEEK = any_of(words_of.UNITS["week"])
_NTH = any_of(words_of.NTHS)


@PATTERNS.add(rf"(?:am\s+)?(?P<word>{any_of(words_of.DAYS)})(?:'s)?\.?")
def _named_day(match: re.Match[str], at: At) -> Found:
    return "day", at.today + words_of.DAYS[match["word"]] * ONE_DAY


@PATTERNS.add(
    rf"{ON}(?:(?:the\s+)?(?P<next>{any_of(words_of.NEXT)})\s+|{any_of(words_of.THIS)}\s+"
    rf"|(?P<past>{any_of(words_of.PAST)})\s+)?"
    rf"(?P<day>{WEEKDAY})\.?(?:\s+(?:que viene|prochain|proximo))?"
)
def _weekday(match: re.Match[str], at: At) -> Found:
    number = words_of.WEEKDAYS[match["day"]]
    if match["past"]:
        return "past", None
    if match["next"] or match[0].endswith(("que viene", "prochain", "proximo")):
        return "day", _soonest(number, at.today + ONE_DAY)
    return "weekday", number


@PATTERNS.add(rf"(?P<day>{any_of(words_of.GERMAN_WEEKDAYS)})(?:\.|(?=\s+\d))")
def _german_weekday(match: re.Match[str], at: At) -> Found:  # noqa: ARG001
    return "weekday", words_of.GERMAN_WEEKDAYS[match["day"]]


@PATTERNS.add(
    rf"(?:on\s+)?(?P<day>{WEEKDAY})\s+(?:of\s+)?{_NEXT_WEEK}",
    rf"{_NEXT_WEEK}\s+(?:on\s+|am\s+)?(?P<day>{WEEKDAY})",
)
def _weekday_next_week(match: re.Match[str], at: At) -> Found:
    monday = at.today + (7 - at.today.weekday()) * ONE_DAY
    return "day", monday + words_of.WEEKDAYS[match["day"]] * ONE_DAY


@PATTERNS.add(
    rf"{_THIS_WEEK}\s+(?:on\s+|am\s+)?(?P<day>{WEEKDAY})",
    rf"(?:on\s+)?(?P<day>{WEEKDAY})\s+(?:of\s+)?{_THIS_WEEK}",
)
def _weekday_this_week(match: re.Match[str], at: At) -> Found:
    days = words_of.WEEKDAYS[match["day"]] - at.today.weekday()
    return "day", at.today + days * ONE_DAY


@PATTERNS.add(
    rf"(?:(?P<count>{COUNT})\s+)?weeks?\s+(?:on|from|after|this)\s+(?P<day>{WEEKDAY})",
    rf"(?:on\s+)?(?P<day>{WEEKDAY})\s+{IN}\s+(?P<count>{COUNT})\s+{_WEEK}",
    rf"(?:on\s+)?(?P<day>{WEEKDAY})\s+weeks?",
    rf"(?P<day>{WEEKDAY})\s+en\s+(?:huit|quinze)",
)
def _weeks_after_weekday(match: re.Match[str], at: At) -> Found:
    named = match.groupdict().get("count")
    weeks = 2 if match[0].endswith("quinze") else count_of(named) if named else 1
    first = _soonest(words_of.WEEKDAYS[match["day"]], at.today)
    return "day", first + 7 * weeks * ONE_DAY


@PATTERNS.add(
    rf"{ON}(?:the\s+)?(?P<nth>{_NTH})\s+(?P<day>{WEEKDAY})\s+"
    r"(?:(?:of|in|im|de|du|du mois de)\s+)?"
    rf"(?:(?P<month>{MONTH})(?:\s+(?P<year>20\d\d))?|(?P<which>this|next|the)\s+month)",
)
def _nth_weekday(match: re.Match[str], at: At) -> Found:
    groups = match.groupdict()
    month, year = at.today.month, at.today.year
    if match["month"]:
        month = words_of.MONTHS[match["month"].rstrip(".")]
        year = int(groups.get("year") or (year + (month < at.today.month)))
    elif groups.get("which") == "next":
        month, year = month % 12 + 1, year + month // 12
    day = _nth_of_month(words_of.NTHS[match["nth"]], words_of.WEEKDAYS[match["day"]], year, month)
    return ("day", day) if day else ("impossible", None)


@PATTERNS.add(r"(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})")
def _iso_day(match: re.Match[str], at: At) -> Found:  # noqa: ARG001
    return date_of(int(match["year"]), int(match["month"]), int(match["day"]))


@PATTERNS.add(
    rf"{ON}(?:the\s+)?(?P<day>\d{{1,2}}){_TH}\s+{_OF}(?P<month>{MONTH}){IN_YEAR}",
    rf"(?:on\s+)?(?P<month>{MONTH})\s+(?:the\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?{IN_YEAR}",
)
def _day_of_month(match: re.Match[str], at: At) -> Found:
    month = words_of.MONTHS[match["month"].rstrip(".")]
    year = match["year"]
    if year and int(year[2:]) < 60 and abs(int(year) - at.today.year) > 2:
        return None  # “12 March 2030” is as likely half past eight; the shorter shape reads it
    return _yearless(month, int(match["day"]), year, at)


@PATTERNS.add(r"(?P<a>\d{1,2})\.\s?(?P<b>\d{1,2})\.(?:\s?(?P<year>20\d\d)|(?P<short>\d\d))?")
def _dotted_day(match: re.Match[str], at: At) -> Found:
    return _yearless(
        int(match["b"]), int(match["a"]), _full_year(match["year"] or match["short"]), at
    )


@PATTERNS.add(r"(?P<a>\d{1,2})\.(?P<b>\d{1,2})")
def _dotted(match: re.Match[str], at: At) -> Found:
    """Read “12.3” and “12.03”: a day or a time of day, as what stands beside decides."""
    one, other = int(match["a"]), int(match["b"])
    is_time = len(match["b"]) == 2 and one < 24 and other < 60
    is_day = 1 <= one <= 31 and 1 <= other <= 12
    if is_time and is_day:
        return "dotted", (Clock(one, other, exact=True), _yearless(other, one, None, at))
    if is_day:
        return _yearless(other, one, None, at)
    return clock_of(one, other, "", match[0], exact=True)


@PATTERNS.add(
    r"(?P<a>\d{1,2})/(?P<b>\d{1,2})(?:/(?P<year>20\d\d|\d\d))?",
    r"(?P<a>\d{1,2})-(?P<b>\d{1,2})-(?P<year>20\d\d)",
)
def _slashed_day(match: re.Match[str], at: At) -> Found:
    """Read “31/3” and “3/31”; where either may be the month, both days are returned."""
    one, other, year = int(match["a"]), int(match["b"]), _full_year(match["year"])
    if one == other or other > 12:
        day, month = (one, other) if one == other else (other, one)
        return _yearless(month, day, year, at)
    if one > 12:
        return _yearless(other, one, year, at)
    both = [_yearless(other, one, year, at), _yearless(one, other, year, at)]
    return "order", tuple(found[1] for found in both if found[0] != "impossible")


@PATTERNS.add(
    rf"{ON}(?P<name>{WEEKDAY})\s+(?:el\s+|den\s+)?(?P<day>{NUMBER})(?=\s+(?:a\s+las?|um|at)\s)"
)
def _weekday_with_number(match: re.Match[str], at: At) -> Found:
    """Read “viernes 13 a las 18:00”, where both are the same day."""
    kind, day = _nth_day(match, at) or ("unclear", None)
    fits = day is not None and day.weekday() == words_of.WEEKDAYS[match["name"]]
    return (kind, day) if fits else ("unclear", match[0])


@PATTERNS.add(
    rf"(?:on\s+)?(?:the\s+)?(?P<day>{NUMBER})(?:st|nd|rd|th)",
    rf"el\s+(?P<day>{NUMBER})(?=\s+a\s+las?\s)",
    rf"(?:am|den)\s+(?P<day>{NUMBER})\.",
)
def _nth_day(match: re.Match[str], at: At) -> Found:
    wanted, day = int(match["day"]), at.today
    while day.day != wanted:
        day += ONE_DAY
    return "day", day


@PATTERNS.add(
    rf"(?:{IN})\s+(?P<count>{COUNT})\s+(?P<unit>{UNIT})(?:'\s?time)?",
    rf"(?P<count>{COUNT})\s+(?P<unit>{UNIT})(?:\s+from\s+(?:now|today))?",
)
def _ahead(match: re.Match[str], at: At) -> Found:
    count, unit = count_of(match["count"]), words_of.UNIT_OF[match["unit"]]
    if unit in ("minute", "hour"):
        return "instant", dt.timedelta(**{f"{unit}s": count})
    return _days_ahead(count, unit, at)


@PATTERNS.add(
    rf"(?:in\s+)?(?P<count>{COUNT})\s+(?P<unit>day|week)s?\s+(?:from|after)\s+"
    rf"(?P<base>{any_of(words_of.DAYS)})",
    rf"(?P<base>{any_of(words_of.DAYS)})\s+(?:{IN})\s+(?P<count>{COUNT})\s+(?P<unit>{UNIT})",
    r"(?P<base>today|tomorrow)\s+(?P<unit>week)(?P<count>)",
)
def _ahead_of_day(match: re.Match[str], at: At) -> Found:
    unit = words_of.UNIT_OF[match["unit"]]
    if unit not in ("day", "week"):
        return "unclear", match[0]
    days = count_of(match["count"] or "one") * (7 if unit == "week" else 1)
    return "day", at.today + (words_of.DAYS[match["base"]] + days) * ONE_DAY


@PATTERNS.add(r"(?:in\s+a\s+)?fortnight", r"in\s+vierzehn\s+tagen")
def _fortnight(match: re.Match[str], at: At) -> Found:  # noqa: ARG001
    return "day", at.today + 14 * ONE_DAY


@PATTERNS.add(
    rf"(?P<count>{COUNT})\s+(?:{UNIT})\s+ago",
    rf"(?:vor|hace|il y a)\s+(?:{COUNT})\s+(?:{UNIT})",
    r"last\s+(?:week|month|year|night)",
    r"letzte\s+woche",
    r"la semaine derniere",
    r"la semana pasada",
)
def _ago(match: re.Match[str], at: At) -> Found:  # noqa: ARG001
    return "past", None


@PATTERNS.add(
    r"(?:the\s+)?(?:this|next|coming)\s+(?:week|month|year|weekend)",
    r"(?:at\s+)?the\s+weekend",
    r"weekend",
    r"(?:nachste|naechste|diese)\s+woche",
    r"la semaine prochaine",
    r"la semana que viene",
    r"(?:am\s+)?wochenende",
    rf"{WEEKDAY}s",
)
def _vague_days(match: re.Match[str], at: At) -> Found:
    if match[0].startswith("next") and match[0].endswith(("month", "year")):
        return "vague", (match[0], _days_ahead(1, match[0].split()[1], at))
    if match[0] == "next week":
        return "vague", (match[0], ("day", at.today + 7 * ONE_DAY))
    return "vague", (match[0], None)


def _soonest(weekday: int, day: dt.date) -> dt.date:
    return day + (weekday - day.weekday()) % 7 * ONE_DAY


def _full_year(year: str | None) -> str | None:
    return f"20{year}" if year and len(year) == 2 else year


def _yearless(month: int, day: int, year: str | None, at: At) -> tuple[Kind, Any]:
    """Return the next day of this month and number, or that of a year that was named."""
    if year:
        return date_of(int(year), month, day)
    for later in range(2):
        kind, found = date_of(at.today.year + later, month, day)
        if kind == "day" and found >= at.today:
            return "lapsed" if _has_just_been(month, day, at) else kind, found
    return "impossible", None


def _has_just_been(month: int, day: int, at: At) -> bool:
    """Return whether the last day of this month and number is rather meant than the next."""
    for year in (at.today.year, at.today.year - 1):
        kind, found = date_of(year, month, day)
        if kind == "day" and found <= at.today:
            return bool(found < at.today and at.today - found <= _LAPSED)
    return False


def _days_ahead(count: int, unit: str, at: At) -> tuple[Kind, Any]:
    if unit in ("month", "year"):
        months = at.today.year * 12 + at.today.month - 1 + count * (12 if unit == "year" else 1)
        year, month = divmod(months, 12)
        if year > 9998:
            return "impossible", None
        for day in range(at.today.day, 27, -1):
            kind, found = date_of(year, month + 1, day)
            if kind == "day":
                return kind, found
        return date_of(year, month + 1, at.today.day)
    days = count * {"day": 1, "week": 7, "fortnight": 14}[unit]
    if days > 40_000:
        return "impossible", None
    return "day", at.today + days * ONE_DAY


def _nth_of_month(nth: int, weekday: int, year: int, month: int) -> dt.date | None:
    if nth < 0:
        first = dt.date(year + month // 12, month % 12 + 1, 1)
        return first - ((first.weekday() - weekday - 1) % 7 + 1) * ONE_DAY
    first = _soonest(weekday, dt.date(year, month, 1)) + 7 * (nth - 1) * ONE_DAY
    return first if first.month == month else None
