"""The deck of prompts that Mingle brings along, read from deck.toml."""

import tomllib
from importlib import resources

import msgspec
from msgspec import Struct

THEMES = ("reach-out", "go-out", "join", "give", "host", "lead", "follow-up", "share")
SEASONS = ("any", "winter", "spring", "summer", "autumn")


class Prompt(Struct, frozen=True):
    """One small thing to do, and a hint how; `slug` is its permanent name."""

    slug: str
    theme: str
    season: str
    text: str
    hint: str


def _read_deck() -> tuple[Prompt, ...]:
    source = resources.files(__package__).joinpath("deck.toml")
    entries = tomllib.loads(source.read_text(encoding="utf-8"))["prompt"]
    return tuple(msgspec.convert({"slug": entry["id"], **entry}, Prompt) for entry in entries)


DECK = _read_deck()
