"""Word the thanks of a month."""

import datetime as dt
from collections.abc import Sequence

from bot.events.rules import Event
from bot.happy_hour.rules import MIN_COUNTED
from bot.ui.cards import Card, Paragraph, Part, Quote
from bot.ui.text import Bold, Instant, Node, join_nodes

WHY_THANKS = "A happy hour or a lunch of the month took place, which this channel was invited to."


def thanks_card(
    both: Sequence[Event], came: int, quotes: Sequence[Quote], following: dt.date | None
) -> Card:
    """Thank everybody, with what people learned, and say what comes next."""
    crowd = f"{came} of you" if came >= MIN_COUNTED else "Some of you"
    where: list[Node] = [_named(one) for one in both]
    parts: list[Part] = [
        Paragraph((f"{crowd} met at ", *join_nodes(where), ". Thank you for coming!"))
    ]
    parts += [Paragraph((Bold("What people took home:"),)), *quotes] if quotes else []
    if following:
        parts.append(
            Paragraph((f"The next poll opens {following.day} {following:%B}, with other places.",))
        )
    days: list[Node] = [Instant(one.starts_at, one.zone, "day") for one in both]
    return Card("prompt", "That was our month", tuple(parts), join_nodes(days))


def _named(event: Event) -> str:
    at = f" at {event.place}" if event.place else ""
    return f"“{event.title}”{at}"
