"""Find rounds in which no two people meet twice: the circle method for pairs, and its kin for larger groups.

People stand on size - 1 circles of equal length, a few beside them. One starting round is turned step by step; nobody
meets twice when no two pairs of that round lie equally far apart on the same circles. Annealing finds such a start.
"""

import math
import random
from functools import lru_cache

Place = tuple[int, int]
Block = list[Place]

BESIDE = -1
STEPS = 60_000
# How long a plan to look for, as a share of the longest that counting allows, and how many times.
TRIES = ((1.0, 3), (0.94, 2), (0.88, 1), (0.82, 8), (0.76, 4))


@lru_cache(maxsize=64)
def whole_rounds(people: int, size: int) -> list[list[list[Place]]]:
    """Give rounds of groups of places, no two places twice in a group; none where no start was found."""
    if people % size or people <= size:
        return []
    longest = (people - 1) // (size - 1)
    if size == 2:
        return _turn([[(BESIDE, 0), (0, 0)], *([(0, at), (0, longest - at)] for at in range(1, people // 2))], longest)
    for share, tries in TRIES:
        length = int(share * longest)
        beside = people - (size - 1) * length
        for seed in range(tries if 0 <= beside <= length else 0):
            if start := _Start(length, size, beside, random.Random(seed)).anneal():
                return _turn(start, length)
    return []


def _turn(start: list[Block], length: int) -> list[list[Block]]:
    return [
        [[(row, (at + step) % length if row != BESIDE else at) for row, at in block] for block in start]
        for step in range(length)
    ]


class _Start:
    def __init__(self, length: int, size: int, beside: int, chance: random.Random) -> None:
        self.length = length
        self.chance = chance
        rows = [self.chance.sample(range(length), length) for _ in range(size - 1)]
        across = [[(row, places[at]) for row, places in enumerate(rows)] for at in range(beside)]
        free = [(row, at) for row, places in enumerate(rows) for at in places[beside:]]
        self.chance.shuffle(free)
        self.across = beside
        self.blocks = across + [free[at : at + size] for at in range(0, len(free), size)]
        self.count: dict[tuple[int, int, int], int] = {}
        self.clashes = sum(self._put(place, block[:at]) for block in self.blocks for at, place in enumerate(block))

    def anneal(self) -> list[Block] | None:
        seats = [(block, at) for block, places in enumerate(self.blocks) for at in range(len(places))]
        for step in range(STEPS):
            if not self.clashes:
                beside = [[(BESIDE, at), *block] for at, block in enumerate(self.blocks[: self.across])]
                return beside + self.blocks[self.across :]
            heat = 0.25 * 0.5 ** (step / STEPS)
            one, two = self.chance.choice(seats), self.chance.choice(seats)
            if one[0] != two[0] and self._may_swap(one, two):
                change = self._swap(one, two)
                if change > 0 and self.chance.random() >= math.exp(-change / heat):
                    change += self._swap(one, two)
                self.clashes += change
        return None

    def _may_swap(self, one: tuple[int, int], two: tuple[int, int]) -> bool:
        free = one[0] >= self.across and two[0] >= self.across
        return free or self.blocks[one[0]][one[1]][0] == self.blocks[two[0]][two[1]][0]

    def _swap(self, one: tuple[int, int], two: tuple[int, int]) -> int:
        (first, at), (second, there) = one, two
        left, right = self.blocks[first], self.blocks[second]
        others_left, others_right = left[:at] + left[at + 1 :], right[:there] + right[there + 1 :]
        change = self._take(left[at], others_left) + self._take(right[there], others_right)
        left[at], right[there] = right[there], left[at]
        return change + self._put(left[at], others_left) + self._put(right[there], others_right)

    def _put(self, place: Place, others: Block) -> int:
        clashes = 0
        for key in map(self._distance, [place] * len(others), others):
            before = self.count.get(key, 0)
            self.count[key] = before + 1
            clashes += (before > 0) + (key[0] == key[1] and 2 * key[2] == self.length)
        return clashes

    def _take(self, place: Place, others: Block) -> int:
        clashes = 0
        for key in map(self._distance, [place] * len(others), others):
            self.count[key] -= 1
            clashes += (self.count[key] > 0) + (key[0] == key[1] and 2 * key[2] == self.length)
        return -clashes

    def _distance(self, one: Place, two: Place) -> tuple[int, int, int]:
        (row, at), (other, there) = min(one, two), max(one, two)
        apart = (there - at) % self.length
        return (row, other, min(apart, self.length - apart) if row == other else apart)
