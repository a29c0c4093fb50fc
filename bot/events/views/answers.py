"""Word what Mingle answers to clicks and commands about events."""

from collections.abc import Sequence

from bot.events.records import EventChange
from bot.events.rules import Event, Rsvp
from bot.events.views import cards, parts
from bot.events.views.parts import Attendance
from bot.ui.cards import Button, Card, Heading, Paragraph, Part, People
from bot.ui.notices import note_card
from bot.ui.text import ChannelMention, Instant, Link, Mention, Node, Text, host_of, join_nodes

_BECAME = {"over": "It is over.", "cancelled": "It was called off."}
_DONE = {"changed": "changed it", "cancelled": "called it off", "host": "passed the host's part on"}

GONE = "This event is no more. “/events” shows what is on."
OVER = "This event is over. “/events” shows what is on."
OFF = "This event was called off. “/events” shows what is on."
NOT_YOURS = "Only whoever hosts or planned this event, and organisers, can do that."
NOT_GOING = "Those who go can name a meeting point. Once you are going, you can too."
NOT_ANSWERED = "You have not answered to this event yet; its card has the buttons."
NOT_ASKED = "Somebody else hosts this one by now; thank you all the same."
NOBODY_TO_ASK = (
    "Nobody else who goes can be asked yet, so you stay the host. Try again when more people come."
)


def event_planned_card(event: Event) -> Card:
    """Confirm a new event to whoever planned it."""
    told = (
        ChannelMention(event.channel, event.channel_name) if event.channel_name else "the channel"
    )
    words = (
        "I'm telling ",
        told,
        ", and count you in as host. Those who come hear from me a day and an hour before.",
    )
    return Card(
        "table",
        f"Planned: {event.title}",
        (Paragraph(words), parts.event_facts(event, Attendance()), manage_buttons(event)),
    )


def event_details_card(
    event: Event,
    mine: Rsvp | None,
    attendance: Attendance,
    links: Sequence[str],
    log: Sequence[tuple[Mention, EventChange]] | None,
) -> Card:
    """Show somebody more about an event; `log` is what was done to it, for those who may do
    more."""
    open_still = event.state == "open"
    shown: list[Part] = [] if open_still else [Paragraph((_BECAME[event.state],))]
    shown += [Paragraph((event.description,))] if event.description else []
    shown.append(
        parts.event_facts(
            event, Attendance(host=attendance.host) if attendance.openly else attendance
        )
    )
    if links:
        sites: list[Node] = [Link(link, host_of(link)) for link in links]
        shown.append(Paragraph(("More at ", *join_nodes(sites)), soft=True))
    if attendance.openly:
        others = attendance.going - len(attendance.openly)
        more = f", and {parts.people_count(others)} who said so only to me" if others else ""
        shown += [
            Paragraph((f"{'Coming' if open_still else 'Who was coming'}{more}:",)),
            People(attendance.openly),
        ]
    if open_still and (counted := parts.attendance_counts(event, attendance)):
        shown.append(Paragraph(counted, soft=True))
    if open_still:
        shown.append(
            parts.button_row(
                *(cards.own_answer_buttons(event, mine) if mine else parts.answer_buttons(event))
            )
        )
    if log is not None:
        shown += [Heading("For you as host or organiser"), *(manage_buttons(event),) * open_still]
        shown += [Paragraph(_done(event, who, one), soft=True) for who, one in log]
    return Card("table", event.title, tuple(shown))


def _done(event: Event, who: Mention, one: EventChange) -> Text:
    why = f": “{one.words}”" if one.words else ""
    return who, f" {_DONE[one.what]}, ", Instant(one.at, event.zone), why


def manage_buttons(event: Event) -> Part:
    """Let a host or organiser look after an event."""
    number = str(event.id)
    return parts.button_row(
        Button("event.edit", "Change", number),
        Button("event.meet", "Meeting point", number),
        Button("event.swap", "Find another host", number),
        Button("event.off", "Call it off", number),
    )


def name_shown_card(event: Event, *, openly: bool) -> Card:
    """Confirm whether somebody's name stands on an event."""
    words = (
        "Others can see your name now." if openly else "Your name stands nowhere; you still count."
    )
    return note_card(event.title, words)


def event_saved_card(event: Event, *, told: bool) -> Card:
    """Confirm a change to whoever made it."""
    words = (
        "Whoever goes is told, and their calendar entry follows."
        if told
        else "Nothing was different."
    )
    return note_card(f"Saved: {event.title}", words)


def event_called_off_card(event: Event) -> Card:
    """Confirm that an event is off."""
    return note_card(
        f"Called off: {event.title}",
        "Whoever said they come is told now, and no reminder goes out.",
    )


def next_host_asked_card(who: Mention) -> Card:
    """Say who was asked to host instead."""
    words = Paragraph(
        ("I've asked ", who, ". You stay the host until they say yes; then I tell you.")
    )
    return Card("table", "Asked", (words,))


def you_host_card(event: Event) -> Card:
    """Confirm that somebody hosts now."""
    thanks = Paragraph(("Thank you! Here is what you can do:",))
    return Card("table", f"You host {event.title}", (thanks, manage_buttons(event)))


def hosting_declined_card() -> Card:
    """Confirm that somebody does not host."""
    return note_card("Noted", "No problem; I ask somebody else.")
