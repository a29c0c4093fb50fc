"""Say what goes into a round and what explains it: people, rules, weights and reasons."""

from collections.abc import Callable, Sequence
from typing import Literal, TypeAlias

import msgspec

Group: TypeAlias = Sequence[str]
Round: TypeAlias = Sequence[Group]
History: TypeAlias = Sequence[Round]

ProgressCallback: TypeAlias = Callable[[int], None]

ReasonKind: TypeAlias = Literal[
    "first_time",
    "met_before",
    "cross_team",
    "office",
    "interests",
    "teaches",
    "slots",
    "extra_person",
    "left_out",
]


class Candidate(msgspec.Struct, frozen=True):
    """Describe one person who takes part; words are lower-case, and an empty word means unknown."""

    id: str
    team: str = ""
    manager: str = ""
    office: str = ""
    slots: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()


class Weights(msgspec.Struct, frozen=True):
    """Price what a round should avoid; the smaller the sum over all groups, the better the
    round."""

    repeat: int = 10_000
    fresh_repeat: int = 90_000
    half_life: int = 4
    same_team: int = 1_000
    same_manager: int = 500
    no_slot: int = 300
    one_slot: int = 60
    many_slots: int = 20
    missing_interest: int = 10
    missing_lesson: int = 10
    left_out: int = 1_000_000
    earlier_trio: int = 1_000
    off_plan: int = 5_000
    too_soon: int = 200_000
    scarce: int = 75
    much_earlier_trio: int = 20_000


class Rules(msgspec.Struct, frozen=True):
    """Say what a round must keep: the size of a group, who never meets, and whether offices mix."""

    size: int = 2
    excluded: tuple[tuple[str, str], ...] = ()
    same_office: bool = False
    weights: Weights = Weights()


class Reason(msgspec.Struct, frozen=True):
    """Give one reason for a group as data: whom it concerns, the words it names, and a count.

    The count is rounds since the last meeting (met_before), teams (cross_team), members
    (extra_person) or earlier rounds without company (left_out). For teaches, people are (teacher,
    learner).
    """

    kind: ReasonKind
    people: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    count: int = 0
