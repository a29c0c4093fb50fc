"""Cards of a round as a whole: report, method, preview, replay, and missed draws."""

import datetime as dt
from collections.abc import Sequence

from bot.pairings.programs.records import PairingProgram
from bot.pairings.rounds.records import PairingRound
from bot.pairings.rules import LastRound, Tally
from bot.pairings.views import words
from bot.pairings.views.invitation import join_buttons
from bot.pairings.views.words import soft_paragraph, text_paragraph
from bot.ui.cards import Actions, Button, Card, Heading, Part, Quote
from bot.ui.crowds import Crowd, is_crowd, is_crowd_now
from bot.ui.notices import note_card, something_wrong_button
from bot.ui.text import Instant, Mention, Text, format_day, join_nodes

MAX_GROUPS = 30


def report_card(
    program: PairingProgram,
    pairing_round: PairingRound,
    tally: Tally,
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
    if tally.people:
        where = "Introductions go out in private, within everybody's working hours."
        parts.append(text_paragraph(*_introduced(tally), where))
    if undone:
        parts.append(soft_paragraph(SOME_UNDONE if tally.people else ALL_UNDONE))
    elif not tally.people:
        parts.append(text_paragraph(NOBODY_TO_INTRODUCE))
    if is_crowd_now(last.introduced) and 2 * last.met > last.introduced:
        parts.append(text_paragraph(MOST_MET))
    if quotes:
        parts += [Heading("Learned over lunch"), *quotes]

    buttons: list[Button] = []
    if tally.people or undone:
        buttons = [Button("lunch.how", "How were we matched?", str(pairing_round.id))]
    elif program.active:
        buttons = [*join_buttons(program)]
    if skip_day:
        buttons.append(Button("lunch.skip", "Skip the next round", f"{program.id}:{skip_day}"))
    if quotes:
        buttons.append(something_wrong_button(f"{pairing_round.subject}"))
    title = _title(program) if tally.people else NO_INTRODUCTIONS
    if buttons:
        parts.append(Actions(tuple(buttons)))
    return Card("round", title, tuple(parts))


def method_card() -> Card:
    """Return an explanation of the method for somebody who had no group in the round."""
    return Card(
        "round",
        "How I match people",
        (text_paragraph(words.MATCHING_METHOD), soft_paragraph(NOT_IN_ROUND)),
    )


def preview_card(
    program: PairingProgram, groups: Sequence[Sequence[Mention]], tally: Tally
) -> Card:
    """Return what would be drawn now; people who would be left out are not named."""
    if not groups:
        return note_card("Nobody to introduce yet", NOBODY_YET)

    lines: list[Part] = [text_paragraph(*join_nodes(list(group))) for group in groups[:MAX_GROUPS]]
    if len(groups) > MAX_GROUPS:
        lines.append(soft_paragraph(f"… and {len(groups) - MAX_GROUPS} more groups."))
    summary = text_paragraph(_summary(tally), DRAWN_FOR_YOU)
    change = Button("round.plan", "Move it or leave it out", str(program.id))
    parts = (summary, *lines, soft_paragraph(NOT_ALL_HERE), Actions((change,)))
    return Card("round", "If the round were drawn now", parts)


def takes_a_moment_card() -> Card:
    """Return the answer to a command whose result follows by DM."""
    return note_card(
        "Just a moment",
        "With so many people this takes me a moment. I'll send it to you, and to nobody else.",
    )


def forgotten_inputs_card(pairing_round: PairingRound, program: PairingProgram) -> Card:
    """Return why a round of long ago cannot be drawn again."""
    when = Instant(pairing_round.drawn_at, program.zone, "day")
    forgotten = " can't be drawn again: I forget what I knew of people after 90 days."
    parts = (words.text_paragraph("The round of ", when, forgotten),)
    return Card("round", "A round of long ago", parts)


def replay_card(
    pairing_round: PairingRound, program: PairingProgram, *, same: bool, complete: bool, groups: int
) -> Card:
    """Return whether the last round comes out the same again, and if not, why.

    `complete` means that all earlier rounds it looked at are still stored.
    """
    when = Instant(pairing_round.drawn_at, program.zone, "day")
    how_many = f"{words.number_word(groups)} group{'' if groups == 1 else 's'}"
    if same:
        result = (
            f" comes out the same from its seed {pairing_round.seed}: {how_many}, the same people."
        )
    elif complete:
        result = (
            " comes out differently: Mingle was updated since, or what people wish for in private "
            "has changed, which I don't store with a round."
        )
    else:
        result = " comes out differently: earlier rounds it looked at have been deleted since."
    return Card("round", "Replay", (text_paragraph("The round of ", when, result),))


def missed_rounds_card(
    program: PairingProgram, days: Sequence[dt.date], next_draw: Instant | None
) -> Card:
    """Return a notice to organisers of rounds that were not drawn while Mingle was not running."""
    dates = words.join_words([format_day(day) for day in days[:6]])
    if len(days) == 1:
        subject = f"The round of {dates}"
    else:
        subject = f"{words.number_word(len(days)).capitalize()} rounds ({dates})"

    what_next: Text = (" The next one is drawn on ", next_draw, ".") if next_draw else ()
    text: Text = (
        f"{subject} in ",
        program.channel_mention,
        " could not be drawn: I was not running, and a late round helps nobody.",
        *what_next,
    )
    return Card("round", "A lunch round was skipped", (text_paragraph(*text),))


def _title(program: PairingProgram) -> str:
    if words.is_weekly(program):
        return "This week's lunches are set"
    return "This round's lunches are set"


def _introduced(tally: Tally) -> Text:
    """Return how many were introduced, with a space after it; empty for a round of few people.

    Not in how many groups of which size: an odd one would hint at somebody's list.
    """
    if not is_crowd_now(tally.people):
        return ()
    first = ", all meeting for the first time" if not tally.earlier else ""
    return Crowd(tally.people, moves=True), f" people are introduced{first}. "


def _summary(tally: Tally) -> str:
    """Return the figures of a trial with a space after them; empty for one of few people."""
    if not is_crowd(tally.people):
        return ""

    phrases = [words.group_counts(tally)]
    if tally.across_teams and 2 * tally.across_teams > tally.pairs:
        phrases.append("mostly from different teams")
    if not tally.earlier:
        # Later, a word on whether new pairs ran short would tell those who count.
        phrases.append("all meeting for the first time")
    line = f"{', '.join(phrases)}. "
    return line[0].upper() + line[1:]


NO_INTRODUCTIONS = "No introductions this time"
NOBODY_TO_INTRODUCE = (
    "There was nobody to introduce this time. One more person is often all it takes."
)
MOST_MET = "Most of those introduced last time have met."
DRAWN_FOR_YOU = (
    "Drawn now for you to see, without what people wish for in private; nothing is saved, and the "
    "real draw will differ."
)
TOO_FEW_TO_REPLAY = (
    "A round of so few people can't be drawn again: how it came out would tell what they keep to "
    "themselves."
)
SOME_UNDONE = "Some introductions fell through. Everyone concerned knows what comes next."
ALL_UNDONE = (
    "I matched people for lunch, but the introductions fell through. Everyone concerned knows what "
    "comes next and is first in line for the next round."
)
NOBODY_YET = (
    "If the round were drawn now, I would introduce nobody: whoever takes part may skip, pause, or "
    "have had enough introductions this week. It is drawn anew when its time comes."
)
NOT_ALL_HERE = (
    "Whoever is not named skips, pauses, has had enough introductions this week, or "
    "comes first the next time."
)
NOT_IN_ROUND = "You had no group in that round. Whoever had none is first in line the next time."
NO_GROUP_YET = "There is no group to explain yet: no round has been drawn with you in it."
NO_ROUND_YET = "There was no round in this channel yet."
NOT_THEIRS = "I know nobody of that name who takes part in these lunches."
ONLY_YOUR_OWN = "You can ask about your own group; organisers may ask about others."
