"""Word the answers, forms and refusals about tables."""

from collections.abc import Sequence
from datetime import datetime

from bot.open_tables.rules import FEWEST, MOST, Table
from bot.open_tables.views import parts
from bot.ui.cards import Button, Card, ChannelField, Choice, ChoiceField, Form, Paragraph, Part, People, TextField
from bot.ui.notices import note
from bot.ui.text import Instant, Mention, Room, Text

WORDS_LIMIT = 80  # characters of a place or a topic
MOST_OFFERED = 4  # tables offered in one answer, each with its button


def offers(tables: Sequence[Table]) -> Card:
    """Offer the seats that are free today, and a table of one's own."""
    return Card("table", "There is company today", _lines_and_clicks(tables, tables))


def listing(tables: Sequence[Table], who: str) -> Card:
    """List what is open today and tomorrow."""
    if not tables:
        return Card("table", "No table is open yet", (parts.row(parts.open_own("Open the first one", "main")),))
    others = [table for table in tables if table.free and not table.seats_person(who)]
    return Card("table", "Open today and tomorrow", _lines_and_clicks(tables, others[:MOST_OFFERED]))


def full(table: Table, others: Sequence[Table]) -> Card:
    """Say that a table has no seat left, and what is left."""
    lead = Paragraph((f"The last seat at {parts.first_name(table.host)}'s table is taken.",))
    return Card("table", "This table is full", (lead, *_lines_and_clicks(others, others)))


def opened(table: Table, now: datetime) -> Card:
    """Confirm a new table to its host."""
    later = ("Colleagues can take a seat; I'll tell you who comes at ", parts.last_call(table), ".")
    words = later if now < table.last_call else ("Colleagues can take a seat now.",)
    told = (" I've told ", Room(table.channel, table.channel_name), ".") if table.channel_name else ()
    shown = Paragraph((*words, *told)), parts.row(parts.call_off(table))
    return Card("table", f"Your table {parts.day_and_time(table, now)} is open", shown)


def have_seat(table: Table, who: str, now: datetime) -> Card:
    """Tell somebody about the seat, or the table, that they have."""
    mine = table.host.person == who
    lead = [] if mine else [Paragraph((f"At {parts.first_name(table.host)}'s table", *parts.at_place(table), "."))]
    clicks = [parts.cannot(table, now), *([parts.call_off(table)] if mine else [])]
    title = f"You have a {'table' if mine else 'seat'} {parts.day_and_time(table, now)}"
    return Card("table", title, (*lead, People(table.seated, table.free), parts.row(*clicks)))


def seat_given_up(table: Table) -> Card:
    """Confirm that somebody does not come."""
    return note("Noted", f"Your seat at {parts.first_name(table.host)}'s table is free again. Another day, then.")


def not_seated() -> Card:
    """Say that nothing had to change."""
    return note("Noted", "You have no seat at this table, so there is nothing to give back.")


def called_off_by_you() -> Card:
    """Confirm to the host that the table is off."""
    return note("Your table is off", "Whoever had a seat is told. “/lunch” opens another whenever you like.")


def change_offer(have: Sequence[Table], target: Table) -> Card:
    """Offer to change from one table to another at the same hour."""
    hosts = " and ".join(f"{parts.first_name(table.host)}'s" for table in have)
    words = f"You sit at {hosts} table at ", parts.start(have[0]), ". You can change with one click, or just stay."
    change = Button("table.change", f"Change to {parts.first_name(target.host)}'s", str(target.id), "main")
    return Card("table", "You have a seat at that hour", (Paragraph(words), parts.row(change)))


def clash(have: Table, now: datetime) -> Card:
    """Say that somebody who wants to open a table has a seat at that hour."""
    lead = Paragraph(("Give that seat back first if you would rather open a table of your own.",))
    title = f"You have a seat {parts.day_and_time(have, now)}"
    return Card("table", title, (lead, parts.line(have), parts.row(parts.cannot(have, now))))


def asked(table: Table, who: Mention, now: datetime) -> Card:
    """Confirm that somebody will be asked."""
    when = parts.day_and_time(table, now)
    about = Paragraph(("I ask ", who, f" for you. You have a table for two {when}; I write to you before it begins."))
    footer: Text = ("Until a seat is taken, others who look for company may take it.",)
    return Card("table", "Asked", (about, parts.row(parts.call_off(table))), footer)


def nobody() -> str:
    """Say that nobody in particular was named."""
    return "Whom do you mean? Name one colleague, for example “/lunch with @Jun tomorrow 12:30”."


def lunch_is_over(again: datetime, zone: str) -> Card:
    """Say that it is too late for lunch today, and offer the next one."""
    words = Paragraph(("It is late for a table today. Here is the next good time:",))
    at = Paragraph((Instant(again, zone),))
    return Card("table", "Lunch is over for today", (words, at, parts.row(parts.open_again(again, zone, "main"))))


def table_form(when: str, seats: str, place: str, topic: str, channel: str) -> Form:
    """Ask what a new table is like."""
    counts = tuple(Choice(str(number), f"{number}, you included") for number in range(FEWEST, MOST + 1))
    return Form(
        "table.create",
        "Open a table",
        (
            TextField("when", "When", "today 12:30, or Thursday 13:00", when, limit=60, required=True),
            ChoiceField("seats", "Seats", counts, initial=(seats,), required=True),
            TextField("at", "Where", "Ramen bar, Torstraße", place, limit=WORDS_LIMIT),
            TextField("topic", "Talk about", "anything you like", topic, limit=WORDS_LIMIT),
            ChannelField("channel", "Tell which channel", initial=channel),
        ),
        submit="Open",
    )


def unreadable(words: str) -> str:
    """Say that a time could not be read."""
    return f"I couldn't read “{words[:40]}” as a date. Try “tomorrow 12:30” or “2026-03-17 12:30”."


def past(words: str) -> str:
    """Say that a time is over."""
    return f"“{words[:40]}” is over already. Try “tomorrow 12:30”."


def too_far() -> str:
    """Say that a table is too far away."""
    return "A table opens at most a month ahead. Try a date within the next four weeks."


def bad_seats() -> str:
    """Say how many seats a table can have."""
    return f"A table has {FEWEST} to {MOST} seats, yours included. Try “seats:4”."


def too_long(what: str) -> str:
    """Say that a place or topic is too long."""
    return f"Please keep the {what} within {WORDS_LIMIT} characters."


def rings_everybody(what: str) -> str:
    """Say that a place or topic cannot ring everybody's bell."""
    return f"The {what} can't call everybody; please write it without the “@” or “<!”."


def no_channel() -> str:
    """Say that a channel is needed."""
    return "Please choose a channel of this workspace in which I can tell about the table."


def seat_elsewhere(have: Table) -> str:
    """Say that somebody has a seat at that hour."""
    host = parts.first_name(have.host)
    return f"You have a seat at {host}'s table at {parts.local_time(have)} already; give it back first."


def begun() -> str:
    """Say that a table has begun."""
    return "This table has begun already. “/lunch” finds company or opens another."


def gone() -> str:
    """Say that a table is no more."""
    return "This table is no more. “/lunch” finds company or opens another."


def host_only() -> str:
    """Say that only the host may do this."""
    return "Only the host of this table can do that."


def too_late_to_join() -> str:
    """Say that two tables no longer join."""
    return "It is too late to join these two tables; each stays as it is."


def _lines_and_clicks(shown: Sequence[Table], offered: Sequence[Table]) -> tuple[Part, ...]:
    return (*map(parts.line, shown), parts.row(*parts.joins(offered), parts.open_own()))
