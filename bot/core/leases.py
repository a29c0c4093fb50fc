"""Whether the claim that a call belongs to still holds, asked right before its request leaves.

A claim ends on the database's clock. A process that was frozen after it claimed a message wakes up
in the belief that the message is its own, although another process may have sent it long ago. So
delivery opens `claim_ends`, and the adapters call `check_claim` before each request.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from bot.core.platform import TemporaryError

# Goes on while the machine sleeps, and never jumps.
_BOOT_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)

_is_over: ContextVar[Callable[[], bool] | None] = ContextVar("is_over", default=None)


class ClaimOver(TemporaryError):
    """The claim ended before the request could leave; nothing was sent."""

    def __init__(self) -> None:
        super().__init__("the claim ended before anything was sent", retry_after=0.0)


def elapsed_seconds() -> float:
    """Return seconds on a clock that nobody sets and that goes on while the machine sleeps."""
    return time.clock_gettime(_BOOT_CLOCK)


@contextmanager
def claim_ends(at: float, elapsed: Callable[[], float] = elapsed_seconds) -> Iterator[None]:
    """Let `check_claim` raise ClaimOver in this block once `elapsed` has reached `at`."""
    token = _is_over.set(lambda: elapsed() >= at)
    try:
        yield
    finally:
        _is_over.reset(token)


@contextmanager
def outside_claims() -> Iterator[None]:
    """Let `check_claim` pass in this block: what goes on after a message belongs to no claim."""
    token = _is_over.set(None)
    try:
        yield
    finally:
        _is_over.reset(token)


def check_claim() -> None:
    """Raise ClaimOver if the claim that this call belongs to has ended; outside of one, pass."""
    is_over = _is_over.get()
    if is_over is not None and is_over():
        raise ClaimOver
