import random

from bot.matching import Candidate, Rules, explain_group, solve_matching

PEOPLE = [
    Candidate("ada", team="red", wants=("python",)),
    Candidate("ben", team="red"),
    Candidate("cleo", team="blue", offers=("python",)),
    Candidate("dina", team="blue"),
]


def test_people_of_other_teams_meet_who_have_not_met_before() -> None:
    last_round = [["ada", "dina"], ["ben", "cleo"]]
    groups = solve_matching(PEOPLE, [last_round], Rules(size=2), random.Random(1))
    assert sorted(map(sorted, groups)) == [["ada", "cleo"], ["ben", "dina"]]


def test_a_group_comes_with_its_reasons() -> None:
    reasons = explain_group(["ada", "cleo"], PEOPLE, [], Rules(size=2))
    assert {"first_time", "cross_team", "teaches"} <= {reason.kind for reason in reasons}


def test_an_odd_one_out_joins_a_group_of_three() -> None:
    people = [*PEOPLE, Candidate("emil", team="green")]
    groups = solve_matching(people, [], Rules(size=2), random.Random(1))
    assert sorted(map(len, groups)) == [2, 3]


def test_whom_somebody_would_rather_not_meet_they_do_not_meet() -> None:
    rules = Rules(size=2, excluded=(("ada", "cleo"),))
    groups = solve_matching(PEOPLE, [], rules, random.Random(1))
    assert sorted(map(sorted, groups)) == [["ada", "dina"], ["ben", "cleo"]]
