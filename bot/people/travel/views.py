"""Cards, forms and texts about trips."""

import datetime as dt
from collections.abc import Sequence

from bot.people.rules import MAX_LINE
from bot.people.travel.rules import MAX_TRIPS, Trip
from bot.ui.cards import Actions, Button, Card, DateField, Form, Paragraph, TextField
from bot.ui.speech import mark, say
from bot.ui.text import CommandMention, Text, format_day_month, tell


def trip_form(first: dt.date) -> Form:
    """Ask where somebody is, and on which days."""
    return Form(
        "away.save",
        say("Where will you be?"),
        (
            TextField(
                "town",
                say("Town"),
                say("Where I can introduce you to people. Leave it empty if you are away."),
                limit=MAX_LINE,
                example=say("Leeds"),
            ),
            DateField("first", say("From"), "", first, required=True),
            DateField("last", say("Until"), say("The last day there."), first, required=True),
        ),
        intro=(
            say("Lunch rounds in those days match you there, or not at all while you are away."),
        ),
    )


def trips_card(trips: Sequence[Trip], *, saved: bool = False) -> Card:
    """Return the trips of a person, each with a button that removes it."""
    add = Button("away.open", say("Add days"), "", "main")
    if not trips:
        text = say("You have told me of no days elsewhere.")
        return Card("note", say("No trips"), (Paragraph((text,)), Actions((add,))))

    lines = [Paragraph((_describe(trip),)) for trip in trips]
    remove = [
        Button("away.cancel", say("Remove {days}", days=_days(trip)), str(trip.id))
        for trip in trips[:4]
    ]
    title = say("Noted") if saved else say("Where you will be")
    return Card("note", title, (*lines, Actions((add, *remove))))


def _describe(trip: Trip) -> str:
    if trip.town:
        return say(
            "{town}, {days}: rounds in those days match you there.",
            town=trip.town,
            days=_days(trip),
        )
    return say("Away, {days}: I won't match you in those days.", days=_days(trip))


def _days(trip: Trip) -> str:
    first, last = trip.first, trip.last
    if first == last:
        return format_day_month(last)
    return say("{first} to {last}", first=format_day_month(first), last=format_day_month(last))


WRONG_ORDER = mark("The last day is before the first. Try “Leeds 12–14 May”.")
TOO_FAR = mark("That is more than two years away. Please tell me again when it is closer.")


def too_long() -> Text:
    """Return that a trip is too long, and what to do instead."""
    return tell(
        "That is longer than half a year. Please change your town with {profile} instead.",
        profile=CommandMention("mingle profile"),
    )


def too_many() -> Text:
    """Return that there are too many trips, and where to remove one."""
    return tell(
        "You have told me of {number} trips already. Remove one with {away} first.",
        number=f"{MAX_TRIPS}",
        away=CommandMention("mingle away"),
    )


def not_there() -> Text:
    """Return that a trip is no longer in the list."""
    return tell(
        "Those days are not in your list any more. See what is with {away}.",
        away=CommandMention("mingle away"),
    )


def not_understood() -> Text:
    """Return how a trip is written."""
    return tell(
        "I couldn't read that. Try {trip}.", trip=CommandMention("mingle away Leeds 12–14 May")
    )
