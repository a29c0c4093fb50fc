"""Match an odd number of people: one group of three, everybody else in pairs, at the smallest sum.

The prices of the assignment bound say what any trio leaves possible for the rest. Trios are tried
in that order until no further one can be better: then the result is proved. Large rounds stop
trying sooner.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.matching.costs import FORBIDDEN
from bot.matching.pairs import (
    LowerBound,
    assignment_bound,
    matching_cost,
    min_cost_perfect_matching,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MAX_WORK = 200_000
MAX_LISTED = 2_000
MAX_TRIOS = 2_000_000


def match_with_trio(
    cost: "NDArray[np.int64]", oversize_penalty: "NDArray[np.int64]"
) -> list[list[int]] | None:
    """Put one trio and pairs together, or None where the rules do not allow that."""
    import numpy as np

    n = len(cost)
    if n < 3:
        return None
    if n == 3:
        return [[0, 1, 2]] if cost[np.triu_indices(3, 1)].max() < FORBIDDEN else None
    best: list[list[int]] | None = None
    limit, tries = FORBIDDEN, max(6, MAX_WORK // n**2)
    for floor, trio in _trios(assignment_bound(cost), cost, oversize_penalty):
        if floor >= 2 * limit or (best and tries <= 0):
            break
        tries -= 1
        rest = np.setdiff1d(np.arange(n), trio)
        own = int(
            cost[np.ix_(trio, trio)][np.triu_indices(3, 1)].sum() + oversize_penalty[trio].sum()
        )
        smaller = cost[np.ix_(rest, rest)]
        pairs = min_cost_perfect_matching(smaller, limit - own)
        if pairs is not None:
            limit = own + matching_cost(pairs, smaller)
            best = [trio, *([int(rest[one]), int(rest[two])] for one, two in pairs)]
    return best


def _trios(
    bound: LowerBound, cost: "NDArray[np.int64]", oversize_penalty: "NDArray[np.int64]"
) -> Iterator[tuple[int, list[int]]]:
    """Give trios with twice a lower bound of the whole round that holds them, the most promising
    first."""
    import numpy as np

    n = len(cost)
    extra = bound.dual_prices + 2 * oversize_penalty
    ones, twos = np.nonzero(np.triu(cost < FORBIDDEN, 1))
    floors = bound.slack[ones, twos] + extra[ones] + extra[twos]
    if len(ones) * n > MAX_TRIOS:
        promising = np.argpartition(floors, MAX_TRIOS // n)[: MAX_TRIOS // n]
        ones, twos, floors = ones[promising], twos[promising], floors[promising]
    whole = floors[:, None] + bound.slack[ones] + bound.slack[twos] + extra[None, :]
    first = np.argpartition(whole, min(3 * MAX_LISTED, whole.size - 1), axis=None)[: 3 * MAX_LISTED]
    seen = set()
    for at in first[np.lexsort((first, whole.flat[first]))].tolist():
        edge, third = divmod(at, n)
        trio = sorted((int(ones[edge]), int(twos[edge]), third))
        if tuple(trio) not in seen:
            seen.add(tuple(trio))
            yield bound.doubled + int(whole[edge, third]), trio
