"""Word the answers, forms and refusals about tables."""

from collections.abc import Sequence
from datetime import datetime

from bot.open_tables.rules import MAX_SEATS, MIN_SEATS, OpenTable
from bot.open_tables.views import parts
from bot.ui.cards import (
    Button,
    Card,
    ChannelField,
    Choice,
    ChoiceField,
    Form,
    Paragraph,
    Part,
    People,
    TextField,
)
from bot.ui.notices import note_card
from bot.ui.text import ChannelMention, Instant, Mention, Text

WORDS_LIMIT = 80  # characters of a place or a topic
MAX_OFFERED = 4  # tables offered in one answer, each with its button


def offers_card(tables: Sequence[OpenTable]) -> Card:
    """Offer the seats that are free today, and a table of one's own."""
    return Card("table", "There is company today", _lines_and_clicks(tables, tables))


def open_tables_card(tables: Sequence[OpenTable], who: str) -> Card:
    """List what is open today and tomorrow."""
    if not tables:
        return Card(
            "table",
            "No table is open yet",
            (parts.button_row(parts.open_own_button("Open the first one", "main")),),
        )
    others = [table for table in tables if table.free_seats and not table.seats_person(who)]
    return Card("table", "Open today and tomorrow", _lines_and_clicks(tables, others[:MAX_OFFERED]))


def table_full_card(table: OpenTable, others: Sequence[OpenTable]) -> Card:
    """Say that a table has no seat left, and what is left."""
    lead = Paragraph((f"The last seat at {parts.first_name(table.host)}'s table is taken.",))
    return Card("table", "This table is full", (lead, *_lines_and_clicks(others, others)))


def table_opened_card(table: OpenTable, now: datetime) -> Card:
    """Confirm a new table to its host."""
    later = (
        "Colleagues can take a seat; I'll tell you who comes at ",
        parts.last_call_instant(table),
        ".",
    )
    words = later if now < table.last_call else ("Colleagues can take a seat now.",)
    told = (
        (" I've told ", ChannelMention(table.channel, table.channel_name), ".")
        if table.channel_name
        else ()
    )
    shown = Paragraph((*words, *told)), parts.button_row(parts.call_off_button(table))
    return Card("table", f"Your table {parts.day_and_time(table, now)} is open", shown)


def your_seat_card(table: OpenTable, who: str, now: datetime) -> Card:
    """Tell somebody about the seat, or the table, that they have."""
    mine = table.host.person == who
    lead = (
        []
        if mine
        else [
            Paragraph(
                (f"At {parts.first_name(table.host)}'s table", *parts.place_suffix(table), ".")
            )
        ]
    )
    clicks = [parts.leave_button(table, now), *([parts.call_off_button(table)] if mine else [])]
    title = f"You have a {'table' if mine else 'seat'} {parts.day_and_time(table, now)}"
    return Card(
        "table", title, (*lead, People(table.seated, table.free_seats), parts.button_row(*clicks))
    )


def seat_given_up_card(table: OpenTable) -> Card:
    """Confirm that somebody does not come."""
    return note_card(
        "Noted",
        f"Your seat at {parts.first_name(table.host)}'s table is free again. Another day, then.",
    )


def not_seated_card() -> Card:
    """Say that nothing had to change."""
    return note_card("Noted", "You have no seat at this table, so there is nothing to give back.")


def table_called_off_card() -> Card:
    """Confirm to the host that the table is off."""
    return note_card(
        "Your table is off", "Whoever had a seat is told. “/lunch” opens another whenever you like."
    )


def change_offer_card(have: Sequence[OpenTable], target: OpenTable) -> Card:
    """Offer to change from one table to another at the same hour."""
    hosts = " and ".join(f"{parts.first_name(table.host)}'s" for table in have)
    words = (
        f"You sit at {hosts} table at ",
        parts.start_instant(have[0]),
        ". You can change with one click, or just stay.",
    )
    change = Button(
        "table.change", f"Change to {parts.first_name(target.host)}'s", str(target.id), "main"
    )
    return Card(
        "table", "You have a seat at that hour", (Paragraph(words), parts.button_row(change))
    )


def seat_clash_card(have: OpenTable, now: datetime) -> Card:
    """Say that somebody who wants to open a table has a seat at that hour."""
    lead = Paragraph(("Give that seat back first if you would rather open a table of your own.",))
    title = f"You have a seat {parts.day_and_time(have, now)}"
    return Card(
        "table",
        title,
        (lead, parts.table_line(have), parts.button_row(parts.leave_button(have, now))),
    )


def invitation_sent_card(table: OpenTable, who: Mention, now: datetime) -> Card:
    """Confirm that somebody will be asked."""
    when = parts.day_and_time(table, now)
    about = Paragraph(
        (
            "I ask ",
            who,
            f" for you. You have a table for two {when}; I write to you before it begins.",
        )
    )
    footer: Text = ("Until a seat is taken, others who look for company may take it.",)
    return Card("table", "Asked", (about, parts.button_row(parts.call_off_button(table))), footer)


def nobody_named() -> str:
    """Say that nobody in particular was named."""
    return "Whom do you mean? Name one colleague, for example “/lunch with @Jun tomorrow 12:30”."


def lunch_over_card(again: datetime, zone: str) -> Card:
    """Say that it is too late for lunch today, and offer the next one."""
    words = Paragraph(("It is late for a table today. Here is the next good time:",))
    at = Paragraph((Instant(again, zone),))
    return Card(
        "table",
        "Lunch is over for today",
        (words, at, parts.button_row(parts.open_again_button(again, zone, "main"))),
    )


def table_form(when: str, seats: str, place: str, topic: str, channel: str) -> Form:
    """Ask what a new table is like."""
    counts = tuple(
        Choice(str(number), f"{number}, you included") for number in range(MIN_SEATS, MAX_SEATS + 1)
    )
    return Form(
        "table.create",
        "Open a table",
        (
            TextField(
                "when", "When", "today 12:30, or Thursday 13:00", when, limit=60, required=True
            ),
            ChoiceField("seats", "Seats", counts, initial=(seats,), required=True),
            TextField("at", "Where", "Ramen bar, Torstraße", place, limit=WORDS_LIMIT),
            TextField("topic", "Talk about", "anything you like", topic, limit=WORDS_LIMIT),
            ChannelField("channel", "Tell which channel", initial=channel),
        ),
        submit="Open",
    )


def unreadable_time(words: str) -> str:
    """Say that a time could not be read."""
    return f"I couldn't read “{words[:40]}” as a date. Try “tomorrow 12:30” or “2026-03-17 12:30”."


def past_time(words: str) -> str:
    """Say that a time is over."""
    return f"“{words[:40]}” is over already. Try “tomorrow 12:30”."


def too_far() -> str:
    """Say that a table is too far away."""
    return "A table opens at most a month ahead. Try a date within the next four weeks."


def bad_seats() -> str:
    """Say how many seats a table can have."""
    return f"A table has {MIN_SEATS} to {MAX_SEATS} seats, yours included. Try “seats:4”."


def too_long(what: str) -> str:
    """Say that a place or topic is too long."""
    return f"Please keep the {what} within {WORDS_LIMIT} characters."


def rings_everybody(what: str) -> str:
    """Say that a place or topic cannot ring everybody's bell."""
    return f"The {what} can't call everybody; please write it without the “@” or “<!”."


def no_channel() -> str:
    """Say that a channel is needed."""
    return "Please choose a channel of this workspace in which I can tell about the table."


def seat_elsewhere(have: OpenTable) -> str:
    """Say that somebody has a seat at that hour."""
    host = parts.first_name(have.host)
    return (
        f"You have a seat at {host}'s table at {parts.local_time(have)} already; give it back "
        "first."
    )


def table_begun() -> str:
    """Say that a table has begun."""
    return "This table has begun already. “/lunch” finds company or opens another."


def table_gone() -> str:
    """Say that a table is no more."""
    return "This table is no more. “/lunch” finds company or opens another."


def host_only() -> str:
    """Say that only the host may do this."""
    return "Only the host of this table can do that."


def too_late_to_join() -> str:
    """Say that two tables no longer join."""
    return "It is too late to join these two tables; each stays as it is."


def _lines_and_clicks(shown: Sequence[OpenTable], offered: Sequence[OpenTable]) -> tuple[Part, ...]:
    return (
        *map(parts.table_line, shown),
        parts.button_row(*parts.join_buttons(offered), parts.open_own_button()),
    )
