"""Draw a round: split by hard rules, make the best groups in each part, and leave out as few as can be."""

import random
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from bot.lunch.matching.ahead import look_ahead
from bot.lunch.matching.costs import FORBIDDEN, price_table
from bot.lunch.matching.cover import cover
from bot.lunch.matching.groups import seat
from bot.lunch.matching.memory import Memory, remember
from bot.lunch.matching.model import History, Person, Rules, Weights
from bot.lunch.matching.pairs import match_all
from bot.lunch.matching.traits import read_traits
from bot.lunch.matching.trio import match_with_trio

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Table(NamedTuple):
    """Hold the prices of a round: of each pair, of sitting in a larger group, of staying alone."""

    cost: "NDArray[np.int64]"
    larger: "NDArray[np.int64]"
    out: "NDArray[np.int64]"


def make_groups(people: Sequence[Person], history: History, rules: Rules, rng: random.Random) -> list[list[str]]:
    """Split people into groups; a group of one is somebody who could not be given company this time."""
    ids = sorted({each.id for each in people})
    rng.shuffle(ids)
    by_id = {each.id: each for each in reversed(people)}
    table = _price([by_id[each] for each in ids], history, rules)
    groups: list[list[int]] = []
    for part in _parts(table.cost < FORBIDDEN):
        groups.extend([part[each] for each in group] for group in _draw_part(_cut(table, part), rules, rng))
    return [[ids[each] for each in group] for group in groups]


def _price(people: Sequence[Person], history: History, rules: Rules) -> Table:
    import numpy as np

    number = {each.id: at for at, each in enumerate(people)}
    memory = remember(number, history, rules.size, rules.weights)
    excluded = {
        (number[one], number[two]) for one, two in rules.excluded if one in number and two in number and one != two
    }
    cost = price_table(read_traits(people), memory, excluded, rules)
    cost = cost + look_ahead(cost, number, history, memory, rules)
    dearest = int(cost[cost < FORBIDDEN].max(initial=0))
    alone = max(rules.weights.left_out, 1 + dearest * len(people))
    out = np.array([round(alone * (1 + each)) for each in memory.sit_outs], dtype=np.int64)
    return Table(cost, _larger(memory, rules.weights), out)


def _larger(memory: Memory, weights: Weights) -> "NDArray[np.int64]":
    import numpy as np

    trios = np.array(memory.trios, dtype=np.int64)
    much = trios >= memory.fewest_trios + 2
    return np.asarray(weights.earlier_trio * trios + weights.much_earlier_trio * much, dtype=np.int64)


def _cut(table: Table, part: list[int]) -> Table:
    import numpy as np

    return Table(table.cost[np.ix_(part, part)], table.larger[part], table.out[part])


def _parts(allowed: "NDArray[np.bool_]") -> list[list[int]]:
    import numpy as np

    waiting = np.ones(len(allowed), dtype=bool)
    parts = []
    for first in range(len(allowed)):
        if waiting[first]:
            part = np.zeros(len(allowed), dtype=bool)
            edge = part.copy()
            edge[first] = True
            while edge.any():
                part |= edge
                edge = allowed[edge].any(axis=0) & ~part
            waiting &= ~part
            parts.append(np.flatnonzero(part).tolist())
    return parts


def _draw_part(table: Table, rules: Rules, rng: random.Random) -> list[list[int]]:
    groups = _seat_part(table, rules, rng)
    return cover(groups, table.cost, table.out, rules.size)


def _seat_part(table: Table, rules: Rules, rng: random.Random) -> list[list[int]]:
    if rules.size > 2:
        return seat(table.cost, table.larger, rules.size, rng)
    if len(table.cost) % 2:
        return match_with_trio(table.cost, table.larger) or []
    return [list(pair) for pair in match_all(table.cost) or []]
