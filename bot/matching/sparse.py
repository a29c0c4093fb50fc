"""Matching of thousands of people in pairs, close to the optimum.

A block of people is small enough for a full cost matrix; its assignment estimates their dual
prices, which makes pairs across blocks comparable. Each person keeps the candidates of the lowest
reduced cost, one sparse assignment is solved over all of them, and its cycles are cut into pairs.
Beyond MAX_SINGLE_SOLVE people the pairs of the blocks are kept as they are.
"""

from collections.abc import Iterator
from itertools import pairwise

from bot.matching.arrays import IntArray
from bot.matching.assignment import solve_assignment, solve_sparse_assignment
from bot.matching.circumstances import NO_COMMON_HOUR
from bot.matching.costs import FORBIDDEN, MAX_COST, PairCosts
from bot.matching.model import ProgressCallback
from bot.matching.pairs import (
    Pairs,
    assignment_bound,
    max_cardinality_matching,
    min_cost_perfect_matching,
)

MAX_SINGLE_SOLVE = 12_000
BLOCK_SIZE = 1_000
CANDIDATES_PER_PERSON = 12
MAX_REPAIRED = 800
PRICING_STRIPS = 40


def solve_sparse_matching(pair_costs: PairCosts, on_progress: ProgressCallback) -> Pairs:
    """Return pairs of people who are numbered in random order; one of an odd number is left out."""
    n = len(pair_costs.traits.team)
    even = n // 2 * 2
    if n <= MAX_SINGLE_SOLVE:
        return _match_whole(pair_costs, even, on_progress)

    blocks = list(_split_blocks(even))
    within = pair_costs.within_blocks([int(block[0]) for block in blocks])
    matched: Pairs = []
    loose: list[int] = []
    for block in blocks:
        pairs, unpaired = _match_block(within, block, on_progress)
        matched += pairs
        loose += unpaired
    return matched + _match_rest(pair_costs, loose)


def cut_cycles(columns: IntArray, cost: IntArray) -> tuple[Pairs, list[int]]:
    """Cut the cycles of an assignment into pairs; return them and the people left over.

    An odd cycle leaves out the one without whom the others are cheapest.
    """
    next_of, price = columns.tolist(), cost.tolist()
    pairs: Pairs = []
    loose: list[int] = []
    for cycle in _list_cycles(next_of):
        start = _best_start([price[person] for person in cycle])
        turned = cycle[start:] + cycle[:start]
        pairs.extend(zip(turned[::2], turned[1::2], strict=False))
        if len(turned) % 2:
            loose.append(turned[-1])

    allowed: Pairs = []
    for pair in pairs:
        if price[pair[0]] < FORBIDDEN:
            allowed.append(pair)
        else:
            loose.extend(pair)
    return allowed, loose


def _split_blocks(n: int) -> Iterator[IntArray]:
    """Yield blocks of consecutive people, each of even size, about BLOCK_SIZE."""
    import numpy as np

    count = max(1, round(n / BLOCK_SIZE))
    starts = [2 * (block * n // (2 * count)) for block in range(count)]
    for start, end in pairwise([*starts, n]):
        yield np.arange(start, end)


def _match_block(
    pair_costs: PairCosts, block: IntArray, on_progress: ProgressCallback
) -> tuple[Pairs, list[int]]:
    import numpy as np

    cost = pair_costs.select_people(block).dense_matrix()
    columns = solve_assignment(cost)
    pairs, loose = cut_cycles(columns, cost[np.arange(len(block)), columns])
    on_progress(len(block))
    return [(int(block[left]), int(block[right])) for left, right in pairs], block[loose].tolist()


def _match_whole(pair_costs: PairCosts, n: int, on_progress: ProgressCallback) -> Pairs:
    import numpy as np

    prices = _estimate_prices(pair_costs, n, on_progress)
    left, right, cost = _list_candidates(pair_costs, prices)
    # Everybody may stay alone, at a forbidding cost, so that an assignment exists.
    alone = np.arange(n)
    rows, columns = np.concatenate((left, right, alone)), np.concatenate((right, left, alone))
    cells = np.concatenate((cost, cost, np.full(n, FORBIDDEN)))
    order = np.lexsort((columns, rows))
    rows, columns, cells = rows[order], columns[order], cells[order]

    chosen = solve_sparse_assignment(rows, columns, cells, n)
    chosen_cells = np.searchsorted(rows * n + columns, np.arange(n) * n + chosen)
    pairs, loose = cut_cycles(chosen, cells[np.minimum(chosen_cells, len(cells) - 1)])

    starts = np.searchsorted(rows, np.arange(n + 1))
    candidates = {person: columns[starts[person] : starts[person + 1]].tolist() for person in loose}
    repaired = _repair_pairs(pair_costs, pairs, loose, candidates)
    on_progress(n - n // 2)
    return repaired


def _estimate_prices(pair_costs: PairCosts, n: int, on_progress: ProgressCallback) -> IntArray:
    """Return the dual price of each person within their block."""
    import numpy as np

    prices = np.zeros(n, dtype=np.int64)
    for block in _split_blocks(n):
        bound = assignment_bound(pair_costs.select_people(block).dense_matrix())
        prices[block] = np.clip(bound.dual_prices, -MAX_COST // 4, MAX_COST // 4)
        on_progress(len(block) // 2)
    return prices


def _list_candidates(
    pair_costs: PairCosts, prices: IntArray
) -> tuple[IntArray, IntArray, IntArray]:
    """Return the pairs of low slack, left < right, with their costs.

    The cost matrix is looked at in strips. The first one sets the slack up to which pairs are kept,
    so that people have CANDIDATES_PER_PERSON each on average.
    """
    import numpy as np

    n, narrow_prices = len(prices), prices.astype(np.int32)
    step = max(1, n // PRICING_STRIPS)
    limit = np.int32(0)
    strips: list[tuple[IntArray, IntArray, IntArray]] = []
    for top in range(0, n, step):
        rows = slice(top, min(top + step, n))
        soft = pair_costs.soft_costs(rows, slice(top, n))
        slack = 2 * soft - narrow_prices[rows, None] - narrow_prices[None, top:]
        if top == 0:
            nth = CANDIDATES_PER_PERSON * step
            limit = max(limit, np.partition(slack, nth, axis=None)[nth])

        left, right = np.nonzero(slack <= limit)
        above = (left < right) & (soft[left, right] < NO_COMMON_HOUR)
        left, right = left[above], right[above]
        strips.append((left + top, right + top, soft[left, right].astype(np.int64)))

    left, right, cost = (np.concatenate(column) for column in zip(*strips, strict=True))
    return left, right, pair_costs.edge_costs(left, right, cost)


def _repair_pairs(
    pair_costs: PairCosts, pairs: Pairs, loose: list[int], candidates: dict[int, list[int]]
) -> Pairs:
    """Match people left over exactly, together with pairs of their candidates.

    The pairs are opened in rounds, one candidate a person, up to MAX_REPAIRED people.
    """
    mate_of: dict[int, int] = {}
    for left, right in pairs:
        mate_of[left], mate_of[right] = right, left

    most = max(MAX_REPAIRED, 2 * len(loose))
    opened = dict.fromkeys(loose)
    for choice in range(CANDIDATES_PER_PERSON):
        for person in loose:
            if choice >= len(candidates[person]):
                continue
            candidate = candidates[person][choice]
            if candidate in mate_of and len(opened) < most:
                opened.update({candidate: None, mate_of[candidate]: None})

    kept = [pair for pair in pairs if pair[0] not in opened]
    return kept + _match_rest(pair_costs, list(opened))


def _match_rest(pair_costs: PairCosts, people: list[int]) -> Pairs:
    import numpy as np

    if not people:
        return []

    cost = pair_costs.select_people(np.array(people, dtype=np.int64)).dense_matrix()
    pairs = min_cost_perfect_matching(cost)
    if pairs is None:
        pairs = max_cardinality_matching(cost, np.zeros(len(people), dtype=np.int64))
    return [(people[left], people[right]) for left, right in pairs]


def _list_cycles(next_of: list[int]) -> Iterator[list[int]]:
    seen = [False] * len(next_of)
    for first in range(len(next_of)):
        cycle = []
        person = first
        while not seen[person]:
            seen[person] = True
            cycle.append(person)
            person = next_of[person]
        if cycle:
            yield cycle


def _best_start(steps: list[int]) -> int:
    """Return where to begin cutting a cycle so that every second step costs least in sum.

    An odd cycle is looked at from each person in turn, two steps on at a time: the sum gains one
    step and loses one.
    """
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
