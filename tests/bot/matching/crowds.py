"""Make up people, histories and the slow, certain answer that the matcher is held against."""

import random
from collections.abc import Sequence
from functools import cache
from itertools import combinations, pairwise

from bot.matching import Person, Rules, Weights
from bot.matching.costs import price_pairs
from bot.matching.encoding import read_traits
from bot.matching.history import remember
from bot.matching.solve import Table, price_round

# Without the prices that look ahead, a round is judged by what it costs today alone.
TODAY_ONLY = Weights(off_plan=0, too_soon=0, scarce=0)

Rounds = list[list[list[str]]]


def some_people(count: int, seed: int = 0, offices: int = 1) -> list[Person]:
    chance = random.Random(seed)
    return [
        Person(
            id=f"p{number:06d}",
            team=f"team {chance.randrange(max(2, count // 8))}",
            manager=f"manager {chance.randrange(max(2, count // 8))}",
            office=f"office {chance.randrange(offices)}",
            slots=tuple(f"slot {slot}" for slot in range(10) if chance.random() < 0.4),
            interests=tuple(f"interest {each}" for each in chance.sample(range(30), 5)),
            offers=tuple(f"skill {each}" for each in chance.sample(range(30), 2)),
            wants=tuple(f"skill {each}" for each in chance.sample(range(30), 2)),
        )
        for number in range(count)
    ]


def some_rounds(people: Sequence[Person], rounds: int, seed: int, size: int = 2) -> Rounds:
    chance = random.Random(seed)
    history = []
    for _ in range(rounds):
        ids = [each.id for each in people]
        chance.shuffle(ids)
        groups = max(1, len(ids) // size)
        history.append([ids[at::groups] for at in range(groups)])
    return history


def table_of(people: Sequence[Person], history: Rounds, rules: Rules) -> Table:
    number = {each.id: at for at, each in enumerate(people)}
    memory = remember(number, history, rules.size, rules.weights)
    excluded = {tuple(sorted((number[one], number[two]))) for one, two in rules.excluded}
    prices = price_pairs(read_traits(people), rules, memory.met, excluded)  # type: ignore[arg-type]
    return price_round(prices, number, history, memory)


def cost_of(groups: Rounds | list[list[str]], people: Sequence[Person], history: Rounds, rules: Rules) -> int:
    table, number = table_of(people, history, rules), {each.id: at for at, each in enumerate(people)}
    total = 0
    for group in groups:
        seats = [number[str(each)] for each in group]
        total += sum(int(table.cost[pair]) for pair in combinations(seats, 2))
        total += sum(int(table.larger[seat]) for seat in seats) if len(seats) > rules.size else 0
    return total


def cheapest(table: Table, sizes: Sequence[int], size: int) -> int:
    cost: list[list[int]] = table.cost.tolist()
    larger: list[int] = table.larger.tolist()

    @cache
    def rest(left: frozenset[int], sizes: tuple[int, ...]) -> int:
        if not left:
            return 0
        first, *others = sorted(left)
        totals = (
            sum(cost[one][two] for one, two in combinations((first, *more), 2))
            + (sum(larger[each] for each in (first, *more)) if count > size else 0)
            + rest(left - {first, *more}, tuple(_without(sizes, count)))
            for count in set(sizes)
            for more in combinations(others, count - 1)
        )
        return min(totals)

    return int(rest(frozenset(range(len(cost))), tuple(sorted(sizes))))


def _without(sizes: tuple[int, ...], count: int) -> list[int]:
    shorter = list(sizes)
    shorter.remove(count)
    return shorter


def shortest_gap(history: Rounds) -> int:
    met: dict[tuple[str, ...], list[int]] = {}
    for at, groups in enumerate(history):
        for pair in (pair for group in groups for pair in combinations(sorted(group), 2)):
            met.setdefault(pair, []).append(at)
    return min((after - before for rounds in met.values() for before, after in pairwise(rounds)), default=10**6)
