"""Word the introduction of those who go to the same evening."""

from collections.abc import Sequence

from bot.events.rules import Event
from bot.events.views import parts
from bot.events.views.parts import Attendance
from bot.ui.cards import Actions, Button, Card, Paragraph, Part, People
from bot.ui.text import Mention, join_nodes

WHY_TOGETHER = "You go to an evening in town, and others go too; you show it, or asked for company."


def introduction_card(event: Event, people: Sequence[Mention], knows: Sequence[Mention]) -> Card:
    """Introduce people to each other, with a place to meet."""
    lead = "You are all going. Say hello, and arrive together."
    shown: list[Part] = [
        Paragraph((lead,)),
        People(tuple(people)),
        parts.event_facts(event, Attendance()),
    ]
    if knows:
        words = (
            " has been to such evenings before."
            if len(knows) == 1
            else " have been to such evenings before."
        )
        shown.append(Paragraph((*join_nodes(list(knows)), words)))
    if not event.meeting_point:
        shown.append(
            Paragraph(
                ("Meet at the entrance, ten minutes before it begins, or name a better place.",)
            )
        )
    clicks = (
        Button("event.meet", "Name a meeting point", str(event.id)),
        Button("event.show", "More", str(event.id)),
    )
    footer = ("I remind each of you a day and an hour before.",)
    return Card("round", f"Going together: {event.title}", (*shown, Actions(clicks)), footer)
