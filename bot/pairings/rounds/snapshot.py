"""Snapshot of a draw's inputs, stored with its round so that the draw can be repeated."""

from msgspec import Struct, structs

from bot.matching.model import Candidate, Rules


class Snapshot(Struct, frozen=True):
    """The people and rules of a draw, and how many earlier rounds it looked at.

    It is stored as JSON: a field added to Candidate or Rules needs a default, or old rounds cannot
    be read.
    """

    people: tuple[Candidate, ...]
    rules: Rules
    earlier: int


def without_private(inputs: Snapshot) -> Snapshot:
    """Return inputs without what people keep to themselves: avoid lists, who would be three.

    Who is new stays out as well. So nothing of it stays with a round, and whoever takes it back
    has taken it back.
    """
    people = tuple(_without_wishes(person) for person in inputs.people)
    return structs.replace(inputs, people=people, rules=structs.replace(inputs.rules, excluded=()))


def _without_wishes(person: Candidate) -> Candidate:
    return structs.replace(person, rather_three=False, is_new=False)
