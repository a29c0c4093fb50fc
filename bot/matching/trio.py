"""Match an odd number of people: one group of three, everybody else in pairs, at the smallest sum.

The prices of the assignment bound say what any trio leaves possible for the rest. Trios are tried in that order until
no further one can be better: then the result is proved. Large rounds stop trying sooner.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.matching.costs import FORBIDDEN
from bot.matching.pairs import Bound, assignment_bound, match_all, sum_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WORK = 200_000
LISTED = 2_000
MOST_TRIOS = 2_000_000


def match_with_trio(cost: "NDArray[np.int64]", larger: "NDArray[np.int64]") -> list[list[int]] | None:
    """Put one trio and pairs together, or None where the rules do not allow that."""
    import numpy as np

    n = len(cost)
    if n < 3:
        return None
    if n == 3:
        return [[0, 1, 2]] if cost[np.triu_indices(3, 1)].max() < FORBIDDEN else None
    best: list[list[int]] | None = None
    limit, tries = FORBIDDEN, max(6, WORK // n**2)
    for floor, trio in _trios(assignment_bound(cost), cost, larger):
        if floor >= 2 * limit or (best and tries <= 0):
            break
        tries -= 1
        rest = np.setdiff1d(np.arange(n), trio)
        own = int(cost[np.ix_(trio, trio)][np.triu_indices(3, 1)].sum() + larger[trio].sum())
        smaller = cost[np.ix_(rest, rest)]
        pairs = match_all(smaller, limit - own)
        if pairs is not None:
            limit = own + sum_of(pairs, smaller)
            best = [trio, *([int(rest[one]), int(rest[two])] for one, two in pairs)]
    return best


def _trios(bound: Bound, cost: "NDArray[np.int64]", larger: "NDArray[np.int64]") -> Iterator[tuple[int, list[int]]]:
    """Give trios with twice a lower bound of the whole round that holds them, the most promising first."""
    import numpy as np

    n = len(cost)
    extra = bound.price + 2 * larger
    ones, twos = np.nonzero(np.triu(cost < FORBIDDEN, 1))
    floors = bound.slack[ones, twos] + extra[ones] + extra[twos]
    if len(ones) * n > MOST_TRIOS:
        promising = np.argpartition(floors, MOST_TRIOS // n)[: MOST_TRIOS // n]
        ones, twos, floors = ones[promising], twos[promising], floors[promising]
    whole = floors[:, None] + bound.slack[ones] + bound.slack[twos] + extra[None, :]
    first = np.argpartition(whole, min(3 * LISTED, whole.size - 1), axis=None)[: 3 * LISTED]
    seen = set()
    for at in first[np.lexsort((first, whole.flat[first]))].tolist():
        edge, third = divmod(at, n)
        trio = sorted((int(ones[edge]), int(twos[edge]), third))
        if tuple(trio) not in seen:
            seen.add(tuple(trio))
            yield bound.twice + int(whole[edge, third]), trio
