"""The live cards of a table, and the messages to those who sit there."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from bot.open_tables.rules import OpenTable
from bot.open_tables.views import parts
from bot.ui.cards import Button, Card, Paragraph, Part, People
from bot.ui.notices import note_card, something_wrong_button
from bot.ui.text import CommandMention, Mention, Text, join_nodes

WHY_OPENED = ("Somebody typed ", CommandMention("lunch"), " in this channel and opened a table.")
WHY_CALLED = "You have a seat at a table, and it is about to begin."
WHY_ALONE = (
    "You have a table and nobody else has taken a seat, or the table you had a seat at is off."
)
WHY_HOST = "You have a seat at a table whose host can't come, so it is yours."
WHY_MERGER = "Your table is half empty, and so is another one near by at about the same time."
WHY_USUAL = ("You told me with ", CommandMention("lunch usual"), " when you eat.")
WHY_ASKED = ("A colleague asked you to lunch with ", CommandMention("lunch with"), ".")
WHY_LEARNED = "You ate with colleagues at an open table."


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
        words = "A usual table: they eat at this time anyway."
        shown.append(Paragraph((words,), soft=True))
    shown.append(People(table.seated, table.free_seats))
    shown += _buttons(table, now)
    if (table.place or table.topic) and now >= table.starts_at:
        shown.append(parts.button_row(something_wrong_button(f"{table.subject}")))

    host = parts.first_name(table.host)
    title = f"{host} has a table {parts.day_and_time(table, now)}"
    return Card("table", title, tuple(shown), _footer(table, now))


def last_call_card(table: OpenTable, now: datetime) -> Card:
    """Show the guests of a table who comes and where, shortly before."""
    if table.state == "closed" and len(table.seated) > 1:
        return table_card(table, now)
    if table.state != "open":
        return note_card(
            "This lunch is off",
            (
                "Type ",
                CommandMention("lunch"),
                " to see where there is a seat, or to open a table of your own.",
            ),
        )

    if now >= table.starts_at:
        return table_card(table, now)

    verb = "are" if len(table.seated) > 1 else "is"
    coming = f"{parts.first_names(table.seated)} {verb} coming."
    words = f"{coming} No place is set yet; agree on one."
    if table.place:
        words = f"{table.place}. {coming}"
    shown = (
        Paragraph((words,)),
        People(table.seated, table.free_seats),
        parts.button_row(parts.leave_button(table, now)),
    )
    return Card("table", f"Lunch is {parts.day_and_time(table, now)}", shown)


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
    title = f"Shall you and {parts.first_name(other.host)} join tables?"
    if "merged" in (own.state, other.state) and stays.state != "merged":
        return Card("table", title, (Paragraph(("Done, you share one now.",)),))
    if False in agreed or {own.state, other.state} != {"open"}:
        return Card("table", title, (Paragraph(("Each of you keeps a table.",)),))
    if agreed[0]:
        words = ("You said yes. It happens as soon as ", other.host, " does.")
        return Card("table", title, (Paragraph(words),))
    return Card(
        "table", title, _merger_question(other, stays, number), ("Only if both of you say yes.",)
    )


def tables_kept_card(other: OpenTable) -> Card:
    """Show a host that a proposed merger did not come about."""
    title = f"Shall you and {parts.first_name(other.host)} join tables?"
    return Card("table", title, (Paragraph(("Each of you keeps a table.",)),))


def seat_card(table: OpenTable, person: str, now: datetime) -> Card:
    """Show somebody what became of a seat that they were written to about."""
    if table.state == "merged":
        return note_card(
            "Your table joined another",
            (CommandMention("lunch tables"), " shows the one you share."),
        )
    if not table.seats_person(person):
        return note_card(
            "You gave up this seat",
            (CommandMention("lunch tables"), " shows where there is another."),
        )
    return table_card(table, now) if table.state == "closed" else last_call_card(table, now)


def _merger_question(other: OpenTable, stays: OpenTable, number: int) -> tuple[Part, ...]:
    taken = f"{parts.in_words(len(other.seated))} of {parts.in_words(other.seats)} seats taken"
    about_other = (
        other.host,
        " has a table at ",
        parts.start_instant(other),
        *parts.place_suffix(other),
        f", {taken}.",
    )
    meeting = ("You would all meet at ", parts.start_instant(stays), *parts.place_suffix(stays))
    return (
        Paragraph(about_other),
        Paragraph((*meeting, ".")),
        parts.button_row(
            Button("table.merge_yes", "Join tables", str(number), "main"),
            Button("table.merge_no", "Keep mine", str(number)),
        ),
    )


def sitting_alone_card(table: OpenTable, alternatives: Alternatives, now: datetime) -> Card:
    """Warn somebody that nobody else comes to their table, and offer alternatives."""
    when = parts.day_and_time(table, now)
    about = Paragraph((f"Your table is still open: {when}.",))
    return Card("table", "No one has joined yet", (about, *_alternative_parts(alternatives)))


def table_hidden_card(table: OpenTable, now: datetime) -> Card:
    """Return a card that tells a host that the channel takes no card of their table."""
    when = parts.day_and_time(table, now)
    text = (
        f"I couldn't post your table {when} in #{table.channel_name}, so nobody has read of "
        "it there. It is listed under ",
        CommandMention("lunch tables"),
        ", and you can still ask someone with ",
        CommandMention("lunch with"),
        ".",
    )
    return Card("table", "Your table isn't in the channel", (Paragraph(text),))


def invitation_unreached_card(table: OpenTable, now: datetime) -> Card:
    """Return a card about a colleague, asked to lunch, who cannot be written to."""
    when = parts.day_and_time(table, now)
    text = (
        f"I couldn't reach the person you asked to lunch {when}: the chat doesn't take my message "
        "to them. Tell them yourself; your table stays open."
    )
    return Card("table", "Your invitation didn't arrive", (Paragraph((text,)),))


def table_cancelled_card(
    table: OpenTable, alternatives: Alternatives | None, now: datetime
) -> Card:
    """Notify a guest that their table is cancelled, and offer alternatives while there are any."""
    if alternatives is None:
        ended = Paragraph((table.host, " had to call it off."))
        return Card("table", "A lunch is off", (ended,))
    about = Paragraph((table.host, f" had to call off the table {parts.day_and_time(table, now)}."))
    return Card("table", "A lunch is off", (about, *_alternative_parts(alternatives)))


def new_host_card(table: OpenTable, former_host: Mention | None, now: datetime) -> Card:
    """Notify a guest that they are the host now."""
    when = parts.day_and_time(table, now)
    who = former_host or "Whoever hosted it"
    about = Paragraph((who, f" can't come to the table {when}, so it is yours now."))
    buttons = parts.button_row(parts.leave_button(table, now), parts.call_off_button(table))
    return Card(
        "table",
        "You host a table",
        (about, *parts.about_parts(table), People(table.seated, table.free_seats), buttons),
    )


def tables_merged_card(table: OpenTable, now: datetime) -> Card:
    """Notify everybody that two tables became one, and where it is."""
    about = Paragraph(
        (
            "Two tables became one: ",
            parts.start_instant(table),
            *parts.place_suffix(table),
            ". Host: ",
            table.host,
        )
    )
    shown = (
        about,
        People(table.seated, table.free_seats),
        parts.button_row(parts.leave_button(table, now)),
    )
    return Card("table", f"You share a table {parts.day_and_time(table, now)}", shown)


def invitation_card(table: OpenTable, now: datetime) -> Card:
    """Ask somebody to a table that a colleague opened with them in mind, while they can come."""
    if table.state != "open" or now >= table.starts_at or not table.free_seats:
        return table_card(table, now)

    about = Paragraph(
        (table.host, f" has a table {parts.day_and_time(table, now)} and would like your company.")
    )
    title = f"Lunch with {parts.first_name(table.host)}?"
    later = "If it doesn't suit you, there is nothing to do: nobody is told."
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
    title = f"Lunch with {parts.first_name(table.host)}?"
    return note_card(title, "You chose not to, so this has ended for you. Nobody is told.")


def invited_left_card(table: OpenTable, invited: Mention, now: datetime) -> Card:
    """Return a card for a host whose colleague, asked to lunch, is no longer here."""
    when = parts.day_and_time(table, now)
    about = Paragraph(
        (invited, f" has left, so won't come {when}. Your table stays open for anyone else.")
    )
    buttons = parts.button_row(parts.call_off_button(table))
    return Card("table", "Your guest has left", (about, buttons))


def table_learning_card(table: OpenTable, person_id: str) -> Card:
    """Ask what somebody learned at lunch."""
    others = [guest for guest in table.seated if guest.person != person_id]
    words = "One line is plenty. Share it with your name, without, or keep it."
    share = Button("learning.share", "Write a line", f"table:{table.id}", "main")
    shown = Paragraph(("You ate with ", *join_nodes(others), f". {words}")), parts.button_row(share)
    return Card("prompt", "What did you learn, or give?", shown)


def _ended_card(table: OpenTable) -> Card:
    if table.state == "closed" and len(table.seated) > 1:
        title = f"{parts.first_names(table.seated)} ate together"
        place = [Paragraph((table.place,))] if table.place else []
        return Card("table", title, (*place, People(table.seated)))

    end = "off" if table.state == "cancelled" else "over"
    title = f"{parts.first_name(table.host)}'s table is {end}"
    return Card("table", title, (parts.button_row(parts.open_own_button("Open a table")),))


def _merged_card(table: OpenTable, other: OpenTable) -> Card:
    room = " has room for everybody: "
    start = parts.start_instant(other)
    shown: list[Part] = [Paragraph((other.host, room, start, *parts.place_suffix(other), "."))]
    if other.state == "open" and other.free_seats:
        shown.append(parts.button_row(parts.join_button(other, "main")))

    title = f"{parts.first_name(table.host)}'s table joined {parts.first_name(other.host)}'s"
    return Card("table", title, tuple(shown))


def _buttons(table: OpenTable, now: datetime) -> list[Part]:
    if now >= table.starts_at:
        return []

    buttons = []
    if table.free_seats:
        buttons.append(Button("table.join", "Take a seat", str(table.id), "main"))
    buttons.append(parts.leave_button(table, now))
    if table.place or table.topic:
        buttons.append(something_wrong_button(f"{table.subject}"))
    return [parts.button_row(*buttons)]


def _footer(table: OpenTable, now: datetime) -> Text:
    if now >= table.starts_at:
        return ("They are eating now",)

    full = "" if table.free_seats else f" · {parts.seats_left(0)}"  # free ones stand beside people
    if now >= table.last_call:
        return ("Last call", full)
    return ("Last call ", parts.last_call_instant(table), full)


def _alternative_parts(alternatives: Alternatives) -> list[Part]:
    buttons = parts.join_buttons(alternatives.tables)
    if alternatives.again:
        buttons.append(parts.open_again_button(alternatives.again, alternatives.zone))

    shown: list[Part] = []
    if buttons:
        words = "Another day may suit more people:"
        if alternatives.tables:
            words = "There is a seat for you elsewhere:"
        shown.append(Paragraph((words,)))
        shown += map(parts.table_line, alternatives.tables)
        shown.append(parts.button_row(*buttons))
    if alternatives.round_comes:
        words = "The next lunch round introduces you to somebody anyway."
        shown.append(Paragraph((words,), soft=True))
    return shown
