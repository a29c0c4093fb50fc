"""When lunch is, who may sit with whom, and which tables may join. Pure."""

import datetime as dt
import random
import re
from calendar import day_abbr, day_name, month_abbr, month_name
from collections.abc import Collection, Iterable, Sequence
from typing import Protocol, TypedDict, TypeVar

from msgspec import Struct

from bot.core.subjects import Subject
from bot.dates.local_time import local_date, utc_instant
from bot.dates.recurrence import WEEKDAYS
from bot.dates.vocabulary import COUNTS, fold_phrase
from bot.dates.working_time import WorkingTime, is_day_off, working_days_after
from bot.ui.text import Mention

LUNCH_TIME = dt.time(12, 30)
LATEST_LUNCH = dt.time(14)
# Other names of options that people type.
NAMES_OF_WHEN = (
    "time", "date", "day", "wann", "zeit", "uhrzeit", "tag", "datum", "um", "cuando", "cuándo",
    "hora", "fecha", "día", "dia",
)  # fmt: skip
NAMES_OF_PLACE = (
    "where", "place", "location", "venue", "wo", "ort", "lokal", "dónde", "donde", "lugar", "sitio",
)  # fmt: skip
NAMES_OF_TOPIC = ("about", "subject", "thema", "über", "tema", "sobre")
NAMES_OF_SEATS = (
    "seat", "people", "persons", "places", "size", "plätze", "plaetze", "sitze", "personen",
    "leute", "plazas", "sitios", "asientos", "personas",
)  # fmt: skip
MIN_SEATS, MAX_SEATS, DEFAULT_SEATS = 2, 12, 4  # seats, the host's included
LAST_CALL = dt.timedelta(minutes=15)
ASK_TO_MERGE = dt.timedelta(minutes=30)
MAX_MERGE_GAP = dt.timedelta(minutes=30)  # between the starts of two tables that may join
LUNCH_DURATION = dt.timedelta(minutes=60)  # nobody sits at two tables within it
MAX_AHEAD = dt.timedelta(days=31)
USUAL_ASKED = dt.time(9, 30)  # when the usual eaters of a day are seated
# Requests of colleagues to eat with somebody: from one person, and from all, in so many days.
REQUESTS_OF_A_PAIR, REQUESTS_TO_ONE = 1, 2
REQUESTS_COUNT_FOR = dt.timedelta(days=7)
# So many requests of one person that another did not take up within these days are enough.
REQUESTS_IN_VAIN, REST = 2, dt.timedelta(days=60)
USUAL_FROM, USUAL_TO = dt.time(11), dt.time(15)  # the times at which people may usually eat

_HALF_HOUR = dt.timedelta(minutes=30)
_ONE_DAY = dt.timedelta(days=1)
_ALIKE = 0.75  # from which a word may be a misspelt other one
_TIME_WORDS = (
    *("today", "tomorrow", "tonight", "yesterday", "noon", "midday", "next", "week", "month"),
    *("hour", "hours", "minutes", "days", "fortnight", "morning", "afternoon", "evening"),
    *(name.casefold() for names in (day_name, day_abbr, month_name, month_abbr) for name in names),
)
_FILLERS = {"i", "eat", "at", "on", "and", "usually", "every", "&"}
_CLOCK = re.compile(r"(\d{1,2})[:.h](\d{2})")
_SPAN = {"daily": range(5), "weekdays": range(5), "everyday": range(5)}


class TableDetails(TypedDict):
    """What the host decides about a table, and where it is announced."""

    starts_at: dt.datetime
    seats: int
    place: str
    topic: str
    zone: str
    channel: str
    channel_name: str


class OpenTable(Struct, frozen=True):
    """An open table with the people who sit at it, the host first."""

    id: int
    host: Mention
    office: str  # of the host
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
    def subject(self) -> Subject:
        """Return the subject of its live card and of its occurrences."""
        return Subject("table", self.id)

    @property
    def free_seats(self) -> int:
        """Return the number of free seats."""
        return max(0, self.seats - len(self.seated))

    @property
    def last_call(self) -> dt.datetime:
        """Return when the guests are told who comes."""
        return self.starts_at - LAST_CALL

    def seats_person(self, person: str) -> bool:
        """Return whether a person sits here."""
        return any(guest.person == person for guest in self.seated)


class UnreadableUsual(ValueError):
    """The word of somebody's usual days that cannot be read."""


def next_lunch(now: dt.datetime, zone: str) -> dt.datetime | None:
    """Return today's next lunch time whose last call is still ahead, or None if lunch is over."""
    today = local_date(now, zone)
    start = utc_instant(today, LUNCH_TIME, zone)
    latest = utc_instant(today, LATEST_LUNCH, zone)

    while start <= latest:
        if start - LAST_CALL >= now:
            return start
        start += _HALF_HOUR
    return None


def lunch_after(
    now: dt.datetime,
    zone: str,
    working_time: WorkingTime,
    time: dt.time = LUNCH_TIME,
) -> dt.datetime:
    """Return this time of day on the next working day."""
    return utc_instant(working_days_after(local_date(now, zone), 1, working_time), time, zone)


def midnight_after(now: dt.datetime, zone: str, days: int = 1) -> dt.datetime:
    """Return the instant at which the local day ends, or that of `days` days."""
    return utc_instant(local_date(now, zone) + days * _ONE_DAY, dt.time(), zone)


def read_seat_count(words: str) -> int | None:
    """Return the number of seats, the default for no words, or None if out of range."""
    if not words:
        return DEFAULT_SEATS

    words = str(COUNTS.get(words.casefold(), words))
    is_number = words.isascii() and words.isdecimal() and len(words) < 4
    if not is_number or not MIN_SEATS <= int(words) <= MAX_SEATS:
        return None
    return int(words)


class _Named(Protocol):
    @property
    def name(self) -> str: ...


_Person = TypeVar("_Person", bound=_Named)


def called(words: str, people: Iterable[_Person]) -> list[_Person]:
    """Return those whom a name fits: in full, or else by its first word."""
    wanted = fold_phrase(words.removeprefix("@"))
    by_name = [(person, fold_phrase(person.name)) for person in people]
    exact = [person for person, name in by_name if name == wanted]
    if exact or not wanted:
        return exact
    return [person for person, name in by_name if name.startswith(f"{wanted} ")]


def is_ahead(table: OpenTable, now: dt.datetime) -> bool:
    """Return whether a table is open and its meal has not begun."""
    return table.state == "open" and now < table.starts_at


def is_half_empty(table: OpenTable) -> bool:
    """Return whether at most half of the seats are taken."""
    return 2 * len(table.seated) <= table.seats


def within_reach(table: OpenTable, other: OpenTable) -> bool:
    """Return whether people can walk from one table to the other.

    They are at about the same time in the same office, or in one channel if an office is unknown.
    """
    gap = abs(table.starts_at - other.starts_at)
    if table.zone != other.zone or gap > MAX_MERGE_GAP:
        return False
    if table.office and other.office:
        return table.office.casefold() == other.office.casefold()
    return table.channel == other.channel


def stays_and_moves(table: OpenTable, other: OpenTable) -> tuple[OpenTable, OpenTable]:
    """Return the table that stays and the one that moves to it: the smaller, then the later."""
    stays, moves = sorted(
        (table, other), key=lambda table: (-len(table.seated), table.starts_at, table.id)
    )
    return stays, moves


def merged_seats(stays: OpenTable, moves: OpenTable) -> int:
    """Return the seats of a merged table: the sum, at most `MAX_SEATS`, but one for everybody."""
    guests = len(stays.seated) + len(moves.seated)
    return max(min(stays.seats + moves.seats, MAX_SEATS), guests)


def may_sit(person: str, table: OpenTable, apart: Collection[tuple[str, str]]) -> bool:
    """Return whether a person may sit here; `apart` are the sorted pairs to keep apart."""
    return not any(_pair(person, guest.person) in apart for guest in table.seated)


def share_tables(
    people: Sequence[str],
    apart: Collection[tuple[str, str]],
    rng: random.Random,
    most: int = MAX_SEATS,
) -> list[list[str]]:
    """Share people out among as few tables as hold them, at random.

    `apart` are the sorted pairs that never sit together; they may need another table.
    """
    shuffled = sorted(people)
    rng.shuffle(shuffled)

    tables: list[list[str]] = [[] for _ in range(-(-len(shuffled) // most))]
    for person in shuffled:
        possible = [table for table in tables if len(table) < most and _fits(person, table, apart)]
        if possible:
            min(possible, key=len).append(person)
        else:
            tables.append([person])
    return [table for table in tables if table]


def _fits(person: str, table: Sequence[str], apart: Collection[tuple[str, str]]) -> bool:
    return not any(_pair(person, other) in apart for other in table)


def read_usual(words: str) -> tuple[tuple[int, ...], dt.time]:
    """Parse weekdays and a time, such as "tue thu 12:30". Raise UnreadableUsual with the word."""
    days: set[int] = set()
    time: dt.time | None = None
    for word in words.casefold().replace(",", " ").split():
        if time is None and _CLOCK.fullmatch(word):
            time = read_usual_time(word)
        elif word in _SPAN:
            days |= set(_SPAN[word])
        elif word not in _FILLERS:
            days.add(_weekday(word))

    if not days:
        raise UnreadableUsual("")
    return tuple(sorted(days)), time or LUNCH_TIME


def read_usual_time(word: str) -> dt.time:
    """Return a wall-clock time at which people may usually eat. Raise UnreadableUsual."""
    match = _CLOCK.fullmatch(word)
    if match is None:
        raise UnreadableUsual(word)

    try:
        time = dt.time(int(match[1]), int(match[2]))
    except ValueError as error:
        raise UnreadableUsual(word) from error
    if not USUAL_FROM <= time <= USUAL_TO:
        raise UnreadableUsual(word)
    return time


def next_usual_date(
    weekdays: Collection[int], after: dt.date, working_time: WorkingTime
) -> dt.date:
    """Return the first date after `after` that falls on one of these weekdays and is no day off."""
    day = after + _ONE_DAY
    while day.weekday() not in weekdays or is_day_off(day, working_time):
        day += _ONE_DAY
    return day


def _weekday(word: str) -> int:
    if len(word) < 3:
        raise UnreadableUsual(word)

    for number, name in enumerate(WEEKDAYS):
        if f"{name}s".casefold().startswith(word.rstrip(".")):
            return number
    raise UnreadableUsual(word)


def _pair(person: str, other: str) -> tuple[str, str]:
    return min(person, other), max(person, other)
