"""Say what an organiser asked for, once or every month."""

import datetime as dt

from msgspec import Struct

from bot.dates.working_time import Blackout


class PollSettings(Struct, frozen=True):
    """What a poll is made from.

    `rule` is empty for a single happy hour, `typed` is the form as it was sent.
    """

    time: str = "17:30"
    weekday: int = 3
    rule: str = ""
    region: str = ""
    blackout: Blackout = ()
    expected: int = 12
    live: bool = False  # results are shown before the close
    typed: dict[str, tuple[str, ...]] = {}

    @property
    def time_of_day(self) -> dt.time:
        """Tell the time of day."""
        return dt.time.fromisoformat(self.time)
