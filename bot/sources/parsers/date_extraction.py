"""Find the date of an event in running text, as clubs write it into a post.

“Thursday 15 October, 18:30”.
"""

import datetime as dt
import re

from bot.sources.parsers.timestamps import DateOrTime

_MONTHS = {
    1: "january jan januar janvier enero ene",
    2: "february feb februar février fevrier febrero",
    3: "march mar märz maerz mrz mars marzo",
    4: "april apr avril abril abr",
    5: "may mai mayo",
    6: "june jun juni juin junio",
    7: "july jul juli juillet julio",
    8: "august aug août aout agosto",
    9: "september sep sept septembre septiembre",
    10: "october oct oktober okt octobre octubre",
    11: "november nov novembre noviembre",
    12: "december dec dezember dez décembre decembre diciembre dic",
}
_NUMBER = {name: number for number, names in _MONTHS.items() for name in names.split()}
_WEEKDAYS = (
    "monday mon montag mo lundi lun lunes",
    "tuesday tues tue dienstag di mardi mar martes",
    "wednesday wed mittwoch mi mercredi mer miércoles mié",
    "thursday thurs thu donnerstag do jeudi jeu jueves jue",
    "friday fri freitag fr vendredi ven viernes vie",
    "saturday sat samstag sonnabend sa samedi sam sábado sáb",
    "sunday sun sonntag so dimanche dim domingo dom",
)
_WEEKDAY = {name: number for number, names in enumerate(_WEEKDAYS) for name in names.split()}
_BEFORE = re.compile(r"\b([^\W\d]+)\.?,?\s{0,2}(?:the |den |le |el )?$", re.IGNORECASE)
_MONTH = "|".join(sorted(_NUMBER, key=len, reverse=True))
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th|er|\.)?"
_YEAR = r"(?P<year>20\d\d)"
_SHAPES = (
    re.compile(rf"\b{_YEAR}-(?P<month>[01]\d)-(?P<day>[0-3]\d)(?!\d)"),
    re.compile(
        rf"\b{_DAY}\s{{0,3}}(?:of\s|de\s)?\s{{0,2}}(?P<name>{_MONTH})\b\.?(?:,?\s{{0,3}}(?:de\s)?{_YEAR})?",
        re.I,
    ),
    re.compile(rf"\b(?P<name>{_MONTH})\b\.?\s{{1,3}}{_DAY}\b(?!:)(?:,?\s{{0,3}}{_YEAR})?", re.I),
    re.compile(rf"\b(?P<day>[0-3]?\d)\.\s?(?P<month>[01]?\d)\.\s?(?:{_YEAR})?"),
)
_TIME = re.compile(
    r"(?<![\d.:/-])(?P<hour>[0-2]?\d)(?:[:.h](?P<minute>[0-5]\d))?\s?(?:(?P<half>[ap])\.?m\b\.?|(?P<uhr>Uhr\b|h\b)|(?=\D|$))",
    re.IGNORECASE,
)
_NEAR = 60  # characters after a date in which its time stands
MAX_TEXT = 4_000  # characters looked through


def find_dates(
    words: str, today: dt.date, written: dt.date | None = None
) -> tuple[DateOrTime, DateOrTime | None] | None:
    """Give the first date in a text, with its time and the end where they are told.

    Without a year it is the next such day after the text was written, if that is known.
    """
    words = words[:MAX_TEXT]
    found = sorted(
        ((match.start(), match) for shape in _SHAPES for match in shape.finditer(words)),
        key=lambda each: each[0],
    )
    for _, match in found:
        if day := _date(match, written or today, sure=written is not None):
            return _with_times(day, words[match.end() : match.end() + _NEAR])
    return None


def _date(match: re.Match[str], today: dt.date, *, sure: bool) -> dt.date | None:
    told = match.groupdict()
    month = int(told["month"]) if told.get("month") else _NUMBER[told["name"].lower()]
    try:
        if told["year"]:
            return dt.date(int(told["year"]), month, int(told["day"]))
        day = dt.date(today.year, month, int(told["day"]))
        # One that was yesterday is past.
        day = day if day >= today - dt.timedelta(days=30) else day.replace(year=today.year + 1)
    except ValueError:
        return None
    return (
        day
        if sure
        else _on_its_weekday(day, match.string[max(0, match.start() - 16) : match.start()], today)
    )


def _on_its_weekday(day: dt.date, before: str, today: dt.date) -> dt.date:
    """Give the same day of the year in which it is the weekday that stands before it, the nearest
    one."""
    match = _BEFORE.search(before)
    weekday = _WEEKDAY.get(match[1].lower()) if match else None
    if weekday in (None, day.weekday()) or (day.month, day.day) == (2, 29):
        return day
    around = (day.replace(year=today.year + years) for years in (0, -1, 1))
    return min(
        (each for each in around if each.weekday() == weekday),
        key=lambda each: abs(each - today),
        default=day,
    )


def _with_times(day: dt.date, after: str) -> tuple[DateOrTime, DateOrTime | None]:
    times = [time for match in _TIME.finditer(after) if (time := _time(match)) is not None]
    if not times:
        return day, None
    starts = dt.datetime.combine(day, times[0])
    ends = dt.datetime.combine(day, times[1]) if len(times) > 1 and _until(after) else None
    if ends is not None and ends < starts:
        ends += dt.timedelta(days=1)
    return starts, ends


def _until(after: str) -> bool:
    return (
        re.search(
            r"\d\s?(?:[ap]m|uhr|h)?\s?(?:-|–|—|\bto\b|\buntil\b|\bbis\b|\bà\b|\ba\b)\s?\d",
            after,
            re.I,
        )
        is not None
    )


def _time(match: re.Match[str]) -> dt.time | None:
    hour, minute, half = (
        int(match["hour"]),
        int(match["minute"] or 0),
        (match["half"] or "").lower(),
    )
    if not (match["minute"] or half or match["uhr"]) or hour > 23:
        return None
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (half == "p")
    return dt.time(hour, minute)
