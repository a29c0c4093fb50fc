"""Price pairs of people: what a round keeps as small as it can."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from bot.matching.encoding import EncodedTraits
from bot.matching.history import PastMeetings
from bot.matching.model import Rules, Weights

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

FORBIDDEN = 1 << 40
MAX_COST = 1 << 30
MAX_CACHED_CELLS = 1 << 17


class PairCosts(NamedTuple):
    """Hold people as arrays, and what history or an exclusion adds to pairs, the smaller number
    first."""

    traits: EncodedTraits
    rules: Rules
    ones: "Numbers"
    twos: "Numbers"
    extra: "Numbers"

    def select_people(self, people: "Numbers") -> "PairCosts":
        """Keep only some people, numbered anew."""
        import numpy as np

        place = np.full(len(self.traits.team), -1)
        place[people] = np.arange(len(people))
        ones, twos = place[self.ones], place[self.twos]
        here = (ones >= 0) & (twos >= 0)
        ones, twos = ones[here], twos[here]
        low, high = np.minimum(ones, twos), np.maximum(ones, twos)
        return PairCosts(self.traits.select_people(people), self.rules, low, high, self.extra[here])

    def within_blocks(self, edges: list[int]) -> "PairCosts":
        """Forget the pairs whose two sides lie in different blocks, which begin at these
        numbers."""
        import numpy as np

        same = np.searchsorted(edges, self.ones, "right") == np.searchsorted(
            edges, self.twos, "right"
        )
        return PairCosts(
            self.traits, self.rules, self.ones[same], self.twos[same], self.extra[same]
        )

    def dense_matrix(self) -> "Numbers":
        """Price all pairs.

        One that must not meet costs FORBIDDEN or more, and so does the diagonal.
        """
        import numpy as np

        traits = self.traits
        cost = soft_costs(traits, traits, self.rules.weights).astype(np.int64)
        for codes, price in self._alike():
            cost[codes[:, None] == codes[None, :]] += price
        if self.rules.same_office:
            cost[traits.office[:, None] != traits.office[None, :]] = FORBIDDEN
        cost[self.ones, self.twos] += self.extra
        cost[self.twos, self.ones] += self.extra
        np.fill_diagonal(cost, FORBIDDEN)
        return cost

    def edge_costs(self, ones: "Numbers", twos: "Numbers", soft: "Numbers") -> "Numbers":
        """Price single pairs, the smaller number first, of which the soft costs are known."""
        import numpy as np

        cost = soft.astype(np.int64)
        for codes, price in self._alike():
            cost += price * (codes[ones] == codes[twos])
        if len(self.extra):
            special = self.ones * len(self.traits.team) + self.twos
            order = np.argsort(special)
            keys = ones * len(self.traits.team) + twos
            at = order[np.minimum(np.searchsorted(special, keys, sorter=order), len(special) - 1)]
            cost += np.where(special[at] == keys, self.extra[at], 0)
        return cost

    def _alike(self) -> "tuple[tuple[Numbers, int], ...]":
        traits, weights = self.traits, self.rules.weights
        return (traits.team, weights.same_team), (traits.manager, weights.same_manager)


def build_pair_costs(
    traits: EncodedTraits, rules: Rules, meetings: PastMeetings, excluded: Iterable[tuple[int, int]]
) -> PairCosts:
    """Gather the prices of a round; pairs are numbers, the smaller first."""
    import numpy as np

    barred = np.array(sorted(excluded), dtype=np.int64).reshape(-1, 2).T
    ones, twos = (
        np.concatenate((barred[0], meetings.ones)),
        np.concatenate((barred[1], meetings.twos)),
    )
    extra = np.concatenate(
        (np.full(len(barred[0]), FORBIDDEN), np.minimum(meetings.penalty, MAX_COST))
    )
    _, first = np.unique(ones * len(traits.team) + twos, return_index=True)
    return PairCosts(traits, rules, ones[first], twos[first], extra[first])


def soft_costs(
    rows: EncodedTraits, columns: EncodedTraits, weights: Weights
) -> "NDArray[np.int32]":
    """Price rows against columns by slots, interests and lessons.

    History, teams and offices left aside.
    """
    import numpy as np

    cost = np.empty((len(rows.team), len(columns.team)), dtype=np.int32)
    step = max(1, MAX_CACHED_CELLS // max(len(columns.team), 1))
    for top in range(0, len(cost), step):
        _fill(cost[top : top + step], rows.select_people(slice(top, top + step)), columns, weights)
    return cost


def _fill(
    part: "NDArray[np.int32]", rows: EncodedTraits, columns: EncodedTraits, weights: Weights
) -> None:
    import numpy as np

    common = _shared(rows.slots, columns.slots)
    part[:] = np.minimum(common, 2)
    part *= weights.many_slots - weights.one_slot
    part += (2 * weights.one_slot - weights.many_slots - weights.no_slot) * np.minimum(
        common, 1
    ).astype(np.int32)
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
