"""Numbers about people: the one rule for all of them, in whatever anybody but themselves reads.

No number tells of fewer than five people, and none lets readers compute one that does: a part is
shown only where what is missing from its whole is five or more as well. Zero is a small number too,
so nobody and few read the same.

A number that moves while people click is stricter: somebody with four accounts of their own could
push it over the line and count one colleague. So it starts at nine: five, and those four.

What counts: how many answered, voted, wait, hide their name, took part, met or wish for something.
What does not: people whose names stand on the same card for its readers, such as the guests of an
open table or the others of one's group, also where a long list of them ends in “and 3 more”; what
somebody asks Mingle to say for them, such as “somebody would come if one more does”; seats that a
host has to book; numbers of things; and what only the operator of the server reads.

What is told stands in a card as a `Crowd`, which nobody can make of too few. So whoever reads the
cards finds every number that the rule is about, and `mingle simulate` judges the words beside them:
`jobs/simulation/referee/numbers.py`.
"""

from msgspec import Struct

FEWEST = 5
OWN_ACCOUNTS = 4  # that one person may have without anybody noticing
FEWEST_MOVING = FEWEST + OWN_ACCOUNTS
SMALL_CIRCLE = 8  # in a smaller one, people may guess what nobody tells them: authors hear of it


class Crowd(Struct, frozen=True, tag="crowd"):
    """A number of people that may be told; `moves` where it changes with everybody's clicks."""

    number: int
    moves: bool = False

    def __post_init__(self) -> None:
        if self.number < (FEWEST_MOVING if self.moves else FEWEST):
            raise ValueError("no number tells of so few people")


def is_crowd(number: int) -> bool:
    """Return whether a number of people that no longer changes may be told."""
    return number >= FEWEST


def is_crowd_now(number: int) -> bool:
    """Return whether a number of people may be told that moves with everybody's clicks."""
    return number >= FEWEST_MOVING


def crowd_now(number: int) -> int:
    """Return a number of people that moves with everybody's clicks, or 0 where it is not told."""
    return number if is_crowd_now(number) else 0
