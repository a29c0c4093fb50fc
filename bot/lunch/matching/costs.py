"""Price every pair of people: the table of costs that a round keeps as small as it can."""

from typing import TYPE_CHECKING

from bot.lunch.matching.memory import Memory
from bot.lunch.matching.model import Rules, Weights
from bot.lunch.matching.traits import Traits

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray

FORBIDDEN = 1 << 40
DEAREST = 1 << 30
CACHED_CELLS = 1 << 17


def soft_costs(rows: Traits, columns: Traits, weights: Weights) -> "NDArray[np.int32]":
    """Price rows against columns by slots, interests and lessons; history, teams and offices left aside."""
    import numpy as np

    cost = np.empty((len(rows.team), len(columns.team)), dtype=np.int32)
    step = max(1, CACHED_CELLS // max(len(columns.team), 1))
    for top in range(0, len(cost), step):
        _fill(cost[top : top + step], rows.part(slice(top, top + step)), columns, weights)
    return cost


def price_table(
    traits: Traits, memory: Memory, excluded: "Iterable[tuple[int, int]]", rules: Rules
) -> "NDArray[np.int64]":
    """Price every pair; a pair that must not meet costs FORBIDDEN or more, and so does the diagonal."""
    import numpy as np

    cost = soft_costs(traits, traits, rules.weights).astype(np.int64)
    for codes, price in ((traits.team, rules.weights.same_team), (traits.manager, rules.weights.same_manager)):
        cost += price * (codes[:, None] == codes[None, :])
    add_pairs(cost, memory.repeats)
    np.minimum(cost, DEAREST, out=cost)
    if rules.same_office:
        cost[traits.office[:, None] != traits.office[None, :]] = FORBIDDEN
    add_pairs(cost, dict.fromkeys(excluded, FORBIDDEN))
    np.fill_diagonal(cost, FORBIDDEN)
    return cost


def add_pairs(cost: "NDArray[np.int64]", prices: dict[tuple[int, int], int]) -> None:
    """Add a price to both halves of the table for each pair."""
    import numpy as np

    if prices:
        pairs = np.array(list(prices), dtype=np.int64)
        price = np.array(list(prices.values()), dtype=np.int64)
        cost[pairs[:, 0], pairs[:, 1]] += price
        cost[pairs[:, 1], pairs[:, 0]] += price


def _fill(part: "NDArray[np.int32]", rows: Traits, columns: Traits, weights: Weights) -> None:
    import numpy as np

    common = _shared(rows.slots, columns.slots)
    part[:] = np.minimum(common, 2)
    part *= weights.many_slots - weights.one_slot
    part += (2 * weights.one_slot - weights.many_slots - weights.no_slot) * np.minimum(common, 1).astype(np.int32)
    part += weights.no_slot + 4 * weights.missing_interest + 2 * weights.missing_lesson
    interests = np.minimum(_shared(rows.interests, columns.interests), 4)
    lessons = np.minimum(_shared(rows.offers, columns.wants), 1)
    lessons += np.minimum(_shared(rows.wants, columns.offers), 1)
    part -= weights.missing_interest * interests.astype(np.int32)
    part -= weights.missing_lesson * lessons.astype(np.int32)


def _shared(rows: "NDArray[np.uint64]", columns: "NDArray[np.uint64]") -> "NDArray[np.uint8]":
    import numpy as np

    total = np.zeros((len(rows), len(columns)), dtype=np.uint8)
    for mine, yours in zip(rows.T, columns.T, strict=True):
        total += np.bitwise_count(mine[:, None] & yours[None, :])
    return total
