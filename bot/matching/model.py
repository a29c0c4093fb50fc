"""Inputs and results of the solver: candidates, rules, weights and reasons."""

from collections.abc import Callable, Sequence
from typing import Literal, TypeAlias

import msgspec

Group: TypeAlias = Sequence[str]
Round: TypeAlias = Sequence[Group]
History: TypeAlias = Sequence[Round]

# Called now and then with the number of people who are done since the last call.
ProgressCallback: TypeAlias = Callable[[int], None]

# Who comes first: whoever fits, people of different teams, or people of the same team.
TeamsFirst: TypeAlias = Literal["any", "across", "within"]

ReasonKind: TypeAlias = Literal[
    "first_time",
    "met_before",
    "cross_team",
    "same_team",
    "not_across",
    "not_within",
    "not_teaching",
    "hosted",
    "welcomes",
    "office",
    "call",
    "interests",
    "teaches",
    "slots",
    "extra_person",
    "three",
    "left_out",
]


class Candidate(msgspec.Struct, frozen=True):
    """One person to match; words are lower-case, and an empty word means unknown.

    `town` is where they are in the week of the round, `mode` how they like to meet: person, remote
    or either. `hours` are the hours of the week in which they work, as bits in hexadecimal.

    Two people share an interest that both name, or that one names and is a broader one of the
    other's: music and jazz, but not jazz and metal. No interest is broader as well.

    Somebody who would `rather_three` is put into a trio where pairs are the rule and it suits all.
    Somebody who `is_new` meets people of other teams first, where the rules say nothing of teams;
    among those, whoever `welcomes` somebody new.
    """

    id: str
    team: str = ""
    manager: str = ""
    office: str = ""
    slots: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()
    town: str = ""
    mode: str = ""
    hours: str = ""
    broader_interests: tuple[str, ...] = ()
    rather_three: bool = False
    is_new: bool = False
    welcomes: bool = False


class Weights(msgspec.Struct, frozen=True):
    """Weights of the objective, which a round minimises; half_life is in rounds, the rest in cost.

    A repeat costs `repeat`, and `fresh_repeat` halves every `half_life` rounds since the meeting.
    One of the very last round costs `last_round` besides, which is more than all else together.
    """

    repeat: int = 10_000
    fresh_repeat: int = 90_000
    half_life: int = 4
    same_team: int = 1_000
    same_manager: int = 500
    no_slot: int = 300
    one_slot: int = 60
    many_slots: int = 20
    missing_interest: int = 40
    missing_lesson: int = 60
    left_out: int = 1_000_000
    earlier_trio: int = 1_000
    off_plan: int = 5_000
    too_soon: int = 200_000
    scarce: int = 75
    much_earlier_trio: int = 20_000
    last_round: int = 500_000_000
    apart_in_person: int = 60_000
    apart_either_way: int = 400
    unlike_mode: int = 3_000
    neighbour_town: int = 500
    rather_three: int = 10_000
    other_than_first: int = 110_000
    not_welcomed: int = 40_000


class Rules(msgspec.Struct, frozen=True):
    """Rules of a round: group size, pairs that never meet, and whether offices stay apart.

    `neighbours` are towns whose people reach each other, as they are written in `Candidate.town`.
    `teams` is who comes first, while somebody of those is left and new enough; then others meet, so
    that nobody stays alone for it, nor leaves a town in which both would meet in person. So do
    `mentors`: pairs first in which one offers what the other wants. The `host` of a round, if there
    is one, sits with people who are drawn by lot.
    """

    size: int = 2
    excluded: tuple[tuple[str, str], ...] = ()
    same_office: bool = False
    weights: Weights = Weights()
    neighbours: tuple[tuple[str, str], ...] = ()
    teams: TeamsFirst = "any"
    mentors: bool = False
    host: str = ""


class Reason(msgspec.Struct, frozen=True):
    """One reason for a group, as data: the people concerned, the words named, and a count.

    The count is rounds since the last meeting (met_before), teams (cross_team), members
    (extra_person, three) or earlier rounds without company (left_out). For teaches, people are
    (teacher, learner); for welcomes, who welcomes and who is new; for hosted, the host and then
    those who were drawn by lot.
    """

    kind: ReasonKind
    people: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    count: int = 0
