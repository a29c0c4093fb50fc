"""Word a round as a whole: the channel's report, the preview, the replay, and a draw that was missed."""

import datetime as dt
from collections.abc import Sequence

from bot.pairings.programs.records import Circle
from bot.pairings.rounds.records import Round
from bot.pairings.rules import FEW, Standing, Tally
from bot.pairings.views import words
from bot.pairings.views.words import aside, say
from bot.ui.cards import Actions, Button, Card, Facts, Heading, Part, Quote
from bot.ui.notices import note
from bot.ui.text import Instant, Mention, Text, joined

MOST_GROUPS = 30


def report(
    circle: Circle,
    this: Round,
    tally: Tally,
    standing: Standing,
    quotes: Sequence[Quote],
    *,
    skip_day: dt.date | None,
) -> Card:
    """Tell the channel what was drawn."""
    rows: list[tuple[str, Text]] = []
    if standing.of >= FEW:
        rows.append(("Met last round", (f"{standing.met} of {standing.of}",)))
    if standing.possible >= FEW:
        rows.append(("Together you now know", (f"{standing.known} of {standing.possible} possible pairs",)))
    parts: list[Part] = [say(_summary(tally, circle), " Your introduction is in your direct messages.")]
    if rows:
        parts.append(Facts(tuple(rows)))
    if quotes:
        parts += [Heading("Learned over lunch"), *quotes]
    buttons = [Button("lunch.how", "How were we matched?", str(this.id))]
    if skip_day:
        buttons.append(Button("lunch.skip", "Skip the next round", f"{circle.id}:{skip_day}"))
    return Card("round", _title(circle), (*parts, Actions(tuple(buttons))))


def how() -> Card:
    """Explain the method to somebody without a group in the round."""
    return Card("round", "How I match people", (say(words.METHOD), aside(NOT_IN_ROUND)))


def preview(circle: Circle, groups: Sequence[Sequence[Mention]], tally: Tally) -> Card:
    """Show organisers what would be drawn now; who takes part without company stays between them and me."""
    if not groups:
        return note("Nobody to introduce yet", NOBODY_YET)
    lines: list[Part] = [say(*joined(list(group))) for group in groups[:MOST_GROUPS]]
    if len(groups) > MOST_GROUPS:
        lines.append(aside(f"… and {len(groups) - MOST_GROUPS} more groups."))
    summary = say(_summary(tally, circle), " Drawn now for you to see; nothing is saved, and the real draw may differ.")
    return Card("round", "If the round were drawn now", (summary, *lines, aside(NOT_ALL_HERE)))


def takes_a_moment() -> Card:
    """Say that the answer comes by itself."""
    return note("Just a moment", "With so many people this takes me a moment. You get it as a direct message.")


def replayed(this: Round, circle: Circle, *, same: bool, complete: bool, groups: int) -> Card:
    """Tell organisers whether the last round comes out the same again."""
    when = Instant(this.drawn_at, circle.zone, "day")
    how_many = f"{words.number(groups)} group{'' if groups == 1 else 's'}"
    if same:
        result: Text = (
            "The round of ",
            when,
            f" comes out the same from its seed {this.seed}: {how_many}, the same people.",
        )
    elif complete:
        result = ("The round of ", when, " comes out differently. Mingle was updated since, and matches anew.")
    else:
        result = ("The round of ", when, " comes out differently: earlier rounds it looked at have been deleted since.")
    return Card("round", "Replay", (say(*result),))


def missed(circle: Circle, days: Sequence[dt.date], next_draw: Instant | None) -> Card:
    """Tell organisers that rounds were not drawn because Mingle was not running."""
    named = words.listed([f"{day:%a} {day.day} {day:%b}" for day in days[:6]])
    which = f"The round of {named}" if len(days) == 1 else f"{words.number(len(days)).capitalize()} rounds ({named})"
    then: Text = (" The next one is drawn on ", next_draw, ".") if next_draw else ()
    text: Text = (
        f"{which} in ",
        circle.room,
        " could not be drawn: I was not running, and a late round helps nobody.",
        *then,
    )
    return Card("round", "A lunch round was skipped", (say(*text),))


def _title(circle: Circle) -> str:
    return "This week's lunches are set" if words.weekly(circle) else "This round's lunches are set"


def _summary(tally: Tally, circle: Circle) -> str:
    told = [words.groups(tally)]
    if tally.across_teams is not None and tally.people >= FEW:
        told.append(f"{round(100 * tally.across_teams / tally.pairs)} % across teams")
    if not tally.repeats:
        told.append("nobody met before")
    line = f"{', '.join(told)}."
    return line[0].upper() + line[1:] + _repeats(tally, circle)


def _repeats(tally: Tally, circle: Circle) -> str:
    if not tally.repeats or tally.shortest_gap is None:
        return ""
    again = "One pair meets" if tally.repeats == 1 else f"{words.number(tally.repeats).capitalize()} pairs meet"
    gap = words.ago(tally.shortest_gap, weeks=words.weekly(circle))
    return f" {again} again, after {gap} or more: new pairs ran short."


NOBODY_YET = (
    "If the round were drawn now, I would introduce nobody: whoever takes part may skip, pause, or have had enough "
    "introductions this week. It is drawn anew when its time comes."
)
NOT_ALL_HERE = (
    "Whoever is not named skips, pauses, has had enough introductions this week, or comes first the next time."
)
NOT_IN_ROUND = "You had no group in that round. Whoever is left over is first in line the next time."
NO_GROUP_YET = "There is no group to explain yet: no round has been drawn with you in it."
NO_ROUND_YET = "There was no round in this channel yet."
NOT_THEIRS = "I know nobody of that name who takes part in these lunches."
ONLY_YOUR_OWN = "You can ask about your own group; organisers may ask about others."
