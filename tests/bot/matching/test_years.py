"""Follow companies through a year of rounds."""

import random
from collections import Counter
from itertools import pairwise

import pytest

from bot.matching import Rules, solve_matching
from tests.bot.matching.crowds import Rounds, shortest_gap, some_people


def a_year(count: int, rounds: int, away: float, seed: int, size: int = 2) -> Rounds:
    people, chance = some_people(count, seed), random.Random(seed)
    history: Rounds = []
    for week in range(rounds):
        here = [each for each in people if chance.random() >= away]
        history.append(solve_matching(here, history, Rules(size=size), random.Random(week)))
    return history


@pytest.mark.parametrize("count", [8, 14, 20, 30, 50, 64])
def test_when_all_are_there_nobody_meets_twice_before_everyone_has_met(count: int) -> None:
    assert shortest_gap(a_year(count, count - 1, 0, seed=count)) > count


def test_sixty_people_in_threes_meet_no_one_twice_for_half_a_year() -> None:
    assert shortest_gap(a_year(60, 27, 0, seed=3, size=3)) > 60


@pytest.mark.parametrize("seed", range(3))
def test_in_a_small_company_the_same_two_people_rest_fourteen_rounds(seed: int) -> None:
    assert shortest_gap(a_year(20, 52, 0.15, seed)) >= 14


@pytest.mark.parametrize("seed", range(3))
def test_nobody_carries_the_trio_much_more_often_than_others(seed: int) -> None:
    history = a_year(50, 52, 0.15, seed)
    trios = Counter(
        each for groups in history for group in groups if len(group) == 3 for each in group
    )
    loads = [trios[each.id] for each in some_people(50, seed)]
    assert max(loads) - min(loads) <= 2
    assert all(len(group) > 1 for groups in history for group in groups)


def test_nobody_is_left_out_twice_running_when_somebody_else_could_be() -> None:
    people = some_people(9, offices=3)
    history: Rounds = []
    for week in range(20):
        history.append(
            solve_matching(people, history, Rules(same_office=True), random.Random(week))
        )
    alone = [{group[0] for group in groups if len(group) == 1} for groups in history]
    assert not any(before & after for before, after in pairwise(alone))
