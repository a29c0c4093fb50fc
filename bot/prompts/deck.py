"""The deck of prompts that Mingle brings along, read from deck.toml."""

import tomllib
from importlib import resources

import msgspec
from msgspec import Struct

from bot.ui.speech import say

THEMES = ("reach-out", "go-out", "join", "give", "host", "lead", "follow-up", "share")
SEASONS = ("any", "winter", "spring", "summer", "autumn")
OWN = "ours-"  # begins the names of prompts that people here wrote


class Prompt(Struct, frozen=True):
    """One small thing to do, and a hint how; `slug` is its permanent name."""

    slug: str
    theme: str
    season: str
    text: str
    hint: str

    @property
    def said(self) -> str:
        """Return its text as its reader reads it."""
        return say_words(self.slug, self.text)

    @property
    def said_hint(self) -> str:
        """Return its hint as its reader reads it."""
        return say_words(self.slug, self.hint)


def say_words(slug: str, words: str) -> str:
    """Return the words of a prompt in their reader's language; people's own stay as they are."""
    return words if slug.startswith(OWN) else say(words)


def _read_deck() -> tuple[Prompt, ...]:
    source = resources.files(__package__).joinpath("deck.toml")
    entries = tomllib.loads(source.read_text(encoding="utf-8"))["prompt"]
    return tuple(msgspec.convert({"slug": entry["id"], **entry}, Prompt) for entry in entries)


DECK = _read_deck()
