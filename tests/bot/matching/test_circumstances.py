"""Who meets whom in which town, in which hours, and how."""

import random
from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching import Candidate, Rules, explain_group, solve_matching
from bot.people.towns import town_key

DAY_HOURS = {"berlin": range(8, 17), "new york": range(14, 23), "auckland": range(20, 29)}


def hours_of(town: str) -> str:
    bits = 0
    for day in range(5):
        for hour in DAY_HOURS.get(town, ()):
            bits |= 1 << (24 * day + hour) % 168
    return f"{bits:x}" if bits else ""


def somebody(number: int, town: str = "", mode: str = "either", hours: str = "") -> Candidate:
    return Candidate(f"p{number:03d}", town=town, mode=mode, hours=hours or hours_of(town))


def share_an_hour(one: Candidate, other: Candidate) -> bool:
    return not one.hours or not other.hours or bool(int(one.hours, 16) & int(other.hours, 16))


def solve(people: Sequence[Candidate], rules: Rules, seed: int = 0) -> list[list[Candidate]]:
    by_id = {person.id: person for person in people}
    groups = solve_matching(people, [], rules, random.Random(seed))
    return [[by_id[person] for person in group] for group in groups]


def test_people_meet_in_their_town_though_others_share_every_interest() -> None:
    people = [
        Candidate(f"{town}{number}", town=town, mode="person", interests=(f"topic {number}",))
        for town in ("leeds", "berlin")
        for number in range(4)
    ]
    for group in solve(people, Rules()):
        assert len({person.town for person in group}) == 1


def test_whoever_likes_it_remotely_makes_up_the_numbers_across_towns() -> None:
    towns = {"leeds": ("person", "person", "remote"), "berlin": ("person", "either", "either")}
    people = [
        Candidate(f"{town}{number}", town=town, mode=mode)
        for town, modes in towns.items()
        for number, mode in enumerate(modes)
    ]
    across = [
        {person.mode for person in group}
        for group in solve(people, Rules())
        if len({person.town for person in group}) > 1
    ]
    assert across == [{"remote", "either"}]


def test_an_odd_one_in_either_town_is_one_of_three_rather_than_up_at_night() -> None:
    people = [somebody(number, "berlin") for number in range(3)]
    people += [somebody(number, "auckland") for number in range(3, 6)]
    assert sorted(len(group) for group in solve(people, Rules())) == [3, 3]


def test_whoever_is_alone_in_their_hours_meets_somebody_all_the_same() -> None:
    people = [somebody(number, "berlin") for number in range(3)] + [somebody(3, "auckland")]
    assert sorted(len(group) for group in solve(people, Rules())) == [2, 2]


@settings(deadline=None)
@given(
    towns=st.lists(st.sampled_from(["", *DAY_HOURS]), min_size=2, max_size=14),
    size=st.integers(2, 4),
    seed=st.integers(0, 99),
)
def test_nobody_meets_at_no_hour_while_somebody_else_would_do(
    towns: list[str], size: int, seed: int
) -> None:
    people = [somebody(number, town) for number, town in enumerate(towns)]
    apart = [pair for pair in combinations(people, 2) if not share_an_hour(*pair)]
    without = Rules(size=size, excluded=tuple((one.id, other.id) for one, other in apart))
    if any(len(group) == 1 for group in solve(people, without, seed)):
        return

    for group in solve(people, Rules(size=size), seed):
        assert all(share_an_hour(*pair) for pair in combinations(group, 2))


@settings(deadline=None)
@given(
    towns=st.lists(st.sampled_from(["a", "b", "c"]), min_size=4, max_size=8),
    modes=st.lists(st.sampled_from(["person", "either", "remote"]), min_size=8, max_size=8),
)
def test_as_few_are_disappointed_as_any_pairing_allows(towns: list[str], modes: list[str]) -> None:
    people = [
        somebody(number, town, mode)
        for number, (town, mode) in enumerate(zip(towns, modes, strict=False))
    ]
    if len(people) % 2:
        people.pop()
    groups = solve(people, Rules())
    assert _disappointed(groups) == min(_disappointed(each) for each in _all_pairings(people))


def _disappointed(groups: Sequence[Sequence[Candidate]]) -> int:
    """Return how many are across towns who want in person, weighed with those who do not mind."""
    modes = [
        person.mode
        for group in groups
        for person in group
        if len({member.town for member in group}) > 1
    ]
    unlike = [
        {member.mode for member in group} == {"person", "remote"}
        for group in groups
        if len({member.town for member in group}) == 1
    ]
    return 60 * modes.count("person") + 20 * modes.count("either") + 3 * sum(unlike)


def _all_pairings(people: list[Candidate]) -> list[list[list[Candidate]]]:
    if not people:
        return [[]]
    first, *rest = people
    pairings = []
    for other in rest:
        left = [person for person in rest if person is not other]
        pairings += [[[first, other], *more] for more in _all_pairings(left)]
    return pairings


def test_neighbouring_towns_are_within_reach() -> None:
    people = [
        Candidate("a", town="leeds", mode="person"),
        Candidate("b", town="bradford", mode="person"),
        Candidate("c", town="berlin", mode="person"),
        Candidate("d", town="potsdam", mode="person"),
    ]
    rules = Rules(neighbours=(("bradford", "leeds"), ("berlin", "potsdam")))
    met = {frozenset(person.id for person in group) for group in solve(people, rules)}
    assert met == {frozenset("ab"), frozenset("cd")}
    assert explain_group(["a", "b"], people, [], rules)[-1].kind != "call"
    assert explain_group(["a", "c"], people, [], rules)[-1].kind == "call"


def test_a_town_is_told_where_all_are_in_it() -> None:
    people = [somebody(1, "leeds"), somebody(2, "leeds"), somebody(3, "", "remote")]
    [office] = [
        reason
        for reason in explain_group(["p001", "p002"], people, [], Rules())
        if reason.kind == "office"
    ]
    assert office.words == ("leeds",)
    kinds = {reason.kind for reason in explain_group(["p001", "p003"], people, [], Rules())}
    assert "call" in kinds


@pytest.mark.parametrize("count", [300, 301])
def test_a_company_of_five_towns_meets_in_town_and_in_working_hours(count: int) -> None:
    chance = random.Random(count)
    towns = ["berlin", "new york", "auckland", "leeds", "bangalore"]
    people = [
        somebody(number, chance.choice(towns), chance.choice(["person", "either", "remote"]))
        for number in range(count)
    ]
    groups = solve(people, Rules())
    assert all(share_an_hour(*pair) for group in groups for pair in combinations(group, 2))
    wanting = [
        [other.town == person.town for other in group].count(True) > 1
        for group in groups
        for person in group
        if person.mode == "person"
    ]
    assert sum(wanting) >= 0.95 * len(wanting)


@pytest.mark.parametrize(
    ("office", "town"),
    [
        ("Berlin", "berlin"),
        ("HQ Berlin", "berlin"),
        ("berlin office", "berlin"),
        ("BERLIN (Mitte)", "berlin"),
        ("Berlin, Germany", "berlin"),
        ("Zürich", "zurich"),
        ("Lodz", "lodz"),
        ("Łódź", "lodz"),
        ("Stratford-upon-Avon", "stratford upon avon"),
        ("Remote", ""),
        ("Home office", ""),
        ("HQ", "hq"),
        ("東京", "東京"),
        ("", ""),
    ],
)
def test_spellings_of_a_town_are_one(office: str, town: str) -> None:
    assert town_key(office) == town
