"""Word what every card about a table is made of."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.dates.recurrence import local_date
from bot.open_tables.rules import OpenTable
from bot.ui.cards import Actions, Button, ButtonStyle, Paragraph, Part
from bot.ui.text import Instant, Mention, Node, Text, flatten_text, join_nodes

_NUMBERS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
_NAME_LIMIT = 30


def first_name(mention: Mention) -> str:
    """Give the name that colleagues call."""
    return (mention.name.split() or ["Somebody"])[0][:_NAME_LIMIT]


def first_names(people: Sequence[Mention]) -> str:
    """Name people as a sentence does, a few of many."""
    names: list[Node] = [first_name(guest) for guest in people]
    shown = names if len(names) <= 4 else [*names[:3], f"{in_words(len(names) - 3)} more"]
    return flatten_text(join_nodes(shown))


def in_words(number: int) -> str:
    """Write a small number in words."""
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def seats_left(free: int) -> str:
    """Count free seats in words."""
    if not free:
        return "the table is full"
    return f"{in_words(free)} {'seat' if free == 1 else 'seats'} left"


def day_and_time(table: OpenTable, now: datetime) -> str:
    """Say when a table is, where the table is."""
    local = table.starts_at.astimezone(ZoneInfo(table.zone))
    if local.date() == local_date(now, table.zone):
        return f"today, {local:%H:%M}"
    return f"on {local:%A} {local.day} {local:%B}, {local:%H:%M}"


def local_time(table: OpenTable) -> str:
    """Say at what time a table is, where the table is."""
    return f"{table.starts_at.astimezone(ZoneInfo(table.zone)):%H:%M}"


def start_instant(table: OpenTable) -> Instant:
    """Show each reader the start in a zone of their own."""
    return Instant(table.starts_at, table.zone, "time")


def last_call_instant(table: OpenTable) -> Instant:
    """Show each reader when those who come are counted."""
    return Instant(table.last_call, table.zone, "time")


def place_suffix(table: OpenTable) -> Text:
    """Go on with the place, where one is known."""
    return (f", {table.place}",) if table.place else ()


def about_parts(table: OpenTable) -> tuple[Part, ...]:
    """Say where a table is and what they talk about, where that is known."""
    words = [table.place] if table.place else []
    words += [f"talk about {table.topic} or anything else"] if table.topic else []
    return (Paragraph((" · ".join(words),)),) if words else ()


def table_line(table: OpenTable) -> Part:
    """Say all about a table in one line."""
    topic = f"talk about {table.topic}" if table.topic else ""
    more = "".join(
        f" · {part}" for part in (table.place, topic, seats_left(table.free_seats)) if part
    )
    return Paragraph((table.host, ", ", Instant(table.starts_at, table.zone), more))


def leave_button(table: OpenTable, now: datetime) -> Button:
    """Let somebody give their seat back."""
    today = local_date(now, table.zone) == local_date(table.starts_at, table.zone)
    return Button("table.leave", "Can't today" if today else "Can't make it", str(table.id))


def call_off_button(table: OpenTable) -> Button:
    """Let a host call a table off."""
    return Button("table.cancel", "Call it off", str(table.id))


def join_button(table: OpenTable, style: ButtonStyle = "quiet") -> Button:
    """Let somebody take a seat at one table of several."""
    return Button(
        "table.join",
        f"Sit with {first_name(table.host)}, {local_time(table)}",
        str(table.id),
        style,
    )


def join_buttons(tables: Sequence[OpenTable]) -> list[Button]:
    """Let somebody take a seat at one of these tables."""
    return [join_button(table, "quiet" if index else "main") for index, table in enumerate(tables)]


def open_own_button(label: str = "Open my own", style: ButtonStyle = "quiet") -> Button:
    """Let somebody open a table."""
    return Button("table.open", label, "", style)


def open_again_button(at: datetime, zone: str, style: ButtonStyle = "quiet") -> Button:
    """Let somebody open a table at this time."""
    local = at.astimezone(ZoneInfo(zone))
    label = f"Open one {local:%a} {local.day} {local:%b}, {local:%H:%M}"
    return Button("table.open", label, f"{local:%Y-%m-%dT%H:%M}", style)


def button_row(*buttons: Button) -> Part:
    """Put clicks in one row."""
    return Actions(buttons)
