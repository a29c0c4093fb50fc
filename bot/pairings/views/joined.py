"""Cards for whoever has just joined: what comes first for them, and what they may say next."""

from collections.abc import Sequence

from msgspec import Struct

from bot.pairings.programs.records import PairingProgram
from bot.pairings.views.company import company_text
from bot.pairings.views.invitation import NOTICE_FOOTER, line_button
from bot.pairings.views.words import soft_paragraph, text_paragraph
from bot.ui.cards import Actions, Button, Card, Part
from bot.ui.text import CommandMention, Instant, Mention, Text


class FirstRound(Struct, frozen=True):
    """What comes first for somebody who has just joined.

    `company` is whom they were matched with in the running round, and are introduced to `at_once`
    or when it suits all; failing that, they wait until `waits_until`. `draw` is the next round's,
    which may have been announced already. `is_first` if they were in no round yet.
    """

    draw: Instant | None = None
    is_first: bool = True
    is_announced_later: bool = True
    waits_until: Instant | None = None
    company: Sequence[Mention] = ()
    at_once: bool = False
    paused_until: str = ""


def joined_card(
    program: PairingProgram, first: FirstRound, *, described: bool, once: bool = False
) -> Card:
    """Return the welcome, with the person's first round, and what the running one has for them.

    Whoever has not `described` themselves yet is asked for one line. `once` is for somebody who
    joins for one round.
    """
    what: Text = ("You're in the lunches of ", program.channel_mention, ". ")
    footer = NOTICE_FOOTER
    if once:
        what = ("You're in for one round of lunches in ", program.channel_mention, ". ")
        footer = AFTER_ONCE
    parts = (text_paragraph(*what, *_first_round(first)), *_profile_parts(described=described))
    return Card("round", "You're in, just this once" if once else "You are in", parts, footer)


def _first_round(first: FirstRound) -> Text:
    if first.company:
        return company_text(first.company, at_once=first.at_once)

    running: Text = ()
    if first.waits_until:
        running = (
            "The running round is matched already. If someone in it becomes free by ",
            first.waits_until,
            ", I'll introduce you. Otherwise ",
        )
    which = "your first round" if first.is_first else "your next round"
    if not running:
        which = which.capitalize()
    if first.paused_until:
        return (f"You're pausing until {first.paused_until}; I won't match you before then.",)
    if first.draw is None:
        return (*running, f"{which} isn't planned yet; I'll write to you a day before it.")
    ahead = "; I'll write to you a day before it." if first.is_announced_later else "."
    return (*running, f"{which} is on ", first.draw, ahead)


def already_in_card(program: PairingProgram) -> Card:
    """Return the answer to somebody who would take part once, and is in for every round."""
    text = text_paragraph(
        "You're in for every round in ",
        program.channel_mention,
        " already. ",
        CommandMention("mingle skip"),
        " leaves one out, ",
        CommandMention("mingle leave"),
        " takes you out.",
    )
    return Card("round", "You are in", (text,))


def _profile_parts(*, described: bool) -> tuple[Part, ...]:
    whole = Button("profile.open", "Fill in my profile" if not described else "Change my profile")
    if described:
        return (
            soft_paragraph("The people I introduce you to see your profile."),
            Actions((whole,)),
        )

    ask = "The people I introduce you to see what you write about yourself. One line is plenty."
    return (text_paragraph(ask), Actions((line_button(), whole)))


AFTER_ONCE = (
    "After that round you're out again, and I won't ask. ",
    CommandMention("mingle join"),
    " keeps you in.",
)
