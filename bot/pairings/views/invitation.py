"""Cards about membership: invitations, notices of rounds, joining, skipping and leaving."""

import datetime as dt
from collections.abc import Sequence

from bot.dates.recurrence import describe_schedule
from bot.pairings.programs.records import Membership, PairingProgram
from bot.pairings.views.words import soft_paragraph, text_paragraph
from bot.people.views.pauses import long_date
from bot.ui.cards import LABEL_LIMIT, OPTION_LIMIT, Actions, Button, Card, Choice, Part, Select
from bot.ui.notices import note_card
from bot.ui.text import CommandMention, Instant, Text

NOTICE_FOOTER: Text = (
    "Away for longer? ",
    CommandMention("mingle pause"),
    " · No more of this? ",
    CommandMention("mingle leave"),
)
_ASK_LINE = (
    "The people I introduce you to see a line about you. What do you like? A few words will do, "
    "such as hiking or old films."
)


def invitation_card(program: PairingProgram, member: Membership) -> Card:
    """Return the invitation of one person, with their answer once they gave it."""
    about = text_paragraph(program.channel_mention, *_offer(program))
    return Card("round", "Lunch with a colleague?", (about, _invitation_state(program, member)))


def open_invitation_card(program: PairingProgram) -> Card:
    """Return the invitation of a whole channel, where its members are not known."""
    about = text_paragraph("This channel", *_offer(program))
    join = Actions(join_buttons(program))
    end = join if program.active else soft_paragraph(STOPPED)
    return Card("round", "Lunch with a colleague?", (about, end))


def _offer(program: PairingProgram) -> Text:
    return (
        " brings colleagues together for lunch: ",
        describe_schedule(program.schedule),
        ", I'll introduce you to someone you haven't met lately. Say yes once and you're in until "
        "you say otherwise. You can skip any round with one click.",
    )


def join_buttons(program: PairingProgram) -> tuple[Button, Button]:
    """Return the buttons to join for good, and for one round."""
    number = str(program.id)
    return Button("people.join", "I'm in", number, "main"), once_button(program)


def once_button(program: PairingProgram, where: str = "") -> Button:
    """Return the button to join for one round; `where` names the channel if there are several."""
    return Button("people.once", f"Just this once{where}", str(program.id))


def _invitation_state(program: PairingProgram, member: Membership) -> Part:
    if not program.active:
        return soft_paragraph(STOPPED)
    if member.state == "asked":
        no = Button("people.decline", "No, thanks", str(program.id))
        return Actions((*join_buttons(program), no))
    if member.once:
        return soft_paragraph(
            "You're in for one round. ", CommandMention("mingle join"), " keeps you in after it."
        )
    if member.state == "in":
        return soft_paragraph(
            "You're in. ", CommandMention("mingle leave"), " takes you out again at any time."
        )
    return soft_paragraph(
        "All right, I won't ask again. ",
        CommandMention("mingle join"),
        " gets you in at any time.",
    )


def line_button() -> Button:
    """Return the button that asks for one line about somebody."""
    return Button("profile.line", "Add one line", style="main")


def declined_card() -> Card:
    """Return the answer to somebody who declined."""
    return note_card(
        "All right",
        ("I won't ask again. ", CommandMention("mingle join"), " gets you in whenever you like."),
    )


def left_card(program: PairingProgram, questions: Sequence[Part]) -> Card:
    """Return the confirmation that somebody left, with the questions that follow from it."""
    words = (
        "You're no longer in the lunches of ",
        program.channel_mention,
        ". ",
        CommandMention("mingle join"),
        " brings you back at any time.",
    )
    return Card("note", "You are out", (text_paragraph(*words), *questions))


def which_program_card(action: str, programs: list[PairingProgram]) -> Card:
    """Return a choice between programs; the chosen one is the value of `action`."""
    choices = tuple(
        Choice(str(program.id), f"#{program.channel_name}"[:LABEL_LIMIT])
        for program in programs[:OPTION_LIMIT]
    )
    question = text_paragraph("There are several. Which do you mean?")
    select = Select(action, "Choose a channel", choices)
    return Card("round", "Which lunches?", (question, Actions((select,))))


def notice_card(
    program: PairingProgram,
    day: str,
    drawn: Instant,
    *,
    skipped: bool,
    silent: bool,
    ask_line: bool,
) -> Card:
    """Return the notice of a round, as it is for one person: skipped, or silent for long.

    `ask_line` asks for one line of somebody whose profile says nothing yet.
    """
    value = f"{program.id}:{day}"
    if skipped:
        about = text_paragraph(
            "The round of ",
            drawn,
            " in ",
            program.channel_mention,
            " goes without you; the one after comes by itself.",
        )
        unskip = Button("lunch.unskip", "I'm in after all", value)
        title = "You sit out the next lunch round"
        return Card("round", title, (about, Actions((unskip,))), NOTICE_FOOTER)

    parts: list[Part] = [
        text_paragraph(
            "I'll introduce you to someone from ",
            program.channel_mention,
            " on ",
            drawn,
            ". Nothing to do if you're in.",
        ),
        Actions((Button("lunch.skip", "Skip this one", value),)),
    ]
    if ask_line:
        parts += [text_paragraph(_ASK_LINE), Actions((line_button(),))]
    if silent:
        parts += _still_there(program)
    return Card("round", "Your next lunch round", tuple(parts), NOTICE_FOOTER)


def away_notice_card(program: PairingProgram, drawn: Instant) -> Card:
    """Return the notice of a round for somebody who pauses or travels then."""
    about = text_paragraph(
        "You're away on ",
        drawn,
        ", so that round in ",
        program.channel_mention,
        " goes without you. Back sooner? ",
        CommandMention("mingle resume"),
        " ends a pause, and ",
        CommandMention("mingle away"),
        " shows your trips.",
    )
    return Card("round", "The next lunch round goes without you", (about,))


def drawn_notice_card(program: PairingProgram, drawn: Instant) -> Card:
    """Return the notice of a round that was drawn since: there is nothing left to skip."""
    text = text_paragraph("The round of ", drawn, " in ", program.channel_mention, " was drawn.")
    return Card("round", "That lunch round has begun", (text,))


def _still_there(program: PairingProgram) -> list[Part]:
    words = (
        "Three rounds went by without a click from you. Shall I keep you in, pause for a month, or "
        "let you go? Without an answer I'll pause you after the next round."
    )
    value = str(program.id)
    buttons = (
        Button("people.stay", "Keep me in", value, "main"),
        Button("people.pause_month", "Pause for a month", value),
        Button("people.leave", "Let me go", value),
    )
    return [text_paragraph(words), Actions(buttons)]


def out_card(program: PairingProgram) -> Card:
    """Return the notice of a round for somebody who has left since."""
    back = Button("people.join", "I'm back", str(program.id))
    about = text_paragraph("No lunches from ", program.channel_mention, " for now.")
    return Card("round", "You are out", (about, Actions((back,))))


def silence_pause_card(program: PairingProgram) -> Card:
    """Return the news that somebody is paused after rounds of silence."""
    words = text_paragraph(
        "Four rounds of lunches in ",
        program.channel_mention,
        " went by without a click from you, so I won't introduce you for now. One click and "
        "you're back.",
    )
    back = Button("people.join", "I'm back", str(program.id), "main")
    return Card("round", "Your lunches are paused", (words, Actions((back,))))


def on_hold_card(program: PairingProgram) -> Card:
    """Return the news that the rounds of a channel are on hold, as it takes no messages."""
    words = text_paragraph(
        f"I can't post in #{program.channel_name} right now, so there's no lunch round this time. "
        "The organisers know. Once the channel works again, rounds go on and you're in as before."
    )
    table = Button("table.open", "Open a table", "", "main")
    return Card("round", "Lunch rounds are on hold", (words, Actions((table,))))


def stays_card(program: PairingProgram) -> Card:
    """Return the answer to somebody who stays in."""
    thanks = text_paragraph("Good to have you in ", program.channel_mention, ".")
    return Card("round", "You stay in", (thanks,))


def pauses_card(until: Instant, questions: Sequence[Part]) -> Card:
    """Return the confirmation of a pause of a month, with the questions that follow from it."""
    about = text_paragraph(
        "No lunches until ", until, ". ", CommandMention("mingle resume"), " ends it earlier."
    )
    return Card("note", "You pause", (about, *questions))


def skips_card(program: PairingProgram, day: str, drawn: Instant) -> Card:
    """Return the confirmation that somebody sits out one round."""
    about = text_paragraph(
        "The round of ",
        drawn,
        " in ",
        program.channel_mention,
        " goes without you. The one after comes by itself.",
    )
    unskip = Button("lunch.unskip", "I'm in after all", f"{program.id}:{day}")
    return Card("round", "You sit this one out", (about, Actions((unskip,))))


def takes_part_card(program: PairingProgram, drawn: Instant) -> Card:
    """Return the confirmation that somebody takes part after all."""
    about = text_paragraph(
        "The round of ", drawn, " in ", program.channel_mention, " includes you."
    )
    return Card("round", "You are in again", (about,))


STOPPED = "An organiser has stopped these lunches."
ONCE_IS_RUNNING = (
    "You're in for just one round, and it's the one that is running. The next goes "
    "without you anyway; ",
    CommandMention("mingle join"),
    " keeps you in.",
)
NOT_SET_UP = (
    "There are no lunch pairings here yet. An organiser can start them with ",
    CommandMention("mingle setup"),
    ".",
)
IN_ITS_CHANNEL = "Several channels have lunch pairings. Please type this in the channel you mean."
NOT_IN = ("You're not in these lunches. ", CommandMention("mingle join"), " gets you in.")


def no_round_on(wanted: dt.date, days: Sequence[dt.date]) -> Text:
    """Refuse to skip a round on a day that has none, and name the rounds that can be skipped."""
    known = " and ".join(long_date(day) for day in sorted(set(days)))
    return (
        f"No lunch round comes on {long_date(wanted)} that you could skip now. The next one is on "
        f"{known}: ",
        CommandMention("mingle skip"),
        " skips it.",
    )


NO_ROUND = "No round is planned yet; there is nothing to skip."
ROUND_PASSED = (
    "That round has been drawn already. ",
    CommandMention("mingle skip"),
    " skips the next one.",
)
PROGRAM_STOPPED = (
    "These lunches are no more. ",
    CommandMention("mingle join"),
    " shows what there is.",
)
