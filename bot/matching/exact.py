"""Exact partition of up to 15 people into groups of three to six, by dynamic programming over sets.

A state is the set of people who have a seat, as bits (compare Bellman, and Held and Karp, 1962).
A group is added around the first person without a seat, so that each partition is built in one
order only, and each state keeps its cheapest way. 15 people take up to 40 ms in threes or fours and
160 ms in fives; each further person doubles the time.
"""

from itertools import combinations
from typing import NamedTuple

from bot.matching.arrays import IntArray

MAX_EXACT = 15
UNREACHED = 1 << 60


class GroupOptions(NamedTuple):
    """All groups whose lowest member is one person: members as bits, cost, and 1 if oversized."""

    bits: IntArray
    cost: IntArray
    oversized: IntArray


def partition_exactly(
    cost: IntArray, oversize_penalty: IntArray, sizes: list[int]
) -> list[list[int]]:
    """Return the cheapest partition into groups of these sizes.

    `sizes` holds at most two sizes, one apart. Each member of a larger group costs their entry of
    `oversize_penalty`.
    """
    import numpy as np

    n = len(cost)
    size = min(sizes)
    oversized = len(sizes) - sizes.count(size)
    options = [
        _list_options(first, cost, oversize_penalty, size, with_oversized=oversized > 0)
        for first in range(n)
    ]

    best = np.full((oversized + 1, 1 << n), UNREACHED, dtype=np.int64)
    best[0, 0] = 0
    for first in range(n):
        _add_groups(best, first, options[first])
    return _read_partition(best, options)


def _list_options(
    first: int, cost: IntArray, oversize_penalty: IntArray, size: int, *, with_oversized: bool
) -> GroupOptions:
    import numpy as np

    rows = []
    for oversized in range(1 + with_oversized):
        for others in combinations(range(first + 1, len(cost)), size + oversized - 1):
            group = (first, *others)
            bits = sum(1 << person for person in group)
            price = sum(int(cost[pair]) for pair in combinations(group, 2))
            price += oversized * int(oversize_penalty[list(group)].sum())
            rows.append((bits, price, oversized))
    return GroupOptions(*np.array(rows, dtype=np.int64).reshape(-1, 3).T)


def _add_groups(best: IntArray, first: int, options: GroupOptions) -> None:
    """Relax `best[number of oversized groups, seated]` over the states that lack `first`."""
    import numpy as np

    below_first = (1 << first) - 1
    states = below_first | np.arange(0, best.shape[1], 2 << first)
    for used, row in enumerate(best):
        reached = states[row[states] < UNREACHED]
        for oversized in range(min(2, len(best) - used)):
            chosen = options.oversized == oversized
            bits, cost = options.bits[chosen], options.cost[chosen]
            state, group = np.nonzero((reached[:, None] & bits[None, :]) == 0)
            next_states = reached[state] | bits[group]
            totals = row[reached[state]] + cost[group]
            np.minimum.at(best[used + oversized], next_states, totals)


def _read_partition(best: IntArray, options_of: list[GroupOptions]) -> list[list[int]]:
    """Walk back from the full set through groups that explain each cost."""
    import numpy as np

    n = len(options_of)
    used, seated = len(best) - 1, best.shape[1] - 1
    groups = []
    for first in reversed(range(n)):
        options, below_first = options_of[first], (1 << first) - 1
        rest = seated ^ options.bits
        inside = options.bits & ~seated == 0
        lower_seated = rest & below_first == below_first
        fitting = np.flatnonzero(inside & lower_seated & (used >= options.oversized))

        previous = best[used - options.oversized[fitting], rest[fitting]]
        optimal = fitting[previous + options.cost[fitting] == best[used, seated]]
        if len(optimal):
            group = optimal[0]
            bits = int(options.bits[group])
            groups.append([person for person in range(n) if bits >> person & 1])
            used, seated = used - int(options.oversized[group]), int(rest[group])
    return groups
