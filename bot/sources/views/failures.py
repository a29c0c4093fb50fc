"""What organisers read of sources that cannot be read any more."""

from collections.abc import Sequence

from bot.ui.cards import Actions, Button, Paragraph, Part


def failing_parts(names: Sequence[str], most: int) -> list[Part]:
    """Return which sources cannot be read, at most so many by name, and where to see to them."""
    shown = ", ".join(names[:most])
    more = f" and {len(names) - most} more" if len(names) > most else ""
    text = f"I can't read these sources of events any more: {shown}{more}."
    if len(names) == 1:
        text = f"I can't read this source of events any more: {shown}."
    return [Paragraph((text,)), Actions((Button("source.page", "See the sources", "0"),))]
