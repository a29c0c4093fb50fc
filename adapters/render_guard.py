"""Rendering of cards, told apart from sending: what fails here was never sent."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.core.platform import CardUnrenderable, PlatformError


@contextmanager
def rendering() -> Iterator[None]:
    """Raise CardUnrenderable for whatever goes wrong in the block, the platform aside."""
    try:
        yield
    except PlatformError:
        raise
    except Exception as error:
        raise CardUnrenderable(f"{type(error).__name__}: {error}") from error
