"""Read the deck that Mingle brings along."""

import tomllib
from importlib import resources

import msgspec
from msgspec import Struct

THEMES = ("reach-out", "go-out", "join", "give", "host", "lead", "follow-up", "share")
SEASONS = ("any", "winter", "spring", "summer", "autumn")


class Prompt(Struct, frozen=True):
    """One invitation to do something small, and a hint how; `slug` names it for good."""

    slug: str
    theme: str
    season: str
    text: str
    hint: str


def _read() -> tuple[Prompt, ...]:
    written = tomllib.loads(
        resources.files(__package__).joinpath("deck.toml").read_text(encoding="utf-8")
    )
    return tuple(
        msgspec.convert({"slug": entry["id"], **entry}, Prompt) for entry in written["prompt"]
    )


DECK = _read()
