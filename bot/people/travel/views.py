"""Cards, forms and texts about trips."""

import datetime as dt
from collections.abc import Sequence

from bot.people.rules import MAX_LINE
from bot.people.travel.rules import MAX_TRIPS, Trip
from bot.ui.cards import Actions, Button, Card, DateField, Form, Paragraph, TextField
from bot.ui.text import CommandMention


def trip_form(first: dt.date) -> Form:
    """Ask where somebody is, and on which days."""
    return Form(
        "away.save",
        "Where will you be?",
        (
            TextField(
                "town",
                "Town",
                "Where I can introduce you to people. Leave it empty if you are away.",
                limit=MAX_LINE,
                example="Leeds",
            ),
            DateField("first", "From", "", first, required=True),
            DateField("last", "Until", "The last day there.", first, required=True),
        ),
        intro=("Lunch rounds in those days match you there, or not at all while you are away.",),
    )


def trips_card(trips: Sequence[Trip], *, saved: bool = False) -> Card:
    """Return the trips of a person, each with a button that removes it."""
    add = Button("away.open", "Add days", "", "main")
    if not trips:
        text = "You have told me of no days elsewhere."
        return Card("note", "No trips", (Paragraph((text,)), Actions((add,))))

    lines = [Paragraph((_describe(trip),)) for trip in trips]
    remove = [Button("away.cancel", f"Remove {_days(trip)}", str(trip.id)) for trip in trips[:4]]
    title = "Noted" if saved else "Where you will be"
    return Card("note", title, (*lines, Actions((add, *remove))))


def _describe(trip: Trip) -> str:
    if trip.town:
        return f"{trip.town}, {_days(trip)}: rounds in those days match you there."
    return f"Away, {_days(trip)}: I won't match you in those days."


def _days(trip: Trip) -> str:
    first, last = trip.first, trip.last
    if first == last:
        return f"{last.day} {last:%B}"
    return f"{first.day} {first:%B} to {last.day} {last:%B}"


WRONG_ORDER = "The last day is before the first. Try “Leeds 12–14 May”."
TOO_FAR = "That is more than two years away. Please tell me again when it is closer."
TOO_LONG = (
    "That is longer than half a year. Please change your town with ",
    CommandMention("mingle profile"),
    " instead.",
)
TOO_MANY = (
    f"You have told me of {MAX_TRIPS} trips already. Remove one with ",
    CommandMention("mingle away"),
    " first.",
)
NOT_THERE = (
    "Those days are not in your list any more. See what is with ",
    CommandMention("mingle away"),
    ".",
)
NOT_UNDERSTOOD = ("I couldn't read that. Try ", CommandMention("mingle away Leeds 12–14 May"), ".")
