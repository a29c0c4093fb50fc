"""Forms about events, and the refusals of what people typed there."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.events.rules import MAX_EVENT_SEATS, Event
from bot.ui.cards import ChannelField, Choice, ChoiceField, Field, Form, TextField

TITLE_LIMIT, PLACE_LIMIT, WORDS_LIMIT, WHY_LIMIT = 80, 120, 1000, 300
ALL_DAY = "day"
LENGTHS = {
    "30": "Half an hour",
    "60": "An hour",
    "90": "An hour and a half",
    "120": "Two hours",
    "180": "Three hours",
}
LENGTHS |= {"240": "Four hours", "480": "Eight hours", ALL_DAY: "All day"}
USUAL_LENGTH = "120"


def new_event_form(channel: str, when: str) -> Form:
    """Ask for the details of a new event."""
    fields = (
        *_fields("", when, USUAL_LENGTH, "", "", "", ""),
        ChannelField("channel", "Tell which channel", initial=channel),
    )
    return Form("event.create", "Plan an event", fields, submit="Plan it")


def edit_event_form(event: Event) -> Form:
    """Ask what to change about an event."""
    fields = _fields(
        event.title,
        start_input(event),
        length_input(event),
        event.place,
        event.address,
        "" if event.capacity is None else str(event.capacity),
        event.description,
    )
    intro = ("Those who go are told what is different, and their calendar entry follows.",)
    return Form("event.change", "Change an event", fields, str(event.id), intro=intro)


def meeting_point_form(event: Event) -> Form:
    """Ask where people find each other."""
    hint = "at the door, 17:20, look for the yellow bag"
    field = TextField(
        "meeting_point", "Where you find each other", hint, event.meeting_point, PLACE_LIMIT
    )
    return Form("event.meet", "Meeting point", (field,), str(event.id))


def cancel_event_form(event: Event) -> Form:
    """Ask for confirmation of a cancellation, and why."""
    field = TextField(
        "why", "A word why, if you like", "The bar has a water leak", "", WHY_LIMIT, multiline=True
    )
    intro = (
        f"“{event.title}” is called off, and whoever said they come is told. This cannot be "
        "undone.",
    )
    return Form(
        "event.cancel", "Call it off", (field,), str(event.id), submit="Call it off", intro=intro
    )


def start_input(event: Event) -> str:
    """Return the start of an event as its form has it, in its zone."""
    start = event.starts_at.astimezone(ZoneInfo(event.zone))
    return f"{start:%Y-%m-%d}" if event.all_day else f"{start:%Y-%m-%d %H:%M}"


def length_input(event: Event) -> str:
    """Return the length of an event as its form has it: all day, or the number of minutes."""
    if event.all_day:
        return ALL_DAY
    return str(int((event.ends_at - event.starts_at) / timedelta(minutes=1)))


def _fields(
    title: str, when: str, length: str, place: str, address: str, seats: str, about: str
) -> tuple[Field, ...]:
    lengths = LENGTHS if length in LENGTHS else {**LENGTHS, length: "As long as it was"}
    choices = tuple(Choice(value, label) for value, label in lengths.items())
    return (
        TextField("title", "What", "Board games at Ola's", title, TITLE_LIMIT, required=True),
        TextField("when", "When it begins", "next Thursday 18:00", when, 60, required=True),
        ChoiceField("length", "How long", choices, initial=(length,), required=True),
        TextField("place", "Where", "Ramen bar", place, PLACE_LIMIT),
        TextField("address", "Address, for the map", "Torstraße 5, Berlin", address, PLACE_LIMIT),
        TextField("capacity", "Seats", "leave empty for as many as come", seats, 4),
        TextField(
            "description",
            "About it",
            "What to bring, what to expect",
            about,
            WORDS_LIMIT,
            multiline=True,
        ),
    )


def unreadable_start(words: str) -> str:
    """Reject a time that cannot be read."""
    return (
        f"I couldn't read “{words[:40]}” as a date and time. Try “next Thursday 18:00” or "
        "“2026-03-19 18:00”."
    )


def past_start(words: str) -> str:
    """Reject a time that is over."""
    return f"“{words[:40]}” is over already. Try “next Thursday 18:00”."


TOO_FAR = "An event can be planned at most a year ahead. Try a date within the next twelve months."
BAD_SEATS = f"Seats are a number from 1 to {MAX_EVENT_SEATS}; leave it empty for as many as come."
BAD_LENGTH = "Please choose how long it takes."
NO_TITLE = "Please give it a name that people recognise, such as “Board games at Ola's”."
NO_CHANNEL = "Please choose a channel of this workspace in which I can tell about it."
