"""Reader of the moments that people type: a day, a time of day and perhaps an end. Pure.

What can mean two things is asked back, and what is over or does not exist is refused, rather than
anything being guessed in silence.
"""

import datetime as dt
import re
import warnings
from collections.abc import Iterable, Sequence
from typing import Any, Literal
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.dates.local_time import local_date, utc_instant
from bot.dates.phrase_patterns import Clock, Kind, Phrase
from bot.dates.phrases import find_phrases
from bot.dates.said_phrases import DAY_KINDS, sort_out, spans_without
from bot.dates.vocabulary import is_filler, is_known

Usual = Literal["any", "lunch"]  # what people plan there: at lunch, “at 1” is after noon
Need = Literal["", "when", "words", "day", "hour", "half", "order", "midnight"]
Refused = Literal["", "past", "impossible"]

MAX_WORDS = 40  # more are no moment
LUNCH_TIME = dt.time(12, 30)
_FURTHER_LANGUAGES = ["pt", "it", "nl", "pl", "sv", "da", "nb", "fi", "cs", "hu", "tr", "uk", "ru"]
_FOREIGN_DAY = re.compile(
    r"(?P<day>\d{1,2}\.?\s(?:de\s)?(?P<month>[^\W\d_]{3,})\.?)"
    r"(?P<rest>(?:\s[^\W\d_]{1,4})?(?:\s\d.*)?)"
)
_ONE_DAY = dt.timedelta(days=1)
_LUNCH_HOURS = {**{hour: hour for hour in (11, 12)}, **{hour: hour + 12 for hour in (1, 2, 3)}}
_SURELY_MORNING = range(8, 12)  # a clock such as 9:30, with its minutes
_PARTS = {"morning": (0, 11), "afternoon": (12, 19), "evening": (16, 23), "tonight": (16, 23)}


class Moment(Struct, frozen=True):
    """What words mean as a moment.

    `start` where all is known; else `needs` says what has to be asked, or `refused` why not.
    `choices` are the moments or days between which one has to be chosen. `rest` are the words that
    are no part of it, as spans from one word to before another.
    """

    start: dt.datetime | None = None
    end: dt.datetime | None = None
    day: dt.date | None = None
    needs: Need = ""
    refused: Refused = ""
    choices: tuple[dt.datetime | dt.date, ...] = ()
    rest: tuple[tuple[int, int], ...] = ()

    @property
    def is_named(self) -> bool:
        """Return whether there are words about a moment at all."""
        return self.needs != "when"


class _Unclear(Exception):
    def __init__(
        self, needs: Need, day: dt.date | None = None, choices: Iterable[dt.datetime | dt.date] = ()
    ) -> None:
        self.needs, self.day, self.choices = needs, day, tuple(choices)
        super().__init__(needs)


class _Refused(Exception):
    def __init__(self, why: Refused, day: dt.date | None = None) -> None:
        self.why, self.day = why, day
        super().__init__(why)


class _Frame(Struct, frozen=True):
    """Where and when somebody types, and what is usual there."""

    now: dt.datetime
    zone: str
    usual: Usual
    default: dt.time | None

    @property
    def today(self) -> dt.date:
        return local_date(self.now, self.zone)


def read_moment(
    text: str,
    now: dt.datetime,
    zone: str,
    usual: Usual = "any",
    default: dt.time | None = None,
) -> Moment:
    """Return what a text means as a moment; every word of it has to be about it.

    `default` is the time of a day that is named without one.
    """
    words = text.split()
    found = find_moment(words, now, zone, usual, default)
    rest = [word for first, last in found.rest for word in words[first:last]]
    named = _FOREIGN_DAY.fullmatch(" ".join(words)) if rest else None
    if named and not is_known(named["month"]):
        day = _ask_dateparser(named["day"], local_date(now, zone))
        if day:
            return read_moment(f"{day} {named['rest']}", now, zone, usual, default)
    if all(map(is_filler, rest)) or found.refused == "impossible" or found.needs == "order":
        return found
    return Moment(needs="words", day=found.day)


def _ask_dateparser(words: str, today: dt.date) -> dt.date | None:
    """Return the day of a month whose name is in none of our languages."""
    # Importing it takes a tenth of a second, and most answers never need it.
    import dateparser

    with warnings.catch_warnings():
        # From Python 3.13 on, strptime warns about every date without a year.
        warnings.simplefilter("ignore", DeprecationWarning)
        found = dateparser.parse(
            words,
            languages=_FURTHER_LANGUAGES,
            settings={
                "DATE_ORDER": "DMY",
                "PREFER_DATES_FROM": "future",
                "RELATIVE_BASE": dt.datetime.combine(today - _ONE_DAY, dt.time()),
                "REQUIRE_PARTS": ["day", "month"],
                "STRICT_PARSING": False,
            },
        )
    return found.date() if found and found.time() == dt.time() else None


def find_moment(
    words: Sequence[str],
    now: dt.datetime,
    zone: str,
    usual: Usual = "any",
    default: dt.time | None = None,
) -> Moment:
    """Return the moment that is named among words, and the words that are no part of it."""
    frame = _Frame(now, zone, usual, default)
    phrases = find_phrases(words[:MAX_WORDS], now, zone)
    said = sort_out(words, phrases)
    rest = spans_without(said, len(words))
    try:
        start, end, day = _combine(said, frame)
    except _Unclear as unclear:
        return Moment(
            day=unclear.day, needs=unclear.needs, choices=unclear.choices, rest=tuple(rest)
        )
    except _Refused as refused:
        return Moment(day=refused.day, refused=refused.why, rest=tuple(rest))
    except (ValueError, OverflowError):
        return Moment(refused="impossible", rest=tuple(rest))
    return Moment(start, end, day, rest=tuple(rest))


def _combine(
    said: Sequence[Phrase], frame: _Frame
) -> tuple[dt.datetime, dt.datetime | None, dt.date]:
    of: dict[Kind, list[Any]] = {}
    for phrase in said:
        of.setdefault(phrase.kind, []).append(phrase.value)
    if not set(of) - {"filler", "dash", "length"}:
        raise _Unclear("when")
    if "impossible" in of:
        raise _Refused("impossible")
    if "past" in of or "lapsed" in of:
        raise _Refused("past", of.get("lapsed", [None])[0])
    if "unclear" in of:
        raise _Unclear("words")
    if "midnight" in of:
        raise _Unclear("midnight", _only_day(of, frame, None))

    frame = _in_zone(of, frame)
    if "instant" in of:
        return _soon(of, frame)

    parts = [part for part in of.get("part", ()) if part != "lunch"]
    lunch = "lunch" in of.get("part", ())
    clocks = _clocks(of)
    if not clocks and lunch:
        clocks = [(Clock(LUNCH_TIME.hour, LUNCH_TIME.minute, sure=True), None)]
    usual: Usual = "lunch" if lunch else frame.usual
    return _on_day(of, clocks, parts, frame, usual)


def _clocks(of: dict[Kind, list[Any]]) -> list[tuple[Clock, Clock | None]]:
    """Return the times of day that are named, each with its end; the same said twice is one."""
    clocks: list[tuple[Clock, Clock | None]] = [*of.get("range", ())]
    for clock in of.get("time", ()):
        same = [
            known for known, _ in clocks if (known.hour, known.minute) == (clock.hour, clock.minute)
        ]
        if same:
            clocks = [(max(known, clock, key=lambda each: each.sure), end) for known, end in clocks]
        else:
            clocks.append((clock, None))
    dotted = of.get("dotted", ())
    has_day = DAY_KINDS & of.keys()
    if dotted and clocks and not has_day:
        of.setdefault("day", []).append(dotted[0][1][1])
    elif dotted and has_day and not clocks:
        clocks.append((dotted[0][0], None))
    elif dotted:
        raise _Unclear("words")
    if len(clocks) > 1:
        raise _Unclear("hour" if not DAY_KINDS & of.keys() else "words")
    return clocks


def _in_zone(of: dict[Kind, list[Any]], frame: _Frame) -> _Frame:
    zones = set(of.get("zone", ()))
    if len(zones) > 1:
        raise _Unclear("words")
    return _Frame(frame.now, zones.pop(), frame.usual, frame.default) if zones else frame


def _soon(
    of: dict[Kind, list[Any]], frame: _Frame
) -> tuple[dt.datetime, dt.datetime | None, dt.date]:
    if len(of["instant"]) > 1 or (DAY_KINDS | {"time", "range"}) & of.keys():
        raise _Unclear("words")
    [found] = of["instant"]
    match found:
        case dt.timedelta():
            start = frame.now.astimezone(dt.UTC) + found
        case dt.datetime():
            start = found
        case _:
            start = utc_instant(found[0], found[1], frame.zone)
    if start < frame.now:
        raise _Refused("past")
    length = of.get("length", [None])[0]
    return start, start + length if length else None, local_date(start, frame.zone)


def _on_day(
    of: dict[Kind, list[Any]],
    clocks: list[tuple[Clock, Clock | None]],
    parts: Sequence[str],
    frame: _Frame,
    usual: Usual,
) -> tuple[dt.datetime, dt.datetime | None, dt.date]:
    clock, last = clocks[0] if clocks else (None, None)
    times = _possible_times(clock, parts, usual) if clock else []
    if clock and not times:
        raise _Unclear("hour", _only_day(of, frame, None))
    day = _only_day(of, frame, times, parts)
    if day is None:
        day = frame.today
        if clock is None and not parts:
            raise _Unclear("when")
    if day < frame.today:
        raise _Refused("past", day)
    if not times:
        if frame.default is None or parts:
            raise _Unclear("hour", day)
        times = [frame.default]

    starts = [utc_instant(day, time, frame.zone) for time in times]
    ahead = [start for start in starts if start >= frame.now]
    if not ahead:
        raise _Refused("past", day)
    if len(ahead) > 1 or (len(starts) > 1 and clock and clock.hour >= _SURELY_MORNING[0]):
        raise _Unclear("half", day, ahead)
    return ahead[0], _end(ahead[0], last, of, frame), day


def _end(
    start: dt.datetime, last: Clock | None, of: dict[Kind, list[Any]], frame: _Frame
) -> dt.datetime | None:
    length: dt.timedelta | None = of.get("length", [None])[0]
    if length:
        return start + length
    if last is None:
        return None
    local = start.astimezone(ZoneInfo(frame.zone))
    hours = [last.hour] if last.sure else [last.hour, last.hour + 12]
    for hour in hours:
        if hour < 24 and (hour, last.minute) > (local.hour, local.minute):
            return utc_instant(local.date(), dt.time(hour, last.minute), frame.zone)
    raise _Unclear("words", local.date())


def _possible_times(clock: Clock, parts: Sequence[str], usual: Usual) -> list[dt.time]:
    """Return the times of day that a clock may mean: one, or a morning's and an evening's."""
    if clock.sure:
        hours = [clock.hour]
    elif parts:
        hours = [clock.hour, clock.hour % 12 + 12]
    elif usual == "lunch" and clock.hour in _LUNCH_HOURS:
        hours = [_LUNCH_HOURS[clock.hour]]
    elif clock.hour == 12 or (clock.hour in _SURELY_MORNING and clock.exact):
        hours = [clock.hour]
    else:
        hours = [clock.hour, clock.hour + 12]
    if parts:
        low, high = _PARTS[parts[0]]
        hours = [hour for hour in hours if low <= hour <= high]
    return [dt.time(hour, clock.minute) for hour in dict.fromkeys(hours)]


def _only_day(
    of: dict[Kind, list[Any]],
    frame: _Frame,
    times: Sequence[dt.time] | None,
    parts: Sequence[str] = (),
) -> dt.date | None:
    """Return the one day that is named, or None where none is."""
    days: list[dt.date] = list(of.get("day", ()))
    for number in of.get("weekday", ()):
        days.append(_next_weekday(number, days, frame, times, parts))
    if "order" in of:
        raise _Unclear("order", None, [*of["order"][0]])
    if "vague" in of:
        words, found = of["vague"][0]
        if not days:
            raise _Unclear("day", found[1] if found and found[0] == "day" else None)
        days += [found[1]] if found and words == "next week" and found[1] != days[0] else []
    if len(set(days)) > 1:
        raise _Unclear("day", None, sorted(set(days)))
    if not days and "tonight" in of.get("part", ()):
        return frame.today
    return days[0] if days else None


def _next_weekday(
    number: int,
    days: Sequence[dt.date],
    frame: _Frame,
    times: Sequence[dt.time] | None,
    parts: Sequence[str],
) -> dt.date:
    """Return the next such weekday, or today if its time is still to come."""
    for day in days:
        if day.weekday() == number:
            return day
    today = frame.today
    soonest = today + _ONE_DAY
    if parts or (
        times and any(utc_instant(today, time, frame.zone) >= frame.now for time in times)
    ):
        soonest = today
    return soonest + (number - soonest.weekday()) % 7 * _ONE_DAY
