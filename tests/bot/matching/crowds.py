"""Random people, histories, and the slow exact answer that the matcher is compared with."""

import random
from collections.abc import Sequence
from functools import cache
from itertools import combinations, pairwise

from bot.matching import Candidate, Rules, Weights
from bot.matching.costs import build_pair_costs
from bot.matching.history import summarise_history
from bot.matching.solve import RoundCosts, build_round_costs

# Without the prices that look ahead, a round is judged by what it costs today alone.
TODAY_ONLY = Weights(off_plan=0, too_soon=0, scarce=0)

Rounds = list[list[list[str]]]


def some_people(count: int, seed: int = 0, offices: int = 1) -> list[Candidate]:
    chance = random.Random(seed)
    return [
        Candidate(
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


def some_rounds(people: Sequence[Candidate], rounds: int, seed: int, size: int = 2) -> Rounds:
    chance = random.Random(seed)
    history = []
    for _ in range(rounds):
        ids = [each.id for each in people]
        chance.shuffle(ids)
        groups = max(1, len(ids) // size)
        history.append([ids[at::groups] for at in range(groups)])
    return history


def table_of(people: Sequence[Candidate], history: Rounds, rules: Rules) -> RoundCosts:
    number = {each.id: at for at, each in enumerate(people)}
    memory = summarise_history(number, history, rules.size, rules.weights)
    excluded = {tuple(sorted((number[one], number[two]))) for one, two in rules.excluded}
    prices = build_pair_costs(people, rules, memory.meetings, excluded)  # type: ignore[arg-type]
    return build_round_costs(prices, number, history, memory)


def cost_of(
    groups: Rounds | list[list[str]], people: Sequence[Candidate], history: Rounds, rules: Rules
) -> int:
    table, number = (
        table_of(people, history, rules),
        {each.id: at for at, each in enumerate(people)},
    )
    total = 0
    for group in groups:
        seats = [number[str(each)] for each in group]
        total += sum(int(table.cost[pair]) for pair in combinations(seats, 2))
        total += (
            sum(int(table.oversize_penalty[seat]) for seat in seats)
            if len(seats) > rules.size
            else 0
        )
    return total


def cheapest(table: RoundCosts, sizes: Sequence[int], size: int) -> int:
    cost: list[list[int]] = table.cost.tolist()
    larger: list[int] = table.oversize_penalty.tolist()

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
    return min(
        (after - before for rounds in met.values() for before, after in pairwise(rounds)),
        default=10**6,
    )
