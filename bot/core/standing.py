"""The gate: who takes part in a workspace, decided here for every gesture and every effect.

An adapter says what an account is. Whoever is barred is refused at the gesture (`dispatch`), cannot
be named by others, and counts as having left, so that no round, table, list or message holds them.
"""

from enum import Enum
from typing import NamedTuple


class Standing(Enum):
    """What an account is to a workspace."""

    MEMBER = "member"
    GUEST = "guest"  # invited by the workspace, to some channels of it
    OUTSIDER = "outsider"  # of another company, in a shared channel
    APP = "app"
    MINGLE = "mingle"
    GONE = "gone"  # deactivated


class Barred(NamedTuple):
    """Somebody who does not take part, as an interaction names them."""

    standing: Standing
    name: str


class Lesser(NamedTuple):
    """What Mingle may do in a channel in part alone, and the sentence that asks if that will do."""

    kind: str
    why: str


def is_admitted(standing: Standing, *, guests: bool) -> bool:
    """Return whether somebody takes part; `guests` lets guests and people of other companies."""
    if standing in (Standing.GUEST, Standing.OUTSIDER):
        return guests
    return standing is Standing.MEMBER
