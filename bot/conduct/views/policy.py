"""What to expect from one another, in plain words; docs/conduct.md says the same at length."""

from collections.abc import Sequence

from bot.conduct.rules import NOTHING_IN_PARTICULAR
from bot.ui.cards import Actions, Button, Card, Heading, Paragraph, Part
from bot.ui.notices import something_wrong_button
from bot.ui.speech import mark, say
from bot.ui.text import CommandMention, Mention, Text, join_nodes, tell, tell_many

_EXPECT = (
    mark("Be on time, or say that you can't make it."),
    mark(
        "A lunch is a chat between colleagues: no sales, no dates, no pressure to drink or to go "
        "on."
    ),
    mark("No is an answer, and so is silence. Nobody owes a reason."),
    mark(
        "Write of others as you would if they sat beside you. What is told in confidence stays "
        "there."
    ),
)
_SAY = (
    mark(
        "“Something wrong?” is on introductions, invitations, tables, events and what people "
        "write; {wrong} works anywhere. Only you see what it shows."
    ),
    mark("“Not with … again” works at once, and nobody learns of it."),
)
_HIDE = mark(
    "Organisers can hide what people wrote. The author hears why, the log of changes has who "
    "did it, and it can be shown again."
)


def conduct_card(trusted: Sequence[Mention], *, named: bool) -> Card:
    """Return what people may expect from one another, and who reads what is wrong.

    Whoever is `named` also finds the words that stay inside, which are theirs to change.
    """
    shown: list[Part] = [Heading(say("What to expect"))]
    shown += [Paragraph((say(line),)) for line in _EXPECT]
    shown.append(Heading(say("If something is wrong")))
    wrong = CommandMention("mingle wrong")
    shown += [Paragraph(tell(line, wrong=wrong)) for line in _SAY]
    shown += [Paragraph(_readers(trusted)), Paragraph((say(_HIDE),))]
    buttons = [something_wrong_button(f"{NOTHING_IN_PARTICULAR}")]
    if named:
        buttons.append(Button("kept_words.show", say("Words that stay inside")))
    shown.append(Actions(tuple(buttons)))
    return Card("note", say("How we treat each other"), tuple(shown))


def _readers(trusted: Sequence[Mention]) -> Text:
    if not trusted:
        return tell(
            "Nobody is named here yet whom I could tell for you. Organisers can name someone with "
            "{trusted}.",
            trusted=CommandMention("mingle trusted"),
        )
    return tell_many(
        "{people} reads what you tell them there, with your name. Organisers don't.",
        "{people} read what you tell them there, with your name. Organisers don't.",
        len(trusted),
        people=join_nodes(list(trusted), say(" or ")),
    )
