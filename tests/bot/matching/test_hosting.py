"""Somebody hosts: who sits with them is drawn by lot, in turn, and the others are matched."""

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching import Candidate, Rules, solve_and_explain, solve_matching
from tests.bot.matching.crowds import some_people

HOST = "host"
SEEDS = st.integers(min_value=0, max_value=10**6)


def _people(count: int) -> list[Candidate]:
    return [Candidate(HOST), *(Candidate(f"p{number:02}") for number in range(count))]


def _table(groups: list[list[str]]) -> set[str]:
    [table] = [group for group in groups if HOST in group]
    return set(table) - {HOST}


@settings(max_examples=25, deadline=None)
@given(count=st.integers(1, 13), size=st.integers(2, 5), seed=SEEDS)
def test_everybody_sits_with_the_host_once_before_anybody_twice(
    count: int, size: int, seed: int
) -> None:
    people, history = _people(count), list[list[list[str]]]()
    times = Counter({person.id: 0 for person in people if person.id != HOST})
    for number in range(2 * count // (size - 1) + 1):
        rng = random.Random(f"{seed} {number}")
        groups = solve_matching(people, history, Rules(size=size, host=HOST), rng)
        history.append(groups)
        times.update(_table(groups))
        assert max(times.values()) - min(times.values()) <= 1


@settings(max_examples=40, deadline=None)
@given(count=st.integers(2, 14), size=st.integers(2, 5), seed=SEEDS)
def test_nobody_is_lost_or_alone_for_the_lot(count: int, size: int, seed: int) -> None:
    people = some_people(count, seed)
    rules = Rules(size=size, host=people[0].id)
    groups = solve_matching(people, [], rules, random.Random(seed))
    assert sorted(person for group in groups for person in group) == sorted(p.id for p in people)
    assert all(len(group) > 1 for group in groups)


@settings(max_examples=40, deadline=None)
@given(count=st.integers(4, 12), size=st.integers(2, 4), seed=SEEDS)
def test_whoever_would_rather_not_meet_the_host_or_each_other_never_does(
    count: int, size: int, seed: int
) -> None:
    rules = Rules(size=size, host=HOST, excluded=((HOST, "p00"), ("p01", "p02")))
    groups = solve_matching(_people(count), [], rules, random.Random(seed))
    for group in groups:
        assert not {HOST, "p00"} <= set(group)
        assert not {"p01", "p02"} <= set(group)


def test_the_lot_favours_nobody() -> None:
    people = [Candidate(HOST, interests=("jazz",)), Candidate("p00", interests=("jazz",))]
    people += [Candidate(f"p{number:02}") for number in range(1, 5)]
    drawn = Counter[str]()
    for seed in range(500):
        drawn.update(_table(solve_matching(people, [], Rules(host=HOST), random.Random(seed))))
    assert sum(drawn.values()) == 500
    assert all(65 < drawn[person.id] < 140 for person in people[1:])


def test_whoever_cannot_meet_the_host_in_person_comes_after_who_can() -> None:
    host = Candidate(HOST, town="berlin", mode="person")
    people = [host, Candidate("far", town="oslo"), Candidate("home", mode="remote")]
    people += [Candidate(f"near{number}", town="berlin") for number in range(3)]
    history: list[list[list[str]]] = []
    for seed in range(6):
        groups = solve_matching(people, history, Rules(host=HOST), random.Random(seed))
        history.append(groups)
        assert next(iter(_table(groups))).startswith("near")
    few = [*people[:3], Candidate("other", town="oslo")]
    table = _table(solve_matching(few, [], Rules(size=3, host=HOST), random.Random(0)))
    assert len(table) >= 2


def test_somebody_is_drawn_whose_place_leaves_nobody_alone() -> None:
    apart = (("p00", "p01"), ("p00", "p02"))  # p00 can be with the host alone
    for seed in range(20):
        rules = Rules(host=HOST, excluded=apart)
        groups = solve_matching(_people(3), [], rules, random.Random(seed))
        assert sorted(map(len, groups)) == [2, 2]
        assert _table(groups) == {"p00"}


def test_a_table_that_came_apart_does_not_count_as_a_turn() -> None:
    came_apart = [[[HOST, "p00"], ["p00"]], [[HOST, "p01"]]]
    people = _people(2)
    for seed in range(9):
        groups = solve_matching(
            [*people, Candidate("p02"), Candidate("p03")],
            [*came_apart, [[HOST, "p02"]], [[HOST, "p03"]]],
            Rules(host=HOST),
            random.Random(seed),
        )
        assert "p00" in _table(groups)


@pytest.mark.parametrize("size", [2, 3, 5])
def test_without_a_host_in_the_round_it_is_drawn_as_ever(size: int) -> None:
    for seed in range(5):
        people = some_people(17, seed)
        history = [solve_matching(people, [], Rules(size=size), random.Random(seed))]
        usual = solve_and_explain(people, history, Rules(size=size), f"{seed}")
        assert solve_and_explain(people, history, Rules(size=size, host="away"), f"{seed}") == usual


def test_only_the_table_of_the_host_reads_that_it_was_drawn_by_lot() -> None:
    groups, reasons = solve_and_explain(_people(6), [], Rules(size=3, host=HOST), "1")
    hosted = [
        (reason.people[0], set(reason.people[1:]))
        for reasons_of_group in reasons
        for reason in reasons_of_group
        if reason.kind == "hosted"
    ]
    assert hosted == [(HOST, _table(groups))]


def test_where_all_sit_at_one_table_nobody_reads_of_a_lot() -> None:
    groups, [reasons] = solve_and_explain(_people(3), [], Rules(size=3, host=HOST), "1")
    assert [len(group) for group in groups] == [4]
    assert [reason.people for reason in reasons if reason.kind == "hosted"] == [(HOST,)]
