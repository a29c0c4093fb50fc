"""Decide fairly who is in, whatever people answer and in whatever order."""

from datetime import UTC, datetime, timedelta
from itertools import chain, combinations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.events.rules import Rsvp, RsvpStatus, decide_statuses, fairest_host

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANSWERS = st.sampled_from(["going", "if_one", "maybe", "cant", "interested"])
CAPACITIES = st.none() | st.integers(1, 6)


def said(*answers: str) -> list[Rsvp]:
    return [
        Rsvp(number, 1, f"w/{number}", answer, False, "out", NOON + timedelta(minutes=number))  # type: ignore[arg-type]
        for number, answer in enumerate(answers)
    ]


def found(rsvps: list[Rsvp], capacity: int | None = None) -> list[RsvpStatus]:
    decided = decide_statuses(rsvps, capacity)
    return [decided[one.person] for one in rsvps]


def test_two_who_would_come_if_one_more_does_come_together() -> None:
    assert found(said("if_one")) == ["pending"]
    assert found(said("if_one", "if_one")) == ["in", "in"]
    assert found(said("if_one", "going")) == ["in", "in"]
    assert found(said("if_one", "maybe", "interested", "cant")) == ["pending", "out", "out", "out"]


def test_seats_are_given_first_come_first_served() -> None:
    assert found(said("going", "going", "going"), 2) == ["in", "in", "waiting"]
    assert found(said("cant", "going", "going"), 2) == ["out", "in", "in"]


def test_one_seat_is_no_company() -> None:
    assert found(said("if_one", "if_one"), 1) == ["pending", "pending"]
    assert found(said("if_one", "going"), 1) == ["waiting", "in"]


def test_who_is_in_is_not_pushed_out_by_who_answered_earlier() -> None:
    early, late = said("if_one", "going")
    late = replace(late, status="in", joined_at=late.answered_at)
    third = replace(late, id=3, person="w/3", joined_at=late.answered_at + timedelta(minutes=1))
    assert decide_statuses([early, late, third], 2) == {"w/0": "waiting", "w/1": "in", "w/3": "in"}


@given(st.lists(ANSWERS, max_size=9), CAPACITIES)
def test_whoever_is_in_has_what_they_asked_for(answers: list[str], capacity: int | None) -> None:
    rsvps = said(*answers)
    decided = decide_statuses(rsvps, capacity)
    inside = [one for one in rsvps if decided[one.person] == "in"]
    assert capacity is None or len(inside) <= capacity
    assert all(one.answer in ("going", "if_one") for one in inside)
    assert all(one.answer == "going" or len(inside) > 1 for one in inside)
    assert all(
        (decided[one.person] == "out") == (one.answer not in ("going", "if_one")) for one in rsvps
    )


@given(st.lists(ANSWERS, max_size=8))
def test_no_larger_party_could_have_come_together(answers: list[str]) -> None:
    rsvps = said(*answers)
    decided = decide_statuses(rsvps, None)
    wishing = [one for one in rsvps if one.answer in ("going", "if_one")]
    parties = chain.from_iterable(combinations(wishing, size) for size in range(len(wishing) + 1))
    fine = [
        party for party in parties if all(one.answer == "going" or len(party) > 1 for one in party)
    ]
    assert {one.person for one in max(fine, key=len)} == {
        who for who, how in decided.items() if how == "in"
    }


@given(st.lists(ANSWERS, max_size=9), CAPACITIES)
def test_nobody_waits_while_a_seat_is_free_nor_behind_somebody_who_came_later(
    answers: list[str], capacity: int | None
) -> None:
    rsvps = said(*answers)
    decided = decide_statuses(rsvps, capacity)
    inside = [one for one in rsvps if decided[one.person] == "in"]
    waiting = [one for one in rsvps if decided[one.person] == "waiting"]
    assert not waiting or len(inside) == capacity
    # A single seat is of no use to somebody who wants company.
    behind = [other for other in waiting if capacity != 1 or other.answer == "going"]
    assert all(one.answered_at < other.answered_at for one in inside for other in behind)


@given(st.lists(ANSWERS, max_size=9), CAPACITIES)
def test_deciding_again_changes_nothing(answers: list[str], capacity: int | None) -> None:
    rsvps = said(*answers)
    decided = decide_statuses(rsvps, capacity)
    settled = [
        replace(
            one,
            status=decided[one.person],
            joined_at=NOON if decided[one.person] == "in" else None,
        )
        for one in rsvps
    ]
    assert decide_statuses(settled, capacity) == decided


@given(st.integers(1, 6), st.integers(1, 60))
def test_hosts_take_turns(people: int, evenings: int) -> None:
    everybody = [f"w/{number}" for number in range(people)]
    hosted: dict[str, list[datetime]] = {}
    for evening in range(evenings):
        who = fairest_host(everybody, hosted)
        assert who
        hosted.setdefault(who, []).append(NOON + timedelta(days=evening))
    counts = [len(hosted.get(who, ())) for who in everybody]
    assert max(counts) - min(counts) <= 1
    assert fairest_host([], hosted) is None
