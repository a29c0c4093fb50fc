"""Texts, buttons and card parts that several cards of events share."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

from msgspec import Struct, structs

from bot.events.rules import (
    COMING,
    DAY,
    HOUR,
    THREE_HOURS,
    TWO_DAYS,
    WEEK,
    Event,
    ListedAs,
    RsvpAnswer,
    answers_for,
    signup_ends_at,
)
from bot.ui.cards import (
    LABEL_LIMIT,
    OPTION_LIMIT,
    Actions,
    Button,
    ButtonStyle,
    Choice,
    Facts,
    Paragraph,
    Part,
    Select,
)
from bot.ui.clocks import RANGE
from bot.ui.crowd_words import people_now_text
from bot.ui.crowds import Crowd, crowd_now, is_crowd_now
from bot.ui.speech import mark, say, say_as, say_many
from bot.ui.text import (
    Instant,
    Link,
    Mention,
    Node,
    Strike,
    Text,
    flatten_text,
    format_day,
    format_local,
    join_nodes,
    tell,
)

ANSWER_LABELS: dict[RsvpAnswer, str] = {
    "going": mark("Going"),
    "if_one": mark("If at least one more goes"),
    "maybe": mark("Maybe"),
    "cant": mark("Can't"),
    "interested": mark("Interested"),
    "taken_off": mark("Taken off"),
}

REMINDER_WORDS = {
    WEEK: mark("a week before"),
    TWO_DAYS: mark("two days before"),
    DAY: mark("the day before"),
    THREE_HOURS: mark("three hours before"),
    HOUR: mark("an hour before"),
}
_REMARKS: dict[ListedAs, str] = {
    "unlisted": mark("It isn't listed any more where I found it: check before you go."),
    "rescheduled": mark("It has been rescheduled; this is the new date."),
    "online": mark("It has moved online."),
    "sold_out": mark("It's sold out."),
}

CALLED_OFF_THERE = mark("It was called off in the server's own list of events.")

MAP_URL = "https://www.openstreetmap.org/search?query="
_MAX_NAMED = 8  # people named on a card


class Repeat(Struct, frozen=True):
    """How often an event takes place, and when the next time after this one is."""

    cadence: str
    zone: str
    next_at: datetime | None = None


class Attendance(Struct, frozen=True):
    """Who comes to an event: the names that others may see, and the counts.

    `guests` come with those who show their name, `hidden_guests` with the others.
    `repeat` is there for one evening of several.
    """

    host: Mention | None = None
    openly: tuple[Mention, ...] = ()
    going: int = 0
    guests: int = 0
    hidden_guests: int = 0
    waiting: int = 0
    pending: int = 0
    maybe: int = 0
    interested: int = 0
    signup_over: bool = False
    repeat: Repeat | None = None

    @property
    def heads(self) -> int:
        """Return how many come, guests included: only for seats that somebody has to book."""
        return self.going + self.guests + self.hidden_guests

    @property
    def told(self) -> int:
        """Return how many others may know of: those who show their name, and many who don't."""
        return len(self.openly) + crowd_now(self.going - len(self.openly))


def when_text(event: Event, *, struck: bool = False) -> Text:
    """Return when an event is, or was to be, by the clock of its place."""
    if event.all_day:
        return (Strike(days_text(event)) if struck else days_text(event),)

    start, end = event.starts_at, event.ends_at
    zone = ZoneInfo(event.zone)
    until = Instant(end, event.zone, "day_time", struck)
    if start.astimezone(zone).date() == end.astimezone(zone).date():
        until = Instant(end, event.zone, "time", struck)
    return (Instant(start, event.zone, struck=struck), RANGE, until)


def remark_parts(event: Event) -> list[Part]:
    """Return what its source says of an event besides its time and place, as a paragraph."""
    words = _REMARKS.get(event.listed_as)
    return [Paragraph((say(words),))] if words else []


def days_text(event: Event) -> str:
    """Return the first and the last day of an event in its zone."""
    zone = ZoneInfo(event.zone)
    first = event.starts_at.astimezone(zone).date()
    last = max(first, (event.ends_at - timedelta(seconds=1)).astimezone(zone).date())
    days = format_day(first)
    return days if first == last else f"{days} – {format_day(last)}"


def where_text(event: Event) -> Text:
    """Return the place and the address of an event, with a link to a map."""
    nodes: list[Node] = []
    if event.place and event.place != event.address:
        nodes.append(event.place)
    if event.address and nodes:
        nodes.append(", ")
    if event.address:
        nodes += [event.address, " (", Link(MAP_URL + quote(event.address), say("map")), ")"]
    return tuple(nodes)


def event_facts(event: Event, attendance: Attendance) -> Facts:
    """Return rows with the time, the place, the meeting point, the host and who goes."""
    rows: list[tuple[str, Text]] = [
        (say("When"), when_text(event)),
        (say("Repeats"), repeat_text(attendance.repeat)),
        (say("Where"), where_text(event)),
        (say("Meet"), (event.meeting_point,) if event.meeting_point else ()),
        (say("Host"), (attendance.host,) if attendance.host else ()),
        (say("Sign up"), signup_text(event, attendance)),
        (say_as("who goes", "Going"), going_names(attendance)),
    ]
    return Facts(tuple((label, text) for label, text in rows if text))


def without_people(attendance: Attendance) -> Attendance:
    """Return what is said of an event apart from who comes."""
    return Attendance(signup_over=attendance.signup_over, repeat=attendance.repeat)


def with_host_only(attendance: Attendance) -> Attendance:
    """Return what is said of an event apart from who comes besides the host."""
    return structs.replace(without_people(attendance), host=attendance.host)


def repeat_text(repeat: Repeat | None) -> Text:
    """Return how often an event takes place and when it does next."""
    if repeat is None:
        return ()
    cadence = repeat.cadence[:1].upper() + repeat.cadence[1:]
    if repeat.next_at is None:
        return (cadence,)
    return tell(
        "{cadence}; next time {when}",
        cadence=cadence,
        when=Instant(repeat.next_at, repeat.zone, "day"),
    )


def signup_text(event: Event, attendance: Attendance) -> Text:
    """Return until when people sign up for an event, or that it is too late."""
    ends = signup_ends_at(event)
    if ends is None or event.state != "open":
        return ()
    if attendance.signup_over:
        return (say("Sign-up has closed; the host can still put you on the list"),)
    return tell("Until {when}", when=Instant(ends, event.zone, awaited=True))


def reminders_text(event: Event) -> str:
    """Return how long before an event those who go are reminded; empty where they are not."""
    leads = [lead for lead in sorted(event.reminders, reverse=True) if lead in REMINDER_WORDS]
    shown = [lead for lead in leads if lead >= DAY or not event.all_day]
    return flatten_text(join_nodes([say(REMINDER_WORDS[lead]) for lead in shown]))


def going_names(attendance: Attendance) -> Text:
    """Return the names of those who show them, and the number of the others who go."""
    shown: list[Node] = list(attendance.openly[:_MAX_NAMED])
    others = attendance.told - len(shown)
    if not shown:
        return people_now_text(others) if others else ()
    if others:
        shown.append(say_many("one more", "{count} more", others))
    if not attendance.guests:
        return join_nodes(shown)
    return tell(
        "{shown} and {guests}", shown=join_nodes(shown, ", "), guests=guests_text(attendance)
    )


def attendance_counts(event: Event, attendance: Attendance) -> Text:
    """Return the numbers of those who may come, and of free seats, without names."""
    counts: list[Text] = []
    if attendance.pending:
        counts.append((say("Somebody would come if one more does"),))
    if is_crowd_now(attendance.maybe):
        counts.append(tell("{number} maybe", number=Crowd(attendance.maybe, moves=True)))
    if is_crowd_now(attendance.interested):
        counts.append(tell("{number} interested", number=Crowd(attendance.interested, moves=True)))
    if event.capacity is not None:
        is_full = attendance.heads >= event.capacity
        free = say("full, with a waiting list") if is_full else say("seats left")
        counts.append((free if counts else free[:1].upper() + free[1:],))
    if is_crowd_now(attendance.waiting):
        waiting = Crowd(attendance.waiting, moves=True)
        counts.append(tell("{number} on the waiting list", number=waiting))

    nodes: list[Node] = []
    for count in counts:
        nodes += [" · ", *count] if nodes else count
    return tuple(nodes)


def guests_text(attendance: Attendance) -> Text:
    """Return that those who go bring guests, with their number if it may be told."""
    if not is_crowd_now(attendance.guests):
        return (say("guests"),)
    return tell("{number} guests", number=Crowd(attendance.guests, moves=True))


def your_guests_words(number: int) -> str:
    """Return how many guests the reader brings."""
    return say_many("You bring one guest.", "You bring {count} guests.", number)


def reason_words(why: str) -> str:
    """Return why an event was called off; what people wrote stays as it is."""
    return say(CALLED_OFF_THERE) if why == CALLED_OFF_THERE else why


def answer_buttons(
    event: Event, attendance: Attendance, *, besides: Sequence[RsvpAnswer] = ()
) -> list[Button]:
    """Return a button for each answer that an event still takes, those in `besides` left out."""
    closed = COMING if attendance.signup_over else ()
    buttons = []
    for answer in answers_for(event.kind):
        if answer not in (*besides, *closed):
            style: ButtonStyle = "main" if answer == "going" else "quiet"
            buttons.append(answer_button(event, answer, style))
    return buttons


def answer_button(
    event: Event, answer: RsvpAnswer, style: ButtonStyle = "quiet", label: str = ""
) -> Button:
    """Return the button of one answer, with its usual label unless another is given."""
    words = label or say(ANSWER_LABELS[answer])
    if not label and event.kind == "listed" and answer == "if_one":
        words = say("If one more goes")
    return Button("event.answer", words, f"{event.id}:{answer}", style)


def event_select(events: Sequence[Event], placeholder: str) -> tuple[Select, ...]:
    """Return a select that opens one of these events, or nothing for no events."""
    choices = tuple(Choice(str(event.id), _label(event)) for event in events[:OPTION_LIMIT])
    return (Select("digest.open", placeholder, choices),) if choices else ()


def _label(event: Event) -> str:
    day = format_local(Instant(event.starts_at, event.zone, "day"))
    return f"{day}: {event.title}"[:LABEL_LIMIT]


UNTITLED = "An event"  # the title of an event whose own an organiser hid


def button_row(*buttons: Button) -> Part:
    """Return buttons in one row."""
    return Actions(buttons)
