"""Look ahead: prices that keep later rounds free of repeats, where the best round of today alone
would force them.

When nearly all are there, the circle method splits the pairs of the roster into whole rounds,
beginning with one that was held; this round is steered towards the cheapest of them. When many are
away, those with few unmet colleagues left should meet people who seldom come. Whoever met too
recently for the size of the roster is kept apart either way.
"""

from collections.abc import Mapping, Sequence
from itertools import chain, combinations
from typing import TYPE_CHECKING, NamedTuple

from bot.matching.history import HistoryStats
from bot.matching.model import History, Round, Rules
from bot.matching.round_robin import build_round_robin

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

MAX_ROSTER = 104
MIN_ATTENDANCE = 0.97
MAX_REST = 16


class Lookahead(NamedTuple):
    """Hold what each pair costs later rounds, and the groups that a long plan has for this one."""

    extra: "Numbers"
    plan: list[list[int]]


def look_ahead(
    cost: "Numbers", number: Mapping[str, int], history: History, stats: HistoryStats, rules: Rules
) -> Lookahead:
    """Price each pair by what it would do to later rounds."""
    import numpy as np

    extra = np.zeros_like(cost)
    people = len(stats.active_ids)
    if people > MAX_ROSTER or not len(stats.meetings.age):
        return Lookahead(extra, [])
    rest = min(people - 6, MAX_REST) // (rules.size - 1)
    tired = stats.meetings.age < rest
    _add_symmetric(
        extra, stats.meetings.ones[tired], stats.meetings.twos[tired], rules.weights.too_soon
    )
    if len(number) < MIN_ATTENDANCE * people:
        return Lookahead(extra + _spare_the_scarce(stats, len(number), rules.weights.scarce), [])
    plan = [
        _numbered(groups, number) for groups in plan_rounds(stats.active_ids, history, rules.size)
    ]
    best = min(
        plan, key=lambda groups: sum(int(cost[pair]) for pair in _pairs_of(groups)), default=[]
    )
    together = np.array(sorted(_pairs_of(best)), dtype=np.int64).reshape(-1, 2).T
    if not rules.weights.off_plan or not best or (extra[together[0], together[1]] > 0).any():
        return Lookahead(extra, [])
    extra += rules.weights.off_plan
    _add_symmetric(extra, together[0], together[1], -rules.weights.off_plan)
    return Lookahead(extra, best)


def plan_rounds(active_ids: Sequence[str], history: History, size: int) -> list[list[list[str]]]:
    """Split the pairs of a roster into rounds.

    The first is the first that was held with exactly this roster.
    """
    everybody, blocks = set(active_ids), build_round_robin(len(active_ids), size)
    if not blocks:
        return []
    for groups in history:
        if {len(group) for group in groups} == {size} and {
            each for group in groups for each in group
        } == everybody:
            name = dict(zip(chain(*blocks[0]), chain(*groups), strict=True))
            return [[[name[place] for place in block] for block in round_] for round_ in blocks]
    return []


def _numbered(groups: Round, number: Mapping[str, int]) -> list[list[int]]:
    return [[number[each] for each in group if each in number] for group in groups]


def _pairs_of(groups: list[list[int]]) -> set[tuple[int, int]]:
    return {pair for group in groups for pair in combinations(sorted(group), 2)}


def _spare_the_scarce(stats: HistoryStats, present: int, price: int) -> "Numbers":
    import numpy as np

    lately = stats.meetings.age < len(stats.active_ids)
    who = np.concatenate((stats.meetings.ones[lately], stats.meetings.twos[lately]))
    met = np.bincount(who, minlength=present)
    if 2 * met.mean() < len(stats.active_ids):
        return np.zeros((present, present), dtype=np.int64)
    spread = met - round(float(met.mean()))
    extra = price * np.outer(spread, spread)
    return np.asarray(np.clip(extra - extra.min(), 0, 120 * price), dtype=np.int64)


def _add_symmetric(cost_matrix: "Numbers", ones: "Numbers", twos: "Numbers", price: int) -> None:
    cost_matrix[ones, twos] += price
    cost_matrix[twos, ones] += price
