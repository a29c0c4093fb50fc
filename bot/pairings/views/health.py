"""Cards to organisers about a program whose rounds come to nothing."""

from collections.abc import Sequence

from bot.pairings.health.records import TroubledProgram, Turnout
from bot.pairings.health.rules import Trouble
from bot.pairings.programs.records import PairingProgram
from bot.pairings.views.words import text_paragraph
from bot.ui.cards import Actions, Button, Card, Facts, Paragraph, Part
from bot.ui.crowd_words import people_now_text
from bot.ui.notices import note_card
from bot.ui.text import CommandMention, Text

TROUBLE_TEXTS: dict[Trouble, str] = {
    "few": "Rounds have hardly anybody left to introduce.",
    "unmet": "In three rounds running, nobody reported a meeting.",
}


def trouble_card(program: PairingProgram, kinds: Sequence[Trouble], turnout: Turnout) -> Card:
    """Return the note about a dying program: what is wrong, the figures, and three next steps."""
    what = " ".join(TROUBLE_TEXTS[kind] for kind in kinds)
    rows: list[tuple[str, Text]] = [
        ("Taking part", people_now_text(turnout.taking_part)),
        ("Paused after four silent rounds", people_now_text(turnout.resting)),
        ("Invited, no answer yet", people_now_text(turnout.unanswered)),
    ]

    number = str(program.id)
    buttons = (
        Button("program.invite", "Invite the channel again", number, "main"),
        Button("program.change", "Change how often or the size", number),
        Button("program.stop", "Stop these lunches", number),
    )
    parts = (
        text_paragraph("The lunches in ", program.channel_mention, f" need you. {what}"),
        Facts(tuple(rows), ("Who", "How many")),
        Actions(buttons),
    )
    return Card("round", f"#{program.channel_name}: few lunches happen", parts)


def troubled_parts(troubled: TroubledProgram) -> list[Part]:
    """Return what a list for organisers says of a dying program, and two next steps."""
    number = str(troubled.program.id)
    what = " ".join(TROUBLE_TEXTS[kind] for kind in troubled.troubles)
    text: Text = ("The lunches in ", troubled.program.channel_mention, f" need you. {what}")
    buttons = (
        Button("program.invite", "Invite the channel again", number),
        Button("program.change", "Change how often or the size", number),
    )
    return [Paragraph(text), Actions(buttons)]


def recovered_card(program: PairingProgram) -> Card:
    """Return what is left of the note once what it told of is over."""
    return note_card(
        f"#{program.channel_name}: that's settled", "What I wrote about these lunches is over."
    )


def stopped_since_card(program: PairingProgram) -> Card:
    """Return what is left of the note once its program is stopped."""
    return note_card(
        f"The lunches in #{program.channel_name} are stopped",
        (CommandMention("mingle setup"), " starts them again."),
    )


def invited_again_card(program: PairingProgram) -> Card:
    """Return the answer to an organiser who has the channel invited again."""
    text = text_paragraph(
        "I'm inviting everyone in ",
        program.channel_mention,
        " who hasn't answered yet. Nobody who said no is asked.",
    )
    return Card("round", "Inviting again", (text,))


def really_stop_card(program: PairingProgram) -> Card:
    """Return the question whether a program is to be stopped."""
    text = text_paragraph(
        "I won't draw any more rounds in ",
        program.channel_mention,
        ". A round that is running goes on to its end.",
    )
    stop = Button("program.stop_now", "Yes, stop them", str(program.id), "danger")
    return Card("round", "Stop these lunches?", (text, Actions((stop,))))


INVITED_ALREADY = "They were invited again already. I'll ask nobody more often than that."
STOPPED_ALREADY = (
    "These lunches are stopped already. ",
    CommandMention("mingle setup"),
    " starts them again.",
)
