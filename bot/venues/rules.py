"""Decide about venues without looking anything up.

Which rest, which fit, and which three to suggest.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from dateutil.relativedelta import relativedelta
from msgspec import Struct

from bot.ui.text import clean_text

REST = relativedelta(months=6)
MAX_SUGGESTED = 3
MAX_NAME, MAX_LINE, MAX_LINK = 60, 120, 300  # characters
GOOD_FOR = ("evening", "lunch", "both")
MAX_CAPACITY = 2000
MAX_DIETS = 8
MIN_THUMBS = 3  # more thumbs down than up, from so many on, move a venue to the end

_NEVER = dt.date.min


class Venue(Struct, frozen=True):
    """A place to meet, as organisers described it."""

    id: int
    name: str
    good_for: str
    address: str = ""
    part: str = ""
    map_link: str = ""
    capacity: int | None = None
    price: int = 0
    step_free: bool = False
    quiet: bool = False
    alcohol_free: bool = False
    diets: tuple[str, ...] = ()
    opening: str = ""
    state: str = "open"


class VisitHistory(Struct, frozen=True):
    """What happened at venues.

    The last visit of each by number, and the thumbs that each got, down and up.
    """

    visits: Mapping[int, dt.date]
    thumbs: Mapping[int, tuple[int, int]] = {}


class Suggestion(Struct, frozen=True):
    """A venue worth going to, and why: reasons by name, which views word."""

    venue: Venue
    reasons: tuple[str, ...]


def rests(venue: Venue, history: VisitHistory, day: dt.date) -> bool:
    """Tell whether a venue was visited too lately to be visited again on this day."""
    last = history.visits.get(venue.id)
    return last is not None and abs(day - last) < (last + REST) - last


def can_host(venue: Venue, meal: str, expected: int) -> bool:
    """Tell whether a venue serves this meal and holds so many."""
    roomy = venue.capacity is None or venue.capacity >= expected
    return venue.state == "open" and venue.good_for in (meal, "both") and roomy


def suggest_venues(
    venues: Iterable[Venue],
    history: VisitHistory,
    day: dt.date,
    meal: str,
    expected: int,
    *,
    most: int = MAX_SUGGESTED,
    alcohol_free: int = 1,
) -> list[Suggestion]:
    """Suggest venues.

    Rested, large enough, spread over the town, so many of them good without alcohol.
    """
    among = list(venues)
    parts = parts_visited(among, history)
    able = [
        venue
        for venue in among
        if can_host(venue, meal, expected) and not rests(venue, history, day)
    ]
    able.sort(key=lambda venue: _turn(venue, history, parts))
    chosen = _spread(able, most)
    lacking = alcohol_free - sum(venue.alcohol_free for venue in chosen)
    spare = [venue for venue in able if venue.alcohol_free and venue not in chosen]
    for venue in spare[: max(0, lacking)]:
        give_way = next((one for one in reversed(chosen) if not one.alcohol_free), None)
        if len(chosen) >= most and give_way:
            chosen.remove(give_way)
        if len(chosen) < most:
            chosen.append(venue)
    return [Suggestion(venue, _reasons(venue, history, parts)) for venue in chosen]


def parts_visited(venues: Iterable[Venue], history: VisitHistory) -> dict[str, dt.date]:
    """Tell when each part of town was visited last."""
    found: dict[str, dt.date] = {}
    for venue in venues:
        if venue.id in history.visits:
            part = venue.part.casefold()
            found[part] = max(found.get(part, _NEVER), history.visits[venue.id])
    return found


def last_visits(
    venue: Venue, history: VisitHistory, parts: Mapping[str, dt.date]
) -> tuple[dt.date, dt.date]:
    """Tell when a venue's part of town, and the venue, were visited last; longest ago comes
    first."""
    return parts.get(venue.part.casefold(), _NEVER), history.visits.get(venue.id, _NEVER)


def read_map_link(words: str) -> str | None:
    """Read the address of a map; None where it is none."""
    if not words:
        return ""
    try:
        parts = urlsplit(words)
    except ValueError:
        return None
    fine = (
        parts.scheme in ("http", "https")
        and "." in (parts.hostname or "")
        and not re.search(r"\s", words)
    )
    return words if fine and words.isprintable() and len(words) <= MAX_LINK else None


def read_diets(words: str) -> tuple[str, ...]:
    """Read what diets a place cooks for."""
    found = (clean_text(word, 30).lower() for word in re.split(r"[,;\n]", words))
    return tuple(dict.fromkeys(word for word in found if word))[:MAX_DIETS]


def _turn(
    venue: Venue, history: VisitHistory, parts: Mapping[str, dt.date]
) -> tuple[bool, dt.date, dt.date, str]:
    down, up = history.thumbs.get(venue.id, (0, 0))
    disliked = down + up >= MIN_THUMBS and down > up
    return (disliked, *last_visits(venue, history, parts), venue.name.casefold())


def _spread(ordered: Sequence[Venue], most: int) -> list[Venue]:
    """Take one of each part of town in turn, then a second one."""
    chosen: list[Venue] = []
    left = list(ordered)
    while left and len(chosen) < most:
        seen: set[str] = set()
        for venue in list(left):
            if venue.part.casefold() not in seen and len(chosen) < most:
                seen.add(venue.part.casefold())
                chosen.append(venue)
                left.remove(venue)
    return chosen


def _reasons(venue: Venue, history: VisitHistory, parts: Mapping[str, dt.date]) -> tuple[str, ...]:
    part, own = last_visits(venue, history, parts)
    when = ["never"] if own == _NEVER else [f"visited:{own.isoformat()}"]
    if venue.part and part == _NEVER:
        when = ["part_never"]  # which says more than that the venue is new
    elif venue.part:
        when.append(f"part:{part.isoformat()}")
    has = [f"seats:{venue.capacity}"] if venue.capacity else []
    has += [name for name in ("alcohol_free", "step_free", "quiet") if getattr(venue, name)]
    return (*when, *has)
