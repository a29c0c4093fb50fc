"""Cards for hosts: the headcount, and the request to host."""

from bot.events.rules import Event
from bot.events.views import parts
from bot.events.views.answers import manage_buttons
from bot.events.views.cards import event_card
from bot.events.views.parts import Attendance
from bot.ui.cards import Button, Card, Paragraph, Part
from bot.ui.text import Mention, Text

CALLED_OFF_THERE = "It was called off in the server's own list of events."
_SEATS_STEP = 5  # a host books tables and need not know whether four come or five


def hosting_card(event: Event, attendance: Attendance) -> Card:
    """Show the host how many come, early enough to book a table."""
    if event.state != "open":
        return event_card(event, attendance)

    shown: list[Part] = [Paragraph((_so_far(attendance),))]
    if attendance.signup_over:
        shown.insert(0, Paragraph(("Sign-up has closed.",)))
    counts = parts.attendance_counts(event, attendance)
    if counts:
        shown.append(Paragraph(counts, soft=True))
    shown += [parts.event_facts(event, parts.with_host_only(attendance)), manage_buttons(event)]
    footer = ("Can't host? “Find another host” asks the next one, by turns.",)
    return Card("table", f"Hosting: {event.title}", tuple(shown), footer)


def event_unlisted_there_card(event: Event, attendance: Attendance) -> Card:
    """Ask whoever looks after an event whether it is on, as somebody took it off the server's list.

    It ends with the event.
    """
    if event.state != "open":
        return event_card(event, attendance)

    words = (
        "Somebody took it off the server's own list of events. It's still on here, and I've told "
        "nobody else. If it's off, call it off, and I'll tell those who are coming."
    )
    number = str(event.id)
    buttons = parts.button_row(
        Button("event.off", "Call it off", number), Button("event.show", "Show the event", number)
    )
    facts = parts.event_facts(event, parts.with_host_only(attendance))
    return Card("table", f"Is it still on? {event.title}", (Paragraph((words,)), facts, buttons))


def _so_far(attendance: Attendance) -> str:
    if attendance.heads <= _SEATS_STEP:
        return (
            "A table for five is enough so far. If it needs booking, now is a good time, and a "
            "word to a colleague or two often helps."
        )
    seats = -(-attendance.heads // _SEATS_STEP) * _SEATS_STEP
    return f"{seats} seats are enough so far. If a table needs booking, now is a good time."


def host_relieved_card(event: Event, now_hosts: Mention) -> Card:
    """Notify a former host that somebody took over."""
    return Card(
        "table",
        f"{event.title} has another host",
        (Paragraph((now_hosts, " took it over. Thanks for passing it on!")),),
    )


def host_missing_card(
    event: Event, attendance: Attendance, former: Mention | None, asked: Mention | None
) -> Card:
    """Return a card that tells the planner of an event, or organisers, that it has no host.

    It ends when somebody hosts it, and with the event.
    """
    if event.state != "open":
        return event_card(event, attendance)
    if attendance.host:
        found = Paragraph((attendance.host, " hosts it."))
        return Card("table", f"{event.title} has a host", (found,))

    first: Text = ("Nobody hosts it at the moment. ",)
    if former:
        first = (former, " was going to host it and has left. ")
    what_next: Text = ("No one who's going can be asked. You can host it, or call it off.",)
    buttons = [Button("event.host_me", "I'll host", str(event.id), "main")]
    if asked:
        what_next = ("I've asked ", asked, " to host. Until they answer, you can take it on too.")
        buttons = [Button("event.host_me", "I'll host", str(event.id))]

    buttons.append(Button("event.show", "Show the event", str(event.id)))
    title = f"{event.title} needs a host"
    return Card("table", title, (Paragraph((*first, *what_next)), parts.button_row(*buttons)))


def host_request_card(event: Event, number: int, state: str, attendance: Attendance) -> Card:
    """Ask somebody whether they would host, or show what became of the request."""
    if event.state != "open":
        return event_card(event, attendance)
    if state == "hosts":
        thanks = Paragraph(("Thank you!",))
        return Card("table", f"You host {event.title}", (thanks, manage_buttons(event)))

    title = f"Would you host {event.title}?"
    if state != "asked":
        return Card("table", title, (Paragraph(("Thanks for telling me; somebody else will.",)),))

    words = (
        "The host can't any more, and it is your turn next. You would book a table and "
        "greet those who come."
    )
    buttons = parts.button_row(
        Button("event.host_yes", "I'll host", str(number), "main"),
        Button("event.host_no", "Not this time", str(number)),
    )
    return Card(
        "table", title, (Paragraph((words,)), parts.event_facts(event, attendance), buttons)
    )
