"""Changes of single rounds: an organiser moved one to another date, or leaves it out."""

import datetime as dt
from collections.abc import Sequence

from msgspec import Struct


class RoundChange(Struct, frozen=True):
    """The round of a day takes place on another date; with none, it is left out.

    The round keeps its day: whoever skipped it skips it wherever it goes.
    """

    day: dt.date
    moved_to: dt.date | None = None


def with_change(
    changes: Sequence[RoundChange], change: RoundChange, since: dt.date
) -> tuple[RoundChange, ...]:
    """Return the changes with this one in place of an earlier one of its day.

    Those of days before `since` are over, and are dropped.
    """
    kept = [other for other in without_change(changes, change.day) if other.day >= since]
    return tuple(sorted([*kept, change], key=lambda each: each.day))


def without_change(changes: Sequence[RoundChange], day: dt.date) -> tuple[RoundChange, ...]:
    """Return the changes without that of a day."""
    return tuple(change for change in changes if change.day != day)
