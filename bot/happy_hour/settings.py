"""Settings of a poll or a monthly series."""

import datetime as dt

from msgspec import Struct

from bot.dates.working_time import Blackout


class PollSettings(Struct, frozen=True):
    """The settings of a poll.

    `rule`: the recurrence rule of a series, empty for a single happy hour; any rhythm from every
    week to every quarter.
    `typed`: the form as it was submitted, to open it again.
    """

    time: str = "17:30"
    weekday: int = 3
    rule: str = ""
    region: str = ""
    blackout: Blackout = ()
    expected: int = 12
    live: bool = False  # results are shown before the close
    lunch: bool = True  # a lunch of the month stands beside it
    typed: dict[str, tuple[str, ...]] = {}

    @property
    def time_of_day(self) -> dt.time:
        """When the happy hour begins."""
        return dt.time.fromisoformat(self.time)
