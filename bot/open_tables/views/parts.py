"""Texts, buttons and card parts that several cards of tables share."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.dates.local_time import local_date
from bot.open_tables.rules import OpenTable
from bot.ui.cards import Actions, Button, ButtonStyle, Paragraph, Part
from bot.ui.speech import mark, say, say_many
from bot.ui.text import (
    Instant,
    Mention,
    Node,
    Text,
    first_name,
    flatten_text,
    format_day,
    format_full_day,
    join_nodes,
)

_NUMBERS = (
    mark("no"),
    mark("one"),
    mark("two"),
    mark("three"),
    mark("four"),
    mark("five"),
    mark("six"),
    mark("seven"),
    mark("eight"),
    mark("nine"),
    mark("ten"),
    mark("eleven"),
    mark("twelve"),
)
_NAME_LIMIT = 30


def short_name(mention: Mention) -> str:
    """Return a person's first name, as long as a title has room for."""
    return first_name(mention)[:_NAME_LIMIT]


def first_names(people: Sequence[Mention]) -> str:
    """Return first names joined as in a sentence, at most four of them."""
    names: list[Node] = [short_name(guest) for guest in people]
    if len(names) > 4:
        names = [*names[:3], say("{number} more", number=in_words(len(names) - 3))]
    return flatten_text(join_nodes(names))


def in_words(number: int) -> str:
    """Return a number in words, up to twelve."""
    return say(_NUMBERS[number]) if number < len(_NUMBERS) else str(number)


def seats_left(free: int) -> str:
    """Return the number of free seats in words."""
    if not free:
        return say("the table is full")
    return say_many("one seat left", "{number} seats left", free, number=in_words(free))


def day_and_time(table: OpenTable, now: datetime) -> str:
    """Return when a table is, such as “today, 12:30”, in its zone."""
    local = table.starts_at.astimezone(ZoneInfo(table.zone))
    if local.date() == local_date(now, table.zone):
        return say("today, {time}", time=f"{local:%H:%M}")
    return say("on {day}, {time}", day=format_full_day(local), time=f"{local:%H:%M}")


def local_time(table: OpenTable) -> str:
    """Return the time of day of a table, in its zone."""
    return f"{table.starts_at.astimezone(ZoneInfo(table.zone)):%H:%M}"


def start_instant(table: OpenTable) -> Instant:
    """Return the start, shown to each reader in their own zone."""
    return Instant(table.starts_at, table.zone, "time")


def last_call_instant(table: OpenTable) -> Instant:
    """Return the last call, shown to each reader in their own zone."""
    return Instant(table.last_call, table.zone, "time")


def place_suffix(table: OpenTable) -> Text:
    """Return the place with a comma before it, or nothing if it is unknown."""
    return (f", {table.place}",) if table.place else ()


def about_parts(table: OpenTable) -> tuple[Part, ...]:
    """Return a paragraph with the place and the topic, or nothing if both are unknown."""
    details = []
    if table.place:
        details.append(table.place)
    if table.topic:
        details.append(say("talk about {topic} or anything else", topic=table.topic))
    return (Paragraph((" · ".join(details),)),) if details else ()


def table_line(table: OpenTable) -> Part:
    """Return one line with the host, the time, and what else is known of a table."""
    details = [table.place]
    if table.topic:
        details.append(say("talk about {topic}", topic=table.topic))
    details.append(seats_left(table.free_seats))

    suffix = "".join(f" · {detail}" for detail in details if detail)
    return Paragraph((table.host, ", ", Instant(table.starts_at, table.zone), suffix))


def leave_button(table: OpenTable, now: datetime) -> Button:
    """Return the button that gives a seat back."""
    today = local_date(now, table.zone) == local_date(table.starts_at, table.zone)
    return Button(
        "table.leave", say("Can't today") if today else say("Can't make it"), str(table.id)
    )


def call_off_button(table: OpenTable) -> Button:
    """Return the button with which a host calls a table off."""
    return Button("table.cancel", say("Call it off"), str(table.id))


def mend_button(table: OpenTable) -> Button:
    """Return the button that opens the form of a table with what was understood."""
    return Button("table.mend", say("Change"), str(table.id))


def description(table: OpenTable) -> str:
    """Return how many seats a table has, where it is and what it is about."""
    number = in_words(table.seats).capitalize()
    words = say("{number} seats, yours included.", number=number)
    if table.place:
        words = say("{number} seats, yours included, at {place}.", number=number, place=table.place)
    if not table.topic:
        return words
    return " ".join((words, say("To talk about: {topic}.", topic=table.topic)))


def join_button(table: OpenTable, style: ButtonStyle = "quiet") -> Button:
    """Return the button that takes a seat at a table, with its host and time."""
    return Button(
        "table.join",
        say("Sit with {name}, {time}", name=short_name(table.host), time=local_time(table)),
        str(table.id),
        style,
    )


def join_buttons(tables: Sequence[OpenTable]) -> list[Button]:
    """Return the buttons of several tables, the first one prominent."""
    return [join_button(table, "quiet" if index else "main") for index, table in enumerate(tables)]


def open_own_button(label: str = "", style: ButtonStyle = "quiet") -> Button:
    """Return the button that opens a table."""
    return Button("table.open", label or say("Open my own"), "", style)


def open_again_button(at: datetime, zone: str, style: ButtonStyle = "quiet") -> Button:
    """Return the button that opens a table at this time."""
    local = at.astimezone(ZoneInfo(zone))
    label = say("Open one {day}, {time}", day=format_day(local), time=f"{local:%H:%M}")
    return Button("table.open", label, f"{local:%Y-%m-%dT%H:%M}", style)


def button_row(*buttons: Button) -> Part:
    """Return buttons in one row."""
    return Actions(buttons)
