"""Answers, forms and refusals about open tables."""

from collections.abc import Sequence
from datetime import datetime

from bot.open_tables.rules import MAX_SEATS, MIN_SEATS, OpenTable
from bot.open_tables.views import parts
from bot.ui.cards import (
    Actions,
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
from bot.ui.fields import moment_field
from bot.ui.notices import note_card, something_wrong_button
from bot.ui.speech import mark, say
from bot.ui.text import (
    ChannelMention,
    CommandMention,
    Instant,
    Text,
    merge_words,
    tell,
)

WORDS_LIMIT = 80  # characters of a place or a topic
MAX_OFFERED = 4  # tables offered in one answer, each with its button


def offers_card(tables: Sequence[OpenTable]) -> Card:
    """Offer the free seats of today, and a table of one's own."""
    return Card("table", say("There is company today"), _lines_and_clicks(tables, tables))


def open_tables_card(tables: Sequence[OpenTable], person_id: str) -> Card:
    """List the tables of today and tomorrow, with a button for those the person can join."""
    if not tables:
        return Card(
            "table",
            say("No table is open yet"),
            (parts.button_row(parts.open_own_button(say("Open the first one"), "main")),),
        )

    others = [table for table in tables if table.free_seats and not table.seats_person(person_id)]
    return Card(
        "table", say("Open today and tomorrow"), _lines_and_clicks(tables, others[:MAX_OFFERED])
    )


def table_full_card(table: OpenTable, others: Sequence[OpenTable]) -> Card:
    """Explain that the last seat is taken, and offer other tables."""
    lead = Paragraph(
        (say("The last seat at {name}'s table is taken.", name=parts.short_name(table.host)),)
    )
    return Card("table", say("This table is full"), (lead, *_lines_and_clicks(others, others)))


def table_opened_card(table: OpenTable, now: datetime, why_closed: str = "") -> Card:
    """Confirm a new table to its host; `why_closed` is why its channel could not be told."""
    words: Text = (say("Colleagues can take a seat now."),)
    if now < table.last_call:
        words = tell(
            "Colleagues can take a seat. At {time} I'll tell you who's coming.",
            time=parts.last_call_instant(table),
        )
    channel = ChannelMention(table.channel, table.channel_name)
    if why_closed:
        closed = tell(
            "I couldn't tell {channel}: {why} Whoever types {command} sees your table.",
            channel=channel,
            why=why_closed,
            command=CommandMention("lunch"),
        )
        words = merge_words((*words, " ", *closed))
    elif table.channel_name:
        words = merge_words((*words, " ", *tell("I've told {channel}.", channel=channel)))

    about = Paragraph((parts.description(table),))
    clicks = parts.button_row(parts.mend_button(table), parts.call_off_button(table))
    title = say("Your table {when} is open", when=parts.day_and_time(table, now))
    return Card("table", title, (about, Paragraph(words), clicks))


def own_tables_card(tables: Sequence[OpenTable], person: str, now: datetime) -> Card:
    """List the tables at which somebody sits, each with the button that ends it for them."""
    if not tables:
        return note_card(
            say("You have no table"), say("Neither a table of yours nor a seat lies ahead.")
        )
    shown: list[Part] = []
    for table in tables:
        is_host = table.host.person == person
        end = parts.call_off_button(table) if is_host else parts.leave_button(table, now)
        shown += [parts.table_line(table), parts.button_row(end)]
    return Card("table", say("Which one?"), tuple(shown))


def others_have_joined() -> str:
    """Refuse to change a table that others joined as it was."""
    return say(
        "Someone has joined this table as it is. Call it off and open another one; everybody who "
        "has a seat hears of it."
    )


ASK_WHEN = mark("When would you like to eat? Everything else is filled in.")


def your_seat_card(table: OpenTable, person_id: str, now: datetime) -> Card:
    """Show a person the table that they host, or at which they have a seat."""
    buttons = [parts.leave_button(table, now)]
    lead: list[Part] = []
    when = parts.day_and_time(table, now)
    title = say("You have a seat {when}", when=when)
    if table.host.person == person_id:
        title = say("You have a table {when}", when=when)
        buttons.append(parts.call_off_button(table))
    else:
        host = parts.short_name(table.host)
        lead.append(
            Paragraph(tell("At {host}'s table{place}.", host=host, place=parts.place_suffix(table)))
        )
    if len(table.seated) > 1:
        buttons.append(something_wrong_button(f"{table.subject}"))

    shown = (*lead, People(table.seated, table.free_seats), parts.button_row(*buttons))
    return Card("table", title, shown)


def seat_given_up_card(table: OpenTable) -> Card:
    """Confirm that a seat was given back."""
    return note_card(
        say("Noted"),
        say(
            "Your seat at {name}'s table is free again. Another day, then.",
            name=parts.short_name(table.host),
        ),
    )


def not_seated_card() -> Card:
    """Explain that there was no seat to give back."""
    return note_card(
        say("Noted"), say("You have no seat at this table, so there is nothing to give back.")
    )


def table_called_off_card() -> Card:
    """Confirm to the host that their table is cancelled."""
    return note_card(
        say("Your table is off"),
        tell(
            "Whoever had a seat is told. {command} opens another whenever you like.",
            command=CommandMention("lunch"),
        ),
    )


def change_offer_card(seated_at: Sequence[OpenTable], target: OpenTable) -> Card:
    """Offer to change from the tables of the same time to another one."""
    hosts = say(" and ").join(
        say("{name}'s", name=parts.short_name(table.host)) for table in seated_at
    )
    words = tell(
        "You sit at {hosts} table at {time}. You can change with one click, or just stay.",
        hosts=hosts,
        time=parts.start_instant(seated_at[0]),
    )
    change = Button(
        "table.change",
        say("Change to {name}'s", name=parts.short_name(target.host)),
        str(target.id),
        "main",
    )
    return Card(
        "table", say("You have a seat at that hour"), (Paragraph(words), parts.button_row(change))
    )


def seat_clash_card(seated_at: OpenTable, now: datetime) -> Card:
    """Explain that the caller has a seat at that time and cannot open a table of their own."""
    lead = Paragraph(
        (say("Give that seat back first if you would rather open a table of your own."),)
    )
    title = say("You have a seat {when}", when=parts.day_and_time(seated_at, now))
    leave = parts.button_row(parts.leave_button(seated_at, now))
    return Card("table", title, (lead, parts.table_line(seated_at), leave))


def lunch_over_card(again: datetime, zone: str) -> Card:
    """Explain that it is too late for lunch today, and offer the next good time."""
    words = Paragraph((say("It is late for a table today. Here is the next good time:"),))
    at = Paragraph((Instant(again, zone),))
    return Card(
        "table",
        say("Lunch is over for today"),
        (words, at, parts.button_row(parts.open_again_button(again, zone, "main"))),
    )


def table_form(
    when: str,
    seats: str,
    place: str,
    topic: str,
    channel: str,
    zone: str,
    *,
    is_late: bool = False,
    asked: str = "",
    changes: int = 0,
) -> Form:
    """Ask for the details of a new table; `when` is in the host's zone.

    `is_late` says that it is too late for lunch today, so that `when` is another day; `asked` is
    what has to be said before a table is opened. `changes` is the table that is opened anew.
    """
    counts = tuple(
        Choice(str(number), say("{number}, you included", number=number))
        for number in range(MIN_SEATS, MAX_SEATS + 1)
    )
    if is_late:
        asked = say("Lunch is over for today. This is the next good time.")
    where = (
        () if changes else (ChannelField("channel", say("Tell which channel"), initial=channel),)
    )
    return Form(
        "table.change_it" if changes else "table.create",
        say("Change your table") if changes else say("Open a table"),
        (
            moment_field("when", say("When"), when, zone, say("today 12:30, or Thursday 13:00")),
            ChoiceField("seats", say("Seats"), counts, initial=(seats,), required=True),
            TextField(
                "at", say("Where"), "", place, WORDS_LIMIT, example=say("Ramen bar, Torstraße")
            ),
            TextField(
                "topic", say("Talk about"), "", topic, WORDS_LIMIT, example=say("Anything you like")
            ),
            *where,
        ),
        value=str(changes) if changes else "",
        submit=say("Save") if changes else say("Open"),
        intro=(asked,) if asked else (),
    )


def too_far() -> str:
    """Reject a time that is too far ahead."""
    return say("A table opens at most a month ahead. Try a date within the next four weeks.")


def bad_seats() -> str:
    """Reject a number of seats that is out of range."""
    return say(
        "A table has {least} to {most} seats, yours included. Try “seats:4”.",
        least=MIN_SEATS,
        most=MAX_SEATS,
    )


def too_long(field: str) -> str:
    """Reject a place or a topic that is too long."""
    if field == "at":
        return say("Please keep the place within {limit} characters.", limit=WORDS_LIMIT)
    return say("Please keep the topic within {limit} characters.", limit=WORDS_LIMIT)


def rings_everybody(field: str) -> str:
    """Reject a place or a topic that would notify everybody."""
    if field == "at":
        return say("The place can't call everybody; please write it without the “@” or “<!”.")
    return say("The topic can't call everybody; please write it without the “@” or “<!”.")


def no_channel() -> str:
    """Reject a table without a channel of this workspace."""
    return say("Please choose a channel of this workspace in which I can tell about the table.")


def seat_elsewhere(seated_at: OpenTable) -> str:
    """Reject a table at a time at which the caller has a seat."""
    host = parts.short_name(seated_at.host)
    return say(
        "You have a seat at {host}'s table at {time} already; give it back first.",
        host=host,
        time=parts.local_time(seated_at),
    )


def table_begun() -> Text:
    """Refuse a change to a table that has begun."""
    return tell(
        "This table has begun already. {command} finds company or opens another.",
        command=CommandMention("lunch"),
    )


def table_gone() -> Text:
    """Refuse a button of a table that no longer exists."""
    return tell(
        "This table is no more. {command} finds company or opens another.",
        command=CommandMention("lunch"),
    )


def host_only(*, organiser: bool) -> str:
    """Refuse what only the host may do; organisers read what they can do."""
    if organiser:
        return say(
            "Only the host calls a table off. What's written on it, you can hide: “Something "
            "wrong?” on its card."
        )
    return say("Only the host of this table can do that.")


def too_late_to_join() -> str:
    """Refuse a merger that is no longer possible."""
    return say("It is too late to join these two tables; each stays as it is.")


def _lines_and_clicks(shown: Sequence[OpenTable], offered: Sequence[OpenTable]) -> tuple[Part, ...]:
    """Return a line for each table, with its button beside it where a seat is offered."""
    joins = {button.value: button for button in parts.join_buttons(offered)}
    lines: list[Part] = []
    for table in shown:
        lines.append(parts.table_line(table))
        if join := joins.get(str(table.id)):
            lines.append(Actions((join,), beside=True))
    return (*lines, parts.button_row(parts.open_own_button()))
