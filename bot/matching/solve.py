"""Draw a round: split by hard rules, make the best groups in each part, and leave out as few as can be."""

import random
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from bot.matching.costs import FORBIDDEN, Prices, price_pairs
from bot.matching.encoding import read_traits
from bot.matching.groups import seat
from bot.matching.history import Memory, remember
from bot.matching.lookahead import look_ahead
from bot.matching.model import History, Person, Reason, Rules, Tell, Weights
from bot.matching.pairs import match_all
from bot.matching.reasons import explain_all
from bot.matching.repair import cover
from bot.matching.sparse import pair_crowd
from bot.matching.trio import match_with_trio

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

LARGEST_TABLE = 2_000
SEATED_TOGETHER = 600
HOSTS_ASKED = 400


class Table(NamedTuple):
    """Hold the prices of a round: of pairs, of a larger group, of staying alone; and what a plan says."""

    cost: "Numbers"
    larger: "Numbers"
    out: "Numbers"
    plan: list[list[int]]

    def part(self, people: "Numbers") -> "Table":
        """Keep only some people."""
        import numpy as np

        if len(people) == len(self.out):
            return self
        return Table(self.cost[np.ix_(people, people)], self.larger[people], self.out[people], [])


def make_groups(
    people: Sequence[Person], history: History, rules: Rules, rng: random.Random, tell: Tell = lambda _more: None
) -> list[list[str]]:
    """Split people into groups; a group of one is somebody who could not be given company this time.

    `tell` hears now and then how many more people are through.
    """
    by_id = {each.id: each for each in reversed(people)}
    ids = sorted(by_id)
    rng.shuffle(ids)
    number = {each: at for at, each in enumerate(ids)}
    memory = remember(number, history, rules.size, rules.weights)
    prices = price_pairs(read_traits([by_id[each] for each in ids]), rules, memory.met, _excluded(number, rules))
    if len(ids) > LARGEST_TABLE:
        groups = _draw_crowd(prices, memory, rng, tell)
    else:
        groups = _draw_table(price_round(prices, number, history, memory), rules, rng, tell)
    return [[ids[each] for each in group] for group in groups]


def make_and_explain(
    people: Sequence[Person], history: History, rules: Rules, seed: str
) -> tuple[list[list[str]], list[tuple[Reason, ...]]]:
    """Split people into groups by a seed, and give the reasons for each group."""
    groups = make_groups(people, history, rules, random.Random(seed))
    return groups, explain_all(groups, people, history, rules)


def price_round(prices: Prices, number: dict[str, int], history: History, memory: Memory) -> Table:
    """Price everything of a round that fits one table."""
    import numpy as np

    cost = prices.table()
    outlook = look_ahead(cost, number, history, memory, prices.rules)
    table = _table(cost + outlook.extra, np.arange(len(number)), memory, prices.rules.weights)
    return table._replace(plan=outlook.plan)


def _excluded(number: dict[str, int], rules: Rules) -> set[tuple[int, int]]:
    known = (
        sorted((number[one], number[two]))
        for one, two in rules.excluded
        if one in number and two in number and one != two
    )
    return {(one, two) for one, two in known}


def _table(cost: "Numbers", people: "Numbers", memory: Memory, weights: Weights) -> Table:
    import numpy as np

    trios = np.array(memory.trios, dtype=np.int64)[people]
    larger = weights.earlier_trio * trios
    larger += weights.much_earlier_trio * (trios >= memory.fewest_trios + 2)
    dearest = int(cost[cost < FORBIDDEN].max(initial=0))
    alone = max(weights.left_out, 1 + dearest * len(cost))
    out = alone * (1 + np.array(memory.sit_outs)[people])
    return Table(cost, larger, out.round().astype(np.int64), [])


def _draw_table(table: Table, rules: Rules, rng: random.Random, tell: Tell) -> list[list[int]]:
    groups: list[list[int]] = []
    for part in _parts(table.cost < FORBIDDEN):
        inner = table.part(part)
        made = cover(_seat_part(inner, rules, rng), inner.cost, inner.out, rules.size)
        groups.extend(part[group].tolist() for group in made)
        tell(len(part))
    return groups


def _parts(allowed: "NDArray[np.bool_]") -> "Iterator[Numbers]":
    import numpy as np

    waiting = np.ones(len(allowed), dtype=bool)
    while waiting.any():
        part = np.zeros(len(allowed), dtype=bool)
        edge = np.arange(len(allowed)) == waiting.argmax()
        while edge.any():
            part |= edge
            edge = allowed[edge].any(axis=0) & ~part
        waiting &= ~part
        yield np.flatnonzero(part)


def _seat_part(table: Table, rules: Rules, rng: random.Random) -> list[list[int]]:
    if rules.size > 2:
        return seat(table.cost, table.larger, rules.size, rng, table.plan)
    if len(table.cost) % 2:
        return match_with_trio(table.cost, table.larger) or []
    return [list(pair) for pair in match_all(table.cost) or []]


def _draw_crowd(prices: Prices, memory: Memory, rng: random.Random, tell: Tell) -> list[list[int]]:
    import numpy as np

    groups: list[list[int]] = []
    office = prices.traits.office * int(prices.rules.same_office)
    for code in np.unique(office):
        people = np.flatnonzero(office == code)
        inner = prices.part(people)
        if prices.rules.size == 2 and len(people) > LARGEST_TABLE:
            made = _with_the_lonely(pair_crowd(inner, tell), inner)
            groups.extend(people[group].tolist() for group in made)
            continue
        for block in _blocks(np.arange(len(people)), prices.rules.size):
            table = _table(inner.part(block).table(), people[block], memory, prices.rules.weights)
            made = _draw_table(table, prices.rules, rng, tell)
            groups.extend(people[block[group]].tolist() for group in made)
    return groups


def _blocks(people: "Numbers", size: int) -> "list[Numbers]":
    import numpy as np

    step = SEATED_TOGETHER // size * size if size > 2 else LARGEST_TABLE
    edges = range(step, len(people) - step + 1, step)
    return np.split(people, list(edges))


def _with_the_lonely(pairs: list[tuple[int, int]], prices: Prices) -> list[list[int]]:
    import numpy as np

    groups = [list(pair) for pair in pairs]
    for each in sorted(set(range(len(prices.traits.team))) - {each for pair in pairs for each in pair}):
        hosts = [group for group in groups[:HOSTS_ASKED] if len(group) == 2]
        asked = np.array([each, *(host for group in hosts for host in group)])
        cost = prices.part(asked).table()[0, 1:].reshape(-1, 2)
        best = int(cost.max(axis=1).argmin()) if hosts else 0
        if hosts and cost[best].max() < FORBIDDEN:
            hosts[best].append(each)
        else:
            groups.append([each])
    return groups
