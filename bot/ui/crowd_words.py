"""How many people, said by the rule of `bot/ui/crowds.py`."""

from bot.ui.crowds import Crowd, is_crowd, is_crowd_now
from bot.ui.speech import say
from bot.ui.text import Text, tell


def split_text(part: int, whole: int) -> Text:
    """Return a part of some people beside their whole, or nothing unless both sides are many."""
    if is_crowd_now(part) and is_crowd_now(whole - part):
        return tell(
            "{part} of {whole}", part=Crowd(part, moves=True), whole=Crowd(whole, moves=True)
        )
    return ()


def people_text(number: int) -> Text:
    """Return how many people something that is over was about."""
    if is_crowd(number):
        return tell("{number} people", number=Crowd(number))
    return (say("fewer than five people"),)


def people_now_text(number: int) -> Text:
    """Return how many people something is about that still changes."""
    if is_crowd_now(number):
        return tell("{number} people", number=Crowd(number, moves=True))
    return (say("fewer than nine people"),)
