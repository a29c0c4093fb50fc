"""Cards to organisers about a program whose rounds come to nothing."""

from collections.abc import Sequence

from bot.pairings.health.records import TroubledProgram, Turnout
from bot.pairings.health.rules import Trouble
from bot.pairings.programs.records import PairingProgram
from bot.pairings.views.words import text_paragraph
from bot.ui.cards import Actions, Button, Card, Facts, Paragraph, Part
from bot.ui.crowd_words import people_now_text
from bot.ui.notices import note_card
from bot.ui.speech import mark, say
from bot.ui.text import CommandMention, Text, tell

TROUBLE_TEXTS: dict[Trouble, str] = {
    "few": mark("Rounds have hardly anybody left to introduce."),
    "unmet": mark("In three rounds running, nobody reported a meeting."),
}


def trouble_card(program: PairingProgram, kinds: Sequence[Trouble], turnout: Turnout) -> Card:
    """Return the note about a dying program: what is wrong, the figures, and three next steps."""
    what = " ".join(say(TROUBLE_TEXTS[kind]) for kind in kinds)
    rows: list[tuple[str, Text]] = [
        (say("Taking part"), people_now_text(turnout.taking_part)),
        (say("Paused after four silent rounds"), people_now_text(turnout.resting)),
        (say("Invited, no answer yet"), people_now_text(turnout.unanswered)),
    ]

    number = str(program.id)
    buttons = (
        Button("program.invite", say("Invite the channel again"), number, "main"),
        Button("program.change", say("Change how often or the size"), number),
        Button("program.stop", say("Stop these lunches"), number),
    )
    parts = (
        text_paragraph(
            *tell(
                "The lunches in {channel} need you. {what}",
                channel=program.channel_mention,
                what=what,
            )
        ),
        Facts(tuple(rows), (say("Who"), say("How many"))),
        Actions(buttons),
    )
    return Card("round", say("#{channel}: few lunches happen", channel=program.channel_name), parts)


def troubled_parts(troubled: TroubledProgram) -> list[Part]:
    """Return what a list for organisers says of a dying program, and two next steps."""
    number = str(troubled.program.id)
    what = " ".join(say(TROUBLE_TEXTS[kind]) for kind in troubled.troubles)
    text: Text = tell(
        "The lunches in {channel} need you. {what}",
        channel=troubled.program.channel_mention,
        what=what,
    )
    buttons = (
        Button("program.invite", say("Invite the channel again"), number),
        Button("program.change", say("Change how often or the size"), number),
    )
    return [Paragraph(text), Actions(buttons)]


def recovered_card(program: PairingProgram) -> Card:
    """Return what is left of the note once what it told of is over."""
    return note_card(
        say("#{channel}: that's settled", channel=program.channel_name),
        say("What I wrote about these lunches is over."),
    )


def stopped_since_card(program: PairingProgram) -> Card:
    """Return what is left of the note once its program is stopped."""
    return note_card(
        say("The lunches in #{channel} are stopped", channel=program.channel_name),
        tell("{setup} starts them again.", setup=CommandMention("mingle setup")),
    )


def invited_again_card(program: PairingProgram) -> Card:
    """Return the answer to an organiser who has the channel invited again."""
    text = text_paragraph(
        *tell(
            "I'm inviting everyone in {channel} who hasn't answered yet. Nobody who said no is "
            "asked.",
            channel=program.channel_mention,
        ),
    )
    return Card("round", say("Inviting again"), (text,))


def really_stop_card(program: PairingProgram) -> Card:
    """Return the question whether a program is to be stopped."""
    text = text_paragraph(
        *tell(
            "I won't draw any more rounds in {channel}. A round that is running goes on to its "
            "end.",
            channel=program.channel_mention,
        ),
    )
    stop = Button("program.stop_now", say("Yes, stop them"), str(program.id), "danger")
    return Card("round", say("Stop these lunches?"), (text, Actions((stop,))))


INVITED_ALREADY = mark("They were invited again already. I'll ask nobody more often than that.")


def stopped_already() -> Text:
    """Return that lunches are stopped already, and what starts them again."""
    return tell(
        "These lunches are stopped already. {setup} starts them again.",
        setup=CommandMention("mingle setup"),
    )
