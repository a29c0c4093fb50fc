"""Whether Slack can be reached: said once in the log when it is gone, and once when it is back.

Slack renews every socket now and then, so one without a connection is nothing. It is gone when none
has one at two looks in a row. The library tries again every few seconds, however long that lasts.
"""

import logging
from collections.abc import Awaitable, Callable

import structlog
from slack_sdk.errors import SlackApiError

from adapters.slack import strings

SOCKET_LOG = "slack.socket"  # of the library

log = structlog.get_logger()


def quieted_log() -> logging.Logger:
    """Return the log for the library, which would say each failed try with a traceback."""
    quieted = logging.getLogger(SOCKET_LOG)
    quieted.setLevel(logging.CRITICAL)
    return quieted


class Reachability:
    """How often in a row no socket was open, and what stood in the way last."""

    def __init__(self) -> None:
        self._failures = 0
        self._reason = ""

    def noting(self, ask: Callable[[], Awaitable[str]]) -> Callable[[], Awaitable[str]]:
        """Return what asks Slack for a socket's address, and notes why it got none."""

        async def ask_and_note() -> str:
            try:
                return await ask()
            except SlackApiError as error:
                self._reason = str(error.response.get("error", ""))
                raise
            except Exception as error:
                self._reason = type(error).__name__
                raise

        return ask_and_note

    def note(self, *, is_up: bool) -> None:
        """Note whether a socket is open."""
        if is_up and self._failures > 1:
            log.warning("Slack is back", action=SOCKET_LOG, looks=self._failures)
        self._failures = 0 if is_up else self._failures + 1
        if self._failures == 2:
            refusal = strings.APP_TOKEN_REFUSALS.get(self._reason, "")
            log.warning(refusal or "Slack is gone", action=SOCKET_LOG, reason=self._reason)
