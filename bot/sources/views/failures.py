"""What organisers read of sources that cannot be read any more."""

from collections.abc import Sequence

from bot.ui.cards import Actions, Button, Paragraph, Part
from bot.ui.speech import say, say_many


def failing_parts(names: Sequence[str], most: int) -> list[Part]:
    """Return which sources cannot be read, at most so many by name, and where to see to them."""
    shown = ", ".join(names[:most])
    if len(names) > most:
        shown = say("{names} and {number} more", names=shown, number=len(names) - most)
    text = say_many(
        "I can't read this source of events any more: {names}.",
        "I can't read these sources of events any more: {names}.",
        len(names),
        names=shown,
    )
    return [Paragraph((text,)), Actions((Button("source.page", say("See the sources"), "0"),))]
