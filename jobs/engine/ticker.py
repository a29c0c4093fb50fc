"""The ticker: APScheduler wakes the engine every few seconds, and nothing more."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from apscheduler.schedulers.asyncio import AsyncIOScheduler

TICK_SECONDS = 15


@contextmanager
def ticker_running(wake: Callable[[], None]) -> Iterator[None]:
    """Call `wake` every few seconds while the block lasts.

    What is due is decided by local dates, not by this clock.
    """
    scheduler = AsyncIOScheduler(timezone="UTC")
    scheduler.add_job(
        wake,
        "interval",
        seconds=TICK_SECONDS,
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)
