"""Hold the matcher against every round that exists, and against blossom on all pairs."""

import random
from itertools import combinations

import pytest

from bot.matching import Rules, solve_matching
from bot.matching.costs import FORBIDDEN
from bot.matching.groups import plan_sizes
from bot.matching.pairs import (
    assignment_bound,
    blossom_matching,
    matching_cost,
    min_cost_perfect_matching,
)
from bot.matching.round_robin import build_round_robin
from tests.bot.matching.crowds import (
    TODAY_ONLY,
    cheapest,
    cost_of,
    some_people,
    some_rounds,
    table_of,
)

CASES = [
    (2, 4),
    (2, 5),
    (2, 6),
    (2, 7),
    (2, 9),
    (2, 10),
    (2, 11),
    (3, 6),
    (3, 7),
    (3, 8),
    (3, 11),
    (4, 9),
    (4, 12),
    (5, 11),
    (6, 12),
]


@pytest.mark.parametrize(("size", "count"), CASES)
def test_no_round_is_cheaper_among_all_that_exist(size: int, count: int) -> None:
    for seed in range(6):
        people = some_people(count, seed)
        history = some_rounds(people, (0, 3, 12)[seed % 3], seed, size)
        for rules in (Rules(size=size), Rules(size=size, weights=TODAY_ONLY)):
            groups = solve_matching(people, history, rules, random.Random(seed))
            best = cheapest(table_of(people, history, rules), plan_sizes(count, size), size)
            assert cost_of(groups, people, history, rules) == best


@pytest.mark.parametrize("seed", range(6))
def test_pairs_cost_what_blossom_on_all_pairs_finds(seed: int) -> None:
    people = some_people(120, seed)
    cost = table_of(people, some_rounds(people, 12, seed), Rules()).cost
    pairs = min_cost_perfect_matching(cost)
    assert pairs is not None
    assert matching_cost(pairs, cost) == matching_cost(
        blossom_matching(cost < FORBIDDEN, cost), cost
    )
    assert 2 * matching_cost(pairs, cost) >= assignment_bound(cost).doubled


def test_an_odd_set_of_people_without_a_slot_does_not_spoil_the_proof() -> None:
    people = [
        each if at % 17 else type(each)(each.id) for at, each in enumerate(some_people(100, 4))
    ]
    cost = table_of(people, [], Rules()).cost
    pairs = min_cost_perfect_matching(cost)
    assert pairs is not None
    assert matching_cost(pairs, cost) == matching_cost(
        blossom_matching(cost < FORBIDDEN, cost), cost
    )


def test_where_somebody_must_stay_alone_no_perfect_round_is_claimed() -> None:
    cost = table_of(some_people(20), [], Rules()).cost
    cost[3, :] = cost[:, 3] = FORBIDDEN
    assert min_cost_perfect_matching(cost) is None


@pytest.mark.parametrize(
    ("people", "size", "least"), [(8, 2, 7), (50, 2, 49), (24, 4, 7), (30, 3, 13), (60, 3, 27)]
)
def test_planned_rounds_bring_no_two_people_together_twice(
    people: int, size: int, least: int
) -> None:
    rounds = build_round_robin(people, size)
    pairs = [
        frozenset(pair) for blocks in rounds for block in blocks for pair in combinations(block, 2)
    ]
    assert len(rounds) >= least
    assert all(len({place for block in blocks for place in block}) == people for blocks in rounds)
    assert len(pairs) == len(set(pairs))
