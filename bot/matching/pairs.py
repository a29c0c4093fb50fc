"""Match people in pairs at the smallest possible cost, with proof.

Half the optimal assignment is a lower bound of the matching, and its prices say how much worse than
ideal each pair is: its slack. Blossom runs on the few pairs of little slack. Whatever uses another
pair costs at least the bound and that slack; where this is no better than what was found, the
result is proved. Otherwise the margin widens. An odd set that little slack keeps apart from
everybody else raises the bound: one of it must cross.
"""

from typing import TYPE_CHECKING, Any, NamedTuple

from bot.matching.assignment import solve_assignment
from bot.matching.costs import FORBIDDEN

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Pairs = list[tuple[int, int]]

INITIAL_MARGIN = 20


class LowerBound(NamedTuple):
    """Hold twice a lower bound of a perfect matching, the prices behind it, and what twice each
    pair costs beyond."""

    doubled: int
    dual_prices: "NDArray[np.int64]"
    slack: "NDArray[np.int64]"


def max_cardinality_matching(
    cost: "NDArray[np.int64]", unmatched_penalty: "NDArray[np.int64]"
) -> Pairs:
    """Pair as many as the rules allow, those who would mind most first, then at the smallest
    sum."""
    return blossom_matching(
        cost < FORBIDDEN, cost - unmatched_penalty[:, None] - unmatched_penalty[None, :]
    )


def min_cost_perfect_matching(cost: "NDArray[np.int64]", limit: int = FORBIDDEN) -> Pairs | None:
    """Pair everybody at the smallest sum, proved.

    None where that is impossible or costs the limit or more.
    """
    if len(cost) <= 12:
        pairs = blossom_matching(cost < FORBIDDEN, cost)
        return pairs if 2 * len(pairs) == len(cost) and matching_cost(pairs, cost) < limit else None
    bound = assignment_bound(cost)
    margin = INITIAL_MARGIN
    if bound.doubled >= FORBIDDEN:
        return None
    while _margin_for_proof(bound, limit, cost) >= 0:
        bound = _lift_odd_sets(bound, margin)
        pairs = blossom_matching(bound.slack <= margin, cost)
        if 2 * len(pairs) < len(cost):
            margin *= 8
        else:
            total = matching_cost(pairs, cost)
            needed = _margin_for_proof(bound, total, cost)
            if needed <= margin:
                return pairs if total < limit else None
            margin = needed
        if margin > FORBIDDEN:
            break
    return None


def matching_cost(pairs: Pairs, cost: "NDArray[np.int64]") -> int:
    """Add up what pairs cost."""
    return int(sum(cost[pair] for pair in pairs))


def assignment_bound(cost: "NDArray[np.int64]") -> LowerBound:
    """Price people by the optimal assignment, so that two prices never exceed twice what the pair
    costs."""
    import numpy as np

    columns = solve_assignment(cost)
    chosen = cost[np.arange(len(cost)), columns]
    surplus = cost - chosen[:, None]
    column_price = np.zeros(len(cost), dtype=np.int64)
    while True:
        lower = np.minimum(column_price, (surplus + column_price[columns][:, None]).min(axis=0))
        if np.array_equal(lower, column_price):
            break
        column_price = lower
    price = chosen - column_price[columns] + column_price
    slack = 2 * cost - price[:, None] - price[None, :]
    slack[cost >= FORBIDDEN] = 4 * FORBIDDEN
    return LowerBound(int(price.sum()), price, slack)


def blossom_matching(wanted: "NDArray[np.bool_]", cost: "NDArray[np.int64]") -> Pairs:
    """Match as many people as possible along the wanted pairs, at the smallest sum."""
    import numpy as np
    import rustworkx as rx

    rows, columns = np.nonzero(np.triu(wanted, 1))
    if not len(rows):
        return []
    prices = cost[rows, columns]
    graph: Any = rx.PyGraph()
    graph.add_nodes_from(range(len(cost)))
    graph.add_edges_from(
        list(
            zip(
                rows.tolist(),
                columns.tolist(),
                (int(prices.max()) + 1 - prices).tolist(),
                strict=True,
            )
        )
    )
    found = rx.max_weight_matching(graph, max_cardinality=True, weight_fn=int)
    return sorted((min(pair), max(pair)) for pair in found)


def _lift_odd_sets(bound: LowerBound, margin: int) -> LowerBound:
    import numpy as np

    twice, slack = bound.doubled, bound.slack.copy()
    while odd := _odd_parts(slack <= margin):
        for part in odd:
            outside = np.ones(len(slack), dtype=bool)
            outside[part] = False
            crossing = np.ix_(part, np.flatnonzero(outside))
            step = int(slack[crossing].min())
            if step >= FORBIDDEN:
                return LowerBound(4 * FORBIDDEN, bound.dual_prices, slack)
            slack[crossing] -= step
            slack[crossing[1].T, crossing[0].T] -= step
            twice += step
    return LowerBound(twice, bound.dual_prices, slack)


def _odd_parts(close: "NDArray[np.bool_]") -> "list[NDArray[np.int64]]":
    import numpy as np
    import rustworkx as rx

    graph: Any = rx.PyGraph()
    graph.add_nodes_from(range(len(close)))
    rows, columns = np.nonzero(np.triu(close, 1))
    graph.extend_from_edge_list(list(zip(rows.tolist(), columns.tolist(), strict=True)))
    parts = [np.array(sorted(part)) for part in rx.connected_components(graph)]
    return [part for part in parts if len(part) % 2]


def _margin_for_proof(bound: LowerBound, total: int, cost: "NDArray[np.int64]") -> int:
    import numpy as np

    rivals = cost[bound.slack < 2 * total - bound.doubled]
    unit = int(np.gcd.reduce(rivals)) if len(rivals) else 1
    return 2 * total - 2 * unit - bound.doubled
