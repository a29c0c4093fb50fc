"""Draw a round: split by hard rules, make the best groups in each part, and leave out as few as can be."""

import random
from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from bot.lunch.matching.costs import FORBIDDEN, price_table, read_traits
from bot.lunch.matching.groups import seat
from bot.lunch.matching.memory import remember
from bot.lunch.matching.model import History, Person, Rules
from bot.lunch.matching.pairs import match

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
    dearest = int(cost[cost < FORBIDDEN].max(initial=0))
    alone = max(rules.weights.left_out, 1 + dearest * len(people))
    out = np.array([round(alone * (1 + each)) for each in memory.sit_outs], dtype=np.int64)
    return Table(cost, rules.weights.earlier_trio * np.array(memory.trios, dtype=np.int64), out)


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
    n = len(table.cost)
    if rules.size == 2 and n % 2 == 0:
        groups = [list(pair) for pair in match(table.cost, table.out)]
    else:
        groups = seat(table.cost, table.larger, rules.size, rng)
    return _settle(groups, table, rules.size)


def _settle(groups: list[list[int]], table: Table, size: int) -> list[list[int]]:
    kept = [_largest_friendly(group, table) for group in groups]
    seated = {each for group in kept for each in group}
    alone = sorted(set(range(len(table.cost))) - seated, key=lambda each: -int(table.out[each]))
    loose: list[int] = []
    for each in alone:
        room = [group for group in kept if 1 < len(group) <= size and table.cost[each, group].max() < FORBIDDEN]
        if room:
            min(room, key=lambda group: int(table.cost[each, group].sum())).append(each)
        else:
            loose.append(each)
    rest = _cut(table, loose)
    pairs = [[loose[one], loose[two]] for one, two in match(rest.cost, rest.out)]
    paired = {each for pair in pairs for each in pair}
    return [group for group in kept if group] + pairs + [[each] for each in loose if each not in paired]


def _largest_friendly(group: list[int], table: Table) -> list[int]:
    for count in range(len(group), 1, -1):
        choices = [
            choice
            for choice in combinations(group, count)
            if all(table.cost[one, two] < FORBIDDEN for one, two in combinations(choice, 2))
        ]
        if choices:
            return list(max(choices, key=lambda choice: int(table.out[list(choice)].sum())))
    return []
