"""What crosses between two companies, when lunches are, and who meets whom. Pure."""

import datetime as dt
import random
import re
from collections.abc import Iterable, Sequence
from ipaddress import ip_address
from itertools import chain, combinations
from typing import Annotated, Literal
from urllib.parse import urlsplit

from msgspec import Meta, Struct

from bot.dates.local_time import local_date, utc_instant
from bot.dates.working_time import WorkingTime, is_day_off
from bot.matching import Candidate, Rules, solve_matching
from bot.people.meanings import find_meaning
from bot.ui.text import clean_text

LUNCH_AT = dt.time(12, 30)
LOOK_FROM = dt.timedelta(days=10)  # before the third Thursday, people are looked for
LOOK_UNTIL = dt.timedelta(days=5)
SETTLE = dt.timedelta(hours=6)  # after that, in which the last ones are agreed on
LAST_CHECK = dt.timedelta(days=1)  # before a lunch, from which on both sides have to be sure of it
LAST_CALL = dt.timedelta(hours=2)  # before a lunch, until which it is called off where they are not
FRESH = dt.timedelta(hours=12)  # how old the last contact may be meanwhile
SILENT = dt.timedelta(days=2)  # without contact, of which people read
FARTHEST = dt.timedelta(days=45)
TURN_EVERY = dt.timedelta(hours=3)
TURN_THAT_DAY = dt.timedelta(minutes=30)  # in the last day before a lunch
TURN_AT_LAST = dt.timedelta(minutes=10)  # in its last hours
SKEW = dt.timedelta(minutes=10)  # by which two clocks may differ
MAX_TURNS = 60  # in an hour
MAX_REFUSED = 20  # in an hour, of those that are opened at all
MAX_MISSED = 200  # answers that were lost, told of in one answer
MAX_PEOPLE = 200  # of each side in a month
MAX_BODY = 256 * 1024
MAX_NAME, MAX_WORDS = 40, 80
_CODE = r"^[A-Za-z0-9_-]{8,32}$"
_DIGEST = r"^[0-9a-f]{64}$"
_DAYS = (0, -1, 7, 6)  # from the third Thursday on, where that is a day off
_TITLE = 5  # letters of "Dr." and its like at most

Code = Annotated[str, Meta(pattern=_CODE)]
Line = Annotated[str, Meta(max_length=MAX_WORDS)]
Number = Annotated[int, Meta(ge=1, le=2**31 - 1)]
Digest = Annotated[str, Meta(pattern=_DIGEST)]
LunchState = Literal["proposed", "standing", "off"]


class Traded(Struct, frozen=True, forbid_unknown_fields=True):
    """All that the other company learns of a person."""

    ref: Code
    name: Annotated[str, Meta(min_length=1, max_length=MAX_NAME)]
    field: Line
    topic: Line


class PairLine(Struct, frozen=True, forbid_unknown_fields=True):
    """One lunch as the leading side has it; `ref` names the other side's person.

    `person` is the leading side's own, told with the proposal alone.
    """

    code: Code
    ref: Code
    starts_at: dt.datetime
    state: LunchState
    person: Traded | None = None


class Missed(Struct, frozen=True, forbid_unknown_fields=True):
    """A turn that was taken and answered, told again by fingerprints, since the answer got lost."""

    number: Number
    turn: Digest
    turn_at: dt.datetime
    answer: Digest
    answer_at: dt.datetime


class Turn(Struct, frozen=True, forbid_unknown_fields=True):
    """What the leading side says; `asks_for` is a lunch for which it looks for people.

    `heard` is the latest turn whose answer it has written down.
    """

    swap: Code
    number: Number
    at: dt.datetime
    ended: bool
    asks_for: dt.datetime | None = None
    pairs: Annotated[tuple[PairLine, ...], Meta(max_length=2 * MAX_PEOPLE)] = ()
    heard: Annotated[int, Meta(ge=0, le=2**31 - 1)] = 0


class TurnAnswer(Struct, frozen=True, forbid_unknown_fields=True):
    """What the other side answers: who agreed, which lunches stand, and what got lost before."""

    swap: Code
    number: Number
    at: dt.datetime
    ended: bool
    people: Annotated[tuple[Traded, ...], Meta(max_length=MAX_PEOPLE)] = ()
    standing: Annotated[tuple[Code, ...], Meta(max_length=2 * MAX_PEOPLE)] = ()
    missed: Annotated[tuple[Missed, ...], Meta(max_length=MAX_MISSED)] = ()


def first_name(name: str) -> str:
    """Return the first name of a person, and nothing else of it.

    "Wolf, Ada", "Dr. Ada Wolf" and "ada.wolf" are all Ada's; an address of e-mail tells no name.
    """
    last, comma, first = name.partition(",")
    words = (first if comma and first.strip() else last).replace("_", " ").split()
    while len(words) > 1 and words[0].endswith(".") and len(words[0]) <= _TITLE:
        words = words[1:]
    if not words or "@" in words[0]:
        return ""
    return clean_text(words[0].strip(".").partition(".")[0], MAX_NAME)


def clean_traded(traded: Traded) -> Traded:
    """Return what came from elsewhere as it may be shown."""
    return Traded(
        traded.ref,
        re.sub(r"[@<>]", "", clean_text(traded.name, MAX_NAME)) or "Somebody",
        re.sub(r"[@<>]", "", clean_text(traded.field, MAX_WORDS)),
        re.sub(r"[@<>]", "", clean_text(traded.topic, MAX_WORDS)),
    )


def month_of(moment: dt.datetime, zone: str) -> str:
    """Return the month of a lunch."""
    return f"{local_date(moment, zone):%Y-%m}"


def third_thursday(now: dt.datetime, zone: str) -> dt.datetime:
    """Return the usual lunch of the current month."""
    first = local_date(now, zone).replace(day=1)
    thursday = first + dt.timedelta(days=(3 - first.weekday()) % 7 + 14)
    return utc_instant(thursday, LUNCH_AT, zone)


def is_looking(now: dt.datetime, zone: str) -> bool:
    """Return whether people are looked for now, for the lunch of the month."""
    usual = third_thursday(now, zone)
    return usual - LOOK_FROM <= now <= usual - LOOK_UNTIL


def settles_at(now: dt.datetime, zone: str) -> dt.datetime:
    """Return when whoever has no lunch in this month is told so."""
    return third_thursday(now, zone) - LOOK_UNTIL + SETTLE


def next_settles_at(now: dt.datetime, zone: str, closed: str) -> dt.datetime:
    """Return when the first month settles that is not closed; what is over is left out."""
    at = settles_at(now, zone)
    if closed == month_of(now, zone) or third_thursday(now, zone) <= now:
        return settles_at(_next_month(now, zone), zone)
    return at


def lunch_of_month(now: dt.datetime, zone: str, working_time: WorkingTime) -> dt.datetime | None:
    """Return the lunch of the current month: its third Thursday, or a day near it.

    None where all of these are days off.
    """
    usual = local_date(third_thursday(now, zone), zone)
    days = (usual + dt.timedelta(days=more) for more in _DAYS)
    free = (day for day in days if not is_day_off(day, working_time))
    return next((utc_instant(day, LUNCH_AT, zone) for day in free), None)


def silent_since(contact_at: dt.datetime, now: dt.datetime) -> dt.datetime | None:
    """Return since when the other side was not heard from, where that is unusual."""
    return contact_at if contact_at + SILENT < now else None


def is_loopback(address: str) -> bool:
    """Return whether an address names this very machine by its number."""
    try:
        return ip_address(urlsplit(address).hostname or "").is_loopback
    except ValueError:
        return False


def is_possible(starts_at: dt.datetime, now: dt.datetime) -> bool:
    """Return whether a lunch that the other side proposes is neither too soon nor too far."""
    aware = starts_at.tzinfo is not None
    return aware and now + LAST_CHECK < starts_at < now + FARTHEST


def wait_for_turn(now: dt.datetime, begin: Iterable[dt.datetime]) -> dt.timedelta:
    """Return how long the next turn may wait: not long where a lunch begins soon."""
    left = min((starts_at - now for starts_at in begin if starts_at > now), default=FARTHEST)
    if left <= TURN_EVERY:
        return TURN_AT_LAST
    return TURN_THAT_DAY if left <= LAST_CHECK else TURN_EVERY


def doubt_at(
    starts_at: dt.datetime, contact_at: dt.datetime | None, *, is_sure: bool
) -> dt.datetime | None:
    """Return from when on a lunch is in doubt, unless the other side is heard from before.

    None where it would be too late to call it off.
    """
    at = starts_at - LAST_CHECK
    if is_sure and contact_at is not None:
        at = max(at, contact_at + FRESH)
    return at if at <= starts_at - LAST_CALL else None


def match_sides(
    ours: Sequence[Traded],
    theirs: Sequence[Traded],
    met: Sequence[Sequence[tuple[str, str]]],
    rng: random.Random,
) -> list[tuple[Traded, Traded]]:
    """Return who of us meets whom of them, by the matcher of lunch pairings.

    Nobody meets their own colleagues, nor anybody whom they were introduced to before; those of the
    same field or topic go together. `met` are the pairs of each month before: whoever was left out
    then comes first.
    """
    mine = {f"o:{each.ref}": each for each in ours}
    other = {f"t:{each.ref}": each for each in theirs}
    rounds = [[(f"o:{one}", f"t:{two}") for one, two in month] for month in met]
    apart = [*combinations(mine, 2), *combinations(other, 2), *chain(*rounds)]
    everybody = {**mine, **other}
    candidates = [_candidate(key, each) for key, each in everybody.items()]
    history = []
    for month in rounds:
        had_one = set(chain(*month))
        history.append([*map(list, month), *([key] for key in everybody if key not in had_one)])
    groups = solve_matching(candidates, history, Rules(excluded=tuple(apart)), rng)
    found = [sorted(group) for group in groups if len(group) == 2]
    return [(mine[one], other[two]) for one, two in found]


def _next_month(now: dt.datetime, zone: str) -> dt.datetime:
    first = local_date(now, zone).replace(day=1) + dt.timedelta(days=32)
    return utc_instant(first.replace(day=1), LUNCH_AT, zone)


def _candidate(key: str, traded: Traded) -> Candidate:
    meaning = find_meaning(traded.topic) if traded.topic else None
    topics = sorted(meaning.topics) if meaning else []
    broader = tuple(sorted(meaning.broader)) if meaning else ()
    field = (f"field {traded.field.casefold()}",) if traded.field else ()
    return Candidate(key, interests=(*field, *topics), broader_interests=broader)
