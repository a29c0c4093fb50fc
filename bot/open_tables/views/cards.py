"""Word the cards of tables, and what Mingle says about them to those who sit there."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from bot.open_tables.rules import OpenTable
from bot.open_tables.views import parts
from bot.ui.cards import Button, Card, Paragraph, Part, People
from bot.ui.notices import note_card
from bot.ui.text import Mention, Text, join_nodes

WHY_OPENED = "Somebody typed “/lunch” in this channel and opened a table."
WHY_CALLED = "You have a seat at a table, and it is about to begin."
WHY_ALONE = (
    "You have a table and nobody else has taken a seat, or the table you had a seat at is off."
)
WHY_HOST = "You have a seat at a table whose host can't come, so it is yours."
WHY_MERGER = "Your table is half empty, and so is another one near by at about the same time."
WHY_USUAL = "You told me with “/lunch usual” when you eat."
WHY_ASKED = "A colleague asked you to lunch with “/lunch with”."
WHY_LEARNED = "You ate with colleagues at an open table."


class Alternatives(Struct, frozen=True):
    """What somebody can do instead.

    Other tables, the same time on the next working day, the next round.
    """

    tables: Sequence[OpenTable]
    again: datetime | None
    zone: str
    round_comes: bool


def table_card(table: OpenTable, now: datetime, other: OpenTable | None = None) -> Card:
    """Show a table as it stands; `other` is the one it joined."""
    host = parts.first_name(table.host)
    if other:
        return _joined_another(table, other)
    if table.state == "closed" and len(table.seated) > 1:
        title = f"{parts.first_names(table.seated)} ate together"
        place = [Paragraph((table.place,))] if table.place else []
        return Card("table", title, (*place, People(table.seated)))
    if table.state != "open":
        title = (
            f"{host}'s table is off" if table.state == "cancelled" else f"{host}'s table is over"
        )
        return Card("table", title, (parts.button_row(parts.open_own_button("Open a table")),))
    usual = (
        [Paragraph(("A usual table: they eat at this time anyway.",), soft=True)]
        if table.usual
        else []
    )
    shown = (
        *parts.about_parts(table),
        *usual,
        People(table.seated, table.free_seats),
        *_clicks(table, now),
    )
    return Card(
        "table", f"{host} has a table {parts.day_and_time(table, now)}", shown, _footer(table, now)
    )


def last_call_card(table: OpenTable, now: datetime) -> Card:
    """Tell those who have a seat who comes and where, shortly before."""
    if table.state == "closed" and len(table.seated) > 1:
        return table_card(table, now)
    if table.state != "open":
        return note_card(
            "This lunch is off",
            "Type “/lunch” to see where there is a seat, or to open a table of your own.",
        )
    who = f"{parts.first_names(table.seated)} {'are' if len(table.seated) > 1 else 'is'} coming"
    where: Text = (
        (f"{table.place}. {who}.",)
        if table.place
        else (f"{who}. No place is set yet; agree on one.",)
    )
    shown = (
        Paragraph(where),
        People(table.seated, table.free_seats),
        parts.button_row(parts.leave_button(table, now)),
    )
    return Card("table", f"Lunch is {parts.day_and_time(table, now)}", shown)


def merger_card(
    mine: OpenTable,
    other: OpenTable,
    stays: OpenTable,
    number: int,
    said: tuple[bool | None, bool | None],
) -> Card:
    """Ask one host whether two half-empty tables join.

    `said` is what they and the other host answered.
    """
    title = f"Shall you and {parts.first_name(other.host)} join tables?"
    if "merged" in (mine.state, other.state) and stays.state != "merged":
        return Card("table", title, (Paragraph(("Done, you share one now.",)),))
    if False in said or {mine.state, other.state} != {"open"}:
        return Card("table", title, (Paragraph(("Each of you keeps a table.",)),))
    if said[0]:
        return Card(
            "table",
            title,
            (Paragraph(("You said yes. It happens as soon as ", other.host, " does.")),),
        )
    taken = f"{parts.in_words(len(other.seated))} of {parts.in_words(other.seats)} seats taken"
    question: list[Part] = [
        Paragraph(
            (
                other.host,
                " has a table at ",
                parts.start_instant(other),
                *parts.place_suffix(other),
                f", {taken}.",
            )
        ),
        Paragraph(
            ("You would all meet at ", parts.start_instant(stays), *parts.place_suffix(stays), ".")
        ),
        parts.button_row(
            Button("table.merge_yes", "Join tables", str(number), "main"),
            Button("table.merge_no", "Keep mine", str(number)),
        ),
    ]
    return Card("table", title, tuple(question), ("Only if both of you say yes.",))


def sitting_alone_card(table: OpenTable, alternatives: Alternatives, now: datetime) -> Card:
    """Tell the one person at a table that nobody else comes, and what they can do."""
    when = parts.day_and_time(table, now)
    about = Paragraph(
        (f"Nobody else has a seat at the table {when}. It stays open for latecomers.",)
    )
    return Card("table", "You would sit alone", (about, *_alternative_parts(alternatives)))


def table_cancelled_card(table: OpenTable, alternatives: Alternatives, now: datetime) -> Card:
    """Tell somebody that the table they had a seat at is off."""
    about = Paragraph((table.host, f" had to call off the table {parts.day_and_time(table, now)}."))
    return Card("table", "A lunch is off", (about, *_alternative_parts(alternatives)))


def new_host_card(table: OpenTable, before: Mention, now: datetime) -> Card:
    """Tell somebody that they are the host now."""
    about = Paragraph(
        (before, f" can't come to the table {parts.day_and_time(table, now)}, so it is yours now.")
    )
    clicks = parts.button_row(parts.leave_button(table, now), parts.call_off_button(table))
    return Card(
        "table",
        "You host a table",
        (about, *parts.about_parts(table), People(table.seated, table.free_seats), clicks),
    )


def tables_merged_card(table: OpenTable, now: datetime) -> Card:
    """Tell everybody that two tables became one, and where it is."""
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
    """Ask somebody to a table that a colleague opened with them in mind."""
    about = Paragraph(
        (table.host, f" has a table {parts.day_and_time(table, now)} and would like your company.")
    )
    title = f"Lunch with {parts.first_name(table.host)}?"
    later = "If it doesn't suit you, there is nothing to do: nobody is told."
    return Card(
        "table",
        title,
        (about, parts.button_row(parts.join_button(table, "main")), Paragraph((later,), soft=True)),
    )


def table_learning_card(table: OpenTable, who: str) -> Card:
    """Ask what somebody learned at lunch."""
    others = [guest for guest in table.seated if guest.person != who]
    words = "One line is plenty. Share it with your name, without, or keep it."
    share = Button("learning.share", "Write a line", f"table:{table.id}", "main")
    shown = Paragraph(("You ate with ", *join_nodes(others), f". {words}")), parts.button_row(share)
    return Card("prompt", "What did you learn, or give?", shown)


def _joined_another(table: OpenTable, other: OpenTable) -> Card:
    host = other.host
    about = Paragraph(
        (
            host,
            " has room for everybody: ",
            parts.start_instant(other),
            *parts.place_suffix(other),
            ".",
        )
    )
    clicks = (
        [parts.button_row(parts.join_button(other, "main"))]
        if other.state == "open" and other.free_seats
        else []
    )
    title = f"{parts.first_name(table.host)}'s table joined {parts.first_name(host)}'s"
    return Card("table", title, (about, *clicks))


def _clicks(table: OpenTable, now: datetime) -> list[Part]:
    if now >= table.starts_at:
        return []
    take = [Button("table.join", "Take a seat", str(table.id), "main")] if table.free_seats else []
    return [parts.button_row(*take, parts.leave_button(table, now))]


def _footer(table: OpenTable, now: datetime) -> Text:
    left = f" · {parts.seats_left(table.free_seats)}"
    if now >= table.starts_at:
        return ("They are eating now",)
    return (
        ("Last call", left)
        if now >= table.last_call
        else ("Last call ", parts.last_call_instant(table), left)
    )


def _alternative_parts(alternatives: Alternatives) -> list[Part]:
    clicks = [
        *parts.join_buttons(alternatives.tables),
        *(
            [parts.open_again_button(alternatives.again, alternatives.zone)]
            if alternatives.again
            else []
        ),
    ]
    words = (
        "There is a seat for you elsewhere:"
        if alternatives.tables
        else "Another day may suit more people:"
    )
    shown: list[Part] = (
        [
            Paragraph((words,)),
            *map(parts.table_line, alternatives.tables),
            parts.button_row(*clicks),
        ]
        if clicks
        else []
    )
    later = "The next lunch round introduces you to somebody anyway."
    return [*shown, *([Paragraph((later,), soft=True)] if alternatives.round_comes else [])]
