"""What organisers and authors read about texts that are hidden."""

from collections.abc import Sequence

from bot.conduct.records import HiddenText, HideRequest
from bot.conduct.views.wrong import REASON_WORDS
from bot.core.concerns import WrittenText
from bot.ui.cards import Actions, Button, Card, Paragraph, Part, Quote
from bot.ui.notices import note_card
from bot.ui.text import CommandMention

WHY_HIDDEN = "You wrote something here, and an organiser hid it or brought it back."
MAX_LISTED = 10  # hidden texts in one list
_SHOWN = 200  # characters of one of them

NOT_HIDDEN = "That text isn't hidden any more."


def text_hidden_card(number: int, words: str, *, told: bool) -> Card:
    """Confirm to an organiser that a text is hidden, with the way back; is its author `told`?"""
    heard = "; whoever wrote it hears why" if told else ""
    again = Button("text.show", "Show it again", str(number))
    lines: tuple[Part, ...] = (
        Quote(words[:_SHOWN]),
        Paragraph(
            (
                "It goes from my messages in a moment, also from news that I sent to single "
                f"people before{heard}. I can't take it back from answers that only one person "
                "saw, calendar entries and files, notifications and mail.",
            )
        ),
        Actions((again,)),
    )
    return Card(
        "note",
        "Hidden",
        lines,
        (
            CommandMention("mingle hidden"),
            " lists what is hidden.",
        ),
    )


def text_shown_card() -> Card:
    """Confirm to an organiser that a text is back."""
    return note_card(
        "Shown again",
        "It's back on its cards in a moment, unless its author wrote something else since. News "
        "that was sent before stays without it.",
    )


def hidden_list_card(texts: Sequence[HiddenText]) -> Card:
    """List what is hidden now, each with the button that brings it back."""
    if not texts:
        return note_card("Nothing is hidden", "“Something wrong?” on a card hides what's written.")
    shown: list[Part] = []
    for text in texts:
        shown += [
            Quote(text.words[:_SHOWN]),
            Paragraph((f"Why: {_reason(text.reason)}.",), soft=True),
            Actions((Button("text.show", "Show it again", str(text.id)),)),
        ]
    return Card("note", "Hidden for now", tuple(shown))


def author_card(text: HiddenText) -> Card:
    """Return the news for an author that their words are hidden, or that they are back."""
    if text.shown_at:
        words = "An organiser brought your words back. Cards show them again."
        return Card(
            "note", "Your words are back", (Quote(text.words[:_SHOWN]), Paragraph((words,)))
        )
    why = f"An organiser hid something you wrote. Their reason: {_reason(text.reason)}."
    kind = (
        "Nobody else is told, and nothing else changes for you. You can write it another way; or "
        "talk to an organiser, who can show it again."
    )
    shown = (Paragraph((why,)), Quote(text.words[:_SHOWN]), Paragraph((kind,)))
    return Card("note", "Your words are hidden for now", shown)


def request_card(request: HideRequest, text: WrittenText | None, *, hidden: bool) -> Card:
    """Ask organisers whether to hide a text; nobody is named."""
    title = "Hide what somebody wrote?"
    if text is None or hidden:
        words = "It's hidden now." if hidden else "It's gone by now; nothing is left to decide."
        return Card("note", title, (Paragraph((words,)),))
    shown: list[Part] = [
        Paragraph((f"A colleague asks you to. Their reason: {_reason(request.reason)}.",)),
        Quote(text.words[:_SHOWN]),
    ]
    if request.state == "left":
        shown.append(Paragraph(("It stays, as an organiser decided.",), soft=True))
        return Card("note", title, tuple(shown))
    hide = Button("text.ask", "Hide it", f"{text.about}", "main")
    leave = Button("text.leave", "Leave it", f"{text.about}")
    return Card("note", title, (*shown, Actions((hide, leave))))


def left_card() -> Card:
    """Confirm that a text stays."""
    return note_card("It stays", "Whoever asked isn't told who decided.")


def _reason(reason: str) -> str:
    words = REASON_WORDS.get(reason, REASON_WORDS["elsewhere"])
    return words[0].lower() + words[1:]
