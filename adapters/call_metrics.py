"""Count calls to a platform by what became of them."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.core import metrics
from bot.core.platform import PermanentError, TemporaryError, UnknownOutcome


@contextmanager
def count_call(platform: str) -> Iterator[None]:
    """Count the call that the block makes: ok, refused, postponed or lost."""
    outcome = "ok"
    try:
        yield
    except PermanentError:
        outcome = "refused"
        raise
    except TemporaryError:
        outcome = "postponed"
        raise
    except UnknownOutcome:
        outcome = "lost"
        raise
    finally:
        metrics.API_CALLS.labels(platform, outcome).inc()
