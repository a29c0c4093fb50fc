"""What trips mean for a round, and how one is written in a line. Pure."""

import datetime as dt
import re
from collections.abc import Sequence

from msgspec import Struct

from bot.dates.parser import UnreadableDate, parse_day

MAX_TRIPS = 10
MAX_DAYS = 180
DAYS_OF_ROUND = 7
MIN_DAYS = 3  # of the seven from a draw on, so that a trip counts for the round

_TRIP = re.compile(
    r"(?:in |to |at )?(?P<town>[^\d]*?),?\s*(?:\bfrom\s+)?"
    r"(?P<first>\d[^–—]*?)(?:\s*[–—]\s*|\s+(?:to|until|till|-)\s+)(?P<last>.+)",
    re.IGNORECASE,
)
_DAY_ALONE = re.compile(r"\d{1,2}\.?")
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
    """Return the trip in a line such as “Leeds 12–14 May”. Raise what `parse_day` raises."""
    found = _TRIP.fullmatch(words.strip())
    if found is None:
        raise UnreadableDate(words)

    last = parse_day(found["last"], now, zone)
    first_words = found["first"].strip()
    if _DAY_ALONE.fullmatch(first_words):
        first_words = _DAY_ALONE.sub(first_words, found["last"].strip(), count=1)
    return TypedTrip(read_town(found["town"]), parse_day(first_words, now, zone), last)


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
