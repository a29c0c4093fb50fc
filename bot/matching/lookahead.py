"""Look-ahead: surcharges that keep later rounds free of repeats.

The best round of today alone may leave pairs for later that no round can hold together.

When nearly everybody is here, a round-robin splits the pairs of all active people into whole
rounds, beginning with one that was held; this round is steered towards the cheapest of them. When
many are away, people with few unmet colleagues left should meet those who seldom come. In both
cases pairs that met too recently for the number of active people are kept apart.
"""

from collections.abc import Mapping, Sequence
from itertools import chain, combinations
from typing import NamedTuple

from bot.matching.arrays import BoolArray, IntArray
from bot.matching.history import HistoryStats
from bot.matching.model import History, Round, Rules
from bot.matching.round_robin import build_round_robin

MAX_ROSTER = 104
MIN_ATTENDANCE = 0.97
MAX_REST = 16  # rounds that a pair rests at most
MAX_SCARCITY = 120  # times the weight `scarce`


class Lookahead(NamedTuple):
    """Surcharges of pairs on behalf of later rounds, and the planned groups of this round."""

    extra: IntArray
    plan: list[list[int]]


def look_ahead(
    cost: IntArray,
    index_of: Mapping[str, int],
    history: History,
    stats: HistoryStats,
    rules: Rules,
    reach: BoolArray,
) -> Lookahead:
    """Return the surcharge of each pair, and the planned groups if this round follows a plan.

    `reach` holds which pairs can meet as they like to; a plan is for people who all can, and how
    long a pair rests depends on how many others the two can meet.
    """
    import numpy as np

    extra = np.zeros_like(cost)
    meetings, weights = stats.meetings, rules.weights
    roster_size = len(stats.active_ids)
    if roster_size > MAX_ROSTER or not len(meetings.age):
        return Lookahead(extra, [])

    left, right = meetings.left, meetings.right
    pool = np.where(reach, 1, 0).sum(axis=1) - reach.diagonal() + 1
    pool = pool * roster_size // max(len(pool), 1)
    others = np.minimum(pool[left], pool[right])
    rest = np.clip(others - 6, 0, MAX_REST) // (rules.size - 1)
    short = np.maximum(rest - meetings.age, 0)
    _add_symmetric(extra, left, right, weights.too_soon * short)
    if len(index_of) < MIN_ATTENDANCE * roster_size:
        return Lookahead(extra + _scarcity_costs(stats, len(index_of), weights.scarce), [])

    if not reach.all():
        return Lookahead(extra, [])

    best = _cheapest_round(plan_rounds(stats.active_ids, history, rules.size), cost, index_of)
    left, right = np.array(sorted(_pairs_of(best)), dtype=np.int64).reshape(-1, 2).T
    if not weights.off_plan or not best or (extra[left, right] > 0).any():
        return Lookahead(extra, [])

    extra += weights.off_plan
    _add_symmetric(extra, left, right, np.full(len(left), -weights.off_plan))
    return Lookahead(extra, best)


def plan_rounds(active_ids: Sequence[str], history: History, size: int) -> list[list[list[str]]]:
    """Return a round-robin of these people whose first round is one that was held.

    That is the earliest round of exactly these people in groups of this size; return no rounds if
    there was none, or if no round-robin is known.
    """
    rounds = build_round_robin(len(active_ids), size)
    if not rounds:
        return []

    roster = set(active_ids)
    for groups in history:
        same_size = all(len(group) == size for group in groups)
        if same_size and set(chain.from_iterable(groups)) == roster:
            points = chain.from_iterable(rounds[0])
            person_at = dict(zip(points, chain.from_iterable(groups), strict=True))
            return [
                [[person_at[point] for point in block] for block in blocks] for blocks in rounds
            ]
    return []


def _cheapest_round(
    rounds: list[list[list[str]]], cost: IntArray, index_of: Mapping[str, int]
) -> list[list[int]]:
    def total_cost(groups: list[list[int]]) -> int:
        return sum(int(cost[pair]) for pair in _pairs_of(groups))

    numbered = [_number_people(groups, index_of) for groups in rounds]
    return min(numbered, key=total_cost, default=[])


def _number_people(groups: Round, index_of: Mapping[str, int]) -> list[list[int]]:
    return [[index_of[person] for person in group if person in index_of] for group in groups]


def _pairs_of(groups: list[list[int]]) -> set[tuple[int, int]]:
    pairs = set[tuple[int, int]]()
    for group in groups:
        pairs.update(combinations(sorted(group), 2))
    return pairs


def _scarcity_costs(stats: HistoryStats, present: int, weight: int) -> IntArray:
    """Return surcharges that are high where both have met many lately, or both few.

    Zero while people have met less than half of the active people on average.
    """
    import numpy as np

    roster_size = len(stats.active_ids)
    recent = stats.meetings.age < roster_size
    people = np.concatenate((stats.meetings.left[recent], stats.meetings.right[recent]))
    met = np.bincount(people, minlength=present)
    if 2 * met.mean() < roster_size:
        return np.zeros((present, present), dtype=np.int64)

    deviation = met - round(float(met.mean()))
    extra = weight * np.outer(deviation, deviation)
    return np.asarray(np.clip(extra - extra.min(), 0, MAX_SCARCITY * weight), dtype=np.int64)


def _add_symmetric(matrix: IntArray, left: IntArray, right: IntArray, amount: IntArray) -> None:
    matrix[left, right] += amount
    matrix[right, left] += amount
