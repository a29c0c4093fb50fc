"""Cards that ask whether two listings are one event."""

from bot.sources.similarity import Comparable
from bot.sources.views.parts import event_line
from bot.ui.cards import Actions, Button, ButtonStyle, Card, Paragraph

WHY_DUPLICATE = (
    "You added a source of events, and it tells of an evening that another may tell of too."
)
SETTLED = "That question is settled already."


_TITLE = "Is this one evening?"


def duplicate_question_card(
    ruling: int, one: tuple[Comparable, str], other: tuple[Comparable, str], evenings: int = 1
) -> Card:
    """Ask whether two listings are the same event; each comes with its source's name."""
    lines = [Paragraph((f"{name}: ", *event_line(event))) for event, name in (one, other)]
    if evenings > 1:
        lines.append(Paragraph((f"Your answer holds for all {evenings} evenings of the series.",)))
    buttons = Actions((_same_button("The same", ruling), _different_button("Not the same", ruling)))
    footer = ("I remember your answer. Without one I show both.",)
    return Card("note", _TITLE, (*lines, buttons), footer)


def question_over_card(ruling: int, state: str) -> Card:
    """Return what stands in place of that question once it is settled, or the evening is over.

    `ruling`: its id while it can still be decided otherwise, or 0.
    """
    words = {"same": "One evening: I show it once.", "different": "Two evenings: I show both."}
    text = Paragraph((words.get(state, "Nothing is left to decide here."),))
    return Card("note", _TITLE, (text, *_undo(ruling, state)))


def ruling_card(ruling: int, state: str, followed: int) -> Card:
    """Confirm a ruling, with how many other pairs follow from it."""
    if state == "same":
        title, text = "One evening, then", "I show it once from now on, with both links."
    else:
        title, text = "Two evenings, then", "I show both from now on."
    parts = [Paragraph((text,))]
    if followed:
        like = "one more pair" if followed == 1 else f"{followed} more pairs"
        parts.append(Paragraph((f"That settles {like} like it from these two sources.",)))
    return Card("note", title, (*parts, *_undo(ruling, state)))


def _undo(ruling: int, state: str) -> tuple[Actions, ...]:
    """Return the button that rules the other way."""
    if ruling and state == "same":
        return (Actions((_different_button("Show both after all", ruling),)),)
    if ruling and state == "different":
        return (Actions((_same_button("They're one after all", ruling, "quiet"),)),)
    return ()


def _same_button(label: str, ruling: int, style: ButtonStyle = "main") -> Button:
    return Button("twin.same", label, str(ruling), style)


def _different_button(label: str, ruling: int, style: ButtonStyle = "quiet") -> Button:
    return Button("twin.different", label, str(ruling), style)
