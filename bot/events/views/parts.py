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
)

ANSWER_LABELS: dict[RsvpAnswer, str] = {
    "going": "Going",
    "if_one": "If at least one more goes",
    "maybe": "Maybe",
    "cant": "Can't",
    "interested": "Interested",
    "taken_off": "Taken off",
}

REMINDER_WORDS = {
    WEEK: "a week before",
    TWO_DAYS: "two days before",
    DAY: "the day before",
    THREE_HOURS: "three hours before",
    HOUR: "an hour before",
}
_REMARKS: dict[ListedAs, str] = {
    "unlisted": "It isn't listed any more where I found it: check before you go.",
    "rescheduled": "It has been rescheduled; this is the new date.",
    "online": "It has moved online.",
    "sold_out": "It's sold out.",
}

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
    return [Paragraph((words,))] if words else []


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
        nodes += [event.address, " (", Link(MAP_URL + quote(event.address), "map"), ")"]
    return tuple(nodes)


def event_facts(event: Event, attendance: Attendance) -> Facts:
    """Return rows with the time, the place, the meeting point, the host and who goes."""
    rows: list[tuple[str, Text]] = [
        ("When", when_text(event)),
        ("Repeats", repeat_text(attendance.repeat)),
        ("Where", where_text(event)),
        ("Meet", (event.meeting_point,) if event.meeting_point else ()),
        ("Host", (attendance.host,) if attendance.host else ()),
        ("Sign up", signup_text(event, attendance)),
        ("Going", going_names(attendance)),
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
    return cadence, "; next time ", Instant(repeat.next_at, repeat.zone, "day")


def signup_text(event: Event, attendance: Attendance) -> Text:
    """Return until when people sign up for an event, or that it is too late."""
    ends = signup_ends_at(event)
    if ends is None or event.state != "open":
        return ()
    if attendance.signup_over:
        return ("Sign-up has closed; the host can still put you on the list",)
    return "Until ", Instant(ends, event.zone, awaited=True)


def reminders_text(event: Event) -> str:
    """Return how long before an event those who go are reminded; empty where they are not."""
    leads = [lead for lead in sorted(event.reminders, reverse=True) if lead in REMINDER_WORDS]
    shown = [lead for lead in leads if lead >= DAY or not event.all_day]
    return flatten_text(join_nodes([REMINDER_WORDS[lead] for lead in shown]))


def going_names(attendance: Attendance) -> Text:
    """Return the names of those who show them, and the number of the others who go."""
    shown: list[Node] = list(attendance.openly[:_MAX_NAMED])
    others = attendance.told - len(shown)
    if not shown:
        return people_now_text(others) if others else ()
    if others:
        shown.append("one more" if others == 1 else f"{others} more")
    if not attendance.guests:
        return join_nodes(shown)
    return (*join_nodes(shown, ", "), " and ", *guests_text(attendance))


def attendance_counts(event: Event, attendance: Attendance) -> Text:
    """Return the numbers of those who may come, and of free seats, without names."""
    counts: list[Text] = []
    if attendance.pending:
        counts.append(("Somebody would come if one more does",))
    counts += [
        (Crowd(number, moves=True), words)
        for number, words in ((attendance.maybe, " maybe"), (attendance.interested, " interested"))
        if is_crowd_now(number)
    ]
    if event.capacity is not None:
        is_full = attendance.heads >= event.capacity
        free = "full, with a waiting list" if is_full else "seats left"
        counts.append((free if counts else free.capitalize(),))
    if is_crowd_now(attendance.waiting):
        counts.append((Crowd(attendance.waiting, moves=True), " on the waiting list"))

    nodes: list[Node] = []
    for count in counts:
        nodes += [" · ", *count] if nodes else count
    return tuple(nodes)


def guests_text(attendance: Attendance) -> Text:
    """Return that those who go bring guests, with their number if it may be told."""
    if not is_crowd_now(attendance.guests):
        return ("guests",)
    return Crowd(attendance.guests, moves=True), " guests"


def guests_count(number: int) -> str:
    """Return a number of guests in words."""
    return "one guest" if number == 1 else f"{number} guests"


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
    words = label or ANSWER_LABELS[answer]
    if not label and event.kind == "listed" and answer == "if_one":
        words = "If one more goes"
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
