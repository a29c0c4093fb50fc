"""Pure rules of a program's health: when its rounds come to nothing."""

from typing import Literal

from bot.ui.crowds import is_crowd

# hardly anybody is left to introduce; nobody reports a meeting
Trouble = Literal["few", "unmet"]
TROUBLES: tuple[Trouble, ...] = ("few", "unmet")

MIN_TAKING_PART = 4
ROUNDS_WITHOUT_MEETING = 3


def has_few(taking_part: int, rounds: int) -> bool:
    """Return whether fewer take part than rounds can live on; a program's first round is spared."""
    return rounds > 1 and taking_part < MIN_TAKING_PART


def stays_unmet(rounds: int, introduced: int) -> bool:
    """Return whether rounds in which nobody met are many, and introduced enough people to tell."""
    return rounds >= ROUNDS_WITHOUT_MEETING and is_crowd(introduced)
