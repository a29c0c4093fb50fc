"""Decide about tables without looking anything up: when, how many, who sits with whom."""

import datetime as dt
import random
import re
from collections.abc import Collection, Sequence

from msgspec import Struct

from bot.dates.recurrence import WEEKDAYS, local_date, utc_instant
from bot.ui.text import Mention

LUNCH_TIME = dt.time(12, 30)
LATEST_LUNCH = dt.time(14)
MIN_SEATS, MAX_SEATS, DEFAULT_SEATS = 2, 12, 4  # seats, the host's included
LAST_CALL = dt.timedelta(minutes=15)
ASK_TO_MERGE = dt.timedelta(minutes=30)
MAX_MERGE_GAP = dt.timedelta(minutes=30)  # two tables further apart than this are not asked to join
LUNCH_DURATION = dt.timedelta(
    minutes=60
)  # how long a lunch takes: nobody sits at two tables within it
MAX_AHEAD = dt.timedelta(days=31)
USUAL_ASKED = dt.time(9, 30)  # when the usual eaters of a day are seated
USUAL_FROM, USUAL_TO = dt.time(11), dt.time(15)

_HALF_HOUR = dt.timedelta(minutes=30)
_ONE_DAY = dt.timedelta(days=1)
_SAID_AROUND = {"i", "eat", "at", "on", "and", "usually", "every", "&"}
_CLOCK = re.compile(r"(\d{1,2})[:.h](\d{2})")
_SPAN = {"daily": range(5), "weekdays": range(5), "everyday": range(5)}


class OpenTable(Struct, frozen=True):
    """An open table as it stands, with those who sit at it, the host first."""

    id: int
    host: Mention
    office: str  # the host's
    channel: str
    channel_name: str
    place: str
    topic: str
    zone: str
    starts_at: dt.datetime
    seats: int
    state: str
    seated: tuple[Mention, ...]
    usual: bool = False
    last_called: dt.datetime | None = None
    merged_into: int | None = None

    @property
    def free_seats(self) -> int:
        """Count the chairs that nobody has taken."""
        return max(0, self.seats - len(self.seated))

    @property
    def last_call(self) -> dt.datetime:
        """Tell when those who come are counted."""
        return self.starts_at - LAST_CALL

    def seats_person(self, who: str) -> bool:
        """Tell whether somebody sits here."""
        return any(guest.person == who for guest in self.seated)


class UnreadableUsual(ValueError):
    """Say which word of somebody's usual days could not be read."""


def next_lunch(now: dt.datetime, zone: str) -> dt.datetime | None:
    """Give the next sensible lunch today whose last call is still to come, or None when lunch is
    over."""
    today = local_date(now, zone)
    start, latest = utc_instant(today, LUNCH_TIME, zone), utc_instant(today, LATEST_LUNCH, zone)
    while start <= latest:
        if start - LAST_CALL >= now:
            return start
        start += _HALF_HOUR
    return None


def lunch_after(now: dt.datetime, zone: str, time: dt.time = LUNCH_TIME) -> dt.datetime:
    """Give the same time on the next working day."""
    day = local_date(now, zone) + _ONE_DAY
    while day.weekday() > 4:
        day += _ONE_DAY
    return utc_instant(day, time, zone)


def midnight_after(now: dt.datetime, zone: str, days: int = 1) -> dt.datetime:
    """Give the instant at which the local day ends, or the day after it."""
    return utc_instant(local_date(now, zone) + days * _ONE_DAY, dt.time(), zone)


def read_seat_count(words: str) -> int | None:
    """Read how many seats a table has, the usual number where nothing is said.

    None where it makes no sense.
    """
    if not words:
        return DEFAULT_SEATS
    number = int(words) if words.isascii() and words.isdecimal() and len(words) < 4 else 0
    return number if MIN_SEATS <= number <= MAX_SEATS else None


def is_half_empty(table: OpenTable) -> bool:
    """Tell whether at most half of the seats are taken."""
    return 2 * len(table.seated) <= table.seats


def within_reach(one: OpenTable, other: OpenTable) -> bool:
    """Tell whether those of one table can walk to the other.

    The same office, or one channel where none is known.
    """
    if one.zone != other.zone or abs(one.starts_at - other.starts_at) > MAX_MERGE_GAP:
        return False
    if one.office and other.office:
        return one.office.casefold() == other.office.casefold()
    return one.channel == other.channel


def stays_and_moves(one: OpenTable, other: OpenTable) -> tuple[OpenTable, OpenTable]:
    """Choose which of two tables moves to the other: the smaller, then the later."""
    first, second = sorted(
        (one, other), key=lambda table: (-len(table.seated), table.starts_at, table.id)
    )
    return first, second


def merged_seats(stays: OpenTable, moves: OpenTable) -> int:
    """Add the seats up, to what one table can hold."""
    return max(min(stays.seats + moves.seats, MAX_SEATS), len(stays.seated) + len(moves.seated))


def may_sit(who: str, table: OpenTable, apart: Collection[tuple[str, str]]) -> bool:
    """Tell whether somebody sits with nobody at this table whom they should be kept `apart` from
    (sorted pairs)."""
    return not any(_pair(who, guest.person) in apart for guest in table.seated)


def share_tables(
    people: Sequence[str],
    apart: Collection[tuple[str, str]],
    rng: random.Random,
    most: int = MAX_SEATS,
) -> list[list[str]]:
    """Put people at as few tables as they fit at, never two together who are `apart` (pairs in
    sorted order)."""
    mixed = sorted(people)
    rng.shuffle(mixed)
    tables: list[list[str]] = [[] for _ in range(-(-len(mixed) // most))]
    for who in mixed:
        open_to = [
            t
            for t in tables
            if len(t) < most and not any(_pair(who, other) in apart for other in t)
        ]
        if open_to:
            min(open_to, key=len).append(who)
        else:
            tables.append([who])
    return [table for table in tables if table]


def read_usual(words: str) -> tuple[tuple[int, ...], dt.time]:
    """Read weekdays and a time ("tue thu 12:30"); raise NotThere with the word that makes no
    sense."""
    days: set[int] = set()
    time: dt.time | None = None
    for word in words.casefold().replace(",", " ").split():
        clock = _CLOCK.fullmatch(word)
        if clock and time is None:
            time = read_usual_time(word)
        elif word in _SPAN:
            days |= set(_SPAN[word])
        elif word not in _SAID_AROUND:
            days.add(_weekday(word))
    if not days:
        raise UnreadableUsual("")
    return tuple(sorted(days)), time or LUNCH_TIME


def read_usual_time(word: str) -> dt.time:
    """Read a wall-clock time at which people have lunch; raise NotThere for any other."""
    clock = _CLOCK.fullmatch(word)
    try:
        time = dt.time(int(clock[1]), int(clock[2])) if clock else None
    except ValueError:
        time = None
    if time is None or not USUAL_FROM <= time <= USUAL_TO:
        raise UnreadableUsual(word)
    return time


def next_usual_date(weekdays: Collection[int], after: dt.date) -> dt.date:
    """Give the next of somebody's weekdays after a date."""
    return next(day for n in range(1, 8) if (day := after + n * _ONE_DAY).weekday() in weekdays)


def _weekday(word: str) -> int:
    for number, name in enumerate(WEEKDAYS):
        if len(word) >= 3 and f"{name}s".casefold().startswith(word.rstrip(".")):
            return number
    raise UnreadableUsual(word)


def _pair(one: str, other: str) -> tuple[str, str]:
    return min(one, other), max(one, other)
