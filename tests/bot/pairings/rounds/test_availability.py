from datetime import UTC, date, datetime, timedelta

from bot.pairings.rounds.availability import convert_slots, default_lunch_time, shared_slots

TUESDAY = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)  # 10:00 in Berlin
NEXT = TUESDAY + timedelta(weeks=1)


def test_shared_slots_come_soonest_first() -> None:
    found = shared_slots(
        [(("thu-1230", "mon-1200"), "Europe/Berlin"), (("mon-1200", "thu-1230"), "Europe/Berlin")],
        TUESDAY,
        NEXT,
    )
    assert found == (
        datetime(2026, 3, 12, 11, 30, tzinfo=UTC),
        datetime(2026, 3, 16, 11, 0, tzinfo=UTC),
    )


def test_slots_in_different_zones_are_compared_as_moments() -> None:
    found = shared_slots(
        [(("thu-1230",), "Europe/Berlin"), (("thu-1130",), "Europe/London")], TUESDAY, NEXT
    )
    assert found == (datetime(2026, 3, 12, 11, 30, tzinfo=UTC),)
    assert (
        shared_slots(
            [(("thu-1230",), "Europe/Berlin"), (("thu-1230",), "Europe/London")], TUESDAY, NEXT
        )
        == ()
    )


def test_nobody_is_asked_to_eat_within_two_hours_or_after_the_round() -> None:
    berlin = "Europe/Berlin"
    assert shared_slots([(("tue-1130",), berlin)] * 2, TUESDAY, NEXT) == ()
    assert shared_slots([(("thu-1230",), berlin)] * 2, TUESDAY, TUESDAY + timedelta(days=1)) == ()


def test_quiet_dates_are_no_lunch_dates() -> None:
    quiet = ((date(2026, 3, 12), date(2026, 3, 12)),)
    assert shared_slots(
        [(("thu-1230", "fri-1230"), "Europe/Berlin")] * 2, TUESDAY, NEXT, quiet
    ) == (datetime(2026, 3, 13, 11, 30, tzinfo=UTC),)


def test_the_clock_change_moves_nothing_on_the_wall() -> None:
    friday = datetime(2026, 3, 27, 9, 0, tzinfo=UTC)
    found = shared_slots(
        [(("mon-1230",), "Europe/Berlin")] * 2, friday, friday + timedelta(weeks=1)
    )
    assert found == (datetime(2026, 3, 30, 10, 30, tzinfo=UTC),)


def test_at_most_three_slots_are_named_and_nonsense_is_passed_over() -> None:
    weekdays = (f"{day}-1230" for day in ("wed", "thu", "fri", "mon", "noday"))
    every_day = (*weekdays, "", "thu", "thu-9999")
    assert len(shared_slots([(every_day, "Europe/Berlin")] * 2, TUESDAY, NEXT)) == 3
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


def test_the_usual_lunch_is_half_past_twelve() -> None:
    assert default_lunch_time(TUESDAY, "Europe/Berlin", date(2026, 3, 12)) == datetime(
        2026, 3, 12, 11, 30, tzinfo=UTC
    )
