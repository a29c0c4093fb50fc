"""Days, zones and blackouts to draw from, for the tests of dates."""

import datetime as dt
import zoneinfo

from hypothesis import strategies as st

from bot.dates.working_time import Blackout

ZONES = sorted(zoneinfo.available_timezones() - {"Factory", "localtime"})
DAY = dt.timedelta(days=1)

days = st.dates(dt.date(2025, 1, 1), dt.date(2029, 12, 31))
zones = st.sampled_from(ZONES)
spans = st.builds(lambda first, length: (first, first + length * DAY), days, st.integers(0, 40))
blackouts = st.lists(spans, max_size=8).map(tuple)


def is_silent(day: dt.date, blackout: Blackout) -> bool:
    return any(first <= day <= last for first, last in blackout)
