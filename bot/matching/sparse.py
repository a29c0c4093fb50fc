"""Pair thousands of people: prices from blocks, few candidates for each, one sparse assignment cut
into pairs.

A block is small enough for a full table. What its assignment says about who is in demand makes
candidates of different blocks comparable: only pairs of little slack are looked at. Beyond WHOLE
people the pairs of blocks stand as they are.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.matching.assignment import solve_assignment, solve_sparse_assignment
from bot.matching.costs import FORBIDDEN, MAX_COST, PairCosts, soft_costs
from bot.matching.model import ProgressCallback
from bot.matching.pairs import (
    Pairs,
    assignment_bound,
    max_cardinality_matching,
    min_cost_perfect_matching,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

MAX_SINGLE_SOLVE = 12_000
BLOCK_SIZE = 1_000
CANDIDATES_PER_PERSON = 12
MAX_REPAIRED = 800


def solve_sparse_matching(pair_costs: PairCosts, on_progress: ProgressCallback) -> Pairs:
    """Pair people numbered in random order, all but one of an odd number, close to the smallest
    sum."""
    n = len(pair_costs.traits.team)
    if n <= MAX_SINGLE_SOLVE:
        return _pair_whole(pair_costs, n // 2 * 2, on_progress)
    blocks = list(_blocks(n // 2 * 2))
    within = pair_costs.within_blocks([int(block[0]) for block in blocks])
    found = [_pair_block(within, block, on_progress) for block in blocks]
    loose = [each for _, lonely in found for each in lonely]
    return [pair for pairs, _ in found for pair in pairs] + _pair_rest(pair_costs, loose)


def _blocks(n: int) -> Iterator["Numbers"]:
    import numpy as np

    count = max(1, round(n / BLOCK_SIZE))
    for top, bottom in pairwise([2 * (at * n // (2 * count)) for at in range(count)] + [n]):
        yield np.arange(top, bottom)


def _pair_block(
    pair_costs: PairCosts, block: "Numbers", on_progress: ProgressCallback
) -> tuple[Pairs, list[int]]:
    import numpy as np

    table = pair_costs.select_people(block).dense_matrix()
    columns = solve_assignment(table)
    pairs, loose = cut_cycles(columns, table[np.arange(len(block)), columns])
    on_progress(len(block))
    return [(int(block[one]), int(block[two])) for one, two in pairs], block[loose].tolist()


def _pair_whole(pair_costs: PairCosts, n: int, on_progress: ProgressCallback) -> Pairs:
    import numpy as np

    price = np.zeros(n, dtype=np.int64)
    for block in _blocks(n):
        bound = assignment_bound(pair_costs.select_people(block).dense_matrix())
        price[block] = np.clip(bound.dual_prices, -MAX_COST // 4, MAX_COST // 4)
        on_progress(len(block) // 2)
    ones, twos, cost = _candidates(pair_costs, price)
    rows, columns, cells = (
        np.concatenate(both) for both in ((ones, twos), (twos, ones), (cost, cost))
    )
    sort = np.lexsort((columns, rows))
    rows, columns, cells = rows[sort], columns[sort], cells[sort]
    chosen = solve_sparse_assignment(rows, columns, cells, n)
    at = np.searchsorted(rows * n + columns, np.arange(n) * n + chosen)
    pairs, loose = cut_cycles(chosen, cells[np.minimum(at, len(cells) - 1)])
    starts = np.searchsorted(rows, np.arange(n + 1))
    near = {each: columns[starts[each] : starts[each + 1]].tolist() for each in loose}
    whole = _repair(pair_costs, pairs, loose, near)
    on_progress(n - n // 2)
    return whole


def _candidates(pair_costs: PairCosts, price: "Numbers") -> tuple["Numbers", "Numbers", "Numbers"]:
    import numpy as np

    n, twice, traits = len(price), price.astype(np.int32), pair_costs.traits
    step = max(1, n // 40)
    limit = np.int32(0)
    found: list[tuple[Numbers, Numbers, Numbers]] = []
    for top in range(0, n, step):
        rows = slice(top, min(top + step, n))
        soft = soft_costs(
            traits.select_people(rows),
            traits.select_people(slice(top, n)),
            pair_costs.rules.weights,
        )
        slack = 2 * soft - twice[rows, None] - twice[None, top:]
        if not top:
            limit = max(
                limit,
                np.partition(slack, CANDIDATES_PER_PERSON * step, axis=None)[
                    CANDIDATES_PER_PERSON * step
                ],
            )
        ones, twos = np.nonzero(slack <= limit)
        keep = ones < twos
        found.append(
            (ones[keep] + top, twos[keep] + top, soft[ones[keep], twos[keep]].astype(np.int64))
        )
    ones, twos, cost = (np.concatenate(each) for each in zip(*found, strict=True))
    return ones, twos, pair_costs.edge_costs(ones, twos, cost)


def _repair(
    pair_costs: PairCosts, pairs: Pairs, loose: list[int], near: dict[int, list[int]]
) -> Pairs:
    mate = {one: two for pair in pairs for one, two in (pair, pair[::-1])}
    opened = dict.fromkeys(loose)
    for choice in range(CANDIDATES_PER_PERSON):
        for each in loose:
            friend = near[each][choice] if choice < len(near[each]) else each
            if friend in mate and len(opened) < max(MAX_REPAIRED, 2 * len(loose)):
                opened.update(dict.fromkeys((friend, mate[friend])))
    kept = [pair for pair in pairs if pair[0] not in opened]
    return kept + _pair_rest(pair_costs, list(opened))


def _pair_rest(pair_costs: PairCosts, people: list[int]) -> Pairs:
    import numpy as np

    if not people:
        return []
    table = pair_costs.select_people(np.array(people, dtype=np.int64)).dense_matrix()
    pairs = min_cost_perfect_matching(table)
    if pairs is None:
        pairs = max_cardinality_matching(table, np.zeros(len(people), dtype=np.int64))
    return [(people[one], people[two]) for one, two in pairs]


def cut_cycles(columns: "Numbers", cost: "Numbers") -> tuple[Pairs, list[int]]:
    """Cut the cycles of an assignment into pairs.

    One of an odd cycle is left, whoever makes the others cheapest.
    """
    next_of, price = columns.tolist(), cost.tolist()
    seen = [False] * len(next_of)
    pairs: Pairs = []
    loose: list[int] = []
    for first in range(len(next_of)):
        cycle = []
        while not seen[first]:
            seen[first] = True
            cycle.append(first)
            first = next_of[first]  # noqa: PLW2901
        if cycle:
            start = _best_start([price[each] for each in cycle])
            turned = cycle[start:] + cycle[:start]
            pairs.extend(zip(turned[::2], turned[1::2], strict=False))
            loose.extend(turned[-1:] if len(turned) % 2 else [])
    return _without_forbidden(pairs, loose, price)


def _without_forbidden(pairs: Pairs, loose: list[int], price: list[int]) -> tuple[Pairs, list[int]]:
    kept = [pair for pair in pairs if price[pair[0]] < FORBIDDEN]
    return kept, loose + [each for pair in pairs if price[pair[0]] >= FORBIDDEN for each in pair]


def _best_start(steps: list[int]) -> int:
    size = len(steps)
    if size % 2 == 0:
        return 0 if sum(steps[::2]) <= sum(steps[1::2]) else 1
    total = sum(steps[: size - 1 : 2])
    best, best_total, at = 0, total, 0
    for _ in range(size):
        total += steps[(at + size - 1) % size] - steps[at]
        at = (at + 2) % size
        if total < best_total:
            best, best_total = at, total
    return best
