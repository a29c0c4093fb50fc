"""Seat people in groups of three to six: few exactly.

Of many take one out of each group, put all back, then swap.
"""

import random
from typing import TYPE_CHECKING, NamedTuple

from bot.matching.assignment import solve_assignment
from bot.matching.costs import FORBIDDEN
from bot.matching.exact import MAX_EXACT, partition_exactly

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BARRED_SWAP = 1 << 60


class SearchEffort(NamedTuple):
    """Say how long to look for the best seating of so many people.

    Many short tries beat a long one.
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
    """Hold one row of people for each group, and what all groups cost together."""

    rows: "NDArray[np.int64]"
    cost: int


def plan_sizes(people: int, size: int) -> list[int]:
    """Plan the sizes of groups.

    What does not divide makes groups one larger, else as even as it gets.
    """
    if people < 2:
        return [1] * people
    groups, rest = divmod(people, size)
    if rest > groups:
        size, rest = divmod(people, groups + 1)
        groups += 1
    return [size + 1] * rest + [size] * (groups - rest)


def partition_people(
    cost: "NDArray[np.int64]",
    oversize_penalty: "NDArray[np.int64]",
    size: int,
    rng: random.Random,
    plan: list[list[int]] | None = None,
) -> list[list[int]]:
    """Split people into groups at the smallest cost found.

    A group may still hold a pair that must not meet.
    """
    sizes = plan_sizes(len(cost), size)
    if len(sizes) < 2:
        return [list(range(len(cost)))] * len(sizes)
    if len(cost) <= MAX_EXACT:
        return partition_exactly(cost, oversize_penalty * (max(sizes) > size), sizes)
    empty = len(sizes) * max(sizes) - len(cost)
    table = _with_empty_chairs(cost, oversize_penalty * (max(sizes) > size), empty)
    effort = next(effort for effort in SEARCH_EFFORTS if len(cost) <= effort.max_people)
    starts = [_deal(len(cost), len(table), len(sizes), rng) for _ in range(effort.restarts)]
    tries = [
        _one_try(start, table, effort, rng)
        for start in [*starts, *_planned(plan, max(sizes), len(table))]
    ]
    best = min(tries, key=lambda found: found.cost)
    return [[each for each in row if each < len(cost)] for row in best.rows.tolist()]


def improve_by_assignment(
    partition: Partition, cost_matrix: "NDArray[np.int64]", patience: int, rng: random.Random
) -> Partition:
    """Take one person out of each group and put all back by assignment, until that has brought
    nothing for long."""
    import numpy as np

    chance = np.random.default_rng(rng.getrandbits(64))
    seats, price, idle = partition.rows.copy(), partition.cost, 0
    groups = np.arange(len(seats))
    while idle < patience:
        chairs = chance.integers(0, seats.shape[1], len(seats))
        guests = seats[groups, chairs]
        rest = _sums(cost_matrix, seats, guests) - cost_matrix[np.ix_(guests, guests)]
        columns = solve_assignment(rest)
        gain = int(rest.trace()) - int(rest[groups, columns].sum())
        if gain >= 0:
            seats[columns, chairs[columns]] = guests
        price, idle = price - max(gain, 0), 0 if gain > 0 else idle + 1
    return Partition(seats, price)


def tabu_search(
    partition: Partition, cost_matrix: "NDArray[np.int64]", steps: int, rng: random.Random
) -> Partition:
    """Swap the best two people again and again, even uphill, without going back too soon."""
    import numpy as np

    n = len(cost_matrix)
    seats, price, best = partition.rows.copy(), partition.cost, partition
    at = np.empty(n, dtype=np.int64)
    at[seats] = np.arange(len(seats))[:, None]
    sums = _sums(cost_matrix, seats, np.arange(n))
    rests = np.zeros((n, len(seats)), dtype=np.int64)
    for step in range(steps):
        across = sums[:, at]
        own = across.diagonal()
        change = across + across.T - own[:, None] - own[None, :] - 2 * cost_matrix
        barred = rests[:, at] > step
        barred = (barred | barred.T) & (change + price >= best.cost)
        change[barred | (at[:, None] == at[None, :])] = BARRED_SWAP
        one, two = divmod(int(change.argmin()), n)
        if change[one, two] == BARRED_SWAP:
            continue
        price += int(change[one, two])
        home, away = at[one], at[two]
        rests[one, home] = rests[two, away] = step + 2 + rng.randrange(2 + n // 6)
        moved = cost_matrix[two] - cost_matrix[one]
        sums[:, home] += moved
        sums[:, away] -= moved
        seats[home] = np.where(seats[home] == one, two, seats[home])
        seats[away] = np.where(seats[away] == two, one, seats[away])
        at[one], at[two] = away, home
        if price < best.cost:
            best = Partition(seats.copy(), price)
    return best


def partition_cost(seats: "NDArray[np.int64]", cost_matrix: "NDArray[np.int64]") -> int:
    """Say what a seating costs, every pair in a row counted once."""
    return int(cost_matrix[seats[:, :, None], seats[:, None, :]].sum()) // 2


def _deal(people: int, chairs: int, groups: int, rng: random.Random) -> "NDArray[np.int64]":
    import numpy as np

    order = list(range(people))
    rng.shuffle(order)
    order.extend(range(people, chairs))
    return np.array(order, dtype=np.int64).reshape(-1, groups).T.copy()


def _planned(plan: list[list[int]] | None, size: int, chairs: int) -> "list[NDArray[np.int64]]":
    import numpy as np

    whole = plan and sum(map(len, plan)) == chairs and all(len(group) == size for group in plan)
    return [np.array(plan, dtype=np.int64)] if whole else []


def _one_try(
    seats: "NDArray[np.int64]",
    cost_matrix: "NDArray[np.int64]",
    effort: SearchEffort,
    rng: random.Random,
) -> Partition:
    rough = improve_by_assignment(
        Partition(seats, partition_cost(seats, cost_matrix)), cost_matrix, effort.patience, rng
    )
    return tabu_search(rough, cost_matrix, effort.tabu_steps, rng)


def _with_empty_chairs(
    cost: "NDArray[np.int64]", oversize_penalty: "NDArray[np.int64]", empty: int
) -> "NDArray[np.int64]":
    import numpy as np

    people = len(cost)
    table = np.full((people + empty, people + empty), FORBIDDEN, dtype=np.int64)
    table[:people, :people] = cost
    table[people:, :people] = -oversize_penalty[None, :]
    table[:people, people:] = -oversize_penalty[:, None]
    np.fill_diagonal(table, 0)
    return table


def _sums(
    cost_matrix: "NDArray[np.int64]", seats: "NDArray[np.int64]", who: "NDArray[np.int64]"
) -> "NDArray[np.int64]":
    rows = cost_matrix[who]
    total = rows[:, seats[:, 0]]
    for chair in range(1, seats.shape[1]):
        total = total + rows[:, seats[:, chair]]
    return total
