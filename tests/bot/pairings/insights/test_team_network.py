"""See what a picture of who met tells, and what it keeps to itself."""

import itertools
import random
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from bot.pairings.insights.team_network import TeamNetwork, build_team_network
from bot.pairings.views.picture import OTHERS, network_picture
from bot.ui.cards import ALT_LIMIT
from bot.ui.pictures import render_png


def company(**sizes: int) -> dict[str, str]:
    return {f"{team}-{number}": team for team, size in sizes.items() for number in range(size)}


def met(one: str, other: str, pairs: int) -> list[list[str]]:
    return [[f"{one}-{number}", f"{other}-{number}"] for number in range(pairs)]


def labels(network: TeamNetwork) -> list[str]:
    return [node.label for node in network.nodes]


def test_two_teams_whose_people_met_are_joined_by_a_line() -> None:
    found = build_team_network(met("Data", "Sales", 5), company(Data=6, Sales=5))
    assert found
    assert [(spot.label, spot.size) for spot in found.nodes] == [("Data", 5), ("Sales", 5)]
    assert [(tie.one, tie.other, tie.strength) for tie in found.ties] == [(0, 1, 3)]


def test_fewer_than_five_people_make_no_line() -> None:
    inside = [
        [f"{team}-{one}", f"{team}-{one + 1}"]
        for team in ("Data", "Sales")
        for one in range(0, 6, 2)
    ]
    assert build_team_network(inside + met("Data", "Sales", 2), company(Data=6, Sales=6)) is None
    assert build_team_network(inside + met("Data", "Sales", 3), company(Data=6, Sales=6))


def test_small_teams_are_shown_together_or_not_at_all() -> None:
    groups = met("Data", "Sales", 5) + met("Data", "Legal", 3) + met("Data", "IT", 2)
    found = build_team_network(groups, company(Data=5, Sales=5, Legal=3, IT=2))
    assert found
    assert labels(found) == ["Data", "Sales", ""]
    assert OTHERS in network_picture(found).alt
    alone = build_team_network(
        met("Data", "Sales", 5) + met("Data", "Legal", 4), company(Data=5, Sales=5, Legal=4)
    )
    assert alone
    assert labels(alone) == ["Data", "Sales"]


def test_a_team_is_one_however_it_is_spelled() -> None:
    teams = {"a": "data", "b": "Data", "c": "Data ", "d": "DATA", "e": "Data"} | company(Sales=5)
    found = build_team_network(
        [[who, f"Sales-{number}"] for number, who in enumerate("abcde")], teams
    )
    assert found
    assert labels(found) == ["Data", "Sales"]


def test_nobody_who_named_no_team_is_counted() -> None:
    teams = company(Data=5, Sales=5) | {"x": ""}
    found = build_team_network([*met("Data", "Sales", 5), ["x", "Data-0"]], teams)
    assert found
    assert sum(spot.size for spot in found.nodes) == 10


@given(st.lists(st.integers(1, 9), min_size=1, max_size=20), st.integers(0, 80), st.integers(0, 99))
def test_no_circle_and_no_line_is_about_fewer_than_five_people(
    sizes: list[int], groups: int, seed: int
) -> None:
    rng = random.Random(seed)
    teams = company(**{f"t{number}": size for number, size in enumerate(sizes)})
    everybody = sorted(teams)
    together = [
        rng.sample(everybody, min(len(everybody), rng.randint(2, 4))) for _ in range(groups)
    ]
    found = build_team_network(together, teams)
    if found:
        assert all(spot.size >= 5 for spot in found.nodes)
        assert all(
            _people(together, teams, labels(found), tie.one, tie.other) >= 5 for tie in found.ties
        )
        assert {tie.strength for tie in found.ties} <= {1, 2, 3}
        assert not [name for name in everybody if name in network_picture(found).alt]


def _people(
    groups: Sequence[Sequence[str]], teams: dict[str, str], shown: list[str], one: int, other: int
) -> int:
    def place(who: str) -> int:
        return (
            shown.index(teams[who])
            if teams[who] in shown
            else shown.index("")
            if "" in shown
            else -1
        )

    pairs = (pair for group in groups for pair in itertools.combinations(group, 2))
    return len(
        {who for pair in pairs if {place(each) for each in pair} == {one, other} for who in pair}
    )


def test_any_name_of_a_team_can_be_drawn_and_told() -> None:
    names = [
        "$x_{1}$ \\frac",
        "数据平台",
        "👩🏽‍🍳",
        "שלום",
        "long " * 12,
        *(f"team number {n} " * 4 for n in range(7)),
    ]
    teams = {f"{name}-{number}": name for name in names for number in range(5)}
    pairs = itertools.combinations(names, 2)
    found = build_team_network(
        [group for one, other in pairs for group in met(one, other, 5)], teams
    )
    assert found
    drawn = network_picture(found)
    assert len(drawn.alt) <= ALT_LIMIT
    assert render_png(drawn).startswith(b"\x89PNG")
    assert render_png(drawn, dark=True) != render_png(drawn)
