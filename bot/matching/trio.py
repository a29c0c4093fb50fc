"""Matching of an odd number of people: one group of three and pairs, at the smallest sum.

The dual prices of the assignment relaxation bound what each trio allows the rest. Trios are tried
in the order of that bound until no other can be better, which proves the result (branch and
bound). Large rounds stop after a number of tries, without the proof.
"""

from collections.abc import Iterator
from typing import NamedTuple

from bot.matching.arrays import IntArray
from bot.matching.costs import FORBIDDEN
from bot.matching.pairs import (
    LowerBound,
    Pairs,
    assignment_bound,
    matching_cost,
    min_cost_perfect_matching,
)
from bot.matching.set_partition import Proof

MAX_WORK = 200_000  # tries times the square of the number of people
MIN_TRIES = 6
MAX_LISTED = 2_000
MAX_TRIOS = 2_000_000


class BoundedTrio(NamedTuple):
    """Three people, and twice a lower bound of any round that holds them as a group."""

    doubled_bound: int
    members: list[int]


def match_with_trio(cost: IntArray, oversize_penalty: IntArray) -> Proof | None:
    """Return one trio and pairs of all others; None where forbidden pairs leave none."""
    import numpy as np

    n = len(cost)
    if n < 3:
        return None
    if n == 3:
        allowed = _sides(cost, [0, 1, 2]).max() < FORBIDDEN
        return Proof([[0, 1, 2]], proved=True) if allowed else None

    best: list[list[int]] | None = None
    limit, tries = FORBIDDEN, max(MIN_TRIES, MAX_WORK // n**2)
    proved = False
    for doubled_bound, trio in _list_trios(assignment_bound(cost), cost, oversize_penalty):
        proved = doubled_bound >= 2 * limit
        if proved or (best and tries <= 0):
            break
        tries -= 1
        trio_cost = int(_sides(cost, trio).sum() + oversize_penalty[trio].sum())
        rest = np.setdiff1d(np.arange(n), trio)
        rest_cost = cost[np.ix_(rest, rest)]
        pairs = min_cost_perfect_matching(rest_cost, limit - trio_cost)
        if pairs is not None:
            limit = trio_cost + matching_cost(pairs, rest_cost)
            best = [trio, *_restore_numbers(pairs, rest)]
    return Proof(best, proved) if best else None


def _sides(cost: IntArray, trio: list[int]) -> IntArray:
    import numpy as np

    return cost[np.ix_(trio, trio)][np.triu_indices(3, 1)]


def _restore_numbers(pairs: Pairs, people: IntArray) -> list[list[int]]:
    return [[int(people[left]), int(people[right])] for left, right in pairs]


def _list_trios(
    bound: LowerBound, cost: IntArray, oversize_penalty: IntArray
) -> Iterator[BoundedTrio]:
    """Yield trios, the lowest bound first: an allowed pair each, and any third person.

    Where there are too many, only the pairs and then the trios of the lowest bounds are looked at.
    """
    import numpy as np

    n = len(cost)
    extra = bound.dual_prices + 2 * oversize_penalty
    left, right = np.nonzero(np.triu(cost < FORBIDDEN, 1))
    pair_bounds = bound.slack[left, right] + extra[left] + extra[right]
    if len(left) * n > MAX_TRIOS:
        promising = np.argpartition(pair_bounds, MAX_TRIOS // n)[: MAX_TRIOS // n]
        left, right, pair_bounds = left[promising], right[promising], pair_bounds[promising]

    third_bounds = bound.slack[left] + bound.slack[right] + extra[None, :]
    bounds = pair_bounds[:, None] + third_bounds
    listed = min(3 * MAX_LISTED, bounds.size - 1)
    lowest = np.argpartition(bounds, listed, axis=None)[: 3 * MAX_LISTED]
    in_order = lowest[np.lexsort((lowest, bounds.flat[lowest]))]

    seen = set()
    for cell in in_order.tolist():
        pair, third = divmod(cell, n)
        trio = sorted((int(left[pair]), int(right[pair]), third))
        if tuple(trio) not in seen:
            seen.add(tuple(trio))
            yield BoundedTrio(bound.doubled + int(bounds[pair, third]), trio)
