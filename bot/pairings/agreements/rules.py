"""Which of a group's moments is the agreed time, and which are still offered. Pure."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence

from msgspec import Struct

MAX_AHEAD = 6  # moments that are offered side by side
MAX_PROPOSED = 8  # moments that the members of a group propose, all in all
NEWS_DELAY = dt.timedelta(minutes=1)  # so that somebody who clicks to and fro is told of once
REMIND_BEFORE = dt.timedelta(hours=1)
REMIND_AFTER = dt.timedelta(hours=4)  # nobody is reminded of what was agreed on a moment ago


class OfferedMoment(Struct, frozen=True):
    """A time that a group may meet at, and the members whom it suits.

    `instead_of` is the agreed time that it was proposed to take the place of.
    """

    id: int
    starts_at: dt.datetime
    proposed_by: str = ""
    instead_of: dt.datetime | None = None
    takers: frozenset[str] = frozenset()

    def suits_all(self, people: Collection[str]) -> bool:
        """Return whether it suits each of these people, two at least."""
        return len(people) > 1 and self.takers.issuperset(people)


def choose_time(
    agreed: dt.datetime | None,
    moments: Iterable[OfferedMoment],
    staying: Collection[str],
    now: dt.datetime,
) -> dt.datetime | None:
    """Return the time that a group agrees on: the first moment that suits all who stay.

    An agreed time holds while it suits all, and once it has begun; a moment proposed in place of it
    replaces it as soon as it suits all.
    """
    moments = offered_moments(agreed, moments, now)
    suiting = [moment for moment in moments if moment.suits_all(staying)]
    replacing = [moment for moment in suiting if agreed and moment.instead_of == agreed]
    if replacing:
        return replacing[0].starts_at
    if agreed and (agreed <= now or any(moment.starts_at == agreed for moment in suiting)):
        return agreed
    return suiting[0].starts_at if suiting else None


def offered_moments(
    agreed: dt.datetime | None, moments: Iterable[OfferedMoment], now: dt.datetime
) -> list[OfferedMoment]:
    """Return the moments that are still offered, soonest first.

    Once an agreed time has begun, these are the ones that were proposed in place of it.
    """
    ahead = [moment for moment in moments if moment.starts_at > now]
    if agreed and agreed <= now:
        ahead = [moment for moment in ahead if moment.instead_of == agreed]
    return sorted(ahead, key=lambda moment: moment.starts_at)


def shared_zone(zones: Sequence[str]) -> str:
    """Return the time zone that all of a group live in, or an empty string."""
    return zones[0] if len(set(zones)) == 1 else ""
