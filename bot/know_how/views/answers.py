"""The cards of who knows about something."""

from collections.abc import Sequence

from bot.know_how.rules import MAX_TOPIC, Evidence, Shared
from bot.people.records import Person
from bot.ui.cards import Actions, Button, Card, Paragraph, Part
from bot.ui.speech import mark, say
from bot.ui.text import Text, clean_text, tell

TITLE = mark("Who knows about it?")
EMPTY = mark("Ask me about a topic, such as sourdough or negotiation.")
GONE = mark("That has changed since. Please ask me again.")
TOO_LONG = mark("Please keep the topic within {most} characters.")
ASK = mark("I'll ask them for you; you're both introduced once they say yes.")
AGREED = mark("Thank you. Colleagues who ask can be told your name from now on.")
TAKEN_BACK = mark("I won't name you any more.")
NAMED = mark(
    "You agreed to be named to colleagues who ask about what your profile offers, learnings you "
    "shared with your name, and events you host. You can take that back at any time."
)
UNNAMED = mark(
    "I don't name you to colleagues who ask who knows about something. If you agree, I'll name you "
    "for what your profile offers, learnings you shared with your name, and events you host. You "
    "can take that back at any time."
)
MEANT = "me"  # the value of the buttons that change it
_SHOWN = 140
_WORDS: dict[Shared, str] = {
    "offer": mark("{person} can show others: {words}"),
    "event": mark("{person} planned “{words}”"),
    "learning": mark("{person} wrote: “{words}”"),
}


def experts_card(topic: str, found: Sequence[tuple[Person, Evidence]], *, named: bool) -> Card:
    """Name who shared something about a topic, and offer to ask each of them to lunch."""
    asked = clean_text(topic, MAX_TOPIC)
    parts: list[Part] = []
    for person, evidence in found:
        parts += expert_parts(person, evidence)
    if not found:
        parts += [
            Paragraph((say("I've nobody to name about “{topic}” right now.", topic=asked),)),
            Paragraph((say("Open a table about it: whoever likes the topic can sit down."),)),
            Actions((Button("table.open", say("Open a lunch table")),)),
        ]
    return Card(
        "note", say("Who knows about “{topic}”?", topic=asked), (*parts, *_consent(named=named))
    )


def expert_parts(person: Person, evidence: Evidence) -> tuple[Part, ...]:
    """Name somebody with what they shared, and the ways to meet them."""
    words = clean_text(evidence.words, _SHOWN)
    about = Paragraph(tell(_WORDS[evidence.kind], person=person.mention, words=words))
    value = f"{person.id}:{evidence.key}"
    label = say("Ask {name} to lunch", name=clean_text(person.name, 30))
    introduce = Button("who.introduce", say("Introduce us"), value)
    return about, Actions((introduce, Button("who.meet", label, value)))


def consent_card(*, named: bool, said: str = "") -> Card:
    """Show somebody whether they are named, with the button that changes it."""
    return Card("note", say(TITLE), (Paragraph((said or say(EMPTY),)), *_consent(named=named)))


def _consent(*, named: bool) -> tuple[Part, ...]:
    words: Text = (say(NAMED) if named else say(UNNAMED),)
    button = (
        Button("who.unname", say("Don't name me"), MEANT)
        if named
        else Button("who.name", say("Name me, please"), MEANT)
    )
    return Paragraph(words, soft=True), Actions((button,))
