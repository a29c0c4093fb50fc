"""Put people of different teams first, or of the same, and leave nobody alone for it."""

import random
from collections.abc import Sequence
from itertools import combinations, pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching import Candidate, Rules, TeamsFirst, explain_group, solve_matching
from tests.bot.matching.crowds import some_people

SEEDS = st.integers(min_value=0, max_value=10**6)


def _staff(**sizes: int) -> list[Candidate]:
    people = []
    for team, size in sizes.items():
        people += [Candidate(f"{team}{number}", team) for number in range(size)]
    return people


def _year(people: Sequence[Candidate], rules: Rules, rounds: int) -> list[list[list[str]]]:
    history: list[list[list[str]]] = []
    for number in range(rounds):
        history.append(solve_matching(people, history, rules, random.Random(number)))
    return history


def _of_one_team(group: Sequence[str]) -> bool:
    return len({person[0] for person in group}) == 1


def _pairs(groups: Sequence[Sequence[str]]) -> set[tuple[str, str]]:
    return {pair for group in groups for pair in combinations(sorted(group), 2)}


def test_two_teams_meet_across_in_every_round_and_nobody_twice_running() -> None:
    history = _year(_staff(a=4, b=4), Rules(teams="across"), 12)
    assert not any(_of_one_team(group) for groups in history for group in groups)
    assert not any(_pairs(one) & _pairs(two) for one, two in pairwise(history))


def test_two_teams_that_meet_as_it_fits_meet_within_a_team_once_all_others_are_known() -> None:
    history = _year(_staff(a=4, b=4), Rules(), 12)
    assert any(_of_one_team(group) for groups in history for group in groups)


def test_people_of_one_team_meet_each_other_and_nobody_twice_running() -> None:
    history = _year(_staff(a=4, b=6), Rules(teams="within"), 8)
    assert all(_of_one_team(group) for groups in history for group in groups)
    assert not any(_pairs(one) & _pairs(two) for one, two in pairwise(history))


def test_groups_of_three_are_of_one_team_where_that_comes_first() -> None:
    groups = solve_matching(
        _staff(a=6, b=3, c=3), [], Rules(size=3, teams="within"), random.Random(0)
    )
    assert all(_of_one_team(group) for group in groups)


def test_the_only_one_of_a_team_meets_others() -> None:
    [*groups] = solve_matching(_staff(a=4, b=1, c=1), [], Rules(teams="within"), random.Random(0))
    assert sorted(map(_of_one_team, groups)) == [False, True, True]


def test_whoever_wants_to_meet_in_person_stays_in_town_rather_than_leave_the_team() -> None:
    leeds = [Candidate(f"a{number}", "a", town="leeds", mode="person") for number in range(2)]
    berlin = [Candidate(f"b{number}", "b", town="berlin", mode="person") for number in range(2)]
    groups = solve_matching([*leeds, *berlin], [], Rules(teams="across"), random.Random(0))
    assert all(_of_one_team(group) for group in groups)


def test_thousands_meet_within_their_teams() -> None:
    people = _staff(**{f"{chr(0x4E00 + number)}": 6 for number in range(350)})
    groups = solve_matching(people, [], Rules(teams="within"), random.Random(0))
    assert sum(map(_of_one_team, groups)) / len(groups) > 0.95


@pytest.mark.parametrize("teams", ["across", "within"])
@settings(max_examples=40, deadline=None)
@given(count=st.integers(2, 14), size=st.integers(2, 5), seed=SEEDS)
def test_nobody_stays_alone_for_their_team(
    teams: TeamsFirst, count: int, size: int, seed: int
) -> None:
    chance = random.Random(seed)
    people = [
        msgspec.structs.replace(one, team=chance.choice(("", "a", "a", "a", "b")))
        for one in some_people(count, seed)
    ]
    groups = solve_matching(people, [], Rules(size=size, teams=teams), random.Random(seed))
    assert sorted(person for group in groups for person in group) == sorted(p.id for p in people)
    assert all(len(group) > 1 for group in groups)


def _kinds(teams: TeamsFirst, *of: str) -> set[str]:
    people = [Candidate(str(number), team) for number, team in enumerate(of)]
    reasons = explain_group([one.id for one in people], people, [], Rules(teams=teams))
    return {reason.kind for reason in reasons if reason.kind != "first_time"}


def test_a_group_hears_how_it_stands_to_what_comes_first() -> None:
    assert _kinds("any", "a", "a") == set()
    assert _kinds("across", "a", "b") == {"cross_team"}
    assert _kinds("across", "a", "a") == {"not_across"}
    assert _kinds("within", "a", "a") == {"same_team"}
    assert _kinds("within", "a", "b") == {"cross_team", "not_within"}


def test_of_a_team_that_nobody_named_nothing_is_said() -> None:
    assert _kinds("across", "a", "") == set()
    assert _kinds("across", "", "") == set()
    assert _kinds("within", "a", "") == {"not_within"}
