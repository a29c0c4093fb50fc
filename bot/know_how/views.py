"""The cards of who knows about something."""

from collections.abc import Sequence

from bot.know_how.rules import MAX_TOPIC, Evidence, Shared
from bot.people.records import Person
from bot.ui.cards import Actions, Button, Card, Paragraph, Part
from bot.ui.text import Text, clean_text

TITLE = "Who knows about it?"
EMPTY = "Ask me about a topic, such as sourdough or negotiation."
GONE = "That has changed since. Please ask me again."
TOO_LONG = f"Please keep the topic within {MAX_TOPIC} characters."
ASK = "I'll ask them for you; you're both introduced once they say yes."
AGREED = "Thank you. Colleagues who ask can be told your name from now on."
TAKEN_BACK = "I won't name you any more."
_COVERED = "what your profile offers, learnings you shared with your name, and events you host"
NAMED = (
    f"You agreed to be named to colleagues who ask about {_COVERED}. You can take that back at any "
    "time."
)
UNNAMED = (
    "I don't name you to colleagues who ask who knows about something. If you agree, I'll name you "
    f"for {_COVERED}. You can take that back at any time."
)
MEANT = "me"  # the value of the buttons that change it
_SHOWN = 140
_WORDS: dict[Shared, str] = {
    "offer": " can show others: {}",
    "event": " planned “{}”",
    "learning": " wrote: “{}”",
}


def experts_card(topic: str, found: Sequence[tuple[Person, Evidence]], *, named: bool) -> Card:
    """Name who shared something about a topic, and offer to ask each of them to lunch."""
    asked = clean_text(topic, MAX_TOPIC)
    parts: list[Part] = []
    for person, evidence in found:
        words = _WORDS[evidence.kind].format(clean_text(evidence.words, _SHOWN))
        parts.append(Paragraph((person.mention, words)))
        value = f"{person.id}:{evidence.key}"
        label = f"Ask {clean_text(person.name, 30)} to lunch"
        parts.append(Actions((Button("who.meet", label, value),)))
    if not found:
        parts += [
            Paragraph((f"I've nobody to name about “{asked}” right now.",)),
            Paragraph(("Open a table about it: whoever likes the topic can sit down.",)),
            Actions((Button("table.open", "Open a lunch table"),)),
        ]
    return Card("note", f"Who knows about “{asked}”?", (*parts, *_consent(named=named)))


def consent_card(*, named: bool, said: str = EMPTY) -> Card:
    """Show somebody whether they are named, with the button that changes it."""
    return Card("note", TITLE, (Paragraph((said,)), *_consent(named=named)))


def _consent(*, named: bool) -> tuple[Part, ...]:
    words: Text = (NAMED if named else UNNAMED,)
    button = (
        Button("who.unname", "Don't name me", MEANT)
        if named
        else Button("who.name", "Name me, please", MEANT)
    )
    return Paragraph(words, soft=True), Actions((button,))
