"""The shapes of phrases about days and times: how they are declared, and what they share. Pure."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any, Literal

from msgspec import Struct

from bot.dates import vocabulary as words_of
from bot.dates.local_time import local_date
from bot.dates.vocabulary import any_of

Kind = Literal[
    "day", "weekday", "order", "dotted", "time", "range", "part", "instant", "length", "zone",
    "number", "dash", "filler", "unclear", "midnight", "impossible", "past", "lapsed", "vague",
]  # fmt: skip
Half = Literal["", "am", "pm"]

ONE_DAY = dt.timedelta(days=1)
NUMBER = r"(?:0?[1-9]|[12]\d|3[01])"
COUNT = rf"\d{{1,3}}|{any_of(words_of.COUNTS)}"
UNIT = any_of(words_of.UNIT_OF)
WEEKDAY = any_of(words_of.WEEKDAYS)
MONTH = rf"(?:{any_of(words_of.MONTHS)})\.?"
AT = r"(?:(?:at|@|um|gegen|ab|a las|a la|a|les|vers|sobre las|around|about)\s*)"
HALF = r"(?P<half>[ap])\.?\s?m\.?"
IN = any_of(words_of.IN)
SOON_UNIT = any_of((*words_of.UNITS["minute"], *words_of.UNITS["hour"], "m", "h"))
LONG_UNIT = any_of((*words_of.UNITS["minute"], *words_of.UNITS["hour"]))


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


class At(Struct, frozen=True):
    """When and where somebody types."""

    now: dt.datetime
    zone: str

    @property
    def today(self) -> dt.date:
        """Return the day there."""
        return local_date(self.now, self.zone)


Found = tuple[Kind, Any] | None
Reader = Callable[[re.Match[str], At], Found]


class Patterns(list[tuple[re.Pattern[str], Reader]]):
    """Shapes of phrases, each with what reads it."""

    def add(self, *shapes: str) -> Callable[[Reader], Reader]:
        """Register what reads words of these shapes; they end where a word does."""

        def register(reader: Reader) -> Reader:
            self.extend((re.compile(rf"(?:{shape})(?=\s)"), reader) for shape in shapes)
            return reader

        return register


def count_of(word: str) -> int:
    """Return a number in digits or words."""
    return int(word) if word.isdecimal() else words_of.COUNTS[word]


def clock_of(
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


def date_of(year: int, month: int, day: int) -> tuple[Kind, Any]:
    """Return a day, or that there is none."""
    try:
        return "day", dt.date(year, month, day)
    except ValueError:
        return "impossible", None
