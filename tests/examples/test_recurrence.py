from datetime import date, time
from itertools import islice

from bot.core.cadences import describe_schedule
from bot.dates.local_time import utc_instant
from bot.dates.recurrence import (
    Schedule,
    every_weeks_rule,
    occurrence_dates,
)

TUESDAY = 1


def test_a_date_in_the_holidays_moves_to_the_next_working_day() -> None:
    holidays = (date(2026, 3, 16), date(2026, 3, 18))
    rule = every_weeks_rule(2, TUESDAY)
    schedule = Schedule(rule, date(2026, 3, 1), time(10), "Europe/Berlin", (holidays,))

    dates = list(islice(occurrence_dates(schedule, date(2026, 3, 1)), 3))

    assert describe_schedule(schedule) == "every second Tuesday at 10:00, Europe/Berlin"
    assert dates == [date(2026, 3, 3), date(2026, 3, 19), date(2026, 3, 31)]


def test_ten_o_clock_stays_ten_o_clock_when_the_clocks_change() -> None:
    winter = utc_instant(date(2026, 3, 17), time(10), "Europe/Berlin")
    summer = utc_instant(date(2026, 3, 31), time(10), "Europe/Berlin")
    assert (winter.hour, summer.hour) == (9, 8)
