"""Word what hosts read: how many come, and whether somebody would host."""

from bot.events.rules import Event
from bot.events.views import parts
from bot.events.views.answers import manage
from bot.events.views.cards import event_card
from bot.events.views.parts import Crowd
from bot.ui.cards import Button, Card, Paragraph
from bot.ui.text import Mention


def hosting(event: Event, crowd: Crowd) -> Card:
    """Tell the host how many come, in time to book."""
    if event.state != "open":
        return event_card(event, crowd)
    counted = parts.counts(event, crowd)
    words = Paragraph((_so_far(crowd),))
    more = [Paragraph(counted, soft=True)] if counted else []
    return Card(
        "table",
        f"Hosting: {event.title}",
        (words, *more, parts.facts(event, Crowd(host=crowd.host)), manage(event)),
        ("Can't host? “Find another host” asks the next one, by turns.",),
    )


def _so_far(crowd: Crowd) -> str:
    if crowd.going == 0 or (crowd.going == 1 and crowd.host in crowd.openly):
        return "Nobody else has said so far that they come. A word to a colleague or two often helps."
    comes = f"{parts.people(crowd.going).capitalize()} {'comes' if crowd.going == 1 else 'come'} so far."
    return f"{comes} If a table needs booking, now is a good time."


def relieved(event: Event, now_hosts: Mention) -> Card:
    """Tell whoever hosted that somebody took over."""
    return Card(
        "table",
        f"{event.title} has another host",
        (Paragraph((now_hosts, " hosts it now. Thanks for passing it on!")),),
    )


def wish(event: Event, number: int, state: str, crowd: Crowd) -> Card:
    """Ask somebody whether they would host, and say what became of it."""
    title = f"Would you host {event.title}?"
    if event.state != "open":
        return event_card(event, crowd)
    if state == "asked":
        words = "The host can't any more, and it is your turn next. You would book a table and greet those who come."
        clicks = parts.row(
            Button("event.host_yes", "I'll host", str(number), "main"),
            Button("event.host_no", "Not this time", str(number)),
        )
        return Card("table", title, (Paragraph((words,)), parts.facts(event, crowd), clicks))
    if state == "hosts":
        return Card("table", f"You host {event.title}", (Paragraph(("Thank you!",)), manage(event)))
    return Card("table", title, (Paragraph(("Thanks for telling me; somebody else will.",)),))
