"""Hold the harness to all that Mingle does by itself, and to the points at which it strikes."""

import inspect

import pytest

from tests.faults.aims import COMMIT, POINTS, find
from tests.faults.kinds import ELSEWHERE, REACHED, ROOT, registered

PLACES = sorted({place for place, _ in POINTS.values()} | {COMMIT})


def test_every_kind_of_job_message_and_card_comes_about_in_a_life_or_is_tried_elsewhere() -> None:
    assert sorted(registered() - REACHED - set(ELSEWHERE)) == []


def test_no_kind_is_claimed_that_is_not_there() -> None:
    assert sorted((REACHED | set(ELSEWHERE)) - registered()) == []


@pytest.mark.parametrize("test", sorted(set(ELSEWHERE.values())))
def test_what_no_life_brings_about_is_tried_in_a_test_that_is_there(test: str) -> None:
    assert (ROOT / test).is_file()


@pytest.mark.parametrize("place", PLACES)
def test_every_point_at_which_a_process_is_struck_is_there(place: str) -> None:
    owner, name = find(place)
    assert inspect.iscoroutinefunction(getattr(owner, name)) or place == COMMIT
