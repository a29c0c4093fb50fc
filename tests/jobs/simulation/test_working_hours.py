"""Check the hours by which a report judges when people may be written to."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from bot.people.hours.records import save_setting, working_times
from bot.people.hours.rules import HoursSetting
from bot.store.engine import Database
from jobs.simulation.hours_settings import load_hours
from jobs.simulation.working_hours import (
    PersonalHours,
    end_of_next_working_day,
    first_shared_moment,
    is_reachable,
    is_working,
)
from tests.factories.tables import PRIYA, TOM, hungry_world
from tests.world import HOME

TUESDAY = datetime(2026, 3, 3, 9, tzinfo=UTC)
ZONES = st.sampled_from(("Europe/Berlin", "Europe/London", "America/New_York", "Asia/Singapore"))
MOMENTS = st.integers(0, 7 * 24 * 60).map(lambda minutes: TUESDAY + timedelta(minutes=minutes))
BERLIN = PersonalHours("Europe/Berlin", region="DE")
NIGHTS = structs.replace(BERLIN, week=(*((time(22), time(6)),) * 5, None, None))


@given(MOMENTS, st.sets(ZONES, min_size=1, max_size=2))
def test_the_first_shared_moment_is_one_of_work_if_there_is_any(
    moment: datetime, zones: set[str]
) -> None:
    everybody = [PersonalHours(zone) for zone in zones]
    found = first_shared_moment(moment, everybody, [])
    assert found >= moment
    shares_work = "America/New_York" not in zones or "Asia/Singapore" not in zones
    assert all(is_working(found, hours) for hours in everybody) is shares_work


def test_an_outage_is_waited_for() -> None:
    outage = (TUESDAY, TUESDAY + timedelta(hours=20))
    found = first_shared_moment(TUESDAY, [BERLIN], [outage])
    assert found == datetime(2026, 3, 4, 8, tzinfo=UTC)


def test_the_next_working_day_after_a_friday_ends_on_monday() -> None:
    friday = datetime(2026, 3, 6, 10, tzinfo=UTC)
    assert end_of_next_working_day(friday, BERLIN) == datetime(2026, 3, 9, 17, tzinfo=UTC)


def test_a_public_holiday_and_a_day_off_are_waited_for() -> None:
    thursday = datetime(2026, 4, 2, 16, 30, tzinfo=UTC)  # before Good Friday and Easter Monday
    assert first_shared_moment(thursday, [BERLIN], []) == datetime(2026, 4, 7, 7, tzinfo=UTC)
    away = structs.replace(BERLIN, days_off=((date(2026, 4, 7), date(2026, 4, 8)),))
    assert first_shared_moment(thursday, [away], []) == datetime(2026, 4, 9, 7, tzinfo=UTC)


def test_a_night_shift_belongs_to_the_day_on_which_it_begins() -> None:
    saturday = datetime(2026, 3, 7, 3, tzinfo=UTC)  # four in Berlin
    assert is_working(saturday, NIGHTS)
    assert not is_working(saturday + timedelta(days=1), NIGHTS)
    assert end_of_next_working_day(TUESDAY, NIGHTS) == datetime(2026, 3, 5, 5, tzinfo=UTC)


def test_quiet_hours_of_their_own_open_the_rest_of_a_working_day() -> None:
    late = structs.replace(BERLIN, quiet=(time(21), time(8)))
    evening = datetime(2026, 3, 3, 19, tzinfo=UTC)
    assert is_reachable(evening, late)
    assert not is_working(evening, late)
    assert not is_reachable(evening + timedelta(hours=1), late)


async def test_whose_hours_count_is_read_as_the_program_decides_it(database: Database) -> None:
    world = await hungry_world(database)
    channel = f"{HOME}/lunch"
    weekend = HoursSetting(week=((time(10), time(14)),) * 7, region="GB-SCT")
    own = HoursSetting(quiet=(time(20), time(8)), blackout=((date(2026, 5, 4), date(2026, 5, 5)),))
    async with world.database.transaction() as tx:
        await save_setting(tx, HOME, channel, weekend)
        await save_setting(tx, HOME, TOM, own)
        await save_setting(tx, HOME, "", HoursSetting(region="DE"))

    async with world.database.read_transaction() as tx:
        read = (await load_hours(tx, HOME, [channel]))[channel]
        decided = await working_times(tx, HOME, [TOM, PRIYA], channel)
    for person, found in decided.items():
        hours = read[person]
        assert (hours.zone, hours.week, hours.quiet) == (found.zone, found.week, found.quiet)
        assert (set(hours.days_off), hours.region) == (set(found.blackout), found.region)
