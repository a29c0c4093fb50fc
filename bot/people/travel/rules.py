"""What trips mean for a round, and how one is written in a line. Pure."""

import datetime as dt
import re
from collections.abc import Sequence

from msgspec import Struct

from bot.dates.parser import UnreadableDate, parse_day

MAX_TRIPS = 10
MAX_DAYS = 180
MAX_AHEAD = dt.timedelta(days=730)  # trips later than that are slips of the pen
DAYS_OF_ROUND = 7
MIN_DAYS = 3  # of the seven from a draw on, so that a trip counts for the round

_LEAD = re.compile(r"^(?:i'?m|i am|i'll be|i will be)?\s*(?:in|to|at)\s+", re.IGNORECASE)
_ISO_DATE = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")
# Between two days: a dash of any length, which in a name such as “Stratford-upon-Avon” is none.
_RANGE = re.compile(
    r"\s*[–—]\s*|(?<=[\w.])\s*-\s*(?=\d)|\s+-\s+|\s+(?:to|until|till|through|bis)\s+",
    re.IGNORECASE,
)
_DAY_WORDS = (
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec "
    "januar februar märz mai juni juli oktober dezember "
    "monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun "
    "montag dienstag mittwoch donnerstag freitag samstag sonntag "
    "today tomorrow"
)
_DAY_NAMES = "|".join(_DAY_WORDS.split())
_DAY = re.compile(
    rf"(?:^|(?<=[\s,]))(?:from\s+|on\s+)?(?=\d|(?:(?:next|this)\s+)?(?:{_DAY_NAMES})\b)",
    re.IGNORECASE,
)
_NO_TOWN = frozenset({"next", "this", "the"})
_CLOCK = re.compile(r"\d\s*:\s*\d")
_UNTIL = re.compile(r"\s*\b(?:until|till)\s*$", re.IGNORECASE)
_TOWN_AFTER = re.compile(
    r"^(?P<day>\d.*?)\s+(?:in\s+|at\s+)?"
    rf"(?P<town>(?!(?:{_DAY_NAMES}|to|until|till)\b)[^\W\d][^\d]*)$",
    re.IGNORECASE,
)
_DAY_ALONE = re.compile(r"(\d{1,2})(?:\.|st|nd|rd|th)?", re.IGNORECASE)
_DAY_IN_MONTH = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_AWAY = frozenset({"", "away", "holiday", "holidays", "on holiday", "vacation", "leave", "off"})


class Trip(Struct, frozen=True):
    """Days of one person in a town, first and last inclusive; without a town they are away."""

    id: int
    person: str
    town: str
    first: dt.date
    last: dt.date


class TypedTrip(Struct, frozen=True):
    """A trip as somebody typed it."""

    town: str
    first: dt.date
    last: dt.date


def read_trip(words: str, now: dt.datetime, zone: str) -> TypedTrip:
    """Return the trip in a line such as “Leeds 12-14 May”. Raise what `parse_day` raises."""
    if _CLOCK.search(words):
        raise UnreadableDate(words)
    words = _ISO_DATE.sub(r"\1.\2.\3", _LEAD.sub("", words.strip(), count=1))
    town, days = _split_town(words)
    if town.strip().casefold() in _NO_TOWN:
        raise UnreadableDate(words)
    first, last = _split_range(days)
    if _UNTIL.search(town):
        town, first, last = _UNTIL.sub("", town), "today", first
    if last and _DAY_ALONE.fullmatch(first):
        first = _with_day(last, first)
    elif last and _DAY_ALONE.fullmatch(last):
        last = _with_day(first, last)

    begins = parse_day(_restore_iso(first), now, zone)
    ends = parse_day(_restore_iso(last), now, zone) if last else begins
    if ends < begins and not any(sign.isdigit() for sign in last):
        ends += dt.timedelta(weeks=1)  # “Monday to Wednesday”, said on a Tuesday
    return TypedTrip(read_town(town), begins, ends)


def _split_town(words: str) -> tuple[str, str]:
    """Return the town and the days, whichever stands first."""
    behind = _TOWN_AFTER.match(words)
    if behind:
        return behind["town"], behind["day"]

    day = _DAY.search(words)
    if day is None:
        raise UnreadableDate(words)
    return words[: day.start()], words[day.end() :]


def _split_range(days: str) -> tuple[str, str]:
    """Return the first and the last day; nothing for the last of a single day."""
    between = _RANGE.search(days)
    if between is None:
        return days.strip(), ""
    return days[: between.start()].strip(), days[between.end() :].strip()


def _with_day(date: str, day: str) -> str:
    """Return a date with another day of the month: “14 May” with 12 is “12 May”.

    Raise UnreadableDate for a date that names no day, such as “tomorrow”.
    """
    match = _DAY_ALONE.fullmatch(day)
    changed, found = _DAY_IN_MONTH.subn(match[1] if match else day, date, count=1)
    if not found:
        raise UnreadableDate(date)
    return changed


def _restore_iso(date: str) -> str:
    return re.sub(r"\b(\d{4})\.(\d\d)\.(\d\d)\b", r"\1-\2-\3", date)


def read_town(words: str) -> str:
    """Return a town, or an empty text for words such as “on holiday”."""
    town = words.strip(" ,:")
    return "" if town.casefold() in _AWAY else town


def trip_of_round(trips: Sequence[Trip], day: dt.date) -> Trip | None:
    """Return the trip that takes up most of a round drawn on a day, if it counts for it."""
    counted = [(_days_within(trip, day), trip) for trip in trips]
    longest = max(counted, key=lambda each: each[0], default=None)
    if longest is None or longest[0] < MIN_DAYS:
        return None
    return longest[1]


def _days_within(trip: Trip, day: dt.date) -> int:
    end = day + dt.timedelta(days=DAYS_OF_ROUND - 1)
    return (min(trip.last, end) - max(trip.first, day)).days + 1
