"""Whether Discord can be reached: said once in the log when it is gone, and once when it is back.

Discord asks every connection to come back anew now and then, so a single disconnection is nothing.
It is gone when the next try fails as well.
"""

from typing import Literal

import structlog
from discord.backoff import ExponentialBackoff

MAX_RECONNECT_DELAY = 20.0  # seconds at most between two tries, however long Discord is gone

log = structlog.get_logger()


class BriefBackoff(ExponentialBackoff[Literal[False]]):
    """The library's growing pauses, which would reach a quarter of an hour, up to a limit.

    Logins have a budget of their own, so that trying often costs nothing.
    """

    def delay(self) -> float:
        """Return the seconds until the next try."""
        return min(super().delay(), MAX_RECONNECT_DELAY)


class Reachability:
    """How often in a row Discord could not be reached."""

    def __init__(self) -> None:
        self._failures = 0

    def note_failure(self, reason: str) -> None:
        """Note that a connection broke, or could not be made."""
        self._failures += 1
        if self._failures == 2:
            log.warning("Discord is gone", action="discord.gateway", reason=reason)

    def note_return(self) -> None:
        """Note that events arrive."""
        if self._failures > 1:
            log.warning("Discord is back", action="discord.gateway", tries=self._failures)
        self._failures = 0
