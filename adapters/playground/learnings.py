"""What simulated colleagues say they learned or gave: of a lunch, or of the prompt they took up."""

import random
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from adapters.playground.records import Colleague
from bot.prompts.deck import DECK
from bot.ui.cards import Card, Paragraph, Quote
from bot.ui.languages import list_languages
from bot.ui.speech import speaking


class Learnings:
    """Everything there is to say, and what was said: nobody says what another said.

    Of a lunch it begins anew once all is said; of a prompt nobody has more to say then.
    """

    def __init__(self) -> None:
        self._said: set[str] = set()

    def hear(self, card: Card) -> None:
        """Remember what a card quotes, such as one that was posted before a restart."""
        self._said.update(part.text for part in card.parts if isinstance(part, Quote))

    def choose(self, card: Card, who: Colleague, chance: random.Random) -> str:
        """Return what somebody says of what a card is about, or nothing."""
        of_prompt = card.kind == "prompt"
        everything = _list_for_prompt(card) if of_prompt else list_after_lunch()
        # nobody speaks of themselves by name
        others = [words for words in everything if who.name.split()[0] not in words]
        left = [words for words in others if words not in self._said]
        if not left and not of_prompt:
            self._said.difference_update(others)
            left = others
        if not left:
            return ""
        words = chance.choice(left)
        self._said.add(words)
        return words


@cache
def load_learnings() -> dict[str, dict[str, list[str]]]:
    """Return what people say under each prompt of the deck, by its name."""
    file = Path(__file__).with_name("learnings.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def list_after_lunch() -> Sequence[str]:
    """Return what people say after a lunch."""
    return load_learnings()["lunch"]["said"]


def _list_for_prompt(card: Card) -> Sequence[str]:
    """Return what people say of the prompt that a card shows; nothing of one of their own."""
    names = _prompts_by_words()
    shown = (names[words] for words in _words_of(card) if words in names)
    return load_learnings()["prompt"].get(next(shown, ""), ())


def _words_of(card: Card) -> Iterator[str]:
    for part in card.parts:
        if isinstance(part, Paragraph):
            yield from (node for node in part.text if isinstance(node, str))


@cache
def _prompts_by_words() -> dict[str, str]:
    """Return the names of prompts by their words in each language."""
    names: dict[str, str] = {}
    for language in list_languages():
        with speaking(language):
            names |= {prompt.said: prompt.slug for prompt in DECK}
    return names
