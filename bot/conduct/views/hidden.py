"""What organisers and authors read about texts that are hidden."""

from collections.abc import Sequence

from bot.conduct.records import HiddenText, HideRequest
from bot.conduct.views.wrong import REASON_WORDS
from bot.core.concerns import WrittenText
from bot.ui.cards import Actions, Button, Card, Paragraph, Part, Quote
from bot.ui.notices import note_card
from bot.ui.speech import mark, say
from bot.ui.text import CommandMention, tell

WHY_HIDDEN = mark("You wrote something here, and an organiser hid it or brought it back.")
MAX_LISTED = 10  # hidden texts in one list
_SHOWN = 200  # characters of one of them

NOT_HIDDEN = mark("That text isn't hidden any more.")


def text_hidden_card(number: int, words: str, *, told: bool) -> Card:
    """Confirm to an organiser that a text is hidden, with the way back; is its author `told`?"""
    said = say(
        "It goes from my messages in a moment, also from news that I sent to single people before. "
        "I can't take it back from answers that only one person saw, calendar entries and files, "
        "notifications and mail."
    )
    if told:
        said = say(
            "It goes from my messages in a moment, also from news that I sent to single people "
            "before; whoever wrote it hears why. I can't take it back from answers that only one "
            "person saw, calendar entries and files, notifications and mail."
        )
    again = Button("text.show", say("Show it again"), str(number))
    lines: tuple[Part, ...] = (
        Quote(words[:_SHOWN]),
        Paragraph((said,)),
        Actions((again,)),
    )
    return Card(
        "note",
        say("Hidden"),
        lines,
        tell("{hidden} lists what is hidden.", hidden=CommandMention("mingle hidden")),
    )


def text_shown_card() -> Card:
    """Confirm to an organiser that a text is back."""
    return note_card(
        say("Shown again"),
        say(
            "It's back on its cards in a moment, unless its author wrote something else since. "
            "News that was sent before stays without it."
        ),
    )


def hidden_list_card(texts: Sequence[HiddenText]) -> Card:
    """List what is hidden now, each with the button that brings it back."""
    if not texts:
        return note_card(
            say("Nothing is hidden"), say("“Something wrong?” on a card hides what's written.")
        )
    shown: list[Part] = []
    for text in texts:
        shown += [
            Quote(text.words[:_SHOWN]),
            Paragraph((say("Why: {reason}.", reason=_reason(text.reason)),), soft=True),
            Actions((Button("text.show", say("Show it again"), str(text.id)),)),
        ]
    return Card("note", say("Hidden for now"), tuple(shown))


def author_card(text: HiddenText) -> Card:
    """Return the news for an author that their words are hidden, or that they are back."""
    if text.shown_at:
        words = say("An organiser brought your words back. Cards show them again.")
        return Card(
            "note", say("Your words are back"), (Quote(text.words[:_SHOWN]), Paragraph((words,)))
        )
    why = say(
        "An organiser hid something you wrote. Their reason: {reason}.", reason=_reason(text.reason)
    )
    kind = say(
        "Nobody else is told, and nothing else changes for you. You can write it another way; or "
        "talk to an organiser, who can show it again."
    )
    shown = (Paragraph((why,)), Quote(text.words[:_SHOWN]), Paragraph((kind,)))
    return Card("note", say("Your words are hidden for now"), shown)


def request_card(request: HideRequest, text: WrittenText | None, *, hidden: bool) -> Card:
    """Ask organisers whether to hide a text; nobody is named."""
    title = say("Hide what somebody wrote?")
    if text is None or hidden:
        words = (
            say("It's hidden now.")
            if hidden
            else say("It's gone by now; nothing is left to decide.")
        )
        return Card("note", title, (Paragraph((words,)),))
    shown: list[Part] = [
        Paragraph(
            (
                say(
                    "A colleague asks you to. Their reason: {reason}.",
                    reason=_reason(request.reason),
                ),
            )
        ),
        Quote(text.words[:_SHOWN]),
    ]
    if request.state == "left":
        shown.append(Paragraph((say("It stays, as an organiser decided."),), soft=True))
        return Card("note", title, tuple(shown))
    hide = Button("text.ask", say("Hide it"), f"{text.about}", "main")
    leave = Button("text.leave", say("Leave it"), f"{text.about}")
    return Card("note", title, (*shown, Actions((hide, leave))))


def left_card() -> Card:
    """Confirm that a text stays."""
    return note_card(say("It stays"), say("Whoever asked isn't told who decided."))


def _reason(reason: str) -> str:
    words = say(REASON_WORDS.get(reason, REASON_WORDS["elsewhere"]))
    return words[0].lower() + words[1:]
