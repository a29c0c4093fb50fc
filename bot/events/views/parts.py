"""Word what every card about an event is made of."""

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.events.rules import Event, RsvpAnswer, answers_for
from bot.ui.cards import LABEL_LIMIT, OPTION_LIMIT, Actions, Button, Choice, Facts, Part, Select
from bot.ui.text import Instant, Link, Mention, Node, Text, format_local, join_nodes

ANSWER_LABELS: dict[RsvpAnswer, str] = {
    "going": "Going",
    "if_one": "If at least one more goes",
    "maybe": "Maybe",
    "cant": "Can't",
    "interested": "Interested",
}
_COUNTED: dict[RsvpAnswer, str] = {"maybe": "maybe", "interested": "interested"}
MAP_URL = "https://www.openstreetmap.org/search?query="
_NAMED = 8  # people named on a card


class Attendance(Struct, frozen=True):
    """Who comes to an event, as far as others may know it.

    Names of those who said so openly, and counts.
    """

    host: Mention | None = None
    openly: tuple[Mention, ...] = ()
    going: int = 0
    waiting: int = 0
    pending: int = 0
    maybe: int = 0
    interested: int = 0


def when_text(event: Event) -> Text:
    """Say when an event is, in each reader's own zone.

    What lasts all day is a date, the same everywhere.
    """
    if event.all_day:
        return (days_text(event),)
    start, end = event.starts_at, event.ends_at
    zone = ZoneInfo(event.zone)
    same_day = start.astimezone(zone).date() == end.astimezone(zone).date()
    return (
        Instant(start, event.zone),
        " – ",
        Instant(end, event.zone, "time" if same_day else "day_time"),
    )


def days_text(event: Event) -> str:
    """Name the days of an event where it takes place."""
    zone = ZoneInfo(event.zone)
    first = event.starts_at.astimezone(zone).date()
    last = max(first, (event.ends_at - timedelta(seconds=1)).astimezone(zone).date())
    days = f"{first:%a} {first.day} {first:%b}"
    return days if first == last else f"{days} – {last:%a} {last.day} {last:%b}"


def where_text(event: Event) -> Text:
    """Say where an event is, with a map where an address is known."""
    found: list[Node] = [event.place] if event.place and event.place != event.address else []
    if event.address:
        found += [", "] if found else []
        found += [event.address, " (", Link(MAP_URL + quote(event.address), "map"), ")"]
    return tuple(found)


def event_facts(event: Event, attendance: Attendance) -> Facts:
    """Put when, where, the meeting point, the host and who comes in rows."""
    rows: list[tuple[str, Text]] = [("When", when_text(event))]
    if place := where_text(event):
        rows.append(("Where", place))
    if event.meeting_point:
        rows.append(("Meet", (event.meeting_point,)))
    if attendance.host:
        rows.append(("Host", (attendance.host,)))
    if attendance.going:
        rows.append(("Going", going_names(attendance)))
    return Facts(tuple(rows))


def going_names(attendance: Attendance) -> Text:
    """Name those who said openly that they go, and count the others."""
    shown: list[Node] = list(attendance.openly[:_NAMED])
    others = attendance.going - len(shown)
    if not shown:
        return (people_count(attendance.going),)
    return join_nodes(
        [*shown, "one more" if others == 1 else f"{others} more"] if others else shown
    )


def attendance_counts(event: Event, attendance: Attendance) -> Text:
    """Count who may come, and the seats that are left; nobody is named."""
    words = (
        [f"{people_count(attendance.pending).capitalize()} would come if one more does"]
        if attendance.pending
        else []
    )
    words += [
        f"{getattr(attendance, answer)} {word}"
        for answer, word in _COUNTED.items()
        if getattr(attendance, answer)
    ]
    if event.capacity is not None:
        left = max(0, event.capacity - attendance.going)
        words.append(f"{left} {'seat' if left == 1 else 'seats'} left" if left else "full")
    if attendance.waiting:
        words.append(f"{attendance.waiting} on the waiting list")
    return (" · ".join(words),) if words else ()


def people_count(number: int) -> str:
    """Count people in words."""
    return "one person" if number == 1 else f"{number} people"


def answer_buttons(event: Event, *, besides: Sequence[RsvpAnswer] = ()) -> list[Button]:
    """Let somebody answer to an event."""
    offered = [answer for answer in answers_for(event.kind) if answer not in besides]
    return [
        answer_button(event, answer, "main" if answer == "going" else "quiet") for answer in offered
    ]


def answer_button(
    event: Event, answer: RsvpAnswer, style: str = "quiet", label: str = ""
) -> Button:
    """Let somebody give one answer."""
    words = label or (
        "If one more goes"
        if event.kind == "listed" and answer == "if_one"
        else ANSWER_LABELS[answer]
    )
    return Button("event.answer", words, f"{event.id}:{answer}", style)  # type: ignore[arg-type]


def event_select(events: Sequence[Event], placeholder: str) -> tuple[Select, ...]:
    """Let people open one of these events, to answer to it."""
    choices = tuple(Choice(str(event.id), _label(event)) for event in events[:OPTION_LIMIT])
    return (Select("digest.open", placeholder, choices),) if choices else ()


def _label(event: Event) -> str:
    return f"{format_local(Instant(event.starts_at, event.zone, 'day'))}: {event.title}"[
        :LABEL_LIMIT
    ]


def button_row(*buttons: Button) -> Part:
    """Put clicks in one row."""
    return Actions(buttons)
