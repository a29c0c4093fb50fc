"""Cards that ask whether two listings are one event."""

from bot.sources.similarity import Comparable
from bot.sources.views.parts import event_line
from bot.ui.cards import Actions, Button, Card, Paragraph
from bot.ui.notices import note_card

WHY_DUPLICATE = (
    "You added a source of events, and it tells of an evening that another may tell of too."
)
SETTLED = "That question is settled already."


def duplicate_question_card(
    ruling: int, one: tuple[Comparable, str], other: tuple[Comparable, str]
) -> Card:
    """Ask whether two listings are the same event; each comes with its source's name."""
    lines = [Paragraph((f"{name}: ", *event_line(event))) for event, name in (one, other)]
    number = str(ruling)
    buttons = Actions(
        (
            Button("twin.same", "The same", number, "main"),
            Button("twin.different", "Not the same", number),
        )
    )
    footer = ("I remember your answer. Without one I show both.",)
    return Card("note", "Is this one evening?", (*lines, buttons), footer)


def question_over_card(state: str) -> Card:
    """Return what stands in place of that question once it is settled, or the evening is over."""
    words = {"same": "One evening: I show it once.", "different": "Two evenings: I show both."}
    return note_card("Is this one evening?", words.get(state, "Nothing is left to decide here."))


def ruling_card(same: bool) -> Card:
    """Confirm a ruling."""
    if same:
        return note_card("One evening, then", "I show it once from now on, with both links.")
    return note_card("Two evenings, then", "I show both from now on.")
