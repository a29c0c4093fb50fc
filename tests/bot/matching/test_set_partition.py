"""Groups of three and more are the cheapest that exist, and never those of the last round."""

import random
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching import Rules, solve_matching, solve_round
from bot.matching.groups import plan_sizes
from bot.matching.set_partition import prove_partition
from tests.bot.matching.crowds import cheapest, cost_of, some_people, some_rounds, table_of


@given(
    size=st.integers(3, 5),
    count=st.integers(6, 13),
    seed=st.integers(0, 999),
    rounds=st.sampled_from([0, 2, 9]),
)
@settings(max_examples=25, deadline=None)
def test_an_integer_program_finds_what_trying_everything_finds(
    size: int, count: int, seed: int, rounds: int
) -> None:
    people, rules = some_people(count, seed), Rules(size=size)
    history = some_rounds(people, rounds, seed, size)
    table, sizes = table_of(people, history, rules), plan_sizes(count, size)
    order = list(range(count))
    random.Random(seed).shuffle(order)
    dealt = [[order.pop() for _ in range(each)] for each in sizes]
    penalty = table.oversize_penalty * (max(sizes) > size)

    found = prove_partition(dealt, table.cost, penalty, sizes)
    named = [[people[person].id for person in group] for group in found.groups]
    if found.proved:
        assert cost_of(named, people, history, rules) == cheapest(table, sizes, size)


@pytest.mark.parametrize(("size", "count"), [(3, 18), (3, 20), (4, 20), (5, 20)])
def test_seatings_of_twenty_are_proved_and_alike_each_time(size: int, count: int) -> None:
    people, rules = some_people(count, count), Rules(size=size)
    history = some_rounds(people, 6, count, size)
    first, second = (solve_round(people, history, rules, random.Random(5)) for _ in range(2))
    assert first.proved
    assert first == second


@pytest.mark.parametrize("seed", range(2))
def test_nobody_meets_the_last_companion_again_in_a_year_of_threes(seed: int) -> None:
    chance, people = random.Random(seed), some_people(20, seed)
    history: list[list[list[str]]] = []
    for week in range(52):
        here = [person for person in people if chance.random() >= 0.15]
        groups = solve_matching(here, history, Rules(size=3), random.Random(week))
        last = history[-1] if history else []
        assert not _pairs(groups) & _pairs(last)
        history.append(groups)


@pytest.mark.parametrize("size", range(3, 9))
def test_groups_of_up_to_eight_are_made(size: int) -> None:
    people = some_people(2 * size + 1, size)
    groups = solve_matching(people, [], Rules(size=size), random.Random(0))
    assert sorted(map(len, groups)) == sorted(plan_sizes(2 * size + 1, size))


def test_many_people_in_threes_are_grouped_without_a_proof() -> None:
    solution = solve_round(some_people(151), [], Rules(size=3), random.Random(0))
    assert not solution.proved
    assert sum(map(len, solution.groups)) == 151


def _pairs(groups: list[list[str]]) -> set[tuple[str, ...]]:
    return {pair for group in groups for pair in combinations(sorted(group), 2)}
