"""People who would rather be three sit in threes where that suits everybody."""

import random
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching import Candidate, Rules, explain_groups, solve_round


def _people(number: int, wishing: int) -> list[Candidate]:
    return [Candidate(f"p{index:02}", rather_three=index < wishing) for index in range(number)]


def _trios(groups: list[list[str]], wishing: int) -> tuple[int, int]:
    """Return how many trios are of people who wish for one, and how many of others."""
    wish = {f"p{index:02}" for index in range(wishing)}
    trios = [group for group in groups if len(group) == 3]
    by_wish = sum(wish.issuperset(trio) for trio in trios)
    return by_wish, len(trios) - by_wish


@pytest.mark.parametrize(
    ("people", "wishing", "by_wish", "others"),
    [
        (12, 6, 2, 0),
        (12, 7, 2, 0),
        (12, 5, 0, 0),  # a trio of theirs would put somebody else into one
        (13, 3, 1, 0),
        (13, 9, 3, 0),
        (13, 0, 0, 1),
        (6, 6, 2, 0),
    ],
)
def test_who_would_rather_be_three_is_as_far_as_nobody_else_has_to(
    people: int, wishing: int, by_wish: int, others: int
) -> None:
    solution = solve_round(_people(people, wishing), [], Rules(), random.Random(1))
    assert _trios(solution.groups, wishing) == (by_wish, others)
    assert solution.proved


def test_many_wishes_of_a_large_round_are_granted_too() -> None:
    groups = solve_round(_people(60, 20), [], Rules(), random.Random(1)).groups
    assert _trios(groups, 20) == (6, 0)


def test_the_odd_one_out_goes_to_people_who_would_rather_be_three() -> None:
    groups = solve_round(_people(7, 2), [], Rules(), random.Random(1)).groups
    [trio] = [group for group in groups if len(group) == 3]
    assert {"p00", "p01"} <= set(trio)


def test_nobody_meets_somebody_again_for_the_wish_of_others() -> None:
    history = [[["p06", "p07"]]]
    groups = solve_round(_people(8, 6), history, Rules(), random.Random(1)).groups
    assert all(len(group) == 2 for group in groups)
    assert not any(set(group) == {"p06", "p07"} for group in groups)


def test_a_trio_says_nothing_of_anybodys_wish() -> None:
    people = _people(12, 6)
    groups = solve_round(people, [], Rules(), random.Random(1)).groups
    reasons = explain_groups(groups, people, [], Rules())
    kinds = {reason.kind for of_group in reasons for reason in of_group}
    assert "three" in kinds
    assert "extra_person" not in kinds


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 14), st.integers(0, 14), st.randoms(use_true_random=False), st.data())
def test_rules_hold_and_all_have_company_whatever_people_wish(
    people: int, wishing: int, rng: random.Random, data: st.DataObject
) -> None:
    crowd = _people(people, wishing)
    ids = [person.id for person in crowd]
    pairs = list(combinations(ids, 2))
    excluded = tuple(data.draw(st.lists(st.sampled_from(pairs), max_size=3, unique=True)))
    history = [_random_pairs(ids, rng) for _ in range(data.draw(st.integers(0, 3)))]
    rules = Rules(excluded=excluded)
    groups = solve_round(crowd, history, rules, rng).groups
    plain = [Candidate(person.id) for person in crowd]
    without = solve_round(plain, history, rules, random.Random(1)).groups

    assert sorted(person for group in groups for person in group) == ids
    assert not {pair for group in groups for pair in combinations(sorted(group), 2)} & set(excluded)
    assert _alone(groups) == _alone(without)
    assert max(map(len, groups)) <= 3
    assert _trios(groups, wishing)[1] <= max(1, _trios(without, 0)[1])


def _random_pairs(ids: list[str], rng: random.Random) -> list[list[str]]:
    order = list(ids)
    rng.shuffle(order)
    return [order[index : index + 2] for index in range(0, len(order) - 1, 2)]


def _alone(groups: list[list[str]]) -> int:
    return sum(len(group) == 1 for group in groups)
