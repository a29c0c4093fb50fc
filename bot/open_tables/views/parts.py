"""Word what every card about a table is made of."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.dates.recurrence import local_date
from bot.open_tables.rules import Table
from bot.ui.cards import Actions, Button, Paragraph, Part, Style
from bot.ui.text import Instant, Mention, Node, Text, joined, plain

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NAME_LIMIT = 30


def first_name(mention: Mention) -> str:
    """Give the name that colleagues call."""
    return (mention.name.split() or ["Somebody"])[0][:_NAME_LIMIT]


def first_names(people: Sequence[Mention]) -> str:
    """Name people as a sentence does, a few of many."""
    names: list[Node] = [first_name(guest) for guest in people]
    shown = names if len(names) <= 4 else [*names[:3], f"{in_words(len(names) - 3)} more"]
    return plain(joined(shown))


def in_words(number: int) -> str:
    """Write a small number in words."""
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def seats_left(free: int) -> str:
    """Count free seats in words."""
    if not free:
        return "the table is full"
    return f"{in_words(free)} {'seat' if free == 1 else 'seats'} left"


def day_and_time(table: Table, now: datetime) -> str:
    """Say when a table is, where the table is."""
    local = table.starts_at.astimezone(ZoneInfo(table.zone))
    if local.date() == local_date(now, table.zone):
        return f"today, {local:%H:%M}"
    return f"on {local:%A} {local.day} {local:%B}, {local:%H:%M}"


def local_time(table: Table) -> str:
    """Say at what time a table is, where the table is."""
    return f"{table.starts_at.astimezone(ZoneInfo(table.zone)):%H:%M}"


def start(table: Table) -> Instant:
    """Show each reader the start in a zone of their own."""
    return Instant(table.starts_at, table.zone, "time")


def last_call(table: Table) -> Instant:
    """Show each reader when those who come are counted."""
    return Instant(table.last_call, table.zone, "time")


def at_place(table: Table) -> Text:
    """Go on with the place, where one is known."""
    return (f", {table.place}",) if table.place else ()


def about(table: Table) -> tuple[Part, ...]:
    """Say where a table is and what they talk about, where that is known."""
    words = [table.place] if table.place else []
    words += [f"talk about {table.topic} or anything else"] if table.topic else []
    return (Paragraph((" · ".join(words),)),) if words else ()


def line(table: Table) -> Part:
    """Say all about a table in one line."""
    topic = f"talk about {table.topic}" if table.topic else ""
    more = "".join(f" · {part}" for part in (table.place, topic, seats_left(table.free)) if part)
    return Paragraph((table.host, ", ", Instant(table.starts_at, table.zone), more))


def cannot(table: Table, now: datetime) -> Button:
    """Let somebody give their seat back."""
    today = local_date(now, table.zone) == local_date(table.starts_at, table.zone)
    return Button("table.leave", "Can't today" if today else "Can't make it", str(table.id))


def call_off(table: Table) -> Button:
    """Let a host call a table off."""
    return Button("table.cancel", "Call it off", str(table.id))


def join(table: Table, style: Style = "quiet") -> Button:
    """Let somebody take a seat at one table of several."""
    return Button("table.join", f"Sit with {first_name(table.host)}, {local_time(table)}", str(table.id), style)


def joins(tables: Sequence[Table]) -> list[Button]:
    """Let somebody take a seat at one of these tables."""
    return [join(table, "quiet" if index else "main") for index, table in enumerate(tables)]


def open_own(label: str = "Open my own", style: Style = "quiet") -> Button:
    """Let somebody open a table."""
    return Button("table.open", label, "", style)


def open_again(at: datetime, zone: str, style: Style = "quiet") -> Button:
    """Let somebody open a table at this time."""
    local = at.astimezone(ZoneInfo(zone))
    label = f"Open one {local:%a} {local.day} {local:%b}, {local:%H:%M}"
    return Button("table.open", label, f"{local:%Y-%m-%dT%H:%M}", style)


def row(*buttons: Button) -> Part:
    """Put clicks in one row."""
    return Actions(buttons)
