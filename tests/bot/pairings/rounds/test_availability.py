from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dates.local_time import zone_info
from bot.dates.working_time import WorkingTime
from bot.pairings.rounds.availability import (
    Attendee,
    convert_slots,
    propose_call,
    propose_lunch,
    shared_hours,
    shared_slots,
)

TUESDAY = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)  # 10:00 in Berlin
NEXT = TUESDAY + timedelta(weeks=1)


def free(*slots: str, zone: str = "Europe/Berlin") -> Attendee:
    return Attendee(slots, WorkingTime(zone))


def office_hours(*zones: str) -> list[WorkingTime]:
    return [WorkingTime(zone) for zone in zones]


def test_shared_slots_come_soonest_first() -> None:
    found = shared_slots(
        [free("thu-1230", "mon-1200"), free("mon-1200", "thu-1230")],
        TUESDAY,
        NEXT,
    )
    assert found == (
        datetime(2026, 3, 12, 11, 30, tzinfo=UTC),
        datetime(2026, 3, 16, 11, 0, tzinfo=UTC),
    )


def test_slots_in_different_zones_are_compared_as_moments() -> None:
    found = shared_slots([free("thu-1230"), free("thu-1130", zone="Europe/London")], TUESDAY, NEXT)
    assert found == (datetime(2026, 3, 12, 11, 30, tzinfo=UTC),)
    assert (
        shared_slots([free("thu-1230"), free("thu-1230", zone="Europe/London")], TUESDAY, NEXT)
        == ()
    )


def test_nobody_is_asked_to_eat_within_two_hours_or_after_the_round() -> None:
    assert shared_slots([free("tue-1130")] * 2, TUESDAY, NEXT) == ()
    assert shared_slots([free("thu-1230")] * 2, TUESDAY, TUESDAY + timedelta(days=1)) == ()


def test_quiet_dates_are_no_lunch_dates() -> None:
    quiet = ((date(2026, 3, 12), date(2026, 3, 12)),)
    somebody = Attendee(("thu-1230", "fri-1230"), WorkingTime("Europe/Berlin", blackout=quiet))
    assert shared_slots([somebody] * 2, TUESDAY, NEXT) == (
        datetime(2026, 3, 13, 11, 30, tzinfo=UTC),
    )


def test_the_clock_change_moves_nothing_on_the_wall() -> None:
    friday = datetime(2026, 3, 27, 9, 0, tzinfo=UTC)
    found = shared_slots([free("mon-1230")] * 2, friday, friday + timedelta(weeks=1))
    assert found == (datetime(2026, 3, 30, 10, 30, tzinfo=UTC),)


def test_at_most_three_slots_are_named_and_nonsense_is_passed_over() -> None:
    weekdays = (f"{day}-1230" for day in ("wed", "thu", "fri", "mon", "noday"))
    every_day = (*weekdays, "", "thu", "thu-9999")
    assert len(shared_slots([free(*every_day)] * 2, TUESDAY, NEXT)) == 3
    assert shared_slots([], TUESDAY, NEXT) == ()


def test_the_matcher_compares_slots_on_one_clock() -> None:
    assert convert_slots(
        ("thu-1230", "nonsense"), "Europe/London", "Europe/Berlin", date(2026, 3, 10)
    ) == ("thu-1330",)
    assert convert_slots(("thu-1230",), "Europe/Berlin", "Europe/Berlin", date(2026, 3, 10)) == (
        "thu-1230",
    )
    assert convert_slots(("mon-0030",), "Europe/Berlin", "America/New_York", date(2026, 3, 10)) == (
        "sun-1930",
    )


def test_the_usual_lunch_is_half_past_twelve_where_most_of_them_live() -> None:
    most = office_hours("Europe/Berlin", "Europe/Berlin", "Europe/London")
    assert propose_lunch(most, TUESDAY, NEXT) == datetime(2026, 3, 10, 11, 30, tzinfo=UTC)


def test_a_lunch_is_never_proposed_for_the_night_of_one_of_them() -> None:
    assert propose_lunch(office_hours("Europe/Berlin", "Pacific/Auckland"), TUESDAY, NEXT) is None
    new_york = propose_lunch(office_hours("Europe/Berlin", "America/New_York"), TUESDAY, NEXT)
    assert new_york == datetime(2026, 3, 10, 16, 0, tzinfo=UTC)  # 17:00, and 12:00


def test_a_call_is_proposed_for_the_middle_of_the_hours_that_they_share() -> None:
    both = office_hours("Europe/Berlin", "America/New_York")
    assert propose_call(both, TUESDAY, NEXT) == datetime(2026, 3, 10, 14, 30, tzinfo=UTC)
    assert propose_call(office_hours("Europe/Berlin", "Pacific/Auckland"), TUESDAY, NEXT) is None


def test_no_meeting_is_proposed_on_a_weekend_or_in_a_blackout() -> None:
    friday_night = datetime(2026, 3, 13, 20, 0, tzinfo=UTC)
    quiet = ((date(2026, 3, 16), date(2026, 3, 16)),)
    both = [WorkingTime("Europe/Berlin", blackout=quiet)] * 2
    assert propose_lunch(both, friday_night, NEXT - timedelta(days=1)) is None
    proposed = propose_lunch(both, friday_night, NEXT + timedelta(days=1))
    assert proposed == datetime(2026, 3, 17, 11, 30, tzinfo=UTC)


ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "Asia/Tokyo")


@given(
    zones=st.lists(st.sampled_from(ZONES), min_size=1, max_size=4),
    minutes=st.integers(0, 60 * 24 * 14),
    days=st.integers(1, 9),
)
@pytest.mark.parametrize("propose", [propose_lunch, propose_call])
def test_what_is_proposed_lies_inside_everybodys_working_hours(
    propose: Callable[..., datetime | None], zones: list[str], minutes: int, days: int
) -> None:
    earliest = TUESDAY + timedelta(minutes=minutes)
    until = earliest + timedelta(days=days)
    proposed = propose(office_hours(*zones), earliest, until)
    if proposed is None:
        assert not shared_hours(office_hours(*zones), earliest, until)
        return

    assert earliest <= proposed
    for zone in zones:
        local = proposed.astimezone(zone_info(zone))
        assert local.weekday() < 5
        assert 9 <= local.hour < 17 or (local.hour, local.minute) == (17, 0)
