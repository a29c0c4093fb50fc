"""One line of a report: a figure beside its target."""

from typing import NamedTuple


class Row(NamedTuple):
    goal: str
    target: str
    reached: str
    kept: bool
