"""Hold whole rounds against what people were promised."""

import pickle
import random
from itertools import combinations, pairwise

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.matching import Candidate, Rules, explain_group, solve_matching
from tests.bot.matching.crowds import cost_of, some_people, some_rounds

SMALL = st.integers(min_value=0, max_value=14)
SEEDS = st.integers(min_value=0, max_value=10**6)
SIZES = st.integers(min_value=2, max_value=6)


def ids(groups: list[list[str]]) -> list[str]:
    return sorted(each for group in groups for each in group)


def some_exclusions(
    people: list[Candidate], chance: random.Random, share: float
) -> tuple[tuple[str, str], ...]:
    return tuple(
        (one.id, two.id) for one, two in combinations(people, 2) if chance.random() < share
    )


@settings(max_examples=60, deadline=None)
@given(count=SMALL, size=SIZES, seed=SEEDS, rounds=st.integers(0, 6))
def test_everyone_is_in_exactly_one_group_of_a_sensible_size(
    count: int, size: int, seed: int, rounds: int
) -> None:
    people = some_people(count, seed)
    groups = solve_matching(
        people, some_rounds(people, rounds, seed, size), Rules(size=size), random.Random(seed)
    )
    assert ids(groups) == sorted(each.id for each in people)
    assert all(2 <= len(group) <= size + 1 for group in groups) or count == 1


@settings(max_examples=40, deadline=None)
@given(count=SMALL, size=SIZES, seed=SEEDS)
def test_the_same_seed_makes_the_same_groups_whoever_is_named_first(
    count: int, size: int, seed: int
) -> None:
    people = some_people(count, seed)
    history = some_rounds(people, 3, seed, size)
    rules = Rules(size=size)
    again = random.Random(seed).sample(people, len(people))
    assert solve_matching(people, history, rules, random.Random(1)) == solve_matching(
        again, history, rules, random.Random(1)
    )


@settings(max_examples=40, deadline=None)
@given(count=st.integers(2, 15), size=SIZES, seed=SEEDS)
@example(count=13, size=3, seed=11_066)
def test_another_order_or_seed_changes_no_total_cost(count: int, size: int, seed: int) -> None:
    people, rules = some_people(count, seed), Rules(size=size)
    history = some_rounds(people, 4, seed, size)
    again = random.Random(seed).sample(people, count)
    first, second = (
        solve_matching(each, history, rules, random.Random(at))
        for at, each in enumerate((people, again))
    )
    assert cost_of(first, people, history, rules) == cost_of(second, people, history, rules)


@pytest.mark.rehearsal
def test_nobody_meets_whom_they_must_not_in_ten_thousand_rounds() -> None:
    for seed in range(10_000):
        chance = random.Random(seed)
        size = 2 if seed % 20 else chance.randrange(3, 7)
        people = some_people(chance.randrange(10), seed, offices=2)
        excluded = some_exclusions(people, chance, chance.random())
        rules = Rules(size=size, excluded=excluded, same_office=chance.random() < 0.3)
        groups = solve_matching(people, [], rules, random.Random(seed))
        office = {each.id: each.office for each in people}
        assert ids(groups) == sorted(office)
        for pair in (pair for group in groups for pair in combinations(sorted(group), 2)):
            assert pair not in excluded
            assert not rules.same_office or office[pair[0]] == office[pair[1]]


def test_odd_one_out_joins_a_group_of_three() -> None:
    people = some_people(7)
    assert sorted(map(len, solve_matching(people, [], Rules(), random.Random(0)))) == [2, 2, 3]


def test_who_can_only_join_a_trio_is_not_left_alone() -> None:
    people = some_people(5)
    names = [each.id for each in people]
    friends = {(0, 1), (0, 2), (1, 2), (2, 3), (2, 4), (3, 4)}
    excluded = tuple(
        (names[a], names[b]) for a, b in combinations(range(5), 2) if (a, b) not in friends
    )
    groups = solve_matching(people, [], Rules(excluded=excluded), random.Random(0))
    assert sorted(map(len, groups)) == [2, 3]


def test_who_sat_out_is_first_in_line_next_time() -> None:
    people = some_people(3)
    hub, first, second = (each.id for each in people)
    rules = Rules(excluded=((first, second),))
    history: list[list[list[str]]] = []
    for seed in range(6):
        history.append(solve_matching(people, history, rules, random.Random(seed)))
    alone = [group[0] for groups in history for group in groups if len(group) == 1]
    assert hub not in alone
    assert all(before != after for before, after in pairwise(alone))


@pytest.mark.parametrize("size", [2, 3, 6])
@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_a_handful_of_people_is_no_trouble(count: int, size: int) -> None:
    groups = solve_matching(some_people(count), [], Rules(size=size), random.Random(0))
    assert list(map(len, groups)) == ([count] if count else [])


def test_everyone_excludes_everyone_and_so_everyone_stays_alone() -> None:
    people = some_people(6)
    excluded = tuple((one.id, two.id) for one, two in combinations(people, 2))
    groups = solve_matching(people, [], Rules(excluded=excluded), random.Random(0))
    assert list(map(len, groups)) == [1] * 6


def test_the_only_one_in_an_office_stays_alone_and_the_others_meet() -> None:
    people = [Candidate(str(each), office="leeds" if each == 0 else "york") for each in range(5)]
    groups = solve_matching(people, [], Rules(same_office=True), random.Random(0))
    assert sorted(map(len, groups)) == [1, 2, 2]
    assert ["0"] in groups


def test_a_long_history_with_strangers_in_it_changes_nothing_about_who_takes_part() -> None:
    people = [Candidate(str(each), team="all") for each in range(7)]
    history = [[["0", "1"], ["gone", "2"], ["3"], ["4", "5", "6"], []]] * 500
    rules = Rules(excluded=(("gone", "0"), ("0", "0")))
    groups = solve_matching(people, history, rules, random.Random(0))
    assert ids(groups) == [str(each) for each in range(7)]
    assert not any(set(group) == {"0", "1"} for group in groups)


def test_thousands_of_people_each_meet_somebody_new() -> None:
    people = some_people(2_401, offices=1)
    history = some_rounds(people, 3, 1)
    excluded = tuple((one.id, two.id) for one, two in zip(people[::3], people[1::3], strict=False))
    groups = solve_matching(people, history, Rules(excluded=excluded), random.Random(0))
    met = {
        pair for groups in history for group in groups for pair in combinations(sorted(group), 2)
    }
    pairs = {pair for group in groups for pair in combinations(sorted(group), 2)}
    assert ids(groups) == sorted(each.id for each in people)
    assert sorted(map(len, groups))[-2:] == [2, 3]
    assert not pairs & met
    assert not pairs & set(excluded)


@pytest.mark.parametrize(("count", "size"), [(0, 2), (20, 2), (2_401, 2), (12_500, 2), (2_100, 4)])
def test_whoever_waits_for_a_round_hears_how_many_people_are_through(count: int, size: int) -> None:
    heard: list[int] = []
    solve_matching(some_people(count), [], Rules(size=size), random.Random(0), heard.append)
    assert count - 1 <= sum(heard) <= count
    assert all(more > 0 for more in heard)


def test_large_groups_in_several_offices_stay_in_their_office() -> None:
    people = some_people(2_100, offices=3)
    groups = solve_matching(people, [], Rules(size=4, same_office=True), random.Random(0))
    office = {each.id: each.office for each in people}
    assert ids(groups) == sorted(office)
    assert {len(group) for group in groups} <= {4, 5}
    assert all(len({office[each] for each in group}) == 1 for group in groups)


def test_what_goes_in_survives_storing_and_travelling() -> None:
    people, rules = tuple(some_people(3)), Rules(size=3, excluded=(("a", "b"),))
    assert msgspec.json.decode(msgspec.json.encode(people), type=tuple[Candidate, ...]) == people
    assert msgspec.json.decode(msgspec.json.encode(rules), type=Rules) == rules
    assert pickle.loads(pickle.dumps((solve_matching, people, rules)))[1:] == (people, rules)


def test_reasons_tell_what_two_people_have_in_common() -> None:
    tom = Candidate(
        "tom", "design", slots=("thu-1230", "fri-1200"), interests=("ramen",), wants=("sql",)
    )
    priya = Candidate(
        "priya", "data", slots=("thu-1230",), interests=("ramen", "chess"), offers=("sql",)
    )
    reasons = {
        each.kind: each for each in explain_group(["tom", "priya"], [tom, priya], [], Rules())
    }
    assert set(reasons) == {"first_time", "cross_team", "teaches", "interests", "slots"}
    assert (reasons["teaches"].people, reasons["teaches"].words) == (("priya", "tom"), ("sql",))
    assert reasons["interests"].words == ("ramen",)
    assert reasons["slots"].words == ("thu-1230",)


def test_reasons_tell_how_long_ago_two_people_met() -> None:
    people = [Candidate("a"), Candidate("b"), Candidate("c")]
    history = [[["a", "b"], ["c"]], [["a", "c"], ["b"]], [["b", "c"], ["a"]]]
    reasons = explain_group(["a", "b"], people, history, Rules())
    assert [(each.kind, each.count) for each in reasons] == [("met_before", 3)]
    assert explain_group(["a"], people, history, Rules())[0].count == 1
    assert explain_group(["stranger"], people, history, Rules()) == ()


def test_reasons_never_depend_on_who_is_excluded() -> None:
    people = some_people(6)
    history = some_rounds(people, 4, 0)
    excluded = tuple((one.id, two.id) for one, two in combinations(people, 2))
    for size in (1, 2, 3):
        group = [each.id for each in people[:size]]
        assert explain_group(group, people, history, Rules()) == explain_group(
            group, people, history, Rules(excluded=excluded)
        )
