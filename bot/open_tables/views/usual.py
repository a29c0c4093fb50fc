"""Cards, forms and texts about usual lunches."""

from collections.abc import Sequence
from datetime import date, time

from bot.dates.recurrence import WEEKDAYS
from bot.open_tables.rules import USUAL_FROM, USUAL_TO
from bot.ui.cards import Card, ChannelField, Choice, ChoiceField, Form, Paragraph
from bot.ui.fields import clock_field
from bot.ui.notices import note_card
from bot.ui.speech import say
from bot.ui.text import (
    CommandMention,
    Node,
    Text,
    flatten_text,
    format_full_day,
    join_nodes,
    tell,
    weekday_name,
)


def usual_form(weekdays: Sequence[int], at: str, channel: str) -> Form:
    """Ask on which days and when somebody usually eats."""
    days = tuple(Choice(str(number), weekday_name(number)) for number in range(len(WEEKDAYS)))
    initial = tuple(str(number) for number in weekdays)
    return Form(
        "usual.save",
        say("Your usual lunch"),
        (
            ChoiceField(
                "weekdays", say("I eat on"), days, initial=initial, most=len(days), required=True
            ),
            clock_field("time", say("at"), at, "12:30"),
            ChannelField(
                "channel", say("If nobody else does"), say("I open a table for you there"), channel
            ),
        ),
        intro=(say("On these days I seat you at 09:30 with those who eat at the same time."),),
    )


def usual_saved_card(weekdays: Sequence[int], at: time, first: date) -> Card:
    """Confirm a usual lunch; `first` is the first date on which they are seated."""
    names: list[Node] = [weekday_name(number) for number in weekdays]
    next_time = say(
        "From {day} on I find you company at 09:30 that day: those who eat then too.",
        day=format_full_day(first),
    )
    return Card(
        "table",
        say(
            "Your usual: {weekdays} at {time}",
            weekdays=flatten_text(join_nodes(names)),
            time=f"{at:%H:%M}",
        ),
        (Paragraph((next_time,)),),
        tell(
            "One click each time if you can't; {command} ends it.",
            command=CommandMention("lunch usual off"),
        ),
    )


def usual_ended_card() -> Card:
    """Confirm that the usual lunch was deleted."""
    return note_card(
        say("No usual any more"),
        tell(
            "I no longer seat you by myself. {command} finds company whenever you like.",
            command=CommandMention("lunch"),
        ),
    )


def bad_days(word: str) -> Text:
    """Reject days that cannot be read, naming the word."""
    usual = CommandMention("lunch usual tue thu 12:30")
    off = CommandMention("lunch usual off")
    if not word:
        return tell(
            "I couldn't read a weekday in that. Try {command}, or {off}.", command=usual, off=off
        )
    return tell(
        "I couldn't read “{word}” as a day or a time for lunch. Try {command}, or {off}.",
        word=word[:40],
        command=usual,
        off=off,
    )


def bad_time() -> str:
    """Reject a time at which people do not usually have lunch."""
    return say(
        "A usual lunch is between {first} and {last}. Try “12:30”.",
        first=f"{USUAL_FROM:%H:%M}",
        last=f"{USUAL_TO:%H:%M}",
    )


def no_days() -> str:
    """Reject a usual lunch without a weekday."""
    return say("Please choose at least one day.")


def no_channel() -> str:
    """Reject a usual lunch without a channel."""
    return say(
        "Please type this in the channel in which I may open your table when nobody else eats at "
        "that time."
    )
