"""Cards, forms and texts about usual lunches."""

from collections.abc import Sequence
from datetime import date, time

from bot.dates.recurrence import WEEKDAYS
from bot.open_tables.rules import USUAL_FROM, USUAL_TO
from bot.ui.cards import Card, ChannelField, Choice, ChoiceField, Form, Paragraph
from bot.ui.fields import clock_field
from bot.ui.notices import note_card
from bot.ui.text import CommandMention, Node, Text, flatten_text, join_nodes


def usual_form(weekdays: Sequence[int], at: str, channel: str) -> Form:
    """Ask on which days and when somebody usually eats."""
    days = tuple(Choice(str(number), name) for number, name in enumerate(WEEKDAYS))
    initial = tuple(str(number) for number in weekdays)
    return Form(
        "usual.save",
        "Your usual lunch",
        (
            ChoiceField(
                "weekdays", "I eat on", days, initial=initial, most=len(days), required=True
            ),
            clock_field("time", "at", at, "12:30"),
            ChannelField("channel", "If nobody else does", "I open a table for you there", channel),
        ),
        intro=("On these days I seat you at 09:30 with those who eat at the same time.",),
    )


def usual_saved_card(weekdays: Sequence[int], at: time, first: date) -> Card:
    """Confirm a usual lunch; `first` is the first date on which they are seated."""
    names: list[Node] = [WEEKDAYS[number] for number in weekdays]
    on = f"{flatten_text(join_nodes(names))} at {at:%H:%M}"
    next_time = (
        f"From {first:%A} {first.day} {first:%B} on I find you company at 09:30 that day: "
        "those who eat then too."
    )
    return Card(
        "table",
        f"Your usual: {on}",
        (Paragraph((next_time,)),),
        (
            "One click each time if you can't; ",
            CommandMention("lunch usual off"),
            " ends it.",
        ),
    )


def usual_ended_card() -> Card:
    """Confirm that the usual lunch was deleted."""
    return note_card(
        "No usual any more",
        (
            "I no longer seat you by myself. ",
            CommandMention("lunch"),
            " finds company whenever you like.",
        ),
    )


def bad_days(word: str) -> Text:
    """Reject days that cannot be read, naming the word."""
    what = f"“{word[:40]}” as a day or a time for lunch" if word else "a weekday in that"
    return (
        f"I couldn't read {what}. Try ",
        CommandMention("lunch usual tue thu 12:30"),
        ", or ",
        CommandMention("lunch usual off"),
        ".",
    )


def bad_time() -> str:
    """Reject a time at which people do not usually have lunch."""
    return f"A usual lunch is between {USUAL_FROM:%H:%M} and {USUAL_TO:%H:%M}. Try “12:30”."


def no_days() -> str:
    """Reject a usual lunch without a weekday."""
    return "Please choose at least one day."


def no_channel() -> str:
    """Reject a usual lunch without a channel."""
    return (
        "Please type this in the channel in which I may open your table when nobody else eats "
        "at that time."
    )
