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
from bot.ui.speech import mark, say
from bot.ui.text import Bold, Instant, Node, format_month, join_nodes, tell, tell_many

WHY_THANKS = mark(
    "A happy hour or a lunch of the month took place, which this channel was invited to."
)


def thanks_card(
    number: int,
    both: Sequence[Event],
    signed_up: int,
    quotes: Sequence[Quote],
    following: PollOpening | None,
) -> Card:
    """Thank everybody, quote what people learned, and announce the next poll."""
    crowd = people_now_text(signed_up) if is_crowd_now(signed_up) else (say("Some of you"),)
    names = join_nodes([_named(event) for event in both])
    parts: list[Part] = [
        Paragraph(
            tell(
                "{crowd} signed up for {names}. Thank you to everyone who came!",
                crowd=crowd,
                names=names,
            )
        )
    ]
    if quotes:
        parts += [Paragraph((Bold(say("What people took home:")),)), *quotes]
    if following:
        words = say(
            "The next poll opens {opening}. It offers other places.",
            opening=opening_text(following),
        )
        parts.append(Paragraph((words,)))
    if quotes:
        parts.append(Actions((something_wrong_button(f"thanks:{number}"),)))

    days: list[Node] = [Instant(event.starts_at, event.zone, "day") for event in both]
    footer = tell_many(
        "It was on {days}.", "They were on {days}.", len(both), days=join_nodes(days)
    )
    return Card("prompt", _title(both), tuple(parts), footer)


def _title(both: Sequence[Event]) -> str:
    months = {format_month(local_date(event.starts_at, event.zone)) for event in both}
    if len(months) == 1:
        return say("{month} in short", month=months.pop())
    return say("Our month in short")


def _named(event: Event) -> str:
    if event.place:
        return say("“{title}” at {place}", title=event.title, place=event.place)
    return say("“{title}”", title=event.title)
