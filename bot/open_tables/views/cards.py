"""The live cards of a table, and the messages to those who sit there."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from bot.open_tables.rules import OpenTable
from bot.open_tables.views import parts
from bot.ui.cards import Button, Card, Paragraph, Part, People
from bot.ui.notices import note_card, something_wrong_button
from bot.ui.speech import mark, say, say_many
from bot.ui.text import CommandMention, Mention, Text, join_nodes, tell

WHY_OPENED = tell(
    "Somebody typed {command} in this channel and opened a table.", command=CommandMention("lunch")
)
WHY_CALLED = mark("You have a seat at a table, and it is about to begin.")
WHY_ALONE = mark(
    "You have a table and nobody else has taken a seat, or the table you had a seat at is off."
)
WHY_HOST = mark("You have a seat at a table whose host can't come, so it is yours.")
WHY_MERGER = mark("Your table is half empty, and so is another one near by at about the same time.")
WHY_USUAL = tell("You told me with {command} when you eat.", command=CommandMention("lunch usual"))
WHY_ASKED = tell(
    "A colleague asked you to lunch with {command}.", command=CommandMention("lunch with")
)
WHY_LEARNED = mark("You ate with colleagues at an open table.")


class Alternatives(Struct, frozen=True):
    """What else somebody can do: other tables, this time on the next working day, a next round."""

    tables: Sequence[OpenTable]
    again: datetime | None
    zone: str
    round_comes: bool


def table_card(table: OpenTable, now: datetime, other: OpenTable | None = None) -> Card:
    """Show a table in its present state; `other` is the one into which it was merged."""
    if other:
        return _merged_card(table, other)
    if table.state != "open":
        return _ended_card(table)

    shown: list[Part] = [*parts.about_parts(table)]
    if table.usual:
        words = say("A usual table: they eat at this time anyway.")
        shown.append(Paragraph((words,), soft=True))
    shown.append(People(table.seated, table.free_seats))
    shown += _buttons(table, now)
    if (table.place or table.topic) and now >= table.starts_at:
        shown.append(parts.button_row(something_wrong_button(f"{table.subject}")))

    host = parts.short_name(table.host)
    title = say("{host} has a table {when}", host=host, when=parts.day_and_time(table, now))
    return Card("table", title, tuple(shown), _footer(table, now))


def last_call_card(table: OpenTable, now: datetime) -> Card:
    """Show the guests of a table who comes and where, shortly before."""
    if table.state == "closed" and len(table.seated) > 1:
        return table_card(table, now)
    if table.state != "open":
        return note_card(
            say("This lunch is off"),
            tell(
                "Type {command} to see where there is a seat, or to open a table of your own.",
                command=CommandMention("lunch"),
            ),
        )

    if now >= table.starts_at:
        return table_card(table, now)

    coming = say_many(
        "{names} is coming.",
        "{names} are coming.",
        len(table.seated),
        names=parts.first_names(table.seated),
    )
    words = f"{table.place}. {coming}"
    if not table.place:
        words = " ".join((coming, say("No place is set yet; agree on one.")))
    shown = (
        Paragraph((words,)),
        People(table.seated, table.free_seats),
        parts.button_row(parts.leave_button(table, now)),
    )
    return Card("table", say("Lunch is {when}", when=parts.day_and_time(table, now)), shown)


def merger_card(
    own: OpenTable,
    other: OpenTable,
    stays: OpenTable,
    number: int,
    agreed: tuple[bool | None, bool | None],
) -> Card:
    """Ask one host whether two half-empty tables join.

    `agreed` holds their own answer and that of the other host, None if there is none yet.
    """
    title = say("Shall you and {name} join tables?", name=parts.short_name(other.host))
    if "merged" in (own.state, other.state) and stays.state != "merged":
        return Card("table", title, (Paragraph((say("Done, you share one now."),)),))
    if False in agreed or {own.state, other.state} != {"open"}:
        return Card("table", title, (Paragraph((say("Each of you keeps a table."),)),))
    if agreed[0]:
        words = tell("You said yes. It happens as soon as {host} does.", host=other.host)
        return Card("table", title, (Paragraph(words),))
    return Card(
        "table",
        title,
        _merger_question(other, stays, number),
        (say("Only if both of you say yes."),),
    )


def tables_kept_card(other: OpenTable) -> Card:
    """Show a host that a proposed merger did not come about."""
    title = say("Shall you and {name} join tables?", name=parts.short_name(other.host))
    return Card("table", title, (Paragraph((say("Each of you keeps a table."),)),))


def seat_card(table: OpenTable, person: str, now: datetime) -> Card:
    """Show somebody what became of a seat that they were written to about."""
    if table.state == "merged":
        return note_card(
            say("Your table joined another"),
            tell("{command} shows the one you share.", command=CommandMention("lunch tables")),
        )
    if not table.seats_person(person):
        return note_card(
            say("You gave up this seat"),
            tell("{command} shows where there is another.", command=CommandMention("lunch tables")),
        )
    return table_card(table, now) if table.state == "closed" else last_call_card(table, now)


def _merger_question(other: OpenTable, stays: OpenTable, number: int) -> tuple[Part, ...]:
    about_other = tell(
        "{host} has a table at {time}{place}, {taken} of {seats} seats taken.",
        host=other.host,
        time=parts.start_instant(other),
        place=parts.place_suffix(other),
        taken=parts.in_words(len(other.seated)),
        seats=parts.in_words(other.seats),
    )
    meeting = tell(
        "You would all meet at {time}{place}.",
        time=parts.start_instant(stays),
        place=parts.place_suffix(stays),
    )
    return (
        Paragraph(about_other),
        Paragraph(meeting),
        parts.button_row(
            Button("table.merge_yes", say("Join tables"), str(number), "main"),
            Button("table.merge_no", say("Keep mine"), str(number)),
        ),
    )


def sitting_alone_card(table: OpenTable, alternatives: Alternatives, now: datetime) -> Card:
    """Warn somebody that nobody else comes to their table, and offer alternatives."""
    when = parts.day_and_time(table, now)
    about = Paragraph((say("Your table is still open: {when}.", when=when),))
    return Card("table", say("No one has joined yet"), (about, *_alternative_parts(alternatives)))


def table_hidden_card(table: OpenTable, now: datetime) -> Card:
    """Return a card that tells a host that the channel takes no card of their table."""
    when = parts.day_and_time(table, now)
    text = tell(
        "I couldn't post your table {when} in #{channel_name}, so nobody has read of it there. It "
        "is listed under {command}, and you can still ask someone with {command_2}.",
        when=when,
        channel_name=table.channel_name,
        command=CommandMention("lunch tables"),
        command_2=CommandMention("lunch with"),
    )
    return Card("table", say("Your table isn't in the channel"), (Paragraph(text),))


def invitation_unreached_card(table: OpenTable, now: datetime) -> Card:
    """Return a card about a colleague, asked to lunch, who cannot be written to."""
    when = parts.day_and_time(table, now)
    text = say(
        "I couldn't reach the person you asked to lunch {when}: the chat doesn't take my message "
        "to them. Tell them yourself; your table stays open.",
        when=when,
    )
    return Card("table", say("Your invitation didn't arrive"), (Paragraph((text,)),))


def table_cancelled_card(
    table: OpenTable, alternatives: Alternatives | None, now: datetime
) -> Card:
    """Notify a guest that their table is cancelled, and offer alternatives while there are any."""
    if alternatives is None:
        ended = Paragraph(tell("{host} had to call it off.", host=table.host))
        return Card("table", say("A lunch is off"), (ended,))
    about = Paragraph(
        tell(
            "{host} had to call off the table {when}.",
            host=table.host,
            when=parts.day_and_time(table, now),
        )
    )
    return Card("table", say("A lunch is off"), (about, *_alternative_parts(alternatives)))


def new_host_card(table: OpenTable, former_host: Mention | None, now: datetime) -> Card:
    """Notify a guest that they are the host now."""
    when = parts.day_and_time(table, now)
    who = former_host or say("Whoever hosted it")
    about = Paragraph(
        tell("{who} can't come to the table {when}, so it is yours now.", who=who, when=when)
    )
    buttons = parts.button_row(parts.leave_button(table, now), parts.call_off_button(table))
    return Card(
        "table",
        say("You host a table"),
        (about, *parts.about_parts(table), People(table.seated, table.free_seats), buttons),
    )


def tables_merged_card(table: OpenTable, now: datetime) -> Card:
    """Notify everybody that two tables became one, and where it is."""
    about = Paragraph(
        tell(
            "Two tables became one: {time}{place}. Host: {host}",
            time=parts.start_instant(table),
            place=parts.place_suffix(table),
            host=table.host,
        )
    )
    shown = (
        about,
        People(table.seated, table.free_seats),
        parts.button_row(parts.leave_button(table, now)),
    )
    return Card(
        "table", say("You share a table {when}", when=parts.day_and_time(table, now)), shown
    )


def invitation_card(table: OpenTable, now: datetime) -> Card:
    """Ask somebody to a table that a colleague opened with them in mind, while they can come."""
    if table.state != "open" or now >= table.starts_at or not table.free_seats:
        return table_card(table, now)

    about = Paragraph(
        tell(
            "{host} has a table {when} and would like your company.",
            host=table.host,
            when=parts.day_and_time(table, now),
        )
    )
    title = say("Lunch with {name}?", name=parts.short_name(table.host))
    later = say("If it doesn't suit you, there is nothing to do: nobody is told.")
    return Card(
        "table",
        title,
        (
            about,
            parts.button_row(
                parts.join_button(table, "main"), something_wrong_button(f"{table.subject}")
            ),
            Paragraph((later,), soft=True),
        ),
    )


def invitation_ended_card(table: OpenTable) -> Card:
    """Show somebody who would rather not meet the host that the request has ended for them."""
    title = say("Lunch with {name}?", name=parts.short_name(table.host))
    return note_card(title, say("You chose not to, so this has ended for you. Nobody is told."))


def invited_left_card(table: OpenTable, invited: Mention, now: datetime) -> Card:
    """Return a card for a host whose colleague, asked to lunch, is no longer here."""
    when = parts.day_and_time(table, now)
    about = Paragraph(
        tell(
            "{invited} has left, so won't come {when}. Your table stays open for anyone else.",
            invited=invited,
            when=when,
        )
    )
    buttons = parts.button_row(parts.call_off_button(table))
    return Card("table", say("Your guest has left"), (about, buttons))


def table_learning_card(table: OpenTable, person_id: str) -> Card:
    """Ask what somebody learned at lunch."""
    others = [guest for guest in table.seated if guest.person != person_id]
    words = say("One line is plenty. Share it with your name, without, or keep it.")
    share = Button("learning.share", say("Write a line"), f"table:{table.id}", "main")
    shown = (
        Paragraph(tell("You ate with {names}. {words}", names=join_nodes(others), words=words)),
        parts.button_row(share),
    )
    return Card("prompt", say("What did you learn, or give?"), shown)


def _ended_card(table: OpenTable) -> Card:
    if table.state == "closed" and len(table.seated) > 1:
        title = say("{names} ate together", names=parts.first_names(table.seated))
        place = [Paragraph((table.place,))] if table.place else []
        return Card("table", title, (*place, People(table.seated)))

    host = parts.short_name(table.host)
    title = say("{host}'s table is over", host=host)
    if table.state == "cancelled":
        title = say("{host}'s table is off", host=host)
    return Card("table", title, (parts.button_row(parts.open_own_button(say("Open a table"))),))


def _merged_card(table: OpenTable, other: OpenTable) -> Card:
    where = tell(
        "{host} has room for everybody: {time}{place}.",
        host=other.host,
        time=parts.start_instant(other),
        place=parts.place_suffix(other),
    )
    shown: list[Part] = [Paragraph(where)]
    if other.state == "open" and other.free_seats:
        shown.append(parts.button_row(parts.join_button(other, "main")))

    title = say(
        "{host}'s table joined {other}'s",
        host=parts.short_name(table.host),
        other=parts.short_name(other.host),
    )
    return Card("table", title, tuple(shown))


def _buttons(table: OpenTable, now: datetime) -> list[Part]:
    if now >= table.starts_at:
        return []

    buttons = []
    if table.free_seats:
        buttons.append(Button("table.join", say("Take a seat"), str(table.id), "main"))
    buttons.append(parts.leave_button(table, now))
    if table.place or table.topic:
        buttons.append(something_wrong_button(f"{table.subject}"))
    return [parts.button_row(*buttons)]


def _footer(table: OpenTable, now: datetime) -> Text:
    if now >= table.starts_at:
        return (say("They are eating now"),)

    full = "" if table.free_seats else f" · {parts.seats_left(0)}"  # free ones stand beside people
    if now >= table.last_call:
        return (say("Last call"), full)
    return tell("Last call {time}{full}", time=parts.last_call_instant(table), full=full)


def _alternative_parts(alternatives: Alternatives) -> list[Part]:
    buttons = parts.join_buttons(alternatives.tables)
    if alternatives.again:
        buttons.append(parts.open_again_button(alternatives.again, alternatives.zone))

    shown: list[Part] = []
    if buttons:
        words = say("Another day may suit more people:")
        if alternatives.tables:
            words = say("There is a seat for you elsewhere:")
        shown.append(Paragraph((words,)))
        shown += map(parts.table_line, alternatives.tables)
        shown.append(parts.button_row(*buttons))
    if alternatives.round_comes:
        words = say("The next lunch round introduces you to somebody anyway.")
        shown.append(Paragraph((words,), soft=True))
    return shown
