"""Say how a figure stands beside its target, in a line."""

from typing import NamedTuple


class Row(NamedTuple):
    goal: str
    target: str
    reached: str
    kept: bool
