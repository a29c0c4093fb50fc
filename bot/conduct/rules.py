"""What is asked and hidden within which bounds. Pure."""

from datetime import timedelta

from bot.core.dispatch import REASONS
from bot.core.subjects import Subject

__all__ = ["REASONS"]

MAX_TRUSTED = 3  # people to tell, in one workspace
MAX_WORDS = 1000  # characters that somebody tells
CONCERNS_A_DAY = 5  # of one person
REQUESTS_A_WEEK = 5  # to hide a text, of one person
ONE_DAY, ONE_WEEK = timedelta(days=1), timedelta(days=7)
NOTHING_IN_PARTICULAR = Subject("workspace")  # what a concern is about that no card is about


def read_subject(value: str) -> Subject | None:
    """Return what the card of a button is about, or None if it is unreadable."""
    try:
        return Subject.parse(value)
    except ValueError:
        return None
