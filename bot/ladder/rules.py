"""The rungs from attending to leading, and the next one. Pure."""

from collections.abc import Collection
from typing import Literal, get_args

from msgspec import Struct

Rung = Literal["been", "brought", "wrote", "helped", "spoke", "hosted", "role"]
RUNGS: tuple[Rung, ...] = get_args(Rung)


class Ladder(Struct, frozen=True):
    """Where somebody stands: how often Mingle saw each rung, and which they added by hand."""

    seen: dict[Rung, int]
    added: frozenset[Rung] = frozenset()

    @property
    def reached(self) -> frozenset[Rung]:
        """The rungs that were reached in either way."""
        return self.added | {rung for rung, count in self.seen.items() if count}

    @property
    def next(self) -> Rung | None:
        """The lowest rung that was not reached, or None once all were."""
        return next_rung(self.reached)


def next_rung(reached: Collection[Rung]) -> Rung | None:
    """Return the lowest rung that is not among these, or None."""
    return next((rung for rung in RUNGS if rung not in reached), None)
