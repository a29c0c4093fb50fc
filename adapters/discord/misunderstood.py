"""Why an interaction was not understood, and the sentence that whoever acted reads."""

import structlog

from adapters.discord import strings
from bot.core.platform import PlatformError
from bot.ui.speech import say

log = structlog.get_logger()


class NotUnderstood(Exception):
    """A person or place that cannot be told; the message is the sentence that people read."""


def sentence_about(error: Exception) -> str:
    """Return what whoever acted reads; what the features raise they have answered themselves."""
    match error:
        case NotUnderstood():
            log.warning("not understood", action="discord.listen", error=str(error))
            return str(error)
        case PlatformError():
            log.warning("not answered", action="discord.listen", error=str(error))
            return say(strings.BUSY)
    log.warning("unreadable", action="discord.listen", error=type(error).__name__)
    return say(strings.UNREADABLE)
