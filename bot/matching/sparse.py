"""Pair thousands of people: prices from blocks, few candidates for each, one sparse assignment cut into pairs.

A block is small enough for a full table. What its assignment says about who is in demand makes candidates of different
blocks comparable: only pairs of little slack are looked at. Beyond WHOLE people the pairs of blocks stand as they are.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.matching.assignment import assign, assign_sparse
from bot.matching.costs import DEAREST, FORBIDDEN, Prices, soft_costs
from bot.matching.model import Tell
from bot.matching.pairs import Pairs, assignment_bound, match, match_all

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

WHOLE = 12_000
BLOCK = 1_000
CANDIDATES = 12
REPAIR = 800


def pair_crowd(prices: Prices, tell: Tell) -> Pairs:
    """Pair people numbered in random order, all but one of an odd number, close to the smallest sum."""
    n = len(prices.traits.team)
    if n <= WHOLE:
        return _pair_whole(prices, n // 2 * 2, tell)
    blocks = list(_blocks(n // 2 * 2))
    within = prices.within([int(block[0]) for block in blocks])
    found = [_pair_block(within, block, tell) for block in blocks]
    loose = [each for _, lonely in found for each in lonely]
    return [pair for pairs, _ in found for pair in pairs] + _pair_rest(prices, loose)


def _blocks(n: int) -> Iterator["Numbers"]:
    import numpy as np

    count = max(1, round(n / BLOCK))
    for top, bottom in pairwise([2 * (at * n // (2 * count)) for at in range(count)] + [n]):
        yield np.arange(top, bottom)


def _pair_block(prices: Prices, block: "Numbers", tell: Tell) -> tuple[Pairs, list[int]]:
    import numpy as np

    table = prices.part(block).table()
    columns = assign(table)
    pairs, loose = cut_cycles(columns, table[np.arange(len(block)), columns])
    tell(len(block))
    return [(int(block[one]), int(block[two])) for one, two in pairs], block[loose].tolist()


def _pair_whole(prices: Prices, n: int, tell: Tell) -> Pairs:
    import numpy as np

    price = np.zeros(n, dtype=np.int64)
    for block in _blocks(n):
        bound = assignment_bound(prices.part(block).table())
        price[block] = np.clip(bound.price, -DEAREST // 4, DEAREST // 4)
        tell(len(block) // 2)
    ones, twos, cost = _candidates(prices, price)
    rows, columns, cells = (np.concatenate(both) for both in ((ones, twos), (twos, ones), (cost, cost)))
    sort = np.lexsort((columns, rows))
    rows, columns, cells = rows[sort], columns[sort], cells[sort]
    chosen = assign_sparse(rows, columns, cells, n)
    at = np.searchsorted(rows * n + columns, np.arange(n) * n + chosen)
    pairs, loose = cut_cycles(chosen, cells[np.minimum(at, len(cells) - 1)])
    starts = np.searchsorted(rows, np.arange(n + 1))
    near = {each: columns[starts[each] : starts[each + 1]].tolist() for each in loose}
    whole = _repair(prices, pairs, loose, near)
    tell(n - n // 2)
    return whole


def _candidates(prices: Prices, price: "Numbers") -> tuple["Numbers", "Numbers", "Numbers"]:
    import numpy as np

    n, twice, traits = len(price), price.astype(np.int32), prices.traits
    step = max(1, n // 40)
    limit = np.int32(0)
    found: list[tuple[Numbers, Numbers, Numbers]] = []
    for top in range(0, n, step):
        rows = slice(top, min(top + step, n))
        soft = soft_costs(traits.part(rows), traits.part(slice(top, n)), prices.rules.weights)
        slack = 2 * soft - twice[rows, None] - twice[None, top:]
        if not top:
            limit = max(limit, np.partition(slack, CANDIDATES * step, axis=None)[CANDIDATES * step])
        ones, twos = np.nonzero(slack <= limit)
        keep = ones < twos
        found.append((ones[keep] + top, twos[keep] + top, soft[ones[keep], twos[keep]].astype(np.int64)))
    ones, twos, cost = (np.concatenate(each) for each in zip(*found, strict=True))
    return ones, twos, prices.pairs(ones, twos, cost)


def _repair(prices: Prices, pairs: Pairs, loose: list[int], near: dict[int, list[int]]) -> Pairs:
    mate = {one: two for pair in pairs for one, two in (pair, pair[::-1])}
    opened = dict.fromkeys(loose)
    for choice in range(CANDIDATES):
        for each in loose:
            friend = near[each][choice] if choice < len(near[each]) else each
            if friend in mate and len(opened) < max(REPAIR, 2 * len(loose)):
                opened.update(dict.fromkeys((friend, mate[friend])))
    kept = [pair for pair in pairs if pair[0] not in opened]
    return kept + _pair_rest(prices, list(opened))


def _pair_rest(prices: Prices, people: list[int]) -> Pairs:
    import numpy as np

    if not people:
        return []
    table = prices.part(np.array(people, dtype=np.int64)).table()
    pairs = match_all(table)
    if pairs is None:
        pairs = match(table, np.zeros(len(people), dtype=np.int64))
    return [(people[one], people[two]) for one, two in pairs]


def cut_cycles(columns: "Numbers", cost: "Numbers") -> tuple[Pairs, list[int]]:
    """Cut the cycles of an assignment into pairs; one of an odd cycle is left, whoever makes the others cheapest."""
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
