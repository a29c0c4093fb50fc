"""Say what somebody wants to see of what is on, short enough to travel in a button."""

from collections.abc import Mapping
from typing import Literal, get_args

from msgspec import Struct

from bot.digest.rules import OWN

When = Literal["any time", "this week", "next week", "this month"]
Kind = Literal["any kind", "in town", "ours"]
WHEN: tuple[When, ...] = get_args(When)
KINDS: Mapping[Kind, tuple[str, ...]] = {"any kind": (), "in town": ("listed",), "ours": OWN}


class Wish(Struct, frozen=True):
    """What somebody wants to see: which page, only what suits them or all, and the filters."""

    page: int = 0
    mine: bool = True
    when: When = "any time"
    kind: Kind = "any kind"
    topic: str = ""
    town: str = ""

    def value(self, page: int | None = None, *, mine: bool | None = None) -> str:
        """Write it as a button's value."""
        at, own = self.page if page is None else page, self.mine if mine is None else mine
        kind = list(KINDS).index(self.kind)
        return ";".join((str(at), "m" if own else "a", str(WHEN.index(self.when)), str(kind), self.topic, self.town))
