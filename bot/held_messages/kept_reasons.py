"""Why something was set aside, as it is kept: in English, since whoever reads it comes later."""

import re
from functools import cache
from string import Formatter

from bot.ui.speech import mark, say

UNREADABLE = mark("What is kept about it can't be read by this version of Mingle.")
_UNKNOWN_JOB = mark("This version of Mingle knows no job “{kind}”.")
_UNKNOWN_MESSAGE = mark("This version of Mingle knows no message “{kind}”.")
_KILLED = mark("Mingle stopped in the middle of it, {times} times.")
_UNDRAWABLE = mark("Its card can't be drawn ({error}).")
_UNCHECKED = mark("Whom it is still for can't be checked ({error}).")
_UNSETTLED = mark("What came of it can't be written down ({error}).")
_MESSAGES = (
    UNREADABLE,
    _UNKNOWN_JOB,
    _UNKNOWN_MESSAGE,
    _KILLED,
    _UNDRAWABLE,
    _UNCHECKED,
    _UNSETTLED,
)


def say_kept_reason(why: str) -> str:
    """Return a kept reason in the language of whoever reads it; as it is, where it is another."""
    for message in _MESSAGES:
        if found := _pattern(message).fullmatch(why):
            return say(message, **found.groupdict())
    return why


@cache
def _pattern(message: str) -> re.Pattern[str]:
    pieces = [
        re.escape(words) + (f"(?P<{field}>.*)" if field else "")
        for words, field, _, _ in Formatter().parse(message)
    ]
    return re.compile("".join(pieces), re.DOTALL)


def unknown_job_text(kind: str) -> str:
    """Return why a job was set aside that this version does not know."""
    return _UNKNOWN_JOB.format(kind=kind[:60])


def unknown_message_text(kind: str) -> str:
    """Return why a message or card was set aside whose kind this version does not know."""
    return _UNKNOWN_MESSAGE.format(kind=kind[:60])


def killed_text(times: int) -> str:
    """Return why a row was set aside at which the process died again and again."""
    return _KILLED.format(times=times)


def undrawable_text(error: BaseException) -> str:
    """Return why a message was set aside that cannot be drawn, without what the error quotes."""
    return _UNDRAWABLE.format(error=type(error).__name__)


def unchecked_text(error: Exception) -> str:
    """Return why a message was set aside of which nobody can tell whom it is still for."""
    return _UNCHECKED.format(error=type(error).__name__)


def unsettled_text(error: Exception) -> str:
    """Return why a message was set aside whose outcome cannot be written down."""
    return _UNSETTLED.format(error=type(error).__name__)
