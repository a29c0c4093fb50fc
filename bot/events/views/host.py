"""Word what hosts read: how many come, and whether somebody would host."""

from bot.events.rules import Event
from bot.events.views import parts
from bot.events.views.answers import manage_buttons
from bot.events.views.cards import event_card
from bot.events.views.parts import Attendance
from bot.ui.cards import Button, Card, Paragraph
from bot.ui.text import Mention


def hosting_card(event: Event, attendance: Attendance) -> Card:
    """Tell the host how many come, in time to book."""
    if event.state != "open":
        return event_card(event, attendance)
    counted = parts.attendance_counts(event, attendance)
    words = Paragraph((_so_far(attendance),))
    more = [Paragraph(counted, soft=True)] if counted else []
    return Card(
        "table",
        f"Hosting: {event.title}",
        (
            words,
            *more,
            parts.event_facts(event, Attendance(host=attendance.host)),
            manage_buttons(event),
        ),
        ("Can't host? “Find another host” asks the next one, by turns.",),
    )


def _so_far(attendance: Attendance) -> str:
    if attendance.going == 0 or (attendance.going == 1 and attendance.host in attendance.openly):
        return (
            "Nobody else has said so far that they come. A word to a colleague or two often helps."
        )
    comes = (
        f"{parts.people_count(attendance.going).capitalize()} "
        f"{'comes' if attendance.going == 1 else 'come'} so far."
    )
    return f"{comes} If a table needs booking, now is a good time."


def host_relieved_card(event: Event, now_hosts: Mention) -> Card:
    """Tell whoever hosted that somebody took over."""
    return Card(
        "table",
        f"{event.title} has another host",
        (Paragraph((now_hosts, " hosts it now. Thanks for passing it on!")),),
    )


def host_request_card(event: Event, number: int, state: str, attendance: Attendance) -> Card:
    """Ask somebody whether they would host, and say what became of it."""
    title = f"Would you host {event.title}?"
    if event.state != "open":
        return event_card(event, attendance)
    if state == "asked":
        words = (
            "The host can't any more, and it is your turn next. You would book a table and "
            "greet those who come."
        )
        clicks = parts.button_row(
            Button("event.host_yes", "I'll host", str(number), "main"),
            Button("event.host_no", "Not this time", str(number)),
        )
        return Card(
            "table", title, (Paragraph((words,)), parts.event_facts(event, attendance), clicks)
        )
    if state == "hosts":
        return Card(
            "table", f"You host {event.title}", (Paragraph(("Thank you!",)), manage_buttons(event))
        )
    return Card("table", title, (Paragraph(("Thanks for telling me; somebody else will.",)),))
