"""What to expect from one another, in plain words; docs/conduct.md says the same at length."""

from collections.abc import Sequence

from bot.conduct.rules import NOTHING_IN_PARTICULAR
from bot.ui.cards import Actions, Button, Card, Heading, Paragraph, Part
from bot.ui.notices import something_wrong_button
from bot.ui.text import CommandMention, Mention, Text, join_nodes

_EXPECT = (
    "Be on time, or say that you can't make it.",
    "A lunch is a chat between colleagues: no sales, no dates, no pressure to drink or to go on.",
    "No is an answer, and so is silence. Nobody owes a reason.",
    "Write of others as you would if they sat beside you. What is told in confidence stays there.",
)
_SAY: tuple[Text, ...] = (
    (
        "“Something wrong?” is on introductions, invitations, tables, events and what people "
        "write; ",
        CommandMention("mingle wrong"),
        " works anywhere. Only you see what it shows.",
    ),
    ("“Not with … again” works at once, and nobody learns of it.",),
)
_HIDE = (
    "Organisers can hide what people wrote. The author hears why, the log of changes has who did "
    "it, and it can be shown again."
)


def conduct_card(trusted: Sequence[Mention], *, named: bool) -> Card:
    """Return what people may expect from one another, and who reads what is wrong.

    Whoever is `named` also finds the words that stay inside, which are theirs to change.
    """
    shown: list[Part] = [Heading("What to expect")]
    shown += [Paragraph((line,)) for line in _EXPECT]
    shown.append(Heading("If something is wrong"))
    shown += map(Paragraph, _SAY)
    shown += [Paragraph(_readers(trusted)), Paragraph((_HIDE,))]
    buttons = [something_wrong_button(f"{NOTHING_IN_PARTICULAR}")]
    if named:
        buttons.append(Button("kept_words.show", "Words that stay inside"))
    shown.append(Actions(tuple(buttons)))
    return Card("note", "How we treat each other", tuple(shown))


def _readers(trusted: Sequence[Mention]) -> Text:
    if not trusted:
        return (
            "Nobody is named here yet whom I could tell for you. Organisers can name someone with ",
            CommandMention("mingle trusted"),
            ".",
        )
    verb = " read" if len(trusted) > 1 else " reads"
    return (
        *join_nodes(list(trusted), " or "),
        f"{verb} what you tell them there, with your name. Organisers don't.",
    )
