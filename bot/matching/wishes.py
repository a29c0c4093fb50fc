"""Groups of three for people who would rather be three, where groups of two are the rule.

Trios of them are tried in each number that leaves an even rest, so that nobody else ends up in a
trio for it. The rest is matched in pairs, and the integer program proves the whole, or finds a
better one, as far as it reaches. What would give anybody else a partner of an earlier round, or one
out of reach, is not done.
"""

from collections.abc import Sequence
from itertools import chain, combinations
from typing import NamedTuple

from bot.matching.arrays import BoolArray, IntArray
from bot.matching.costs import FORBIDDEN
from bot.matching.model import Weights
from bot.matching.pairs import assignment_bound, min_cost_perfect_matching
from bot.matching.set_partition import Columns, Proof, prove_columns

MAX_WISHES = 60  # people whose trios are all listed
MAX_COLUMNS = 50_000


class WishedRound(NamedTuple):
    """Costs of a round of pairs in which some would rather be three.

    `penalty` is what each of these people costs outside a trio; `dear` is what a pair costs that
    others should not get for it.
    """

    cost: IntArray
    wishes: BoolArray
    penalty: int
    dear: int

    def total(self, groups: Sequence[Sequence[int]]) -> int:
        """Return what groups cost, with the wishes that they do not fulfil."""
        total = 0
        for group in groups:
            total += sum(int(self.cost[pair]) for pair in combinations(group, 2))
            if len(group) == 2:
                total += self.penalty * int(self.wishes[list(group)].sum())
        return total

    def dear_pairs(self, groups: Sequence[Sequence[int]]) -> int:
        """Return how many dear pairs concern somebody without the wish."""
        count = 0
        for group in groups:
            for one, other in combinations(group, 2):
                is_dear = self.cost[one, other] >= self.dear
                count += int(is_dear and not (self.wishes[one] and self.wishes[other]))
        return count


def favour_wishes(oversize_penalty: IntArray, wishes: BoolArray, weights: Weights) -> IntArray:
    """Return the penalties of a larger group such that people who wish for one come first."""
    import numpy as np

    return np.where(wishes, 0, oversize_penalty + weights.rather_three // 4)


def grant_wishes(base: Proof, cost: IntArray, wishes: BoolArray, weights: Weights) -> Proof:
    """Return groups with as many trios of those who wish as suit everybody, or those of `base`.

    `base` has pairs, and a trio if the number is odd.
    """
    people = len(cost)
    most = int(wishes.sum()) // 3
    numbers = range(2 + people % 2, most + 1, 2)
    if not numbers or people < 6 or sum(map(len, base.groups)) < people:
        return base

    wished = WishedRound(cost, wishes, weights.rather_three, weights.repeat)
    found = [groups for number in numbers if (groups := _with_trios(wished, number))]
    best = _choose(wished, [base.groups, *found])
    proved = _prove(best, wished)
    if wished.dear_pairs(proved.groups) > wished.dear_pairs(base.groups):
        return Proof(best, proved=False)
    return proved


def _choose(wished: WishedRound, candidates: list[list[list[int]]]) -> list[list[int]]:
    """Return the cheapest of these rounds that spares others as well as the first does."""
    spared = wished.dear_pairs(candidates[0])
    fitting = [groups for groups in candidates if wished.dear_pairs(groups) <= spared]
    return min(fitting, key=wished.total)


def _with_trios(wished: WishedRound, number: int) -> list[list[int]] | None:
    """Return a round with so many trios of people who wish for one, and pairs."""
    import numpy as np

    trios = _pick_trios(wished, number)
    if len(trios) < number:
        return None
    rest = np.setdiff1d(np.arange(len(wished.cost)), np.array(list(chain.from_iterable(trios))))
    if not len(rest):
        return trios
    pairs = min_cost_perfect_matching(wished.cost[np.ix_(rest, rest)])
    if pairs is None:
        return None
    return [*trios, *([int(rest[left]), int(rest[right])] for left, right in pairs)]


def _pick_trios(wished: WishedRound, number: int) -> list[list[int]]:
    """Return disjoint trios, those first that cost least above the prices of the assignment."""
    import numpy as np

    wishing = np.flatnonzero(wished.wishes)
    if len(wishing) > MAX_WISHES:
        cheapest = np.argsort(np.sort(wished.cost[np.ix_(wishing, wishing)], axis=1)[:, 1])
        wishing = wishing[cheapest[:MAX_WISHES]]
    prices = assignment_bound(wished.cost).dual_prices
    members = np.array(list(combinations(wishing.tolist(), 3)), dtype=np.int64)
    inside = _inside_costs(members, wished.cost)
    order = np.argsort(2 * inside - prices[members].sum(axis=1), kind="stable")

    trios: list[list[int]] = []
    seated = set[int]()
    for row in order[inside[order] < FORBIDDEN]:
        trio = members[row].tolist()
        if seated.isdisjoint(trio):
            trios.append(trio)
            seated.update(trio)
        if len(trios) == number:
            break
    return trios


def _prove(groups: list[list[int]], wished: WishedRound) -> Proof:
    """Return the cheapest round of pairs and of trios of those who wish, as far as it is found."""
    import numpy as np

    people = len(wished.cost)
    wishing = np.flatnonzero(wished.wishes)
    rows = people * (people - 1) // 2 + len(wishing) ** 3 // 6
    others_in_trio = any(len(group) > 2 and not wished.wishes[group].all() for group in groups)
    if rows > MAX_COLUMNS or others_in_trio:
        return Proof(groups, proved=False)

    pairs = np.array(np.triu_indices(people, 1)).T
    pair_costs = wished.cost[pairs[:, 0], pairs[:, 1]]
    pair_costs = pair_costs + wished.penalty * wished.wishes[pairs].sum(axis=1)
    trios = np.array(list(combinations(wishing.tolist(), 3)), dtype=np.int64).reshape(-1, 3)
    members = np.concatenate((np.insert(pairs, 2, -1, axis=1), trios))
    cost = np.concatenate((pair_costs, _inside_costs(trios, wished.cost)))
    kept = cost < FORBIDDEN
    columns = Columns(members[kept], cost[kept], np.zeros(int(kept.sum()), dtype=np.int64))
    return prove_columns(groups, columns, people, 0, wished.total)


def _inside_costs(members: IntArray, cost: IntArray) -> IntArray:
    """Return what the pairs inside each of these groups cost together."""
    import numpy as np

    total = np.zeros(len(members), dtype=np.int64)
    for one, other in combinations(range(members.shape[1]), 2):
        total += cost[members[:, one], members[:, other]]
    return total
