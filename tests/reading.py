"""What Mingle shows: the card, form or complaints of an answer, and what is on a card."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from msgspec import Struct

from bot.core.interactions import Answer, FormErrors, OpenForm, Reply
from bot.ui.cards import (
    Actions,
    Button,
    Card,
    ChannelField,
    ChoiceField,
    File,
    Form,
    Heading,
    Select,
    TextField,
    as_text,
)
from bot.ui.clocks import known_readers, show_clock
from bot.ui.text import Mention, Words, plain_words


class Interaction(NamedTuple):
    """A click that a card offers: a button, or one choice of a select."""

    action: str
    value: str
    choice: str | None


class ButtonView(NamedTuple):
    """A button as people see and send it."""

    action: str
    value: str
    label: str


def card_of(shown: Answer | Card) -> Card:
    """Return the card of an answer."""
    if isinstance(shown, Card):
        return shown
    assert isinstance(shown, Reply), shown
    return shown.card


def form_of(answer: Answer) -> Form:
    """Return the form that an answer opens."""
    assert isinstance(answer, OpenForm), answer
    return answer.form


def sentence(words: Words) -> str:
    """Return a sentence as plain words."""
    return plain_words(words)


def complaints(answer: Answer) -> dict[str, str]:
    """Return what is wrong with a submitted form, by field."""
    assert isinstance(answer, FormErrors), answer
    return answer.sentences


def complaint(answer: Answer, field: str = "") -> str:
    """Return the only complaint about a form, which is about `field` if that is given."""
    [(about, sentence)] = complaints(answer).items()
    assert field in ("", about)
    return sentence


def text(shown: Answer | Card, zone: str = "") -> str:
    """Return the words of a card, without its buttons, as somebody in a zone reads them."""
    card = card_of(shown)
    return as_text(show_clock(card, known_readers([zone]))) if zone else as_text(card)


def titles(cards: Iterable[Card]) -> list[str]:
    """Return the title of each card."""
    return [card.title for card in cards]


def headings(shown: Answer | Card) -> list[str]:
    """Return the headings within a card."""
    return [part.text for part in card_of(shown).parts if isinstance(part, Heading)]


def files(shown: Answer | Card) -> list[str]:
    """Return the content of each file on a card."""
    return [part.content for part in card_of(shown).parts if isinstance(part, File)]


def mentions(shown: Answer | Card) -> set[str]:
    """Return the people whom a card names."""
    return {node.person for node in nodes(card_of(shown)) if isinstance(node, Mention)}


def controls(shown: Answer | Card) -> list[Button | Select]:
    """Return the buttons and selects of a card, in order."""
    rows = [part.items for part in card_of(shown).parts if isinstance(part, Actions)]
    return [item for row in rows for item in row]


def buttons(shown: Answer | Card) -> list[ButtonView]:
    """Return the buttons of a card, in order."""
    return [
        ButtonView(item.action, item.value, item.label)
        for item in controls(shown)
        if isinstance(item, Button)
    ]


def button_values(shown: Answer | Card) -> dict[str, str]:
    """Return the value of each button's action."""
    return {button.action: button.value for button in buttons(shown)}


def value_of(shown: Answer | Card, action: str) -> str:
    """Return the value of the first control of this action."""
    values = values_of(shown, action)
    assert values, f"no {action} on {card_of(shown).title!r}"
    return values[0]


def values_of(shown: Answer | Card, action: str) -> list[str]:
    """Return the value of each control of this action."""
    return [item.value for item in controls(shown) if item.action == action]


def labels(shown: Answer | Card, action: str = "") -> list[str]:
    """Return the words on each button and select of a card, or on those of one action."""
    return [
        item.label if isinstance(item, Button) else item.placeholder
        for item in controls(shown)
        if action in ("", item.action)
    ]


def choices(shown: Answer | Card, action: str = "") -> list[str]:
    """Return the values that the selects of a card offer, or those of one action."""
    selects = [item for item in controls(shown) if isinstance(item, Select)]
    return [
        choice.value
        for select in selects
        if action in ("", select.action)
        for choice in select.choices
    ]


def interactions_on(card: Card) -> list[Interaction]:
    """Return every click that a card offers."""
    offered: list[Interaction] = []
    for item in controls(card):
        if isinstance(item, Select):
            offered += [Interaction(item.action, item.value, c.value) for c in item.choices]
        else:
            offered.append(Interaction(item.action, item.value, None))
    return offered


def initial_choices(form: Form) -> dict[str, str]:
    """Return what the text, channel and choice fields of a form hold when it opens."""
    initial = {}
    for field in form.fields:
        match field:
            case TextField(id=name, initial=words) | ChannelField(id=name, initial=words):
                initial[name] = words
            case ChoiceField(id=name, initial=chosen):
                initial[name] = chosen[0] if chosen else ""
    return initial


def nodes(thing: Any) -> Iterator[Any]:
    """Return every word and node in a card or form, except the content of files."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, tuple):
        for each in thing:
            yield from nodes(each)
    elif isinstance(thing, Struct):
        yield thing
        for name in thing.__struct_fields__:
            if name != "content":
                yield from nodes(getattr(thing, name))
