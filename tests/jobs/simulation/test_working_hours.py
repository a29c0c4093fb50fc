"""Check the hours by which a report judges when people may be written to."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from jobs.simulation.working_hours import (
    end_of_next_working_day,
    first_shared_moment,
    is_working,
)

TUESDAY = datetime(2026, 3, 3, 9, tzinfo=UTC)
ZONES = st.sampled_from(("Europe/Berlin", "Europe/London", "America/New_York", "Asia/Singapore"))
MOMENTS = st.integers(0, 7 * 24 * 60).map(lambda minutes: TUESDAY + timedelta(minutes=minutes))


@given(MOMENTS, st.sets(ZONES, min_size=1, max_size=2))
def test_the_first_shared_moment_is_one_of_work_if_there_is_any(
    moment: datetime, zones: set[str]
) -> None:
    found = first_shared_moment(moment, zones, [])
    assert found >= moment
    shares_work = "America/New_York" not in zones or "Asia/Singapore" not in zones
    assert all(is_working(found, zone) for zone in zones) is shares_work


def test_an_outage_is_waited_for() -> None:
    outage = (TUESDAY, TUESDAY + timedelta(hours=20))
    found = first_shared_moment(TUESDAY, ["Europe/Berlin"], [outage])
    assert found == datetime(2026, 3, 4, 8, tzinfo=UTC)


def test_the_next_working_day_after_a_friday_ends_on_monday() -> None:
    friday = datetime(2026, 3, 6, 10, tzinfo=UTC)
    assert end_of_next_working_day(friday, "Europe/Berlin") == datetime(2026, 3, 9, 17, tzinfo=UTC)
