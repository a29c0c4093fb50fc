"""How long one input may take."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SECONDS = 4.0
"""Of processor time for one input: half of what the child of `jobs/web/sandbox.py` has."""


class TooSlow(Exception):
    """An input that took longer than one may."""


@contextmanager
def limited(seconds: float = SECONDS) -> Iterator[None]:
    """Raise TooSlow in the body once it has used this much processor time."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    before = signal.signal(signal.SIGPROF, _raise_too_slow)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _raise_too_slow(_number: int, _frame: FrameType | None) -> None:
    raise TooSlow(f"more than {SECONDS:g} s of processor time")
