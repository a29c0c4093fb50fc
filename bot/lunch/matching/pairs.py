"""Match people in pairs at the smallest possible cost, with proof.

Half the optimal assignment is a lower bound of the matching, and its prices say how much worse than ideal each
pair is. Blossom runs on the few pairs that are hardly worse; when its result lies within that margin of the bound,
no pair left out of the search can be part of anything better. Otherwise the margin widens, and one more run settles it.
"""

from typing import TYPE_CHECKING, Any

from bot.lunch.matching.assignment import assign
from bot.lunch.matching.costs import FORBIDDEN

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FIRST_MARGIN = 30


def match(cost: "NDArray[np.int64]", out: "NDArray[np.int64]") -> list[tuple[int, int]]:
    """Pair as many as the rules allow; who stays alone is whom that costs least, then the sum of pairs is smallest."""
    n = len(cost)
    if n < 2:
        return []
    if n % 2 == 0 and n > 6:
        pairs = certified(cost)
        if pairs is not None:
            return pairs
    return blossom(cost < FORBIDDEN, cost - out[:, None] - out[None, :])


def certified(cost: "NDArray[np.int64]") -> list[tuple[int, int]] | None:
    """Find the cheapest perfect matching and prove it, or None where the rules allow no perfect matching."""
    prices = assignment_prices(cost)
    slack = 2 * cost - prices[:, None] - prices[None, :]
    bound = int(prices.sum())
    margin = 2 * FIRST_MARGIN
    widest = FORBIDDEN // 2
    while True:
        pairs = blossom(slack <= margin, cost)
        if len(pairs) * 2 == len(cost):
            rows = [first for first, _ in pairs]
            gap = 2 * int(cost[rows, [second for _, second in pairs]].sum()) - bound
            if gap <= margin:
                return pairs
            margin = gap
        elif margin >= widest:
            return None
        else:
            margin = min(margin * 16, widest)


def assignment_prices(cost: "NDArray[np.int64]") -> "NDArray[np.int64]":
    """Return twice a price for each person such that two prices never exceed twice what the pair costs."""
    import numpy as np

    columns = assign(cost)
    chosen = cost[np.arange(len(cost)), columns]
    surplus = cost - chosen[:, None]
    column_price = np.zeros(len(cost), dtype=np.int64)
    while True:
        lower = np.minimum(column_price, (surplus + column_price[columns][:, None]).min(axis=0))
        if np.array_equal(lower, column_price):
            break
        column_price = lower
    return np.asarray(chosen - column_price[columns] + column_price, dtype=np.int64)


def blossom(wanted: "NDArray[np.bool_]", cost: "NDArray[np.int64]") -> list[tuple[int, int]]:
    """Match as many people as possible along the wanted pairs, at the smallest sum."""
    import numpy as np
    import rustworkx as rx

    rows, columns = np.nonzero(np.triu(wanted, 1))
    if not len(rows):
        return []
    worth = int(cost[rows, columns].max()) + 1 - cost[rows, columns]
    graph: Any = rx.PyGraph()
    graph.add_nodes_from(range(len(cost)))
    graph.add_edges_from(list(zip(rows.tolist(), columns.tolist(), worth.tolist(), strict=True)))
    found = rx.max_weight_matching(graph, max_cardinality=True, weight_fn=int)
    return sorted((min(pair), max(pair)) for pair in found)
