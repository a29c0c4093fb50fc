"""Snapshot of a draw's inputs, stored with its round so that the draw can be repeated."""

from msgspec import Struct

from bot.matching.model import Candidate, Rules


class Snapshot(Struct, frozen=True):
    """The people and rules of a draw, and how many earlier rounds it looked at.

    It is stored as JSON: a field added to Candidate or Rules needs a default, or old rounds cannot
    be read.
    """

    people: tuple[Candidate, ...]
    rules: Rules
    earlier: int
