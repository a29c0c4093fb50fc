"""Minimum-cost perfect matching, proved optimal, on the few pairs that can matter.

Edmonds' blossom algorithm (1965), as rustworkx has it, is slow on all pairs. So it is priced, in
the manner of Cook and Rohe (1999): half the optimal assignment is a lower bound of the matching,
and its dual prices show how far twice each pair's cost lies above the bound, its slack. Blossom
runs on pairs whose slack is within a margin. A matching with any other pair costs at least the
bound and that slack; where this cannot beat what was found, the result is proved, else the margin
widens. A component of odd size among pairs of small slack raises the bound: somebody in it must
meet somebody outside (Edmonds' odd-set inequalities).
"""

from typing import NamedTuple

from bot.matching.arrays import BoolArray, IntArray
from bot.matching.assignment import solve_assignment
from bot.matching.costs import FORBIDDEN

Pairs = list[tuple[int, int]]

INITIAL_MARGIN = 20
MARGIN_FACTOR = 8
MAX_UNPRICED = 12  # people; blossom alone is faster for so few


class LowerBound(NamedTuple):
    """Twice a lower bound of a perfect matching, its dual prices, and the slack of each pair."""

    doubled: int
    dual_prices: IntArray
    slack: IntArray


def max_cardinality_matching(cost: IntArray, unmatched_penalty: IntArray) -> Pairs:
    """Return a matching of as many people as possible.

    Among those, people of high penalty are matched first, then the sum is the smallest.
    """
    allowed = cost < FORBIDDEN
    net_cost = cost - unmatched_penalty[:, None] - unmatched_penalty[None, :]
    return blossom_matching(allowed, net_cost)


def min_cost_perfect_matching(cost: IntArray, limit: int = FORBIDDEN) -> Pairs | None:
    """Return a proved cheapest perfect matching.

    Return None if there is none, or if it costs `limit` or more.
    """
    if len(cost) <= MAX_UNPRICED:
        pairs = blossom_matching(cost < FORBIDDEN, cost)
        return pairs if _is_perfect(pairs, cost) and matching_cost(pairs, cost) < limit else None

    bound = assignment_bound(cost)
    if bound.doubled >= FORBIDDEN:
        return None

    margin = INITIAL_MARGIN
    while margin <= FORBIDDEN and _margin_for_proof(bound, limit, cost) >= 0:
        bound = _lift_odd_sets(bound, margin)
        pairs = blossom_matching(bound.slack <= margin, cost)
        if not _is_perfect(pairs, cost):
            margin *= MARGIN_FACTOR
            continue

        total = matching_cost(pairs, cost)
        needed = _margin_for_proof(bound, total, cost)
        if needed <= margin:
            return pairs if total < limit else None
        margin = needed
    return None


def matching_cost(pairs: Pairs, cost: IntArray) -> int:
    """Return the sum of what pairs cost."""
    return int(sum(cost[pair] for pair in pairs))


def assignment_bound(cost: IntArray) -> LowerBound:
    """Return the bound of the assignment relaxation.

    Two dual prices never exceed twice what their pair costs, and half the sum of all prices is the
    cost of the optimal assignment. Prices follow from the assignment by Bellman-Ford.
    """
    import numpy as np

    columns = solve_assignment(cost)
    chosen = cost[np.arange(len(cost)), columns]
    surplus = cost - chosen[:, None]
    column_price = np.zeros(len(cost), dtype=np.int64)
    while True:
        relaxed = (surplus + column_price[columns][:, None]).min(axis=0)
        lower = np.minimum(column_price, relaxed)
        if np.array_equal(lower, column_price):
            break
        column_price = lower

    price = chosen - column_price[columns] + column_price
    slack = 2 * cost - price[:, None] - price[None, :]
    slack[cost >= FORBIDDEN] = 4 * FORBIDDEN
    return LowerBound(int(price.sum()), price, slack)


def blossom_matching(wanted: BoolArray, cost: IntArray) -> Pairs:
    """Return a matching along wanted pairs: of the largest size, then at the smallest sum."""
    import numpy as np
    import rustworkx as rx

    rows, columns = np.nonzero(np.triu(wanted, 1))
    if not len(rows):
        return []

    costs = cost[rows, columns]
    weights = int(costs.max()) + 1 - costs
    edges = zip(rows.tolist(), columns.tolist(), weights.tolist(), strict=True)
    graph: rx.PyGraph[int, int] = rx.PyGraph()
    graph.add_nodes_from(range(len(cost)))
    graph.add_edges_from(list(edges))
    matching = rx.max_weight_matching(graph, max_cardinality=True, weight_fn=int)
    return sorted((min(pair), max(pair)) for pair in matching)


def _is_perfect(pairs: Pairs, cost: IntArray) -> bool:
    return 2 * len(pairs) == len(cost)


def _lift_odd_sets(bound: LowerBound, margin: int) -> LowerBound:
    """Raise the bound until no component of pairs within the margin is odd.

    The smallest slack of the pairs that leave an odd component is added to the bound and taken from
    their slack. A component that no pair may leave makes the bound infeasibly high.
    """
    import numpy as np

    doubled, slack = bound.doubled, bound.slack.copy()
    while components := _odd_components(slack <= margin):
        for component in components:
            outside = np.ones(len(slack), dtype=bool)
            outside[component] = False
            crossing = np.ix_(component, np.flatnonzero(outside))
            step = int(slack[crossing].min())
            if step >= FORBIDDEN:
                return LowerBound(4 * FORBIDDEN, bound.dual_prices, slack)

            slack[crossing] -= step
            slack[crossing[1].T, crossing[0].T] -= step
            doubled += step
    return LowerBound(doubled, bound.dual_prices, slack)


def _odd_components(near: BoolArray) -> list[IntArray]:
    import numpy as np
    import rustworkx as rx

    rows, columns = np.nonzero(np.triu(near, 1))
    graph: rx.PyGraph[int | None, int | None] = rx.PyGraph()
    graph.add_nodes_from(range(len(near)))
    graph.extend_from_edge_list(list(zip(rows.tolist(), columns.tolist(), strict=True)))
    components = [np.array(sorted(part)) for part in rx.connected_components(graph)]
    return [component for component in components if len(component) % 2]


def _margin_for_proof(bound: LowerBound, total: int, cost: IntArray) -> int:
    """Return the slack within which a matching cheaper than `total` must lie; negative if none can.

    Costs of pairs that could be part of one share a divisor, so a cheaper one is at least that much
    cheaper.
    """
    import numpy as np

    rivals = cost[bound.slack < 2 * total - bound.doubled]
    unit = int(np.gcd.reduce(rivals)) if len(rivals) else 1
    return 2 * total - 2 * unit - bound.doubled
