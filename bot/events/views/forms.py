"""Forms about events, and the refusals of what people typed there."""

from collections.abc import Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.events.rules import (
    DAY,
    HOUR,
    MAX_EVENT_SEATS,
    MAX_GUESTS,
    THREE_HOURS,
    TWO_DAYS,
    WEEK,
    Event,
)
from bot.ui.cards import (
    OPTION_LIMIT,
    ChannelField,
    Choice,
    ChoiceField,
    Field,
    Form,
    PeopleField,
    TextField,
)
from bot.ui.fields import number_field, zone_field
from bot.ui.speech import mark, say, say_as, say_many
from bot.ui.text import format_full_day, format_long_day, format_weekday

TITLE_LIMIT, PLACE_LIMIT, WORDS_LIMIT, WHY_LIMIT = 80, 120, 1000, 300
ALL_DAY = "day"
LENGTHS = {
    "30": mark("Half an hour"),
    "60": mark("An hour"),
    "90": mark("An hour and a half"),
    "120": mark("Two hours"),
    "180": mark("Three hours"),
}
LENGTHS |= {"240": mark("Four hours"), "480": mark("Eight hours"), ALL_DAY: mark("All day")}
USUAL_LENGTH = "120"
REPEATS = {
    "no": mark("Just once"),
    "week": mark("Every week"),
    "two_weeks": mark("Every two weeks"),
    "month": mark("Every month, such as each first Thursday"),
    "month_last": mark("Every month, on the last such weekday"),
}
SIGNUP_LEADS = {
    0: mark("As long as it's on"),
    HOUR: mark("An hour before"),
    THREE_HOURS: mark("Three hours before"),
    DAY: mark("A day before"),
    TWO_DAYS: mark("Two days before"),
    3 * DAY: mark("Three days before"),
    WEEK: mark("A week before"),
}
REMINDER_LEADS = {
    WEEK: mark("A week before"),
    TWO_DAYS: mark("Two days before"),
    DAY: mark("A day before"),
    THREE_HOURS: mark("Three hours before"),
    HOUR: mark("An hour before"),
}
INTERESTS: dict[str, str] = {"maybe": mark("Maybe"), "going": mark("Going")}
THIS_ONE, FROM_HERE = "one", "on"
_SCOPES = {THIS_ONE: mark("This one only"), FROM_HERE: mark("This one and all after it")}


class EventPrefill(Struct, frozen=True):
    """What the form of a new event begins with."""

    zone: str
    when: str = ""
    repeat: str = "no"
    title: str = ""
    length: str = USUAL_LENGTH
    place: str = ""
    about: str = ""


def new_event_form(channel: str, known: EventPrefill, unclear: str = "") -> Form:
    """Ask for the details of a new event; `unclear` is what to ask of a start that was typed."""
    choices = tuple(Choice(value, say(label)) for value, label in REPEATS.items())
    what, begins, *others = _fields(
        known.title, known.when, known.length, known.place, "", "", known.about, known.zone
    )
    fields = (
        what,
        begins,
        ChoiceField("repeat", say("How often"), choices, initial=(known.repeat,), required=True),
        *others,
        ChannelField("channel", say("Tell which channel"), initial=channel, purpose="announce"),
    )
    intro = (unclear,) if unclear else ()
    return Form("event.create", say("Plan an event"), fields, submit=say("Plan it"), intro=intro)


def edit_event_form(event: Event, *, repeats: bool) -> Form:
    """Ask what to change about an event, and where it `repeats`, whether from then on."""
    fields = _fields(
        event.title,
        start_input(event),
        length_input(event),
        event.place,
        event.address,
        "" if event.capacity is None else str(event.capacity),
        event.description,
        event.zone,
    )
    intro = (say("Those who go are told what is different, and their calendar entry follows."),)
    fields = (*_scope_fields(repeats=repeats), *fields)
    return Form("event.change", say("Change an event"), fields, str(event.id), intro=intro)


def meeting_point_form(event: Event) -> Form:
    """Ask where people find each other."""
    hint = say("at the door, 17:20, look for the yellow bag")
    field = TextField(
        "meeting_point",
        say("Where you find each other"),
        hint,
        event.meeting_point,
        PLACE_LIMIT,
        example=say("At the door, 11:50"),
    )
    return Form("event.meet", say("Meeting point"), (field,), str(event.id))


def people_form(event: Event, listed: Sequence[tuple[str, str]]) -> Form:
    """Ask whom to put on an event and take off it; `listed` are ids and names that a host knows."""
    numbers = tuple(Choice(str(count), _guest_words(count)) for count in range(MAX_GUESTS + 1))
    fields: list[Field] = [
        PeopleField("on", say("Put on the list"), say("Colleagues who told you that they come")),
        ChoiceField(
            "guests", say("Guests that each of them brings"), numbers, initial=("0",), required=True
        ),
    ]
    if listed:
        names = tuple(Choice(person, name) for person, name in listed[:OPTION_LIMIT])
        fields.append(ChoiceField("off", say("Take off the list"), names, most=len(names)))
    intro = (
        say("Each of them hears it from me. Those who told only me that they come aren't named."),
    )
    return Form("event.people", say("Who's coming"), tuple(fields), str(event.id), intro=intro)


def guests_form(event: Event, guests: int) -> Form:
    """Ask somebody who goes how many guests they bring."""
    most = max(event.guests_each, guests)
    choices = tuple(Choice(str(count), _guest_words(count)) for count in range(most + 1))
    field = ChoiceField(
        "guests", say("Guests you bring"), choices, initial=(str(guests),), required=True
    )
    return Form("event.guests", say("Guests"), (field,), str(event.id))


def terms_form(event: Event, *, repeats: bool, interest: bool) -> Form:
    """Ask until when people sign up, whom they may bring, and when they are reminded.

    With `interest`, also what “Interested” counts as in the platform's own list of events.
    """
    until = tuple(Choice(str(lead), say(words)) for lead, words in SIGNUP_LEADS.items())
    each = tuple(Choice(str(count), _guest_words(count)) for count in range(MAX_GUESTS + 1))
    before = tuple(Choice(str(lead), say(words)) for lead, words in REMINDER_LEADS.items())
    chosen = tuple(str(lead) for lead in event.reminders)
    lead, guests = str(event.signup_lead), str(event.guests_each)
    fields = (
        *_scope_fields(repeats=repeats),
        ChoiceField("signup", say("Sign-up until"), until, initial=(lead,), required=True),
        ChoiceField("guests", say("Guests each may bring"), each, initial=(guests,), required=True),
        ChoiceField("reminders", say("Remind those who go"), before, "", chosen, most=len(before)),
        *_interest_fields(event, asked=interest),
    )
    return Form("event.terms", say("Sign-up and reminders"), fields, str(event.id))


def _interest_fields(event: Event, *, asked: bool) -> tuple[Field, ...]:
    if not asked:
        return ()
    choices = tuple(Choice(value, say(label)) for value, label in INTERESTS.items())
    hint = say("In the server's own list of events.")
    field = ChoiceField(
        "interest", say("“Interested” counts as"), choices, hint, (event.interest,), required=True
    )
    return (field,)


def _guest_words(count: int) -> str:
    if count == 0:
        return say_as("guests", "None")
    return say_many("One guest", "{count} guests", count)


def cancel_event_form(event: Event, *, repeats: bool) -> Form:
    """Ask for confirmation of a cancellation, why, and where it `repeats`, whether of all after."""
    field = TextField(
        "why",
        say("A word why, if you like"),
        limit=WHY_LIMIT,
        multiline=True,
        example=say("The bar has a water leak"),
    )
    intro = (
        say(
            "“{title}” is called off, and whoever said they come is told. This cannot be undone.",
            title=event.title,
        ),
    )
    fields = (*_scope_fields(repeats=repeats), field)
    return Form(
        "event.cancel",
        say("Call it off"),
        fields,
        str(event.id),
        submit=say("Call it off"),
        intro=intro,
    )


def _scope_fields(*, repeats: bool) -> tuple[Field, ...]:
    if not repeats:
        return ()
    choices = tuple(Choice(value, say(label)) for value, label in _SCOPES.items())
    return (ChoiceField("scope", say("Which ones"), choices, initial=(THIS_ONE,), required=True),)


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
    title: str,
    when: str,
    length: str,
    place: str,
    address: str,
    seats: str,
    about: str,
    zone: str,
) -> tuple[Field, ...]:
    lengths = LENGTHS if length in LENGTHS else {**LENGTHS, length: mark("As long as it was")}
    choices = tuple(Choice(value, say(label)) for value, label in lengths.items())
    return (
        TextField(
            "title",
            say("What"),
            "",
            title,
            TITLE_LIMIT,
            required=True,
            example=say("Board games at Ola's"),
        ),
        TextField(
            "when",
            say("When it begins"),
            "",
            when,
            60,
            required=True,
            example=say("next Thursday 18:00"),
        ),
        ChoiceField("length", say("How long"), choices, initial=(length,), required=True),
        TextField("place", say("Where"), "", place, PLACE_LIMIT, example=say("Ramen bar")),
        TextField(
            "address",
            say("Address, for the map"),
            "",
            address,
            PLACE_LIMIT,
            example=say("Torstraße 5, Berlin"),
        ),
        number_field(
            "capacity",
            say("Seats"),
            seats,
            (1, MAX_EVENT_SEATS),
            "12",
            say("Leave it empty for no limit."),
        ),
        TextField(
            "description",
            say("About it"),
            say("What to bring, what to expect."),
            about,
            WORDS_LIMIT,
            multiline=True,
            example=say("Bring a game if you have one. Beginners welcome."),
        ),
        zone_field("zone", say("Time zone of the place"), zone),
    )


def past_start(words: str) -> str:
    """Reject a time that is over."""
    return say("“{words}” has already passed. Try “next Thursday 18:00”.", words=words[:40])


def not_last(day: date) -> str:
    """Reject a first day that is not the last such weekday of its month."""
    return say(
        "{day} isn't the last {weekday} of its month. Choose another day, or “{monthly}”.",
        day=format_full_day(day),
        weekday=format_weekday(day),
        monthly=say(REPEATS["month"]),
    )


def date_taken(day: date) -> str:
    """Reject a day for all from one on that is not after those before it."""
    return say(
        "Another of these is on {day}. To move all from this one on, choose a day after it.",
        day=format_long_day(day),
    )


BAD_INTEREST = mark("Please choose what “Interested” counts as.")
EXAMPLE_START = mark("tomorrow 18:00")
TOO_FAR = mark(
    "An event can be planned at most a year ahead. Try a date within the next twelve months."
)
BAD_SEATS = mark("Seats are a number from 1 to {most}; leave it empty for as many as come.")
BAD_LENGTH = mark("Please choose how long it takes.")
BAD_REPEAT = mark("Please choose how often it takes place.")
BAD_SCOPE = mark("Please choose whether this is about this one only, or about all after it too.")
BAD_GUESTS = mark("Please choose how many guests come along.")
BAD_SIGNUP = mark("Please choose until when people sign up.")
BAD_REMINDERS = mark("Please choose among the times that the form offers.")

NO_ROOM = mark("There aren't enough free seats for that many guests.")
NOBODY_CHOSEN = mark("Please choose whom to put on the list, or whom to take off.")
NOT_HERE = mark("I don't know somebody you chose; they may have left. Please choose again.")
NOT_LISTED = mark("Somebody you chose isn't on the list any more. Please open the form again.")
BOTH = mark("You chose somebody both to put on and to take off.")
NO_TITLE = mark("Please give it a name that people recognise, such as “Board games at Ola's”.")
NO_CHANNEL = mark("Please choose a channel of this workspace in which I can tell about it.")


def put_on_often(name: str) -> str:
    """Reject somebody who was put on a list often enough, whatever they answered since."""
    return say(
        "I can't put {name} on this list again. Ask them to answer on the event's own card.",
        name=name,
    )
