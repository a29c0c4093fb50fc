"""Cards of a round as a whole: report, method, preview, replay, and missed draws."""

import datetime as dt
from collections.abc import Sequence

from bot.pairings.programs.records import PairingProgram
from bot.pairings.rounds.records import PairingRound
from bot.pairings.rules import Introduced, LastRound, Tally
from bot.pairings.views import words
from bot.pairings.views.invitation import join_buttons
from bot.pairings.views.words import soft_paragraph, text_paragraph
from bot.ui.cards import Actions, Button, Card, Heading, Part, Quote
from bot.ui.crowds import Crowd, is_crowd, is_crowd_now
from bot.ui.notices import note_card, something_wrong_button
from bot.ui.speech import mark, say, say_many
from bot.ui.text import Instant, Mention, Text, format_day, join_nodes, tell

MAX_GROUPS = 30


def report_card(
    program: PairingProgram,
    pairing_round: PairingRound,
    introduced: Introduced,
    last: LastRound,
    quotes: Sequence[Quote],
    *,
    skip_day: dt.date | None,
    undone: bool = False,
) -> Card:
    """Return the channel's report of a draw, with figures only where enough people took part.

    `undone` means that somebody could not be introduced as the draw meant it.
    """
    parts: list[Part] = []
    if introduced.people:
        where = say("Introductions go out in private, within everybody's working hours.")
        parts.append(text_paragraph(*_introduced(introduced), where))
    if undone:
        parts.append(soft_paragraph(say(SOME_UNDONE) if introduced.people else say(ALL_UNDONE)))
    elif not introduced.people:
        parts.append(text_paragraph(say(NOBODY_TO_INTRODUCE)))
    if is_crowd_now(last.introduced) and 2 * last.met > last.introduced:
        parts.append(text_paragraph(say(MOST_MET)))
    if quotes:
        parts += [Heading(say("Learned over lunch")), *quotes]

    buttons: list[Button] = []
    if introduced.people or undone:
        buttons = [Button("lunch.how", say("How were we matched?"), str(pairing_round.id))]
    elif program.active:
        buttons = [*join_buttons(program)]
    if skip_day:
        buttons.append(Button("lunch.skip", say("Skip the next round"), f"{program.id}:{skip_day}"))
    if quotes:
        buttons.append(something_wrong_button(f"{pairing_round.subject}"))
    title = _title(program) if introduced.people else say(NO_INTRODUCTIONS)
    if buttons:
        parts.append(Actions(tuple(buttons)))
    return Card("round", title, tuple(parts))


def method_card(program: PairingProgram, host: Mention | None = None) -> Card:
    """Return an explanation of the method for somebody who had no group in the round."""
    return Card(
        "round",
        say("How I match people"),
        (text_paragraph(words.matching_method(program, host)), soft_paragraph(say(NOT_IN_ROUND))),
    )


def preview_card(
    program: PairingProgram, groups: Sequence[Sequence[Mention]], tally: Tally
) -> Card:
    """Return what would be drawn now; people who would be left out are not named."""
    if not groups:
        return note_card(say("Nobody to introduce yet"), say(NOBODY_YET))

    lines: list[Part] = [text_paragraph(*join_nodes(list(group))) for group in groups[:MAX_GROUPS]]
    if len(groups) > MAX_GROUPS:
        lines.append(
            soft_paragraph(say("… and {number} more groups.", number=len(groups) - MAX_GROUPS))
        )
    first = words.comes_first(program)
    summary = text_paragraph(_summary(tally), say(DRAWN_FOR_YOU), f" {first}" if first else "")
    change = Button("round.plan", say("Move it or leave it out"), str(program.id))
    parts = (summary, *lines, soft_paragraph(say(NOT_ALL_HERE)), Actions((change,)))
    return Card("round", say("If the round were drawn now"), parts)


def takes_a_moment_card() -> Card:
    """Return the answer to a command whose result follows by DM."""
    return note_card(
        say("Just a moment"),
        say("With so many people this takes me a moment. I'll send it to you, and to nobody else."),
    )


def forgotten_inputs_card(pairing_round: PairingRound, program: PairingProgram) -> Card:
    """Return why a round of long ago cannot be drawn again."""
    when = Instant(pairing_round.drawn_at, program.zone, "day")
    text = tell(
        "The round of {when} can't be drawn again: I forget what I knew of people after 90 days.",
        when=when,
    )
    return Card("round", say("A round of long ago"), (text_paragraph(*text),))


def replay_card(
    pairing_round: PairingRound, program: PairingProgram, *, same: bool, complete: bool, groups: int
) -> Card:
    """Return whether the last round comes out the same again, and if not, why.

    `complete` means that all earlier rounds it looked at are still stored.
    """
    when = Instant(pairing_round.drawn_at, program.zone, "day")
    if same:
        text = tell(
            "The round of {when} comes out the same from its seed {seed}: {groups}, the same "
            "people.",
            when=when,
            seed=str(pairing_round.seed),
            groups=say_many(
                "{number} group", "{number} groups", groups, number=words.number_word(groups)
            ),
        )
    elif complete:
        text = tell(
            "The round of {when} comes out differently: Mingle was updated since, or what people "
            "wish for in private has changed, which I don't store with a round.",
            when=when,
        )
    else:
        text = tell(
            "The round of {when} comes out differently: earlier rounds it looked at have been "
            "deleted since.",
            when=when,
        )
    return Card("round", say("Replay"), (text_paragraph(*text),))


def missed_rounds_card(
    program: PairingProgram, days: Sequence[dt.date], next_draw: Instant | None
) -> Card:
    """Return a notice to organisers of rounds that were not drawn while Mingle was not running."""
    dates = words.join_words([format_day(day) for day in days[:6]])
    channel = program.channel_mention
    if len(days) == 1:
        text = tell(
            "The round of {date} in {channel} could not be drawn: I was not running, and a late "
            "round helps nobody.",
            date=dates,
            channel=channel,
        )
    else:
        text = tell(
            "{number} rounds ({dates}) in {channel} could not be drawn: I was not running, and a "
            "late round helps nobody.",
            number=words.number_word(len(days)).capitalize(),
            dates=dates,
            channel=channel,
        )
    if next_draw:
        text += tell(" The next one is drawn on {next_draw}.", next_draw=next_draw)
    return Card("round", say("A lunch round was skipped"), (text_paragraph(*text),))


def _title(program: PairingProgram) -> str:
    if words.is_weekly(program):
        return say("This week's lunches are set")
    return say("This round's lunches are set")


def _introduced(introduced: Introduced) -> Text:
    """Return how many were introduced, with a space after it; empty for a round of few people.

    Not in how many groups of which size: an odd one would hint at somebody's list.
    """
    if not is_crowd_now(introduced.people):
        return ()
    number = Crowd(introduced.people, moves=True)
    if introduced.earlier:
        return tell("{number} people are introduced. ", number=number)
    return tell("{number} people are introduced, all meeting for the first time. ", number=number)


def _summary(tally: Tally) -> str:
    """Return the figures of a trial with a space after them; empty for one of few people."""
    if not is_crowd(tally.people):
        return ""

    phrases = [words.group_counts(tally)]
    if tally.across_teams and 2 * tally.across_teams > tally.pairs:
        phrases.append(say("mostly from different teams"))
    if not tally.earlier:
        # Later, a word on whether new pairs ran short would tell those who count.
        phrases.append(say("all meeting for the first time"))
    line = f"{', '.join(phrases)}. "
    return line[0].upper() + line[1:]


NO_INTRODUCTIONS = mark("No introductions this time")
NOBODY_TO_INTRODUCE = mark(
    "There was nobody to introduce this time. One more person is often all it takes."
)
MOST_MET = mark("Most of those introduced last time have met.")
DRAWN_FOR_YOU = mark(
    "Drawn now for you to see, without what people wish for in private; nothing is saved, "
    "and the real draw will differ."
)
TOO_FEW_TO_REPLAY = mark(
    "A round of so few people can't be drawn again: how it came out would tell what they "
    "keep to themselves."
)
SOME_UNDONE = mark("Some introductions fell through. Everyone concerned knows what comes next.")
ALL_UNDONE = mark(
    "I matched people for lunch, but the introductions fell through. Everyone concerned "
    "knows what comes next and is first in line for the next round."
)
NOBODY_YET = mark(
    "If the round were drawn now, I would introduce nobody: whoever takes part may skip, "
    "pause, or have had enough introductions this week. It is drawn anew when its time comes."
)
NOT_ALL_HERE = mark(
    "Whoever is not named skips, pauses, has had enough introductions this week, or comes "
    "first the next time."
)
NOT_IN_ROUND = mark(
    "You had no group in that round. Whoever had none is first in line the next time."
)
NO_GROUP_YET = mark("There is no group to explain yet: no round has been drawn with you in it.")
NO_ROUND_YET = mark("There was no round in this channel yet.")
NOT_THEIRS = mark("I know nobody of that name who takes part in these lunches.")
ONLY_YOUR_OWN = mark("You can ask about your own group; organisers may ask about others.")
