"""Cards, forms and texts about pauses, and about what somebody takes part in."""

from collections.abc import Sequence
from datetime import date

from bot.core.channels import Participation
from bot.people.records import Person, is_paused
from bot.ui.cards import (
    Card,
    DateField,
    Form,
    Paragraph,
    Part,
)
from bot.ui.notices import note_card
from bot.ui.speech import say
from bot.ui.text import (
    Bold,
    ChannelMention,
    CommandMention,
    Node,
    Text,
    format_dated_day,
    join_nodes,
    tell,
)


def pause_form(start: date) -> Form:
    """Ask until when to pause; `start` is suggested."""
    return Form(
        "pause.save",
        say("Take a pause"),
        (
            DateField(
                "until", say("Back on"), say("You're back in from this date."), start, required=True
            ),
        ),
        submit=say("Pause"),
        intro=(say("I won't match you or ask you anything until then."),),
    )


def participation_lines(
    person: Person, participations: Sequence[Participation], today: date
) -> tuple[Paragraph, ...]:
    """List what somebody takes part in, and until when they pause."""
    lines = [Paragraph(_taking_part(participations))]
    if person.paused_until and is_paused(person, today):
        lines.append(
            Paragraph(tell("You're pausing until {day}.", day=Bold(long_date(person.paused_until))))
        )
    return tuple(lines)


def paused_card(until: date, questions: Sequence[Part]) -> Card:
    """Confirm a pause, with the questions that follow from it."""
    words = say("I won't match you until then. You're back in automatically that day.")
    title = say("You're pausing until {day}", day=long_date(until))
    footer = tell("Back sooner? {resume}.", resume=CommandMention("mingle resume"))
    return Card("note", title, (Paragraph((words,)), *questions), footer)


def resumed_card(was_paused: bool) -> Card:
    """Confirm the end of a pause, or that there was none."""
    if not was_paused:
        return note_card(
            say("You aren't paused"),
            tell("You're in whatever you joined. {me} shows what.", me=CommandMention("mingle me")),
        )
    return note_card(say("Welcome back"), say("You're back in, wherever you were before."))


def not_today() -> str:
    """Reject a pause that ends today or earlier."""
    return say("A pause needs to last beyond today. Try “tomorrow”, “Monday” or “in two weeks”.")


def too_long_a_pause() -> Text:
    """Reject a pause that is longer than three years."""
    return tell(
        "A pause lasts three years at most. For longer, {leave} takes you out and {join} back in.",
        leave=CommandMention("mingle leave"),
        join=CommandMention("mingle join"),
    )


def long_date(when: date) -> str:
    """Return a date in words, such as “Monday, 5 January 2026”."""
    return format_dated_day(when)


def _taking_part(participations: Sequence[Participation]) -> Text:
    always, once = _channels(participations, "in"), _channels(participations, "once")
    if not always and not once:
        return tell(
            "You're in no lunch pairings yet. {join} in a channel that has them gets you in.",
            join=CommandMention("mingle join"),
        )
    text: Text = ()
    if always:
        channels = join_nodes(always)
        text = tell("You're in the lunch pairings of {channels}.", channels=channels)
    if always and once:
        text = (*text, " ")
    if once:
        text += tell("You're in for one round in {channels}.", channels=join_nodes(once))
    return text


def _channels(participations: Sequence[Participation], state: str) -> list[Node]:
    return [
        ChannelMention(part.channel, part.channel_name)
        for part in participations
        if part.state == state
    ]
