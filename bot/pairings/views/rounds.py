"""Word a round as a whole.

The channel's report, the preview, the replay, and a draw that was missed.
"""

import datetime as dt
from collections.abc import Sequence

from bot.pairings.programs.records import PairingProgram
from bot.pairings.rounds.records import PairingRound
from bot.pairings.rules import MIN_GROUP, ProgramProgress, Tally
from bot.pairings.views import words
from bot.pairings.views.words import soft_paragraph, text_paragraph
from bot.ui.cards import Actions, Button, Card, Facts, Heading, Part, Quote
from bot.ui.notices import note_card
from bot.ui.text import Instant, Mention, Text, join_nodes

MAX_GROUPS = 30


def report_card(
    program: PairingProgram,
    pairing_round: PairingRound,
    tally: Tally,
    progress: ProgramProgress,
    quotes: Sequence[Quote],
    *,
    skip_day: dt.date | None,
) -> Card:
    """Tell the channel what was drawn."""
    rows: list[tuple[str, Text]] = []
    if progress.introduced >= MIN_GROUP:
        rows.append(("Met last round", (f"{progress.met} of {progress.introduced}",)))
    if progress.pairs_possible >= MIN_GROUP:
        rows.append(
            (
                "Together you now know",
                (f"{progress.pairs_met} of {progress.pairs_possible} possible pairs",),
            )
        )
    parts: list[Part] = [
        text_paragraph(_summary(tally, program), " Your introduction is in your direct messages.")
    ]
    if rows:
        parts.append(Facts(tuple(rows)))
    if quotes:
        parts += [Heading("Learned over lunch"), *quotes]
    buttons = [Button("lunch.how", "How were we matched?", str(pairing_round.id))]
    if skip_day:
        buttons.append(Button("lunch.skip", "Skip the next round", f"{program.id}:{skip_day}"))
    return Card("round", _title(program), (*parts, Actions(tuple(buttons))))


def method_card() -> Card:
    """Explain the method to somebody without a group in the round."""
    return Card(
        "round",
        "How I match people",
        (text_paragraph(words.MATCHING_METHOD), soft_paragraph(NOT_IN_ROUND)),
    )


def preview_card(
    program: PairingProgram, groups: Sequence[Sequence[Mention]], tally: Tally
) -> Card:
    """Show organisers what would be drawn now.

    Who takes part without company stays between them and me.
    """
    if not groups:
        return note_card("Nobody to introduce yet", NOBODY_YET)
    lines: list[Part] = [text_paragraph(*join_nodes(list(group))) for group in groups[:MAX_GROUPS]]
    if len(groups) > MAX_GROUPS:
        lines.append(soft_paragraph(f"… and {len(groups) - MAX_GROUPS} more groups."))
    summary = text_paragraph(
        _summary(tally, program),
        " Drawn now for you to see; nothing is saved, and the real draw may differ.",
    )
    return Card(
        "round", "If the round were drawn now", (summary, *lines, soft_paragraph(NOT_ALL_HERE))
    )


def takes_a_moment_card() -> Card:
    """Say that the answer comes by itself."""
    return note_card(
        "Just a moment",
        "With so many people this takes me a moment. You get it as a direct message.",
    )


def replay_card(
    pairing_round: PairingRound, program: PairingProgram, *, same: bool, complete: bool, groups: int
) -> Card:
    """Tell organisers whether the last round comes out the same again."""
    when = Instant(pairing_round.drawn_at, program.zone, "day")
    how_many = f"{words.number_word(groups)} group{'' if groups == 1 else 's'}"
    if same:
        result: Text = (
            "The round of ",
            when,
            f" comes out the same from its seed {pairing_round.seed}: {how_many}, the same people.",
        )
    elif complete:
        result = (
            "The round of ",
            when,
            " comes out differently. Mingle was updated since, and matches anew.",
        )
    else:
        result = (
            "The round of ",
            when,
            " comes out differently: earlier rounds it looked at have been deleted since.",
        )
    return Card("round", "Replay", (text_paragraph(*result),))


def missed_rounds_card(
    program: PairingProgram, days: Sequence[dt.date], next_draw: Instant | None
) -> Card:
    """Tell organisers that rounds were not drawn because Mingle was not running."""
    named = words.join_words([f"{day:%a} {day.day} {day:%b}" for day in days[:6]])
    which = (
        f"The round of {named}"
        if len(days) == 1
        else f"{words.number_word(len(days)).capitalize()} rounds ({named})"
    )
    then: Text = (" The next one is drawn on ", next_draw, ".") if next_draw else ()
    text: Text = (
        f"{which} in ",
        program.channel_mention,
        " could not be drawn: I was not running, and a late round helps nobody.",
        *then,
    )
    return Card("round", "A lunch round was skipped", (text_paragraph(*text),))


def _title(program: PairingProgram) -> str:
    return (
        "This week's lunches are set"
        if words.is_weekly(program)
        else "This round's lunches are set"
    )


def _summary(tally: Tally, program: PairingProgram) -> str:
    told = [words.group_counts(tally)]
    if tally.across_teams is not None and tally.people >= MIN_GROUP:
        told.append(f"{round(100 * tally.across_teams / tally.pairs)} % across teams")
    if not tally.repeats:
        told.append("nobody met before")
    line = f"{', '.join(told)}."
    return line[0].upper() + line[1:] + _repeats(tally, program)


def _repeats(tally: Tally, program: PairingProgram) -> str:
    if not tally.repeats or tally.shortest_gap is None:
        return ""
    again = (
        "One pair meets"
        if tally.repeats == 1
        else f"{words.number_word(tally.repeats).capitalize()} pairs meet"
    )
    gap = words.elapsed_words(tally.shortest_gap, weeks=words.is_weekly(program))
    return f" {again} again, after {gap} or more: new pairs ran short."


NOBODY_YET = (
    "If the round were drawn now, I would introduce nobody: whoever takes part may skip, pause, or "
    "have had enough "
    "introductions this week. It is drawn anew when its time comes."
)
NOT_ALL_HERE = (
    "Whoever is not named skips, pauses, has had enough introductions this week, or "
    "comes first the next time."
)
NOT_IN_ROUND = (
    "You had no group in that round. Whoever is left over is first in line the next time."
)
NO_GROUP_YET = "There is no group to explain yet: no round has been drawn with you in it."
NO_ROUND_YET = "There was no round in this channel yet."
NOT_THEIRS = "I know nobody of that name who takes part in these lunches."
ONLY_YOUR_OWN = "You can ask about your own group; organisers may ask about others."
