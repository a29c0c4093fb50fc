"""Cards about rounds that are moved or left out: to organisers, and to people who were told."""

import datetime as dt
from collections.abc import Sequence

from msgspec import Struct

from bot.dates.local_time import utc_instant
from bot.pairings.programs.records import PairingProgram
from bot.pairings.views.words import soft_paragraph, text_paragraph
from bot.ui.cards import OPTION_LIMIT, Actions, Button, Card, Choice, Part, Select
from bot.ui.text import CommandMention, Instant, Text, format_day


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
    title = f"Next round in #{program.channel_name}"
    return Card("round", title, (*about, *next_round_parts(program, upcoming)))


def next_round_parts(program: PairingProgram, upcoming: NextRound) -> list[Part]:
    """Return when the next round is, and the buttons that move it or leave it out."""
    parts: list[Part] = [text_paragraph(*_when(program, upcoming))]
    parts += move_parts(program, upcoming)
    for day in upcoming.left_out:
        label = f"Put the round of {format_day(day)} back"
        parts.append(Actions((Button("round.put_back", label, f"{program.id}:{day}"),)))
    if upcoming.day:
        parts.append(soft_paragraph(WHO_HEARS))
    return parts


def move_parts(program: PairingProgram, upcoming: NextRound) -> list[Part]:
    """Return the buttons that move the next round, leave it out, or put it back on its day."""
    if upcoming.day is None or upcoming.date is None:
        return []

    value = f"{program.id}:{upcoming.day}:{upcoming.date}"
    buttons = []
    later = [date for date in upcoming.dates if date > upcoming.date]
    if later:
        label = f"Move it to {format_day(later[0])}"
        buttons.append(Button("round.move", label, f"{value}:{later[0]}", "main"))
    buttons.append(Button("round.leave_out", "Leave it out", value))
    if upcoming.returns:
        label = f"Back to {format_day(upcoming.day)}"
        buttons.append(Button("round.put_back", label, f"{program.id}:{upcoming.day}"))

    parts: list[Part] = [Actions(tuple(buttons))]
    others = [date for date in upcoming.dates if date not in later[:1]]
    if others:
        choices = [Choice(f"{value}:{date}", format_day(date)) for date in others[:OPTION_LIMIT]]
        select = Select("round.move", "Move it to another day", tuple(choices))
        parts.append(Actions((select,)))
    return parts


def _when(program: PairingProgram, upcoming: NextRound) -> Text:
    if upcoming.day is None or upcoming.date is None:
        return ("No round is planned.",)
    first: Text = ("I'll match everyone on ", _instant(program, upcoming.date))
    if upcoming.date == upcoming.day:
        return (*first, ".")
    return (*first, f", instead of {format_day(upcoming.day)}.")


def moved_text(program: PairingProgram, date: dt.date) -> Text:
    """Return that a round was moved."""
    return ("Done: it's on ", _instant(program, date), " now.")


def left_out_text(date: dt.date) -> Text:
    """Return that a round is left out."""
    return (f"Done: there's no round on {format_day(date)}.",)


def put_back_text(program: PairingProgram, date: dt.date) -> Text:
    """Return that a round takes place on its own day again."""
    return ("Done: the round of ", _instant(program, date), " is back on.")


def changed_since_text() -> Text:
    """Return that somebody else changed the round after the buttons were shown."""
    return ("Somebody changed this round since you saw it, so I left it as it is now.",)


def already_so_text() -> Text:
    """Return that the round is already as somebody wishes it."""
    return ("That's how it is already.",)


def moved_card(program: PairingProgram, day: dt.date, drawn: Instant, *, skipped: bool) -> Card:
    """Return the news to somebody who had a notice that its round was moved, or is on again."""
    instead: Text = ()
    if program.change_of(day):
        instead = (f", instead of {format_day(day)}",)
    value = f"{program.id}:{day}"
    if skipped:
        state: Text = (". It goes without you, as you wished.",)
        button = Button("lunch.unskip", "I'm in after all", value)
    else:
        state = (". Nothing to do if you're in.",)
        button = Button("lunch.skip", "Skip this one", value)
    text = text_paragraph(
        "The next round in ", program.channel_mention, " is on ", drawn, *instead, *state
    )
    title = "The lunch round has moved" if instead else "The lunch round is on after all"
    return Card("round", title, (text, Actions((button,))))


def no_round_card(program: PairingProgram, next_draw: Instant | None) -> Card:
    """Return what is left of a notice whose round does not take place."""
    following: Text = ()
    if next_draw:
        following = (" The next one is on ", next_draw, "; I'll write to you before it.")
    text = text_paragraph(
        "The round in ",
        program.channel_mention,
        " that I wrote to you about is off.",
        *following,
    )
    return Card("round", "No lunch round this time", (text,))


def _instant(program: PairingProgram, date: dt.date) -> Instant:
    return Instant(utc_instant(date, program.draw_time, program.zone), program.zone)


WHO_HEARS = "Everyone who has heard of this round hears of a change, and only they."
DRAWN_ALREADY = (
    "That round has been drawn already. ",
    CommandMention("round next"),
    " shows the next one.",
)
NOT_A_DATE = (
    "I can't move the round there. It has to be a working day, with a working day's "
    "notice, and before the round after it. ",
    CommandMention("round next"),
    " shows the days to choose from.",
)
NOT_BACK = "It's too late to put that round back: people would hear of it too late."
