"""Find rounds in which no two people meet twice: the circle method for pairs, and its kin for
larger groups.

People stand on size - 1 circles of equal length, a few beside them. One starting round is turned
step by step; nobody meets twice when no two pairs of that round lie equally far apart on the same
circles. Annealing finds such a start; which lengths it reaches was tried beforehand.
"""

import math
import random
from functools import lru_cache

Point = tuple[int, int]
Block = list[Point]

FIXED_ROW = -1
MAX_STEPS = 60_000
# For so many people in groups of a size: the length of the circles, and the seed from which a start
# is found in less
# than a second. It is the longest that STEPS reached from a few seeds among 1.00, 0.94, 0.88, 0.82
# and 0.76 of what
# counting allows; for who is not named here, none of these was reached.
KNOWN_STARTERS = {
    3: {
        9: (3, 0), 15: (7, 0), 18: (7, 0), 21: (9, 0), 24: (11, 0), 27: (12, 0), 30: (14, 0),
        33: (15, 0),
        36: (17, 0), 39: (17, 0), 42: (18, 0), 45: (20, 0), 48: (21, 0), 51: (23, 0), 54: (24, 0),
        57: (26, 0),
        60: (27, 0), 63: (29, 0), 66: (30, 0), 69: (31, 0), 72: (32, 0), 75: (34, 1), 78: (35, 0),
        81: (35, 0),
        84: (38, 0), 87: (37, 0), 90: (41, 1), 93: (43, 1), 96: (41, 0), 99: (46, 1), 102: (47, 0),
    },
    4: {
        16: (5, 0), 20: (5, 0), 24: (7, 1), 28: (8, 1), 44: (11, 0), 56: (15, 0), 60: (17, 0),
        64: (17, 0),
        68: (18, 0), 76: (20, 0), 80: (21, 0), 84: (22, 2), 88: (23, 3), 92: (24, 0), 96: (25, 0),
        100: (27, 1),
        104: (27, 0),
    },
    5: {
        25: (5, 0), 35: (7, 0),
    },
}  # fmt: skip


@lru_cache(maxsize=64)
def build_round_robin(people: int, size: int) -> list[list[list[Point]]]:
    """Give rounds of groups of places, no two places twice in a group.

    None where no start was found.
    """
    if people % size or people <= size:
        return []
    longest = (people - 1) // (size - 1)
    if size == 2:
        return _turn(
            [
                [(FIXED_ROW, 0), (0, 0)],
                *([(0, at), (0, longest - at)] for at in range(1, people // 2)),
            ],
            longest,
        )
    if people not in KNOWN_STARTERS.get(size, {}):
        return []
    length, seed = KNOWN_STARTERS[size][people]
    start = _Start(length, size, people - (size - 1) * length, random.Random(seed)).anneal()
    return _turn(start, length) if start else []


def _turn(start: list[Block], length: int) -> list[list[Block]]:
    return [
        [
            [(row, (at + step) % length if row != FIXED_ROW else at) for row, at in block]
            for block in start
        ]
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
        self.clashes = sum(
            self._put(place, block[:at]) for block in self.blocks for at, place in enumerate(block)
        )

    def anneal(self) -> list[Block] | None:
        seats = [
            (block, at) for block, places in enumerate(self.blocks) for at in range(len(places))
        ]
        for step in range(MAX_STEPS):
            if not self.clashes:
                beside = [
                    [(FIXED_ROW, at), *block] for at, block in enumerate(self.blocks[: self.across])
                ]
                return beside + self.blocks[self.across :]
            heat = 0.25 * 0.5 ** (step / MAX_STEPS)
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

    def _put(self, member: Point, others: Block) -> int:
        clashes = 0
        for key in map(self._distance, [member] * len(others), others):
            before = self.count.get(key, 0)
            self.count[key] = before + 1
            clashes += (before > 0) + (key[0] == key[1] and 2 * key[2] == self.length)
        return clashes

    def _take(self, member: Point, others: Block) -> int:
        clashes = 0
        for key in map(self._distance, [member] * len(others), others):
            self.count[key] -= 1
            clashes += (self.count[key] > 0) + (key[0] == key[1] and 2 * key[2] == self.length)
        return -clashes

    def _distance(self, one: Point, two: Point) -> tuple[int, int, int]:
        (row, at), (other, there) = min(one, two), max(one, two)
        apart = (there - at) % self.length
        return (row, other, min(apart, self.length - apart) if row == other else apart)
