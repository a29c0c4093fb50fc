"""The thanks for a month's happy hour and lunch."""

from collections.abc import Sequence

from bot.dates.local_time import local_date
from bot.events.rules import Event
from bot.happy_hour.date_options import PollOpening
from bot.happy_hour.views.organisers import opening_text
from bot.ui.cards import Actions, Card, Paragraph, Part, Quote
from bot.ui.crowd_words import people_now_text
from bot.ui.crowds import is_crowd_now
from bot.ui.notices import something_wrong_button
from bot.ui.text import Bold, Instant, Node, join_nodes

WHY_THANKS = "A happy hour or a lunch of the month took place, which this channel was invited to."


def thanks_card(
    number: int,
    both: Sequence[Event],
    signed_up: int,
    quotes: Sequence[Quote],
    following: PollOpening | None,
) -> Card:
    """Thank everybody, quote what people learned, and announce the next poll."""
    crowd = people_now_text(signed_up) if is_crowd_now(signed_up) else ("Some of you",)
    names = join_nodes([_named(event) for event in both])
    parts: list[Part] = [
        Paragraph((*crowd, " signed up for ", *names, ". Thank you to everyone who came!"))
    ]
    if quotes:
        parts += [Paragraph((Bold("What people took home:"),)), *quotes]
    if following:
        words = f"The next poll opens {opening_text(following)}. It offers other places."
        parts.append(Paragraph((words,)))
    if quotes:
        parts.append(Actions((something_wrong_button(f"thanks:{number}"),)))

    days: list[Node] = [Instant(event.starts_at, event.zone, "day") for event in both]
    verb = "It was on " if len(both) == 1 else "They were on "
    return Card("prompt", _title(both), tuple(parts), (verb, *join_nodes(days), "."))


def _title(both: Sequence[Event]) -> str:
    months = {f"{local_date(event.starts_at, event.zone):%B}" for event in both}
    return f"{months.pop()} in short" if len(months) == 1 else "Our month in short"


def _named(event: Event) -> str:
    at = f" at {event.place}" if event.place else ""
    return f"“{event.title}”{at}"
