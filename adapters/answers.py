"""Answers to interactions that do not get through at once: tried again, then sent another way."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import structlog

from adapters.waits import wait_unless
from bot.core.platform import TemporaryError, UnknownOutcome
from bot.ui.cards import Card

PAUSES = (0.5, 1.0, 2.0, 4.0)  # seconds between two tries, where the platform names none
PATIENCE = 60.0  # seconds for which an answer is tried again; platforms allow some minutes

# called with the workspace, the person, the interaction's id and the card
SendOtherwise = Callable[[str, str, str, Card], Awaitable[None]]

T = TypeVar("T")

log = structlog.get_logger()


class AnswerRetries:
    """Repeats what may be repeated; once the program ends, nothing waits any more."""

    def __init__(self, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._sleep = sleep
        self._stopping = asyncio.Event()

    def begin_stop(self) -> None:
        """End every wait."""
        self._stopping.set()

    async def call(
        self, action: str, answer: Callable[[], Awaitable[T]], pauses: Sequence[float] = PAUSES
    ) -> T:
        """Call until it succeeds, as late as the platform asks; raise its last error."""
        waited = 0.0
        for pause in pauses:
            try:
                return await answer()
            except (TemporaryError, UnknownOutcome) as error:
                seconds = _pause_after(error, pause)
                waited += seconds
                if waited > PATIENCE:
                    raise
                if await wait_unless(self._stopping, self._sleep(seconds)):
                    raise
                log.info("answered again", action=action, error=str(error), after=seconds)
        return await answer()


def _pause_after(error: TemporaryError | UnknownOutcome, pause: float) -> float:
    if isinstance(error, TemporaryError):
        return max(pause, error.retry_after)
    return pause
