"""Match first those of whom one offers what the other wants, and leave nobody alone for it."""

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching import Candidate, Rules, TeamsFirst, explain_group, solve_matching
from tests.bot.matching.crowds import some_people

MENTORS = [Candidate(f"mentor{number}", offers=("sql",)) for number in range(3)]
LEARNERS = [Candidate(f"learner{number}", wants=("sql",)) for number in range(3)]
SEEDS = st.integers(min_value=0, max_value=10**6)


def _teach(group: list[str]) -> bool:
    return len({person[:-1] for person in group}) > 1


def test_learners_meet_mentors_in_every_round_and_nobody_twice_running() -> None:
    history: list[list[list[str]]] = []
    for number in range(6):
        people = [*MENTORS, *LEARNERS]
        rng = random.Random(number)
        history.append(solve_matching(people, history, Rules(mentors=True), rng))
    assert all(_teach(group) for groups in history for group in groups)
    for one, two in pairwise(history):
        assert not {frozenset(group) for group in one} & {frozenset(group) for group in two}


def test_learners_whom_no_mentor_is_left_for_meet_each_other() -> None:
    people = [MENTORS[0], *LEARNERS]
    groups = solve_matching(people, [], Rules(mentors=True), random.Random(0))
    assert sorted(map(_teach, groups)) == [False, True]


@pytest.mark.parametrize("teams", ["any", "across", "within"])
@settings(max_examples=30, deadline=None)
@given(count=st.integers(2, 14), size=st.integers(2, 5), seed=SEEDS)
def test_nobody_stays_alone_for_a_mentor(
    teams: TeamsFirst, count: int, size: int, seed: int
) -> None:
    people = some_people(count, seed)
    rules = Rules(size=size, teams=teams, mentors=True)
    groups = solve_matching(people, [], rules, random.Random(seed))
    assert sorted(person for group in groups for person in group) == sorted(p.id for p in people)
    assert all(len(group) > 1 for group in groups)


def _kinds(*group: Candidate, mentors: bool) -> set[str]:
    ids = [person.id for person in group]
    return {reason.kind for reason in explain_group(ids, group, [], Rules(mentors=mentors))}


def test_a_group_hears_whether_there_is_a_mentor_in_it() -> None:
    assert _kinds(MENTORS[0], LEARNERS[0], mentors=True) == {"first_time", "teaches"}
    assert _kinds(MENTORS[0], MENTORS[1], mentors=True) == {"first_time", "not_teaching"}
    assert _kinds(MENTORS[0], MENTORS[1], mentors=False) == {"first_time"}
