"""Partition of people into groups of three and more.

Few people are partitioned exactly. For more, an integer program proves the best of a search, or
finds a better partition, as far as it reaches. In the search, random starts are improved by
assignment, a very large neighbourhood (Ahuja, Ergun, Orlin and Punnen 2002): one person leaves each
group, and a linear assignment puts all of them back. Then tabu search (Glover 1989, with the random
tenures of Taillard 1991) swaps pairs of people.
"""

import random
from typing import NamedTuple

from bot.matching.arrays import BoolArray, IntArray
from bot.matching.assignment import solve_assignment
from bot.matching.costs import FORBIDDEN
from bot.matching.exact import MAX_EXACT, partition_exactly
from bot.matching.set_partition import Proof, prove_partition

BARRED_SWAP = 1 << 60


class SearchEffort(NamedTuple):
    """Effort of the search up to a number of people; many short tries beat a long one.

    `patience` is the assignments in a row that may bring nothing before a try ends.
    """

    max_people: float
    restarts: int
    patience: int
    tabu_steps: int


SEARCH_EFFORTS = (
    SearchEffort(20, 16, 6, 30),
    SearchEffort(40, 8, 8, 60),
    SearchEffort(120, 2, 20, 150),
    SearchEffort(float("inf"), 1, 20, 40),
)


class Partition(NamedTuple):
    """People in rows, one row a group, and the cost of all groups together."""

    rows: IntArray
    cost: int


def plan_sizes(people: int, size: int) -> list[int]:
    """Return the sizes of groups, the larger first.

    What does not divide makes groups one larger; where there are too few groups for that, one
    group more is made, and sizes are as even as possible.
    """
    if people < 2:
        return [1] * people

    groups, rest = divmod(people, size)
    if rest > groups:
        size, rest = divmod(people, groups + 1)
        groups += 1
    return [size + 1] * rest + [size] * (groups - rest)


def partition_people(
    cost: IntArray,
    oversize_penalty: IntArray,
    size: int,
    rng: random.Random,
    plan: list[list[int]] | None = None,
) -> Proof:
    """Return the cheapest partition that was found; `plan` is one more start to improve.

    A group may hold a pair that must not meet, where nothing better was found.
    """
    people = len(cost)
    sizes = plan_sizes(people, size)
    if len(sizes) < 2:
        return Proof([list(range(people))] * len(sizes), proved=True)
    oversize_penalty = oversize_penalty * (max(sizes) > size)
    if people <= MAX_EXACT:
        return Proof(partition_exactly(cost, oversize_penalty, sizes), proved=True)

    found = _search_partition(cost, oversize_penalty, sizes, rng, plan)
    return prove_partition(found, cost, oversize_penalty, sizes)


def _search_partition(
    cost: IntArray,
    oversize_penalty: IntArray,
    sizes: list[int],
    rng: random.Random,
    plan: list[list[int]] | None,
) -> list[list[int]]:
    people = len(cost)
    seats = len(sizes) * max(sizes)
    padded = _pad_with_empty_seats(cost, oversize_penalty, seats - people)
    effort = next(effort for effort in SEARCH_EFFORTS if people <= effort.max_people)
    starts = [_deal_randomly(people, seats, len(sizes), rng) for _ in range(effort.restarts)]
    if plan and _fills_rows(plan, seats, max(sizes)):
        starts.append(_to_array(plan))

    tries = [_improve(start, padded, effort, rng) for start in starts]
    best = min(tries, key=lambda partition: partition.cost)
    return [[person for person in row if person < people] for row in best.rows.tolist()]


def improve_by_assignment(
    partition: Partition, cost_matrix: IntArray, patience: int, rng: random.Random
) -> Partition:
    """Return a partition improved by taking one person out of each group and reassigning all.

    Stops when `patience` assignments in a row have brought nothing.
    """
    import numpy as np

    generator = np.random.default_rng(rng.getrandbits(64))
    rows, cost, idle = partition.rows.copy(), partition.cost, 0
    groups = np.arange(len(rows))
    while idle < patience:
        seats = generator.integers(0, rows.shape[1], len(rows))
        guests = rows[groups, seats]
        own_seat = cost_matrix[np.ix_(guests, guests)]
        guest_costs = _sum_by_group(cost_matrix, rows, guests) - own_seat
        columns = solve_assignment(guest_costs)

        gain = int(guest_costs.trace()) - int(guest_costs[groups, columns].sum())
        if gain >= 0:
            rows[columns, seats[columns]] = guests
        cost -= max(gain, 0)
        idle = 0 if gain > 0 else idle + 1
    return Partition(rows, cost)


def tabu_search(
    partition: Partition, cost_matrix: IntArray, steps: int, rng: random.Random
) -> Partition:
    """Return the best partition of a tabu search that makes the best swap at each step.

    Swaps may go uphill. Whoever left a group may not return for a random number of steps, unless
    that beats the best partition so far (aspiration).
    """
    import numpy as np

    n = len(cost_matrix)
    rows, cost, best = partition.rows.copy(), partition.cost, partition
    group_of = np.empty(n, dtype=np.int64)
    group_of[rows] = np.arange(len(rows))[:, None]
    sums = _sum_by_group(cost_matrix, rows, np.arange(n))
    tabu_until = np.zeros((n, len(rows)), dtype=np.int64)

    for step in range(steps):
        change = _swap_changes(sums, group_of, cost_matrix)
        tabu = tabu_until[:, group_of] > step
        tabu = (tabu | tabu.T) & (change + cost >= best.cost)
        left, right = _best_swap(change, tabu | (group_of[:, None] == group_of[None, :]))
        if change[left, right] == BARRED_SWAP:
            continue

        cost += int(change[left, right])
        home, away = group_of[left], group_of[right]
        tenure = 2 + rng.randrange(2 + n // 6)
        tabu_until[left, home] = tabu_until[right, away] = step + tenure
        moved = cost_matrix[right] - cost_matrix[left]
        sums[:, home] += moved
        sums[:, away] -= moved
        rows[home] = np.where(rows[home] == left, right, rows[home])
        rows[away] = np.where(rows[away] == right, left, rows[away])
        group_of[left], group_of[right] = away, home
        if cost < best.cost:
            best = Partition(rows.copy(), cost)
    return best


def partition_cost(rows: IntArray, cost_matrix: IntArray) -> int:
    """Return the cost of a partition: every pair in a row counted once."""
    return int(cost_matrix[rows[:, :, None], rows[:, None, :]].sum()) // 2


def _swap_changes(sums: IntArray, group_of: IntArray, cost_matrix: IntArray) -> IntArray:
    """Return by how much swapping each two people would change the cost."""
    to_group_of = sums[:, group_of]
    own = to_group_of.diagonal()
    return to_group_of + to_group_of.T - own[:, None] - own[None, :] - 2 * cost_matrix


def _best_swap(change: IntArray, barred: BoolArray) -> tuple[int, int]:
    """Set barred swaps to BARRED_SWAP in place, and return the two people of the best swap."""
    change[barred] = BARRED_SWAP
    return divmod(int(change.argmin()), len(change))


def _deal_randomly(people: int, seats: int, groups: int, rng: random.Random) -> IntArray:
    import numpy as np

    order = list(range(people))
    rng.shuffle(order)
    order.extend(range(people, seats))
    return np.array(order, dtype=np.int64).reshape(-1, groups).T.copy()


def _fills_rows(plan: list[list[int]], seats: int, size: int) -> bool:
    return sum(map(len, plan)) == seats and all(len(group) == size for group in plan)


def _to_array(groups: list[list[int]]) -> IntArray:
    import numpy as np

    return np.array(groups, dtype=np.int64)


def _improve(
    rows: IntArray, cost_matrix: IntArray, effort: SearchEffort, rng: random.Random
) -> Partition:
    start = Partition(rows, partition_cost(rows, cost_matrix))
    rough = improve_by_assignment(start, cost_matrix, effort.patience, rng)
    return tabu_search(rough, cost_matrix, effort.tabu_steps, rng)


def _pad_with_empty_seats(cost: IntArray, oversize_penalty: IntArray, empty: int) -> IntArray:
    """Return the cost matrix with people added who stand for empty seats.

    Two empty seats never share a group, and one saves its group the members' oversize penalties.
    """
    import numpy as np

    people = len(cost)
    padded = np.full((people + empty, people + empty), FORBIDDEN, dtype=np.int64)
    padded[:people, :people] = cost
    padded[people:, :people] = -oversize_penalty[None, :]
    padded[:people, people:] = -oversize_penalty[:, None]
    np.fill_diagonal(padded, 0)
    return padded


def _sum_by_group(cost_matrix: IntArray, rows: IntArray, people: IntArray) -> IntArray:
    """Return what each of these people would cost with all members of each group."""
    costs = cost_matrix[people]
    total = costs[:, rows[:, 0]]
    for seat in range(1, rows.shape[1]):
        total = total + costs[:, rows[:, seat]]
    return total
