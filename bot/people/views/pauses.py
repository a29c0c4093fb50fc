"""Cards, forms and texts about pauses, and about what somebody takes part in."""

from collections.abc import Sequence
from datetime import date

from bot.core.channels import Participation
from bot.dates.recurrence import WEEKDAYS
from bot.people.records import Person, is_paused
from bot.ui.cards import (
    Card,
    DateField,
    Form,
    Paragraph,
    Part,
)
from bot.ui.notices import note_card
from bot.ui.text import Bold, ChannelMention, CommandMention, Node, Text, join_nodes


def pause_form(start: date) -> Form:
    """Ask until when to pause; `start` is suggested."""
    return Form(
        "pause.save",
        "Take a pause",
        (DateField("until", "Back on", "You're back in from this date.", start, required=True),),
        submit="Pause",
        intro=("I won't match you or ask you anything until then.",),
    )


def participation_lines(
    person: Person, participations: Sequence[Participation], today: date
) -> tuple[Paragraph, ...]:
    """List what somebody takes part in, and until when they pause."""
    lines = [Paragraph(_taking_part(participations))]
    if person.paused_until and is_paused(person, today):
        lines.append(
            Paragraph(("You're pausing until ", Bold(long_date(person.paused_until)), "."))
        )
    return tuple(lines)


def paused_card(until: date, questions: Sequence[Part]) -> Card:
    """Confirm a pause, with the questions that follow from it."""
    words = "I won't match you until then. You're back in automatically that day."
    title = f"You're pausing until {long_date(until)}"
    footer = (
        "Back sooner? ",
        CommandMention("mingle resume"),
        ".",
    )
    return Card("note", title, (Paragraph((words,)), *questions), footer)


def resumed_card(was_paused: bool) -> Card:
    """Confirm the end of a pause, or that there was none."""
    if not was_paused:
        return note_card(
            "You aren't paused",
            (
                "You're in whatever you joined. ",
                CommandMention("mingle me"),
                " shows what.",
            ),
        )
    return note_card("Welcome back", "You're back in, wherever you were before.")


def not_today() -> str:
    """Reject a pause that ends today or earlier."""
    return "A pause needs to last beyond today. Try “tomorrow”, “Monday” or “in two weeks”."


def too_long_a_pause() -> Text:
    """Reject a pause that is longer than three years."""
    return (
        "A pause lasts three years at most. For longer, ",
        CommandMention("mingle leave"),
        " takes you out and ",
        CommandMention("mingle join"),
        " back in.",
    )


def long_date(when: date) -> str:
    """Return a date in words, such as “Monday, 5 January 2026”."""
    return f"{WEEKDAYS[when.weekday()]}, {when.day} {when:%B %Y}"


def _taking_part(participations: Sequence[Participation]) -> Text:
    always, once = _channels(participations, "in"), _channels(participations, "once")
    if not always and not once:
        return (
            "You're in no lunch pairings yet. ",
            CommandMention("mingle join"),
            " in a channel that has them gets you in.",
        )
    text: list[Node] = []
    if always:
        text += ["You're in the lunch pairings of ", *join_nodes(always), "."]
    if once:
        text += [" " if always else "", "You're in for one round in ", *join_nodes(once), "."]
    return tuple(text)


def _channels(participations: Sequence[Participation], state: str) -> list[Node]:
    return [
        ChannelMention(part.channel, part.channel_name)
        for part in participations
        if part.state == state
    ]
