"""What crosses between two companies, when lunches are, and who meets whom. Pure."""

import datetime as dt
import random
import re
from collections.abc import Collection, Sequence
from typing import Annotated, Literal

from msgspec import Meta, Struct

from bot.dates.local_time import local_date, utc_instant
from bot.matching import Candidate, Rules, solve_matching
from bot.people.meanings import find_meaning
from bot.ui.text import clean_text

LUNCH_AT = dt.time(12, 30)
LENGTH = dt.timedelta(hours=1)
NOTICE = dt.timedelta(days=5)  # at least, between an introduction and the lunch
FARTHEST = dt.timedelta(days=45)
LAST_CHECK = dt.timedelta(days=1)  # before a lunch
FRESH = dt.timedelta(hours=12)  # how old the last contact may be at that check
TURN_EVERY = dt.timedelta(hours=3)
SKEW = dt.timedelta(minutes=10)  # by which two clocks may differ
MAX_TURNS = 60  # in an hour
MAX_PEOPLE = 200  # of each side in a month
MAX_BODY = 256 * 1024
MAX_NAME, MAX_WORDS = 40, 80
_CODE = r"^[A-Za-z0-9_-]{8,32}$"

Code = Annotated[str, Meta(pattern=_CODE)]
Line = Annotated[str, Meta(max_length=MAX_WORDS)]
Month = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}$")]
LunchState = Literal["proposed", "standing", "off"]


class Traded(Struct, frozen=True, forbid_unknown_fields=True):
    """All that the other company learns of a person."""

    ref: Code
    name: Annotated[str, Meta(min_length=1, max_length=MAX_NAME)]
    field: Line
    topic: Line


class PairLine(Struct, frozen=True, forbid_unknown_fields=True):
    """One lunch as the leading side has it; `ref` names the other side's person."""

    code: Code
    ref: Code
    person: Traded
    starts_at: dt.datetime
    state: LunchState


class Turn(Struct, frozen=True, forbid_unknown_fields=True):
    """What the leading side says."""

    swap: Code
    number: int
    at: dt.datetime
    ended: bool
    asks_for_people: bool
    pairs: Annotated[tuple[PairLine, ...], Meta(max_length=2 * MAX_PEOPLE)] = ()


class TurnAnswer(Struct, frozen=True, forbid_unknown_fields=True):
    """What the other side answers: who agreed, and which lunches stand."""

    swap: Code
    number: int
    at: dt.datetime
    ended: bool
    people: Annotated[tuple[Traded, ...], Meta(max_length=MAX_PEOPLE)] = ()
    standing: Annotated[tuple[Code, ...], Meta(max_length=2 * MAX_PEOPLE)] = ()


def first_name(name: str) -> str:
    """Return the first name of a person, and nothing else of it."""
    words = name.split()
    return clean_text(words[0], MAX_NAME) if words else ""


def clean_traded(traded: Traded) -> Traded:
    """Return what came from elsewhere as it may be shown."""
    return Traded(
        traded.ref,
        re.sub(r"[@<>]", "", clean_text(traded.name, MAX_NAME)) or "Somebody",
        re.sub(r"[@<>]", "", clean_text(traded.field, MAX_WORDS)),
        re.sub(r"[@<>]", "", clean_text(traded.topic, MAX_WORDS)),
    )


def month_of(day: dt.date) -> str:
    """Return the month of a day as turns name it."""
    return f"{day:%Y-%m}"


def lunch_of_month(now: dt.datetime, zone: str) -> dt.datetime:
    """Return the lunch of the current month: its third Thursday."""
    first = local_date(now, zone).replace(day=1)
    thursday = first + dt.timedelta(days=(3 - first.weekday()) % 7 + 14)
    return utc_instant(thursday, LUNCH_AT, zone)


def due_month(now: dt.datetime, zone: str, matched: str) -> str:
    """Return the month that is to be matched now, or an empty text."""
    month = month_of(local_date(now, zone))
    in_time = now + NOTICE <= lunch_of_month(now, zone)
    return month if in_time and month != matched else ""


def is_possible(starts_at: dt.datetime, now: dt.datetime) -> bool:
    """Return whether a lunch that the other side proposes is neither too soon nor too far."""
    aware = starts_at.tzinfo is not None
    return aware and now + LAST_CHECK < starts_at < now + FARTHEST


def match_sides(
    ours: Sequence[Traded],
    theirs: Sequence[Traded],
    met: Collection[tuple[str, str]],
    rng: random.Random,
) -> list[tuple[Traded, Traded]]:
    """Return who of us meets whom of them, by the matcher of lunch pairings.

    Nobody meets their own colleagues, nor anybody whom they were introduced to before.
    """
    mine = {f"o:{each.ref}": each for each in ours}
    other = {f"t:{each.ref}": each for each in theirs}
    apart = [*_pairs(list(mine)), *_pairs(list(other))]
    apart += [(f"o:{one}", f"t:{two}") for one, two in met]
    candidates = [_candidate(key, each) for key, each in {**mine, **other}.items()]
    groups = solve_matching(candidates, (), Rules(excluded=tuple(apart)), rng)
    found = [sorted(group) for group in groups if len(group) == 2]
    return [(mine[one], other[two]) for one, two in found]


def _pairs(keys: Sequence[str]) -> list[tuple[str, str]]:
    return [(one, two) for at, one in enumerate(keys) for two in keys[at + 1 :]]


def _candidate(key: str, traded: Traded) -> Candidate:
    meaning = find_meaning(traded.topic) if traded.topic else None
    topics = tuple(sorted(meaning.topics)) if meaning else ()
    broader = tuple(sorted(meaning.broader)) if meaning else ()
    return Candidate(key, team=traded.field.casefold(), interests=topics, broader_interests=broader)
