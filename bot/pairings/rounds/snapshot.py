"""Keep what a draw was made from, so that it can be repeated."""

from msgspec import Struct

from bot.matching.model import Candidate, Rules


class Snapshot(Struct, frozen=True):
    """The people and rules of a draw, and how many earlier rounds it looked at."""

    people: tuple[Candidate, ...]
    rules: Rules
    earlier: int
