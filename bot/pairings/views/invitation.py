"""Cards about membership: invitations, notices of rounds, joining, skipping and leaving."""

import datetime as dt
from collections.abc import Sequence

from bot.core.cadences import describe_schedule
from bot.dates.periods import Period
from bot.pairings.programs.records import Membership, PairingProgram
from bot.pairings.views.words import hosted_by, mentors_first, soft_paragraph, text_paragraph
from bot.people.views.pauses import long_date
from bot.ui.cards import LABEL_LIMIT, OPTION_LIMIT, Actions, Button, Card, Choice, Part, Select
from bot.ui.notices import note_card
from bot.ui.speech import mark, say
from bot.ui.text import CommandMention, Instant, Mention, Text, tell


def notice_footer() -> Text:
    """Return the ways out of what a notice is about."""
    return tell(
        "Away for longer? {pause} · No more of this? {leave}",
        pause=CommandMention("mingle pause"),
        leave=CommandMention("mingle leave"),
    )


_OFFER = mark(
    "I'll introduce you to someone you haven't met lately. Say yes once and you're in until you "
    "say otherwise. You can skip any round with one click."
)
_ASK_LINE = mark(
    "The people I introduce you to see a line about you. What do you like? A few words will "
    "do, such as hiking or old films."
)


def invitation_card(
    program: PairingProgram, member: Membership, host: Mention | None = None
) -> Card:
    """Return the invitation of one person, with their answer once they gave it."""
    about = text_paragraph(
        *tell(
            "{channel} brings colleagues together for lunch: {schedule}, {offer}",
            channel=program.channel_mention,
            schedule=describe_schedule(program.schedule),
            offer=_offer(program, host),
        )
    )
    return Card(
        "round", say("Lunch with a colleague?"), (about, _invitation_state(program, member))
    )


def open_invitation_card(program: PairingProgram, host: Mention | None = None) -> Card:
    """Return the invitation of a whole channel, where its members are not known."""
    about = text_paragraph(
        say(
            "This channel brings colleagues together for lunch: {schedule}, {offer}",
            schedule=describe_schedule(program.schedule),
            offer=_offer(program, host),
        )
    )
    join = Actions(join_buttons(program))
    end = join if program.active else soft_paragraph(say(STOPPED))
    return Card("round", say("Lunch with a colleague?"), (about, end))


def _offer(program: PairingProgram, host: Mention | None) -> str:
    return " ".join(filter(None, (say(_OFFER), mentors_first(program), hosted_by(host))))


def join_buttons(program: PairingProgram) -> tuple[Button, Button]:
    """Return the buttons to join for good, and for one round."""
    number = str(program.id)
    return Button("people.join", say("I'm in"), number, "main"), once_button(program)


def once_button(program: PairingProgram) -> Button:
    """Return the button to join for one round."""
    return Button("people.once", say("Just this once"), str(program.id))


def _invitation_state(program: PairingProgram, member: Membership) -> Part:
    if not program.active:
        return soft_paragraph(say(STOPPED))
    if member.state == "asked":
        no = Button("people.decline", say("No, thanks"), str(program.id))
        return Actions((*join_buttons(program), no))
    if member.once:
        return soft_paragraph(
            *tell(
                "You're in for one round. {join} keeps you in after it.",
                join=CommandMention("mingle join"),
            )
        )
    if member.state == "in":
        return soft_paragraph(
            *tell(
                "You're in. {leave} takes you out again at any time.",
                leave=CommandMention("mingle leave"),
            )
        )
    return soft_paragraph(
        *tell(
            "All right, I won't ask again. {join} gets you in at any time.",
            join=CommandMention("mingle join"),
        ),
    )


def line_button() -> Button:
    """Return the button that asks for one line about somebody."""
    return Button("profile.line", say("Add one line"), style="main")


def declined_card() -> Card:
    """Return the answer to somebody who declined."""
    return note_card(
        say("All right"),
        tell(
            "I won't ask again. {join} gets you in whenever you like.",
            join=CommandMention("mingle join"),
        ),
    )


def left_card(program: PairingProgram, questions: Sequence[Part]) -> Card:
    """Return the confirmation that somebody left, with the questions that follow from it."""
    words = tell(
        "You're no longer in the lunches of {channel}. {join} brings you back at any time.",
        channel=program.channel_mention,
        join=CommandMention("mingle join"),
    )
    return Card("note", say("You are out"), (text_paragraph(*words), *questions))


def which_program_card(action: str, programs: list[PairingProgram]) -> Card:
    """Return a choice between programs; the chosen one is the value of `action`."""
    choices = tuple(
        Choice(str(program.id), f"#{program.channel_name}"[:LABEL_LIMIT])
        for program in programs[:OPTION_LIMIT]
    )
    question = text_paragraph(say("There are several. Which do you mean?"))
    select = Select(action, say("Choose a channel"), choices)
    return Card("round", say("Which lunches?"), (question, Actions((select,))))


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
            *tell(
                "The round of {drawn} in {channel} goes without you; the one after comes by "
                "itself.",
                drawn=drawn,
                channel=program.channel_mention,
            ),
        )
        unskip = Button("lunch.unskip", say("I'm in after all"), value)
        title = say("You sit out the next lunch round")
        return Card("round", title, (about, Actions((unskip,))), notice_footer())

    parts: list[Part] = [
        text_paragraph(
            *tell(
                "I'll introduce you to someone from {channel} on {drawn}. Nothing to do if you're "
                "in.",
                channel=program.channel_mention,
                drawn=drawn,
            ),
        ),
        Actions((Button("lunch.skip", say("Skip this one"), value),)),
    ]
    if ask_line:
        parts += [text_paragraph(say(_ASK_LINE)), Actions((line_button(),))]
    if silent:
        parts += _still_there(program)
    return Card("round", say("Your next lunch round"), tuple(parts), notice_footer())


def away_notice_card(program: PairingProgram, drawn: Instant) -> Card:
    """Return the notice of a round for somebody who pauses or travels then."""
    about = text_paragraph(
        *tell(
            "You're away on {drawn}, so that round in {channel} goes without you. Back sooner? "
            "{resume} ends a pause, and {away} shows your trips.",
            drawn=drawn,
            channel=program.channel_mention,
            resume=CommandMention("mingle resume"),
            away=CommandMention("mingle away"),
        ),
    )
    return Card("round", say("The next lunch round goes without you"), (about,))


def drawn_notice_card(program: PairingProgram, drawn: Instant) -> Card:
    """Return the notice of a round that was drawn since: there is nothing left to skip."""
    text = text_paragraph(
        *tell(
            "The round of {drawn} in {channel} was drawn.",
            drawn=drawn,
            channel=program.channel_mention,
        )
    )
    return Card("round", say("That lunch round has begun"), (text,))


def _still_there(program: PairingProgram) -> list[Part]:
    words = say(
        "Three rounds went by without a click from you. Shall I keep you in, pause for a month, "
        "or let you go? Without an answer I'll pause you after the next round."
    )
    value = str(program.id)
    buttons = (
        Button("people.stay", say("Keep me in"), value, "main"),
        Button("people.pause_month", say("Pause for a month"), value),
        Button("people.leave", say("Let me go"), value),
    )
    return [text_paragraph(words), Actions(buttons)]


def out_card(program: PairingProgram) -> Card:
    """Return the notice of a round for somebody who has left since."""
    back = Button("people.join", say("I'm back"), str(program.id))
    about = text_paragraph(
        *tell("No lunches from {channel} for now.", channel=program.channel_mention)
    )
    return Card("round", say("You are out"), (about, Actions((back,))))


def silence_pause_card(program: PairingProgram) -> Card:
    """Return the news that somebody is paused after rounds of silence."""
    words = text_paragraph(
        *tell(
            "Four rounds of lunches in {channel} went by without a click from you, so I won't "
            "introduce you for now. One click and you're back.",
            channel=program.channel_mention,
        ),
    )
    back = Button("people.join", say("I'm back"), str(program.id), "main")
    return Card("round", say("Your lunches are paused"), (words, Actions((back,))))


def on_hold_card(program: PairingProgram) -> Card:
    """Return the news that the rounds of a channel are on hold, as it takes no messages."""
    words = text_paragraph(
        say(
            "I can't post in #{channel} right now, so there's no lunch round this time. The "
            "organisers know. Once the channel works again, rounds go on and you're in as before.",
            channel=program.channel_name,
        )
    )
    table = Button("table.open", say("Open a table"), "", "main")
    return Card("round", say("Lunch rounds are on hold"), (words, Actions((table,))))


def stays_card(program: PairingProgram) -> Card:
    """Return the answer to somebody who stays in."""
    thanks = text_paragraph(
        *tell("Good to have you in {channel}.", channel=program.channel_mention)
    )
    return Card("round", say("You stay in"), (thanks,))


def pauses_card(until: Instant, questions: Sequence[Part]) -> Card:
    """Return the confirmation of a pause of a month, with the questions that follow from it."""
    about = text_paragraph(
        *tell(
            "No lunches until {until}. {resume} ends it earlier.",
            until=until,
            resume=CommandMention("mingle resume"),
        )
    )
    return Card("note", say("You pause"), (about, *questions))


def skips_card(program: PairingProgram, day: str, drawn: Instant) -> Card:
    """Return the confirmation that somebody sits out one round."""
    about = text_paragraph(
        *tell(
            "The round of {drawn} in {channel} goes without you. The one after comes by itself.",
            drawn=drawn,
            channel=program.channel_mention,
        ),
    )
    unskip = Button("lunch.unskip", say("I'm in after all"), f"{program.id}:{day}")
    return Card("round", say("You sit this one out"), (about, Actions((unskip,))))


def takes_part_card(program: PairingProgram, drawn: Instant) -> Card:
    """Return the confirmation that somebody takes part after all."""
    about = text_paragraph(
        *tell(
            "The round of {drawn} in {channel} includes you.",
            drawn=drawn,
            channel=program.channel_mention,
        )
    )
    return Card("round", say("You are in again"), (about,))


STOPPED = mark("An organiser has stopped these lunches.")


def once_is_running() -> Text:
    """Return that somebody's one round is running."""
    return tell(
        "You're in for just one round, and it's the one that is running. The next goes without "
        "you anyway; {join} keeps you in.",
        join=CommandMention("mingle join"),
    )


def not_set_up() -> Text:
    """Return that there are no lunches, and who can start them."""
    return tell(
        "There are no lunch pairings here yet. An organiser can start them with {setup}.",
        setup=CommandMention("mingle setup"),
    )


IN_ITS_CHANNEL = mark(
    "Several channels have lunch pairings. Please type this in the channel you mean."
)


def not_in() -> Text:
    """Return that somebody is not in these lunches, and how they get in."""
    return tell(
        "You're not in these lunches. {join} gets you in.", join=CommandMention("mingle join")
    )


def no_round_on(wanted: Period, days: Sequence[dt.date]) -> Text:
    """Refuse to skip a round on days that have none, and name the rounds that can be skipped."""
    known = say(" and ").join(long_date(day) for day in sorted(set(days)))
    if wanted.first < wanted.last:
        return tell(
            "No lunch round comes between {first} and {last} that you could skip now. The next one "
            "is on {known}: {skip} skips it.",
            first=long_date(wanted.first),
            last=long_date(wanted.last),
            known=known,
            skip=CommandMention("mingle skip"),
        )
    return tell(
        "No lunch round comes on {day} that you could skip now. The next one is on {known}: "
        "{skip} skips it.",
        day=long_date(wanted.first),
        known=known,
        skip=CommandMention("mingle skip"),
    )


NO_ROUND = mark("No round is planned yet; there is nothing to skip.")


def round_passed() -> Text:
    """Return that a round is drawn already, and how to skip the next one."""
    return tell(
        "That round has been drawn already. {skip} skips the next one.",
        skip=CommandMention("mingle skip"),
    )


def program_stopped() -> Text:
    """Return that lunches are over, and what shows those that are not."""
    return tell(
        "These lunches are no more. {join} shows what there is.", join=CommandMention("mingle join")
    )
