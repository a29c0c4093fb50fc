"""The watchdog: a thread that ends a process which hangs, so that its supervisor restarts it.

A thread, since an event loop that is blocked cannot notice it. Ending it so suddenly is safe, as
being killed is: whatever had not committed is done again after the start.
"""

import faulthandler
import os
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from types import FrameType

import structlog

STALLED_AFTER = 600.0  # seconds without a turn of the engine; a large draw takes a few minutes
STOP_LIMIT = 9.0  # seconds from a signal to the end; supervisors kill after ten
LOOK_INTERVAL = 0.5  # seconds between two looks
STALLED, TOO_SLOW = 70, 71  # exit statuses

log = structlog.get_logger()


@dataclass
class Watchdog:
    """Knows when the engine last took a turn, and when the process was told to stop."""

    now: Callable[[], float] = monotonic  # also true while the wall clock jumps
    end: Callable[[int], None] = os._exit
    last_turn: float | None = None  # None until the engine begins
    told_to_stop: float | None = None
    _ended: threading.Event = field(default_factory=threading.Event)

    def record_turn(self) -> None:
        """Remember that the engine is alive."""
        self.last_turn = self.now()

    def seconds_since_turn(self) -> float:
        """Return the seconds since the engine took a turn; 0 before it begins."""
        return 0.0 if self.last_turn is None else self.now() - self.last_turn

    def record_stop(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        """Remember when the stop began; usable as a signal handler."""
        self.told_to_stop = self.told_to_stop or self.now()

    def look(self) -> None:
        """End the process if it is stalled, or should have ended by now."""
        if self.told_to_stop is not None:
            if self.now() - self.told_to_stop > STOP_LIMIT:
                self._give_up("stop took too long", "watchdog.stop", TOO_SLOW)
        elif self.seconds_since_turn() > STALLED_AFTER:
            self._give_up("engine stalled", "watchdog.stalled", STALLED)

    def start(self) -> None:
        """Look again and again, in a thread that keeps nothing alive."""
        self.record_turn()
        threading.Thread(target=self._keep_looking, name="watchdog", daemon=True).start()

    def rest(self) -> None:
        """Look no more: the program has ended, and its process may do something else."""
        self._ended.set()

    def _keep_looking(self) -> None:
        while not self._ended.wait(LOOK_INTERVAL):
            self.look()

    def _give_up(self, words: str, action: str, status: int) -> None:
        log.error(words, action=action, seconds=round(self.seconds_since_turn()))
        faulthandler.dump_traceback(sys.stderr)
        self.end(status)


def handle_signals(watchdog: Watchdog) -> None:
    """Have the watchdog hear signals at once, beside the event loop that hears them when it can."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, watchdog.record_stop)
