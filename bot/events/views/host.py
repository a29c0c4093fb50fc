"""Cards for hosts: the headcount, and the request to host."""

from bot.events.rules import Event
from bot.events.views import parts
from bot.events.views.answers import manage_buttons
from bot.events.views.cards import event_card
from bot.events.views.parts import Attendance
from bot.ui.cards import Button, Card, Paragraph, Part
from bot.ui.speech import say
from bot.ui.text import Mention, Text, merge_words, tell

_SEATS_STEP = 5  # a host books tables and need not know whether four come or five


def hosting_card(event: Event, attendance: Attendance) -> Card:
    """Show the host how many come, early enough to book a table."""
    if event.state != "open":
        return event_card(event, attendance)

    shown: list[Part] = [Paragraph((_so_far(attendance),))]
    if attendance.signup_over:
        shown.insert(0, Paragraph((say("Sign-up has closed."),)))
    counts = parts.attendance_counts(event, attendance)
    if counts:
        shown.append(Paragraph(counts, soft=True))
    shown += [parts.event_facts(event, parts.with_host_only(attendance)), manage_buttons(event)]
    footer = (say("Can't host? “Find another host” asks the next one, by turns."),)
    return Card("table", say("Hosting: {title}", title=event.title), tuple(shown), footer)


def event_unlisted_there_card(event: Event, attendance: Attendance) -> Card:
    """Ask whoever looks after an event whether it is on, as somebody took it off the server's list.

    It ends with the event.
    """
    if event.state != "open":
        return event_card(event, attendance)

    words = say(
        "Somebody took it off the server's own list of events. It's still on here, and I've "
        "told nobody else. If it's off, call it off, and I'll tell those who are coming."
    )
    number = str(event.id)
    buttons = parts.button_row(
        Button("event.off", say("Call it off"), number),
        Button("event.show", say("Show the event"), number),
    )
    facts = parts.event_facts(event, parts.with_host_only(attendance))
    return Card(
        "table",
        say("Is it still on? {title}", title=event.title),
        (Paragraph((words,)), facts, buttons),
    )


def _so_far(attendance: Attendance) -> str:
    if attendance.heads <= _SEATS_STEP:
        return say(
            "A table for five is enough so far. If it needs booking, now is a good time, and "
            "a word to a colleague or two often helps."
        )
    seats = -(-attendance.heads // _SEATS_STEP) * _SEATS_STEP
    return say(
        "{seats} seats are enough so far. If a table needs booking, now is a good time.",
        seats=seats,
    )


def host_relieved_card(event: Event, now_hosts: Mention) -> Card:
    """Notify a former host that somebody took over."""
    return Card(
        "table",
        say("{title} has another host", title=event.title),
        (
            Paragraph(
                tell("{now_hosts} took it over. Thanks for passing it on!", now_hosts=now_hosts)
            ),
        ),
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
        found = Paragraph(tell("{host} hosts it.", host=attendance.host))
        return Card("table", say("{title} has a host", title=event.title), (found,))

    first: Text = (say("Nobody hosts it at the moment."),)
    if former:
        first = tell("{former} was going to host it and has left.", former=former)
    what_next: Text = (say("No one who's going can be asked. You can host it, or call it off."),)
    buttons = [Button("event.host_me", say("I'll host"), str(event.id), "main")]
    if asked:
        what_next = tell(
            "I've asked {asked} to host. Until they answer, you can take it on too.", asked=asked
        )
        buttons = [Button("event.host_me", say("I'll host"), str(event.id))]

    buttons.append(Button("event.show", say("Show the event"), str(event.id)))
    title = say("{title} needs a host", title=event.title)
    return Card(
        "table",
        title,
        (Paragraph(merge_words((*first, " ", *what_next))), parts.button_row(*buttons)),
    )


def host_request_card(event: Event, number: int, state: str, attendance: Attendance) -> Card:
    """Ask somebody whether they would host, or show what became of the request."""
    if event.state != "open":
        return event_card(event, attendance)
    if state == "hosts":
        thanks = Paragraph((say("Thank you!"),))
        return Card(
            "table", say("You host {title}", title=event.title), (thanks, manage_buttons(event))
        )

    title = say("Would you host {title}?", title=event.title)
    if state != "asked":
        return Card(
            "table", title, (Paragraph((say("Thanks for telling me; somebody else will."),)),)
        )

    words = say(
        "The host can't any more, and it is your turn next. You would book a table and greet "
        "those who come."
    )
    buttons = parts.button_row(
        Button("event.host_yes", say("I'll host"), str(number), "main"),
        Button("event.host_no", say("Not this time"), str(number)),
    )
    return Card(
        "table", title, (Paragraph((words,)), parts.event_facts(event, attendance), buttons)
    )
