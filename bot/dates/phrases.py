"""The phrases of a line that name a day, a time of day, a span or a zone. Pure."""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import Any, Literal

from msgspec import Struct

from bot.dates import vocabulary as words_of
from bot.dates.local_time import local_date, validate_zone, zone_of_city
from bot.dates.vocabulary import any_of, fold_phrase

Kind = Literal[
    "day", "weekday", "order", "dotted", "time", "range", "part", "instant", "length", "zone",
    "number", "dash", "filler", "unclear", "midnight", "impossible", "past", "lapsed", "vague",
]  # fmt: skip
Half = Literal["", "am", "pm"]

_LAPSED = dt.timedelta(days=31)  # a day that long ago is rather over than meant for next year
_ONE_DAY = dt.timedelta(days=1)
_NUMBER = r"(?:0?[1-9]|[12]\d|3[01])"
_COUNT = rf"\d{{1,3}}|{any_of(words_of.COUNTS)}"
_UNIT = any_of(words_of.UNIT_OF)
_WEEKDAY = any_of(words_of.WEEKDAYS)
_MONTH = rf"(?:{any_of(words_of.MONTHS)})\.?"
_OF = r"(?:(?:of|de|del|du|di)\s+)?"
_TH = r"(?:st|nd|rd|th|er|\.)?"
_AT = r"(?:(?:at|@|um|gegen|ab|a las|a la|a|les|vers|sobre las|around|about)\s*)"
_HALF = r"(?P<half>[ap])\.?\s?m\.?"
_IN = any_of(words_of.IN)
_SOON_UNIT = any_of((*words_of.UNITS["minute"], *words_of.UNITS["hour"], "m", "h"))
_NEXT_WEEK = (
    r"(?:next week|nachste woche|naechste woche|(?:de\s+)?la semana que viene"
    r"|(?:de\s+)?la semaine prochaine)"
)
_THIS_WEEK = r"(?:this week|diese woche|esta semana|cette semaine)"
_ON = r"(?:(?:on|am|el|le|den)\s+)?"
_IN_YEAR = r"(?:\s+(?:de\s+)?(?P<year>20\d\d))?"
_WEEK = any_of(words_of.UNITS["week"])
_NTH = any_of(words_of.NTHS)
_LONG_UNIT = any_of((*words_of.UNITS["minute"], *words_of.UNITS["hour"]))


class Clock(Struct, frozen=True):
    """A time of day as it was typed; `sure` where it says which half of the day it is in."""

    hour: int
    minute: int = 0
    sure: bool = False
    exact: bool = False  # with its minutes
    bare: bool = False  # a number alone, which is an hour only beside “at” or a day

    @property
    def is_possible(self) -> bool:
        """Return whether clocks show this."""
        return self.hour < 24 and self.minute < 60


class Phrase(Struct, frozen=True):
    """What the words from `first` to before `last` name."""

    kind: Kind
    value: Any
    first: int
    last: int


class _At(Struct, frozen=True):
    """When and where somebody types."""

    now: dt.datetime
    zone: str

    @property
    def today(self) -> dt.date:
        return local_date(self.now, self.zone)


_Found = tuple[Kind, Any] | None
_Reader = Callable[[re.Match[str], _At], _Found]
_PATTERNS: list[tuple[re.Pattern[str], _Reader]] = []


def find_phrases(words: Sequence[str], now: dt.datetime, zone: str) -> list[Phrase]:
    """Return the phrases among words, of those that begin at the same word the longest."""
    folded = [fold_phrase(word).replace(" ", "-") for word in words]
    line, starts = "", []
    for word in folded:
        starts.append(len(line))
        line += f"{word} "
    ends = {
        start + len(word): index + 1
        for index, (start, word) in enumerate(zip(starts, folded, strict=True))
    }
    at, found, index = _At(now, zone), list[Phrase](), 0
    while index < len(words):
        phrase = _longest(line, starts[index], index, ends, at)
        if phrase:
            found.append(phrase)
        index = phrase.last if phrase else index + 1
    return found


def _longest(line: str, start: int, index: int, ends: dict[int, int], at: _At) -> Phrase | None:
    best: Phrase | None = None
    for pattern, read in _PATTERNS:
        match = pattern.match(line, start)
        last = ends.get(match.end()) if match else None
        if match is None or last is None or last <= index or (best and last <= best.last):
            continue
        result = read(match, at)
        if result:
            best = Phrase(result[0], result[1], index, last)
    return best


def _pattern(*shapes: str) -> Callable[[_Reader], _Reader]:
    """Register what reads words of these shapes; they end where a word does."""

    def register(reader: _Reader) -> _Reader:
        _PATTERNS.extend((re.compile(rf"(?:{shape})(?=\s)"), reader) for shape in shapes)
        return reader

    return register


def _count(word: str) -> int:
    return int(word) if word.isdecimal() else words_of.COUNTS[word]


# Days


@_pattern(rf"(?:am\s+)?(?P<word>{any_of(words_of.DAYS)})(?:'s)?\.?")
def _named_day(match: re.Match[str], at: _At) -> _Found:
    return "day", at.today + words_of.DAYS[match["word"]] * _ONE_DAY


@_pattern(
    rf"{_ON}(?:(?:the\s+)?(?P<next>{any_of(words_of.NEXT)})\s+|{any_of(words_of.THIS)}\s+"
    rf"|(?P<past>{any_of(words_of.PAST)})\s+)?"
    rf"(?P<day>{_WEEKDAY})\.?(?:\s+(?:que viene|prochain|proximo))?"
)
def _weekday(match: re.Match[str], at: _At) -> _Found:
    number = words_of.WEEKDAYS[match["day"]]
    if match["past"]:
        return "past", None
    if match["next"] or match[0].endswith(("que viene", "prochain", "proximo")):
        return "day", _soonest(number, at.today + _ONE_DAY)
    return "weekday", number


@_pattern(rf"(?P<day>{any_of(words_of.GERMAN_WEEKDAYS)})(?:\.|(?=\s+\d))")
def _german_weekday(match: re.Match[str], at: _At) -> _Found:  # noqa: ARG001
    return "weekday", words_of.GERMAN_WEEKDAYS[match["day"]]


@_pattern(
    rf"(?:on\s+)?(?P<day>{_WEEKDAY})\s+(?:of\s+)?{_NEXT_WEEK}",
    rf"{_NEXT_WEEK}\s+(?:on\s+|am\s+)?(?P<day>{_WEEKDAY})",
)
def _weekday_next_week(match: re.Match[str], at: _At) -> _Found:
    monday = at.today + (7 - at.today.weekday()) * _ONE_DAY
    return "day", monday + words_of.WEEKDAYS[match["day"]] * _ONE_DAY


@_pattern(
    rf"{_THIS_WEEK}\s+(?:on\s+|am\s+)?(?P<day>{_WEEKDAY})",
    rf"(?:on\s+)?(?P<day>{_WEEKDAY})\s+(?:of\s+)?{_THIS_WEEK}",
)
def _weekday_this_week(match: re.Match[str], at: _At) -> _Found:
    days = words_of.WEEKDAYS[match["day"]] - at.today.weekday()
    return "day", at.today + days * _ONE_DAY


@_pattern(
    rf"(?:(?P<count>{_COUNT})\s+)?weeks?\s+(?:on|from|after|this)\s+(?P<day>{_WEEKDAY})",
    rf"(?:on\s+)?(?P<day>{_WEEKDAY})\s+{_IN}\s+(?P<count>{_COUNT})\s+{_WEEK}",
    rf"(?:on\s+)?(?P<day>{_WEEKDAY})\s+weeks?",
    rf"(?P<day>{_WEEKDAY})\s+en\s+(?:huit|quinze)",
)
def _weeks_after_weekday(match: re.Match[str], at: _At) -> _Found:
    named = match.groupdict().get("count")
    weeks = 2 if match[0].endswith("quinze") else _count(named) if named else 1
    first = _soonest(words_of.WEEKDAYS[match["day"]], at.today)
    return "day", first + 7 * weeks * _ONE_DAY


@_pattern(
    rf"{_ON}(?:the\s+)?(?P<nth>{_NTH})\s+(?P<day>{_WEEKDAY})\s+"
    r"(?:(?:of|in|im|de|du|du mois de)\s+)?"
    rf"(?:(?P<month>{_MONTH})(?:\s+(?P<year>20\d\d))?|(?P<which>this|next|the)\s+month)",
)
def _nth_weekday(match: re.Match[str], at: _At) -> _Found:
    groups = match.groupdict()
    month, year = at.today.month, at.today.year
    if match["month"]:
        month = words_of.MONTHS[match["month"].rstrip(".")]
        year = int(groups.get("year") or (year + (month < at.today.month)))
    elif groups.get("which") == "next":
        month, year = month % 12 + 1, year + month // 12
    day = _nth_of_month(words_of.NTHS[match["nth"]], words_of.WEEKDAYS[match["day"]], year, month)
    return ("day", day) if day else ("impossible", None)


@_pattern(r"(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})")
def _iso_day(match: re.Match[str], at: _At) -> _Found:  # noqa: ARG001
    return _date(int(match["year"]), int(match["month"]), int(match["day"]))


@_pattern(
    rf"{_ON}(?:the\s+)?(?P<day>\d{{1,2}}){_TH}\s+{_OF}(?P<month>{_MONTH}){_IN_YEAR}",
    rf"(?:on\s+)?(?P<month>{_MONTH})\s+(?:the\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?{_IN_YEAR}",
)
def _day_of_month(match: re.Match[str], at: _At) -> _Found:
    month = words_of.MONTHS[match["month"].rstrip(".")]
    year = match["year"]
    if year and abs(int(year) - at.today.year) > 2:
        return None  # “12 March 2030” is as likely half past eight; the shorter shape reads it
    return _yearless(month, int(match["day"]), year, at)


@_pattern(r"(?P<a>\d{1,2})\.\s?(?P<b>\d{1,2})\.(?:\s?(?P<year>20\d\d|\d\d))?")
def _dotted_day(match: re.Match[str], at: _At) -> _Found:
    return _yearless(int(match["b"]), int(match["a"]), _full_year(match["year"]), at)


@_pattern(r"(?P<a>\d{1,2})\.(?P<b>\d{1,2})")
def _dotted(match: re.Match[str], at: _At) -> _Found:
    """Read “12.3” and “12.03”: a day or a time of day, as what stands beside decides."""
    one, other = int(match["a"]), int(match["b"])
    is_time = len(match["b"]) == 2 and one < 24 and other < 60
    is_day = 1 <= one <= 31 and 1 <= other <= 12
    if is_time and is_day:
        return "dotted", (Clock(one, other, exact=True), _yearless(other, one, None, at))
    if is_day:
        return _yearless(other, one, None, at)
    return _time(one, other, "", match[0], exact=True)


@_pattern(
    r"(?P<a>\d{1,2})/(?P<b>\d{1,2})(?:/(?P<year>20\d\d|\d\d))?",
    r"(?P<a>\d{1,2})-(?P<b>\d{1,2})-(?P<year>20\d\d)",
)
def _slashed_day(match: re.Match[str], at: _At) -> _Found:
    """Read “31/3” and “3/31”; where either may be the month, both days are returned."""
    one, other, year = int(match["a"]), int(match["b"]), _full_year(match["year"])
    if one == other or other > 12:
        day, month = (one, other) if one == other else (other, one)
        return _yearless(month, day, year, at)
    if one > 12:
        return _yearless(other, one, year, at)
    both = [_yearless(other, one, year, at), _yearless(one, other, year, at)]
    return "order", tuple(found[1] for found in both if found[0] != "impossible")


@_pattern(
    rf"(?:on\s+)?(?:the\s+)?(?P<day>{_NUMBER})(?:st|nd|rd|th)",
    rf"(?:am|den)\s+(?P<day>{_NUMBER})\.",
)
def _nth_day(match: re.Match[str], at: _At) -> _Found:
    wanted, day = int(match["day"]), at.today
    while day.day != wanted:
        day += _ONE_DAY
    return "day", day


@_pattern(
    rf"(?:{_IN})\s+(?P<count>{_COUNT})\s+(?P<unit>{_UNIT})(?:'\s?time)?",
    rf"(?P<count>{_COUNT})\s+(?P<unit>{_UNIT})(?:\s+from\s+(?:now|today))?",
)
def _ahead(match: re.Match[str], at: _At) -> _Found:
    count, unit = _count(match["count"]), words_of.UNIT_OF[match["unit"]]
    if unit in ("minute", "hour"):
        return "instant", dt.timedelta(**{f"{unit}s": count})
    return _days_ahead(count, unit, at)


@_pattern(r"(?:in\s+a\s+)?fortnight", r"in\s+vierzehn\s+tagen")
def _fortnight(match: re.Match[str], at: _At) -> _Found:  # noqa: ARG001
    return "day", at.today + 14 * _ONE_DAY


@_pattern(
    rf"(?P<count>{_COUNT})\s+(?:{_UNIT})\s+ago",
    rf"(?:vor|hace|il y a)\s+(?:{_COUNT})\s+(?:{_UNIT})",
    r"last\s+(?:week|month|year|night)",
    r"letzte\s+woche",
    r"la semaine derniere",
    r"la semana pasada",
)
def _ago(match: re.Match[str], at: _At) -> _Found:  # noqa: ARG001
    return "past", None


@_pattern(
    r"(?:the\s+)?(?:this|next|coming)\s+(?:week|month|year|weekend)",
    r"(?:at\s+)?the\s+weekend",
    r"weekend",
    r"(?:nachste|naechste|diese)\s+woche",
    r"la semaine prochaine",
    r"la semana que viene",
    r"(?:am\s+)?wochenende",
    rf"{_WEEKDAY}s",
)
def _vague_days(match: re.Match[str], at: _At) -> _Found:
    if match[0].startswith("next") and match[0].endswith(("month", "year")):
        return "vague", (match[0], _days_ahead(1, match[0].split()[1], at))
    if match[0] == "next week":
        return "vague", (match[0], ("day", at.today + 7 * _ONE_DAY))
    return "vague", (match[0], None)


# Times of day


@_pattern(
    rf"{_AT}?(?P<hour>\d{{1,2}})(?:[:.]|\s?h\s?)(?P<minute>\d\d)(?::\d\d)?(?:\s?(?:h|uhr))?"
    rf"(?:\s?{_HALF})?(?:ish)?",
    rf"{_AT}?(?P<hour>\d{{1,2}})\s?(?P<minute>)(?:{_HALF})(?:ish)?",
    rf"{_AT}?(?P<hour>\d{{1,2}})\s?(?P<half>)(?:uhr|heures?|horas|h)(?:\s(?P<minute>\d\d))?",
    rf"{_AT}?(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?:\s?{_HALF})?(?:\s?(?:h|hrs|hours|uhr))?",
)
def _clock(match: re.Match[str], at: _At) -> _Found:  # noqa: ARG001
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if (hour, minute) == (24, 0):
        return "midnight", None
    return _time(hour, minute, match["half"] or "", match[0], exact=bool(match["minute"]))


@_pattern(
    rf"(?P<at>{_AT})(?P<hour>\d{{1,2}}|{any_of(words_of.HOURS)})(?:ish)?",
    rf"{_AT}?(?P<hour>\d{{1,2}}|{any_of(words_of.HOURS)})\s?o'?\s?clock(?P<at>)(?:\s?{_HALF})?",
    rf"{_AT}?(?P<hour>{any_of(words_of.HOURS)})(?P<at>)\s(?:uhr|{_HALF})",
)
def _at_hour(match: re.Match[str], at: _At) -> _Found:  # noqa: ARG001
    hour = int(match["hour"]) if match["hour"].isdecimal() else words_of.HOURS[match["hour"]]
    return _time(hour, 0, match.groupdict().get("half") or "", match["hour"])


@_pattern(
    rf"{_AT}?(?P<hour>{any_of(words_of.HOURS)})\s(?P<minute>{any_of(words_of.MINUTES)})(?:\s{_HALF})?"
)
def _spoken(match: re.Match[str], at: _At) -> _Found:  # noqa: ARG001
    minute = words_of.MINUTES[match["minute"]]
    return _time(words_of.HOURS[match["hour"]], minute, match["half"] or "", match["hour"])


_HOUR = rf"\d{{1,2}}|{any_of(words_of.HOURS)}|noon"


def _hour(word: str) -> int:
    if word == "noon":
        return 12
    return int(word) if word.isdecimal() else words_of.HOURS[word]


@_pattern(
    rf"{_AT}?half[\s-]past\s(?P<hour>{_HOUR})(?:\s?{_HALF})?",
    rf"{_AT}?(?:les\s)?(?P<hour>{_HOUR}|midi)(?:\sheures?)?\set\sdemie?(?P<half>)",
    rf"{_AT}?(?P<hour>{_HOUR})\sy\smedia(?P<half>)",
)
def _half_past(match: re.Match[str], at: _At) -> _Found:  # noqa: ARG001
    hour = 12 if match["hour"] == "midi" else _hour(match["hour"])
    return _time(hour, 30, match["half"] or "", match["hour"])


@_pattern(rf"{_AT}?halb\s(?P<hour>{_HOUR})")
def _half_before(match: re.Match[str], at: _At) -> _Found:  # noqa: ARG001
    hour = _hour(match["hour"])
    return _time(hour - 1 if hour > 1 else 12, 30, "", match["hour"])


@_pattern(
    rf"{_AT}?(?P<count>quarter|a\squarter|viertel|cuarto|\d{{1,2}}|{any_of(words_of.COUNTS)})"
    r"(?:\s(?:minutes?|mins?|minuten))?\s"
    rf"(?P<side>past|after|to|before|til|nach|vor)\s(?P<hour>{_HOUR})(?:\s?{_HALF})?"
)
def _minutes_beside(match: re.Match[str], at: _At) -> _Found:  # noqa: ARG001
    word, hour = match["count"], _hour(match["hour"])
    minutes = 15 if word.endswith(("quarter", "viertel")) else _count(word)
    if match["side"] in ("past", "after", "nach"):
        return _time(hour, minutes, match["half"] or "", match["hour"])
    return _time(hour - 1 if hour > 1 else 12, 60 - minutes, match["half"] or "", match["hour"])


@_pattern(
    rf"{_AT}?(?P<hour>{_HOUR}|midi)(?:\sheures?)?\s(?:et\squart|y\scuarto)",
    rf"{_AT}?(?P<hour>{_HOUR}|midi)(?:\sheures?)?\s(?:moins\sle\squart|menos\scuarto)",
)
def _quarter(match: re.Match[str], at: _At) -> _Found:  # noqa: ARG001
    hour = 12 if match["hour"] == "midi" else _hour(match["hour"])
    if match[0].endswith(("moins le quart", "menos cuarto")):
        return _time(hour - 1 if hour > 1 else 12, 45, "", match["hour"])
    return _time(hour, 15, "", match["hour"])


@_pattern(rf"{_AT}?half\s(?P<hour>{_HOUR})")
def _half_alone(match: re.Match[str], at: _At) -> _Found:  # noqa: ARG001
    return "unclear", match[0]  # half past in Britain, half to elsewhere


@_pattern(rf"(?:{_AT})?(?:{any_of(words_of.NOON)})(?:ish)?")
def _noon(match: re.Match[str], at: _At) -> _Found:  # noqa: ARG001
    return "time", Clock(12, 0, sure=True)


@_pattern(
    rf"(?:{_AT})?(?:{any_of(words_of.MIDNIGHT)})", r"(?:at\s|um\s)?24(?::00)?(?:\s?(?:uhr|h))?"
)
def _midnight(match: re.Match[str], at: _At) -> _Found:
    del match, at
    return "midnight", None


@_pattern(
    r"(?:(?:in|am|this|diesen|esta|ce|cet|cette|zum|heute)\s+)?"
    rf"(?:the\s+)?(?P<part>{any_of(words_of.PARTS)})"
)
def _part(match: re.Match[str], at: _At) -> _Found:  # noqa: ARG001
    return "part", words_of.PARTS[match["part"]]


_BESIDE = r"(?:\d{1,2}(?:(?:[:.]|h)\d\d)?|\d{4}|noon|midi)(?:\s?[ap]\.?m\.?)?(?:\s?(?:uhr|h))?"


@_pattern(
    rf"(?:(?:from|von|de|entre|between|zwischen|desde)\s+(?:las\s+)?)?{_AT}?(?P<first>{_BESIDE})"
    r"\s*(?:-|\b(?:to|until|till|til|bis|a|and|und|y|et)\b)\s*"
    rf"(?:las\s+)?(?P<last>{_BESIDE})"
)
def _span(match: re.Match[str], at: _At) -> _Found:  # noqa: ARG001
    first, last = _single_clock(match["first"]), _single_clock(match["last"])
    if first is None or last is None:
        return None
    is_number = match["first"].isdecimal() and len(match["first"]) < 3
    if (
        is_number
        and last.sure
        and not first.sure
        and last.hour >= 12
        and first.hour <= last.hour - 12
    ):
        first = Clock(first.hour + 12, first.minute, sure=True)  # “1-2pm”
    return "range", (first, last)


def _single_clock(words: str) -> Clock | None:
    if words in ("noon", "midi"):
        return Clock(12, 0, sure=True)
    shape = re.fullmatch(r"(\d{1,2}?)(?:[:.h]?(\d\d))?(?:\s?([ap])\.?m\.?)?(?:\s?(uhr|h))?", words)
    if shape is None:
        return None
    hour, minute, half = int(shape[1]), int(shape[2] or 0), shape[3] or ""
    found = _time(hour, minute, half, shape[0], exact=bool(shape[2]))
    if found is None or found[0] != "time":
        return None
    clock: Clock = found[1]
    return clock


# Moments, lengths, zones, and the rest


@_pattern(
    r"(?P<day>\d{4}-\d\d-\d\d)[t ](?P<time>\d\d:\d\d(?::\d\d)?)(?P<offset>\s?z|\s?[-+]\d\d:?\d\d)"
)
def _instant(match: re.Match[str], at: _At) -> _Found:  # noqa: ARG001
    try:
        exact = dt.datetime.fromisoformat(
            f"{match['day']}t{match['time']}{match['offset'].strip()}".upper()
        )
    except ValueError:
        return "impossible", None
    return "instant", exact.astimezone(dt.UTC)


@_pattern(r"(?P<day>\d{4}-\d\d-\d\d)t(?P<time>\d\d:\d\d)(?::\d\d)?")
def _local_instant(match: re.Match[str], at: _At) -> _Found:  # noqa: ARG001
    year, month, day = map(int, match["day"].split("-"))
    found = _date(year, month, day)
    hour, minute = map(int, match["time"].split(":"))
    if found is None or found[0] != "day" or not Clock(hour, minute).is_possible:
        return "impossible", None
    return "instant", (found[1], dt.time(hour, minute))


@_pattern(any_of(words_of.NOW))
def _now(match: re.Match[str], at: _At) -> _Found:
    """Read “now” as the next quarter of an hour: nobody is anywhere at once."""
    del match
    quarter = dt.timedelta(minutes=15)
    since_hour = dt.timedelta(
        minutes=at.now.minute, seconds=at.now.second, microseconds=at.now.microsecond
    )
    return "instant", quarter - since_hour % quarter


@_pattern(
    r"(?:in|within)\s+(?:(?:a\s+)?half\s+an?\s+hour|half\s+hour|einer\s+halben\s+stunde)",
    r"dans\s+une\s+demi-heure",
    r"en\s+media\s+hora",
    r"half\s+an\s+hour(?:\s+from\s+now)?",
)
def _half_hour(match: re.Match[str], at: _At) -> _Found:  # noqa: ARG001
    return "instant", dt.timedelta(minutes=30)


@_pattern(
    r"in\s+(?:a\s+)?quarter\s+of\s+an\s+hour",
    r"in\s+einer\s+viertelstunde",
    r"dans\s+un\s+quart\s+d'heure",
    r"en\s+un\s+cuarto\s+de\s+hora",
)
def _quarter_hour(match: re.Match[str], at: _At) -> _Found:  # noqa: ARG001
    return "instant", dt.timedelta(minutes=15)


@_pattern(
    rf"(?:{_IN})\s+(?P<count>{_COUNT})\s?(?P<unit>{_SOON_UNIT})",
    rf"(?P<count>{_COUNT})\s?(?P<unit>{_LONG_UNIT})(?:\s+from\s+now)?",
    rf"{_IN}\s+(?P<count>{_COUNT})\s?(?P<unit>h|hours?|hrs?|stunden?|heures?|horas?)\s?"
    r"(?:(?:and|und|et|y)\s+)?(?P<more>\d{1,2})\s?(?:m|min|minutes?|mins|minuten|minutos)?",
)
def _soon(match: re.Match[str], at: _At) -> _Found:  # noqa: ARG001
    is_hour = (
        words_of.UNIT_OF.get(match["unit"], {"m": "minute", "h": "hour"}.get(match["unit"]))
        == "hour"
    )
    minutes = _count(match["count"]) * (60 if is_hour else 1) + int(
        match.groupdict().get("more") or 0
    )
    return "instant", dt.timedelta(minutes=minutes)


@_pattern(
    rf"(?:{_IN})\s+(?:(?P<whole>{_COUNT})\s+)(?:and\s+a\s+half\s+hours?|hours?\s+and\s+a\s+half)",
    r"in\s+(?P<tenths>\d{1,2}[.,]\d)\s?(?:h|hours?|hrs?|stunden)",
    r"in\s+(?:anderthalb|eineinhalb)\s+stunden",
)
def _hours_and_half(match: re.Match[str], at: _At) -> _Found:  # noqa: ARG001
    groups = match.groupdict()
    if groups.get("tenths"):
        return "instant", dt.timedelta(hours=float(groups["tenths"].replace(",", ".")))
    whole = groups.get("whole")
    return "instant", dt.timedelta(hours=_count(whole) if whole else 1, minutes=30)


@_pattern(
    rf"(?:for|fur|fuer|pour|durante|por)\s+(?P<count>{_COUNT})\s?(?P<unit>{_SOON_UNIT})",
    r"for\s+half\s+an\s+hour",
)
def _length(match: re.Match[str], at: _At) -> _Found:  # noqa: ARG001
    groups = match.groupdict()
    if not groups.get("count"):
        return "length", dt.timedelta(minutes=30)
    unit = words_of.UNIT_OF.get(groups["unit"], {"m": "minute", "h": "hour"}.get(groups["unit"]))
    return "length", dt.timedelta(**{f"{unit}s": _count(groups["count"])})


@_pattern(r"(?P<zone>[a-z]+/[a-z_]+(?:/[a-z_]+)?)", r"(?P<zone>utc|gmt)")
def _zone(match: re.Match[str], at: _At) -> _Found:  # noqa: ARG001
    try:
        return "zone", validate_zone(match["zone"])
    except ValueError:
        return None


@_pattern(
    r"(?:in\s+)?(?P<city>[a-z]+(?:\s[a-z]+)?)\s+time",
    r"(?P<code>cet|cest|est|edt|pst|pdt|bst|mez|mesz)",
)
def _town_time(match: re.Match[str], at: _At) -> _Found:  # noqa: ARG001
    groups = match.groupdict()
    zone = zone_of_city(groups["city"]) if groups.get("city") else None
    if zone:
        return "zone", zone
    return ("unclear", match[0]) if groups.get("code") else None


@_pattern(r"(?P<number>\d{1,2})")
def _bare_number(match: re.Match[str], at: _At) -> _Found:  # noqa: ARG001
    return "number", int(match["number"])


@_pattern(r"\d{1,2}[:.]\d{2}", r"\d{1,2}\s?[ap]\.?m\.?")
def _no_time(match: re.Match[str], at: _At) -> _Found:  # noqa: ARG001
    return "impossible", None


@_pattern(any_of(words_of.FILLERS - {"-"}), "-")
def _filler(match: re.Match[str], at: _At) -> _Found:  # noqa: ARG001
    return ("dash", None) if match[0] == "-" else ("filler", match[0])


@_pattern(any_of(words_of.UNCLEAR))
def _unclear(match: re.Match[str], at: _At) -> _Found:  # noqa: ARG001
    return "unclear", match[0]


# What they share


def _soonest(weekday: int, day: dt.date) -> dt.date:
    return day + (weekday - day.weekday()) % 7 * _ONE_DAY


def _date(year: int, month: int, day: int) -> tuple[Kind, Any]:
    try:
        return "day", dt.date(year, month, day)
    except ValueError:
        return "impossible", None


def _full_year(year: str | None) -> str | None:
    return f"20{year}" if year and len(year) == 2 else year


def _yearless(month: int, day: int, year: str | None, at: _At) -> tuple[Kind, Any]:
    """Return the next day of this month and number, or that of a year that was named."""
    if year:
        return _date(int(year), month, day)
    for later in range(9):  # 29 February may be that far
        kind, found = _date(at.today.year + later, month, day)
        if kind == "day" and found >= at.today:
            return "lapsed" if _has_just_been(month, day, at) else kind, found
    return "impossible", None


def _has_just_been(month: int, day: int, at: _At) -> bool:
    """Return whether the last day of this month and number is rather meant than the next."""
    for year in (at.today.year, at.today.year - 1):
        kind, found = _date(year, month, day)
        if kind == "day" and found <= at.today:
            return bool(found < at.today and at.today - found <= _LAPSED)
    return False


def _days_ahead(count: int, unit: str, at: _At) -> tuple[Kind, Any]:
    if unit in ("month", "year"):
        months = at.today.year * 12 + at.today.month - 1 + count * (12 if unit == "year" else 1)
        year, month = divmod(months, 12)
        if year > 9998:
            return "impossible", None
        for day in range(at.today.day, 27, -1):
            kind, found = _date(year, month + 1, day)
            if kind == "day":
                return kind, found
        return _date(year, month + 1, at.today.day)
    days = count * {"day": 1, "week": 7, "fortnight": 14}[unit]
    if days > 40_000:
        return "impossible", None
    return "day", at.today + days * _ONE_DAY


def _nth_of_month(nth: int, weekday: int, year: int, month: int) -> dt.date | None:
    if nth < 0:
        first = dt.date(year + month // 12, month % 12 + 1, 1)
        return first - ((first.weekday() - weekday - 1) % 7 + 1) * _ONE_DAY
    first = _soonest(weekday, dt.date(year, month, 1)) + 7 * (nth - 1) * _ONE_DAY
    return first if first.month == month else None


def _time(
    hour: int, minute: int, half: str, typed: str, *, exact: bool = False
) -> tuple[Kind, Any]:
    """Return a clock; one of twelve hours is sure where it names the half of the day."""
    if half:
        if hour > 12 and half == "p" and hour < 24:
            return "impossible", None
        if not 1 <= hour <= 12 or minute > 59:
            return "impossible", None
        return "time", Clock(hour % 12 + (12 if half == "p" else 0), minute, sure=True)
    has_zero = typed.lstrip("@abcdefghijklmnopqrstuvwxyz ").startswith("0")
    clock = Clock(hour, minute, hour > 12 or hour == 0 or has_zero, exact)
    return ("time", clock) if clock.is_possible else ("impossible", None)
