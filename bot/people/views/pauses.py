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
        (
            DateField(
                "until", "Back on", "From this date on you take part again.", start, required=True
            ),
        ),
        submit="Pause",
        intro=("Until then I draw you into nothing and ask you nothing.",),
    )


def participation_lines(
    person: Person, participations: Sequence[Participation], today: date
) -> tuple[Paragraph, ...]:
    """List what somebody takes part in, and until when they pause."""
    lines = [Paragraph(_taking_part(participations))]
    if person.paused_until and is_paused(person, today):
        lines.append(
            Paragraph(("You are pausing until ", Bold(long_date(person.paused_until)), "."))
        )
    return tuple(lines)


def paused_card(until: date, questions: Sequence[Part]) -> Card:
    """Confirm a pause, with the questions that follow from it."""
    words = (
        "Until then I draw you into nothing. On that day you are back in, without doing anything."
    )
    title = f"You are pausing until {long_date(until)}"
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
            "You were not pausing",
            (
                "You take part in whatever you joined. ",
                CommandMention("mingle me"),
                " shows what that is.",
            ),
        )
    return note_card("Welcome back", "You are in again from now on, wherever you were before.")


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
            "You take part in no lunch pairings yet. ",
            CommandMention("mingle join"),
            " in a channel that has them, and you are in.",
        )
    text: list[Node] = []
    if always:
        text += ["You take part in the lunch pairings of ", *join_nodes(always), "."]
    if once:
        text += [" " if always else "", "You're in for one round in ", *join_nodes(once), "."]
    return tuple(text)


def _channels(participations: Sequence[Participation], state: str) -> list[Node]:
    return [
        ChannelMention(part.channel, part.channel_name)
        for part in participations
        if part.state == state
    ]
