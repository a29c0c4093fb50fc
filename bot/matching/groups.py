"""Seat people in groups of three to six: few exactly; of many take one out of each group, put all back, then swap."""

import random
from typing import TYPE_CHECKING, NamedTuple

from bot.matching.assignment import assign
from bot.matching.costs import FORBIDDEN
from bot.matching.exact import MOST, seat_exactly

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NOWHERE = 1 << 60


class Effort(NamedTuple):
    """Say how long to look for the best seating of so many people; many short tries beat a long one."""

    people: float
    tries: int
    patience: int
    swaps: int


EFFORTS = (Effort(20, 16, 6, 30), Effort(40, 8, 8, 60), Effort(120, 2, 20, 150), Effort(float("inf"), 1, 20, 40))


class Seating(NamedTuple):
    """Hold one row of people for each group, and what all groups cost together."""

    seats: "NDArray[np.int64]"
    price: int


def plan_sizes(people: int, size: int) -> list[int]:
    """Plan the sizes of groups: what does not divide makes groups one larger, else as even as it gets."""
    if people < 2:
        return [1] * people
    groups, rest = divmod(people, size)
    if rest > groups:
        size, rest = divmod(people, groups + 1)
        groups += 1
    return [size + 1] * rest + [size] * (groups - rest)


def seat(
    cost: "NDArray[np.int64]",
    larger: "NDArray[np.int64]",
    size: int,
    rng: random.Random,
    plan: list[list[int]] | None = None,
) -> list[list[int]]:
    """Split people into groups at the smallest cost found; a group may still hold a pair that must not meet."""
    sizes = plan_sizes(len(cost), size)
    if len(sizes) < 2:
        return [list(range(len(cost)))] * len(sizes)
    if len(cost) <= MOST:
        return seat_exactly(cost, larger * (max(sizes) > size), sizes)
    empty = len(sizes) * max(sizes) - len(cost)
    table = _with_empty_chairs(cost, larger * (max(sizes) > size), empty)
    effort = next(effort for effort in EFFORTS if len(cost) <= effort.people)
    starts = [_deal(len(cost), len(table), len(sizes), rng) for _ in range(effort.tries)]
    tries = [_one_try(start, table, effort, rng) for start in [*starts, *_planned(plan, max(sizes), len(table))]]
    best = min(tries, key=lambda found: found.price)
    return [[each for each in row if each < len(cost)] for row in best.seats.tolist()]


def improve(seating: Seating, table: "NDArray[np.int64]", patience: int, rng: random.Random) -> Seating:
    """Take one person out of each group and put all back by assignment, until that has brought nothing for long."""
    import numpy as np

    chance = np.random.default_rng(rng.getrandbits(64))
    seats, price, idle = seating.seats.copy(), seating.price, 0
    groups = np.arange(len(seats))
    while idle < patience:
        chairs = chance.integers(0, seats.shape[1], len(seats))
        guests = seats[groups, chairs]
        rest = _sums(table, seats, guests) - table[np.ix_(guests, guests)]
        columns = assign(rest)
        gain = int(rest.trace()) - int(rest[groups, columns].sum())
        if gain >= 0:
            seats[columns, chairs[columns]] = guests
        price, idle = price - max(gain, 0), 0 if gain > 0 else idle + 1
    return Seating(seats, price)


def swap(seating: Seating, table: "NDArray[np.int64]", steps: int, rng: random.Random) -> Seating:
    """Swap the best two people again and again, even uphill, without going back too soon."""
    import numpy as np

    n = len(table)
    seats, price, best = seating.seats.copy(), seating.price, seating
    at = np.empty(n, dtype=np.int64)
    at[seats] = np.arange(len(seats))[:, None]
    sums = _sums(table, seats, np.arange(n))
    rests = np.zeros((n, len(seats)), dtype=np.int64)
    for step in range(steps):
        across = sums[:, at]
        own = across.diagonal()
        change = across + across.T - own[:, None] - own[None, :] - 2 * table
        barred = rests[:, at] > step
        barred = (barred | barred.T) & (change + price >= best.price)
        change[barred | (at[:, None] == at[None, :])] = NOWHERE
        one, two = divmod(int(change.argmin()), n)
        if change[one, two] == NOWHERE:
            continue
        price += int(change[one, two])
        home, away = at[one], at[two]
        rests[one, home] = rests[two, away] = step + 2 + rng.randrange(2 + n // 6)
        moved = table[two] - table[one]
        sums[:, home] += moved
        sums[:, away] -= moved
        seats[home] = np.where(seats[home] == one, two, seats[home])
        seats[away] = np.where(seats[away] == two, one, seats[away])
        at[one], at[two] = away, home
        if price < best.price:
            best = Seating(seats.copy(), price)
    return best


def price_of(seats: "NDArray[np.int64]", table: "NDArray[np.int64]") -> int:
    """Say what a seating costs, every pair in a row counted once."""
    return int(table[seats[:, :, None], seats[:, None, :]].sum()) // 2


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


def _one_try(seats: "NDArray[np.int64]", table: "NDArray[np.int64]", effort: Effort, rng: random.Random) -> Seating:
    rough = improve(Seating(seats, price_of(seats, table)), table, effort.patience, rng)
    return swap(rough, table, effort.swaps, rng)


def _with_empty_chairs(cost: "NDArray[np.int64]", larger: "NDArray[np.int64]", empty: int) -> "NDArray[np.int64]":
    import numpy as np

    people = len(cost)
    table = np.full((people + empty, people + empty), FORBIDDEN, dtype=np.int64)
    table[:people, :people] = cost
    table[people:, :people] = -larger[None, :]
    table[:people, people:] = -larger[:, None]
    np.fill_diagonal(table, 0)
    return table


def _sums(table: "NDArray[np.int64]", seats: "NDArray[np.int64]", who: "NDArray[np.int64]") -> "NDArray[np.int64]":
    rows = table[who]
    total = rows[:, seats[:, 0]]
    for chair in range(1, seats.shape[1]):
        total = total + rows[:, seats[:, chair]]
    return total
