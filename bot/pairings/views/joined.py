"""Cards for whoever has just joined: what comes first for them, and what they may say next."""

from collections.abc import Sequence

from msgspec import Struct

from bot.pairings.programs.records import PairingProgram
from bot.pairings.views.company import company_text
from bot.pairings.views.invitation import line_button, notice_footer
from bot.pairings.views.words import hosted_by, mentors_first, soft_paragraph, text_paragraph
from bot.people.newcomers import Ahead
from bot.people.views.profiles import offer_first_days
from bot.ui.cards import Actions, Button, Card, Part
from bot.ui.speech import mark, say
from bot.ui.text import CommandMention, Instant, Mention, Text, tell


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
    program: PairingProgram,
    first: FirstRound,
    *,
    described: bool,
    once: bool = False,
    ahead: Ahead = "",
    host: Mention | None = None,
) -> Card:
    """Return the welcome, with the person's first round, and what the running one has for them.

    Whoever has not `described` themselves yet is asked for one line. `once` is for somebody who
    joins for one round; `host` is who hosts the lunches. A newcomer is offered a plan for what is
    `ahead`.
    """
    what: Text = tell("You're in the lunches of {channel}. ", channel=program.channel_mention)
    footer = notice_footer()
    if once:
        what = tell(
            "You're in for one round of lunches in {channel}. ", channel=program.channel_mention
        )
        footer = after_once()
    parts = (
        text_paragraph(*what, *_first_round(first)),
        *_mentor_parts(program),
        *((text_paragraph(hosted_by(host)),) if host else ()),
        *_profile_parts(described=described),
        *offer_first_days(ahead),
    )
    return Card(
        "round", say("You're in, just this once") if once else say("You are in"), parts, footer
    )


def _first_round(first: FirstRound) -> Text:
    if first.company:
        return company_text(first.company, at_once=first.at_once)
    if first.paused_until:
        return (
            say(
                "You're pausing until {paused_until}; I won't match you before then.",
                paused_until=first.paused_until,
            ),
        )

    running: Text = ()
    if first.waits_until:
        running = tell(
            "The running round is matched already. If someone in it becomes free by {waits_until}, "
            "I'll introduce you. ",
            waits_until=first.waits_until,
        )
    messages = _FIRST_ROUNDS[first.is_first, bool(running)]
    if first.draw is None:
        return (*running, say(messages.unplanned))
    message = messages.ahead if first.is_announced_later else messages.announced
    return (*running, *tell(message, draw=first.draw))


class _Messages(Struct, frozen=True):
    """When a round is: not planned yet, with a notice to come, and with one that is out already."""

    unplanned: str
    ahead: str
    announced: str


# by whether it is somebody's first round, and whether they wait for company in the running one
_FIRST_ROUNDS = {
    (True, False): _Messages(
        mark("Your first round isn't planned yet; I'll write to you a day before it."),
        mark("Your first round is on {draw}; I'll write to you a day before it."),
        mark("Your first round is on {draw}."),
    ),
    (True, True): _Messages(
        mark("Otherwise your first round isn't planned yet; I'll write to you a day before it."),
        mark("Otherwise your first round is on {draw}; I'll write to you a day before it."),
        mark("Otherwise your first round is on {draw}."),
    ),
    (False, False): _Messages(
        mark("Your next round isn't planned yet; I'll write to you a day before it."),
        mark("Your next round is on {draw}; I'll write to you a day before it."),
        mark("Your next round is on {draw}."),
    ),
    (False, True): _Messages(
        mark("Otherwise your next round isn't planned yet; I'll write to you a day before it."),
        mark("Otherwise your next round is on {draw}; I'll write to you a day before it."),
        mark("Otherwise your next round is on {draw}."),
    ),
}


def already_in_card(program: PairingProgram) -> Card:
    """Return the answer to somebody who would take part once, and is in for every round."""
    text = text_paragraph(
        *tell(
            "You're in for every round in {channel} already. {skip} leaves one out, {leave} takes "
            "you out.",
            channel=program.channel_mention,
            skip=CommandMention("mingle skip"),
            leave=CommandMention("mingle leave"),
        ),
    )
    return Card("round", say("You are in"), (text,))


def _mentor_parts(program: PairingProgram) -> tuple[Part, ...]:
    if not program.mentors:
        return ()
    ask = say("Your profile tells me what you can show, and what you'd like to learn.")
    return (text_paragraph(f"{mentors_first(program)} {ask}"),)


def _profile_parts(*, described: bool) -> tuple[Part, ...]:
    whole = Button(
        "profile.open", say("Fill in my profile") if not described else say("Change my profile")
    )
    if described:
        return (
            soft_paragraph(say("The people I introduce you to see your profile.")),
            Actions((whole,)),
        )

    ask = say(
        "The people I introduce you to see what you write about yourself. One line is plenty."
    )
    return (text_paragraph(ask), Actions((line_button(), whole)))


def after_once() -> Text:
    """Return what becomes of somebody after their one round."""
    return tell(
        "After that round you're out again, and I won't ask. {join} keeps you in.",
        join=CommandMention("mingle join"),
    )
