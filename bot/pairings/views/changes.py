"""Cards about rounds that are moved or left out: to organisers, and to people who were told."""

import datetime as dt
from collections.abc import Sequence

from msgspec import Struct

from bot.dates.local_time import utc_instant
from bot.pairings.programs.records import PairingProgram
from bot.pairings.views.words import soft_paragraph, text_paragraph
from bot.ui.cards import OPTION_LIMIT, Actions, Button, Card, Choice, Part, Select
from bot.ui.speech import mark, say
from bot.ui.text import CommandMention, Instant, Text, format_day, tell


class NextRound(Struct, frozen=True):
    """The next round of a program, and what an organiser may do about it.

    `day` is the one it is keyed by, `date` that of the draw. `dates` are those it can be moved to,
    `left_out` the days whose rounds can be put back. `returns` means that a round that was moved
    can go back to its day.
    """

    day: dt.date | None
    date: dt.date | None
    dates: Sequence[dt.date] = ()
    left_out: Sequence[dt.date] = ()
    returns: bool = False


def next_round_card(program: PairingProgram, upcoming: NextRound, done: Text = ()) -> Card:
    """Return the next round with its buttons; `done` says what was changed just now."""
    about: list[Part] = [text_paragraph(*done)] if done else []
    title = say("Next round in #{channel}", channel=program.channel_name)
    return Card("round", title, (*about, *next_round_parts(program, upcoming)))


def next_round_parts(program: PairingProgram, upcoming: NextRound) -> list[Part]:
    """Return when the next round is, and the buttons that move it or leave it out."""
    parts: list[Part] = [text_paragraph(*_when(program, upcoming))]
    parts += move_parts(program, upcoming)
    for day in upcoming.left_out:
        label = say("Put the round of {day} back", day=format_day(day))
        parts.append(Actions((Button("round.put_back", label, f"{program.id}:{day}"),)))
    if upcoming.day:
        parts.append(soft_paragraph(say(WHO_HEARS)))
    return parts


def move_parts(program: PairingProgram, upcoming: NextRound) -> list[Part]:
    """Return the buttons that move the next round, leave it out, or put it back on its day."""
    if upcoming.day is None or upcoming.date is None:
        return []

    value = f"{program.id}:{upcoming.day}:{upcoming.date}"
    buttons = []
    later = [date for date in upcoming.dates if date > upcoming.date]
    if later:
        label = say("Move it to {day}", day=format_day(later[0]))
        buttons.append(Button("round.move", label, f"{value}:{later[0]}", "main"))
    buttons.append(Button("round.leave_out", say("Leave it out"), value))
    if upcoming.returns:
        label = say("Back to {day}", day=format_day(upcoming.day))
        buttons.append(Button("round.put_back", label, f"{program.id}:{upcoming.day}"))

    parts: list[Part] = [Actions(tuple(buttons))]
    others = [date for date in upcoming.dates if date not in later[:1]]
    if others:
        choices = [Choice(f"{value}:{date}", format_day(date)) for date in others[:OPTION_LIMIT]]
        select = Select("round.move", say("Move it to another day"), tuple(choices))
        parts.append(Actions((select,)))
    return parts


def _when(program: PairingProgram, upcoming: NextRound) -> Text:
    if upcoming.day is None or upcoming.date is None:
        return (say("No round is planned."),)
    when = _instant(program, upcoming.date)
    if upcoming.date == upcoming.day:
        return tell("I'll match everyone on {when}.", when=when)
    day = format_day(upcoming.day)
    return tell("I'll match everyone on {when}, instead of {day}.", when=when, day=day)


def moved_text(program: PairingProgram, date: dt.date) -> Text:
    """Return that a round was moved."""
    return tell("Done: it's on {when} now.", when=_instant(program, date))


def left_out_text(date: dt.date) -> Text:
    """Return that a round is left out."""
    return (say("Done: there's no round on {day}.", day=format_day(date)),)


def put_back_text(program: PairingProgram, date: dt.date) -> Text:
    """Return that a round takes place on its own day again."""
    return tell("Done: the round of {when} is back on.", when=_instant(program, date))


def changed_since_text() -> Text:
    """Return that somebody else changed the round after the buttons were shown."""
    return (say("Somebody changed this round since you saw it, so I left it as it is now."),)


def already_so_text() -> Text:
    """Return that the round is already as somebody wishes it."""
    return (say("That's how it is already."),)


def moved_card(program: PairingProgram, day: dt.date, drawn: Instant, *, skipped: bool) -> Card:
    """Return the news to somebody who had a notice that its round was moved, or is on again."""
    channel = program.channel_mention
    title = say("The lunch round is on after all")
    when = tell("The next round in {channel} is on {drawn}.", channel=channel, drawn=drawn)
    if program.change_of(day):
        title = say("The lunch round has moved")
        when = tell(
            "The next round in {channel} is on {drawn}, instead of {day}.",
            channel=channel,
            drawn=drawn,
            day=format_day(day),
        )

    value = f"{program.id}:{day}"
    if skipped:
        state = say("It goes without you, as you wished.")
        button = Button("lunch.unskip", say("I'm in after all"), value)
    else:
        state = say("Nothing to do if you're in.")
        button = Button("lunch.skip", say("Skip this one"), value)
    return Card("round", title, (text_paragraph(*when, " ", state), Actions((button,))))


def no_round_card(program: PairingProgram, next_draw: Instant | None) -> Card:
    """Return what is left of a notice whose round does not take place."""
    following: Text = ()
    if next_draw:
        following = tell(
            " The next one is on {next_draw}; I'll write to you before it.", next_draw=next_draw
        )
    text = text_paragraph(
        *tell(
            "The round in {channel} that I wrote to you about is off.{following}",
            channel=program.channel_mention,
            following=following,
        ),
    )
    return Card("round", say("No lunch round this time"), (text,))


def _instant(program: PairingProgram, date: dt.date) -> Instant:
    return Instant(utc_instant(date, program.draw_time, program.zone), program.zone)


WHO_HEARS = mark("Everyone who has heard of this round hears of a change, and only they.")


def drawn_already() -> Text:
    """Return that a round is drawn already, and what shows the next one."""
    return tell(
        "That round has been drawn already. {next} shows the next one.",
        next=CommandMention("round next"),
    )


def not_a_date() -> Text:
    """Return where a round can be moved to."""
    return tell(
        "I can't move the round there. It has to be a working day, with a working day's notice, "
        "and before the round after it. {next} shows the days to choose from.",
        next=CommandMention("round next"),
    )


NOT_BACK = mark("It's too late to put that round back: people would hear of it too late.")
