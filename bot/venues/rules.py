"""Which venues rest, which can host, and which to suggest. Pure."""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from dateutil.relativedelta import relativedelta
from msgspec import Struct

from bot.people.towns import town_key
from bot.ui.text import clean_text

REST = relativedelta(months=6)
MAX_SUGGESTED = 3
MAX_NAME, MAX_LINE, MAX_LINK = 60, 120, 300  # characters
GOOD_FOR = ("evening", "lunch", "both")
MAX_CAPACITY = 2000
MAX_DIETS = 8
MIN_THUMBS = 3  # thumbs before a majority of thumbs down moves a venue to the end

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
    town: str = ""


class VisitHistory(Struct, frozen=True):
    """The latest visit to each venue, past or planned, and its thumbs (down, up), by venue id."""

    visits: Mapping[int, dt.date]
    thumbs: Mapping[int, tuple[int, int]] = {}


class Suggestion(Struct, frozen=True):
    """A suggested venue and the reasons for it, as codes that the views put into words."""

    venue: Venue
    reasons: tuple[str, ...]


def rests(venue: Venue, history: VisitHistory, day: dt.date) -> bool:
    """Return whether a venue is visited within `REST` before or after this day."""
    last = history.visits.get(venue.id)
    return last is not None and abs(day - last) < (last + REST) - last


def can_host(venue: Venue, meal: str, expected: int) -> bool:
    """Return whether a venue is open, serves this meal and has room for so many people."""
    has_room = venue.capacity is None or venue.capacity >= expected
    serves_meal = venue.good_for in (meal, "both")
    return venue.state == "open" and serves_meal and has_room


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
    """Return at most `most` rested venues that can host, spread over the parts of town.

    Where there are enough of them, `alcohol_free` of the suggestions are good without alcohol.
    """
    every = list(venues)
    parts = parts_visited(every, history)
    able = [
        venue
        for venue in every
        if can_host(venue, meal, expected) and not rests(venue, history, day)
    ]
    able.sort(key=lambda venue: _rank(venue, history, parts))

    chosen = _spread(able, most)
    _add_alcohol_free(chosen, able, most, alcohol_free)
    return [Suggestion(venue, _reasons(venue, history, parts)) for venue in chosen]


def rank_for_group(
    venues: Iterable[Venue],
    history: VisitHistory,
    town: str,
    number: int,
    suggested: Mapping[int, int],
) -> list[Venue]:
    """Return the venues of a town where so many people can have lunch.

    `town` is a key of `bot.people.towns`. The ones that were suggested to these people least often
    come first (`suggested` has how often, by id), then those that nobody has visited for longest.
    """
    fitting = []
    for venue in venues:
        in_town = town and town_key(venue.town) == town
        if in_town and can_host(venue, "lunch", number):
            fitting.append(venue)

    def rank(venue: Venue) -> tuple[int, dt.date, str]:
        last = history.visits.get(venue.id, _NEVER)
        return suggested.get(venue.id, 0), last, venue.name.casefold()

    return sorted(fitting, key=rank)


def suits_diets(venue: Venue, diets: Collection[str]) -> bool:
    """Return whether a venue cooks for each of these diets; one for vegans does for vegetarians."""
    return _served(venue).issuperset(diets)


def count_diets(venue: Venue, diets: Iterable[str]) -> int:
    """Return for how many of these diets a venue cooks."""
    return len(_served(venue).intersection(diets))


def _served(venue: Venue) -> set[str]:
    served = {re.sub(r"[\W_]+", "-", diet.casefold()) for diet in venue.diets}
    if "vegan" in served:
        served.add("vegetarian")
    return served


def parts_visited(venues: Iterable[Venue], history: VisitHistory) -> dict[str, dt.date]:
    """Return the latest visit to each part of town, by case-folded name."""
    latest: dict[str, dt.date] = {}
    for venue in venues:
        if venue.id in history.visits:
            part = venue.part.casefold()
            latest[part] = max(latest.get(part, _NEVER), history.visits[venue.id])
    return latest


def last_visits(
    venue: Venue, history: VisitHistory, parts: Mapping[str, dt.date]
) -> tuple[dt.date, dt.date]:
    """Return the latest visits to a venue's part of town and to the venue, as a key for sorting."""
    return parts.get(venue.part.casefold(), _NEVER), history.visits.get(venue.id, _NEVER)


def read_map_link(words: str) -> str | None:
    """Return the address of a map if it is a web address or empty, else None."""
    if not words:
        return ""

    try:
        parts = urlsplit(words)
    except ValueError:
        return None

    is_web_address = parts.scheme in ("http", "https") and "." in (parts.hostname or "")
    is_plain = words.isprintable() and not re.search(r"\s", words)
    return words if is_web_address and is_plain and len(words) <= MAX_LINK else None


def read_diets(words: str) -> tuple[str, ...]:
    """Split a list of diets at its commas; each once, in lower case, at most `MAX_DIETS`."""
    pieces = [clean_text(piece, 30).lower() for piece in re.split(r"[,;\n]", words)]
    diets = dict.fromkeys(piece for piece in pieces if piece)
    return tuple(diets)[:MAX_DIETS]


def _rank(
    venue: Venue, history: VisitHistory, parts: Mapping[str, dt.date]
) -> tuple[bool, dt.date, dt.date, str]:
    down, up = history.thumbs.get(venue.id, (0, 0))
    disliked = down + up >= MIN_THUMBS and down > up
    return (disliked, *last_visits(venue, history, parts), venue.name.casefold())


def _spread(ranked: Sequence[Venue], most: int) -> list[Venue]:
    """Choose one venue of each part of town, then a second of each, until there are enough."""
    chosen: list[Venue] = []
    rest = list(ranked)

    while rest and len(chosen) < most:
        seen: set[str] = set()
        for venue in list(rest):
            part = venue.part.casefold()
            if part not in seen and len(chosen) < most:
                seen.add(part)
                chosen.append(venue)
                rest.remove(venue)
    return chosen


def _add_alcohol_free(chosen: list[Venue], ranked: Sequence[Venue], most: int, wanted: int) -> None:
    """Swap the last venues for ones that are good without alcohol, until `wanted` are chosen."""
    missing = max(0, wanted - sum(venue.alcohol_free for venue in chosen))
    spare = [venue for venue in ranked if venue.alcohol_free and venue not in chosen]
    for venue in spare[:missing]:
        others = [other for other in chosen if not other.alcohol_free]
        if len(chosen) >= most and others:
            chosen.remove(others[-1])
        if len(chosen) < most:
            chosen.append(venue)


def _reasons(venue: Venue, history: VisitHistory, parts: Mapping[str, dt.date]) -> tuple[str, ...]:
    part, own = last_visits(venue, history, parts)
    reasons = ["never" if own == _NEVER else f"visited:{own.isoformat()}"]
    if venue.part and part == _NEVER:
        reasons = ["part_never"]  # says more than that the venue is new
    elif venue.part:
        reasons.append(f"part:{part.isoformat()}")

    if venue.capacity:
        reasons.append(f"seats:{venue.capacity}")
    for name in ("alcohol_free", "step_free", "quiet"):
        if getattr(venue, name):
            reasons.append(name)
    return tuple(reasons)
