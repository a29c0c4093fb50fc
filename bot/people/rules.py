"""Parse and validate what a profile says, typed in a form or read from a file; who stays apart.

Pure.
"""

import re
from collections.abc import Collection, Iterable, Mapping

from bot.dates.local_time import validate_zone
from bot.dates.working_time import Hours, Week
from bot.ui.text import calls_everybody, clean_text

MODES = ("person", "remote", "either")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TIMES = ("1130", "1200", "1230", "1300", "1330")
EVENING_TIMES = ("1800", "1830", "1900", "1930", "2000")
HALF_HOURS = tuple(f"{hour:02}{minute}" for hour in range(24) for minute in ("00", "30"))
SLOTS = tuple(f"{day}-{time}" for day in DAYS for time in HALF_HOURS)
# Words with which people ask for less: each leads to the pause, and to leaving.
STOPPING = (
    "stop", "quit", "unsubscribe", "opt out", "optout", "out", "end", "cancel", "off", "mute",
    "no more", "leave me alone", "go away", "enough", "stopp", "aufhoren", "abmelden", "basta",
    "anhalten", "aussteigen", "austreten", "salir", "baja", "darme de baja", "para",
)  # fmt: skip

MAX_SLOTS = 25  # choices that every platform shows in one menu

MAX_LINE = 60  # characters of a team, a manager, an office
MAX_ITEM = 40  # characters of one interest
MAX_ITEMS = 5  # interests, things to offer, things to learn

_SEPARATORS = re.compile(r"[,;،、，\n]")

FieldValue = str | tuple[str, ...]


class TooLong(ValueError):
    """The text is longer than `limit` characters."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"longer than {limit} characters")
        self.limit = limit


class TooMany(ValueError):
    """More items were given than a profile keeps."""

    def __init__(self, given: int) -> None:
        super().__init__(f"{given} things, at most {MAX_ITEMS}")
        self.given = given


class CallsEverybody(ValueError):
    """The text would notify everybody, such as “@channel”."""


class NotOffered(ValueError):
    """The value is not one of the choices."""


def read_line(given: FieldValue, limit: int = MAX_LINE) -> str:
    """Return the text as one tidy line. Raise TooLong or CallsEverybody."""
    words = given if isinstance(given, str) else " ".join(given)
    line = clean_text(words, limit + 1)

    if len(line) > limit:
        raise TooLong(limit)
    if calls_everybody(line):
        raise CallsEverybody
    return line


def read_list(given: FieldValue) -> tuple[str, ...]:
    """Split a list at its commas; each item once, ignoring case, in the spelling given first.

    Raise TooMany, or what `read_line` raises for an item.
    """
    items: dict[str, str] = {}
    for piece in _split(given):
        item = read_line(piece, MAX_ITEM)
        if item:
            items.setdefault(item.casefold(), item)

    if len(items) > MAX_ITEMS:
        raise TooMany(len(items))
    return tuple(items.values())


def offered_slots(week: Week) -> tuple[str, ...]:
    """Return the slots to choose from: around noon or in the evening of the days with work."""
    worked = [(day, hours) for day, hours in zip(DAYS, week, strict=False) if hours]
    slots: list[str] = []
    for day, hours in worked:
        times = _times_within(hours)
        spare = max(0, len(times) - MAX_SLOTS // len(worked))
        first = (spare + 1) // 2
        slots += [f"{day}-{time}" for time in times[first : len(times) - spare + first]]
    return tuple(slots)


def _times_within(hours: Hours) -> list[str]:
    begins, ends = (f"{time:%H%M}" for time in hours)
    inside = {
        time
        for time in HALF_HOURS
        if (begins <= time < ends if begins < ends else time >= begins or time < ends)
    }
    for usual in (TIMES, EVENING_TIMES):
        if inside.issuperset(usual[1:4]):
            return [time for time in usual if time in inside]
    after = [time for time in HALF_HOURS if time >= begins and time in inside]
    return after[: len(TIMES)]


def read_slots(given: FieldValue) -> tuple[str, ...]:
    """Return slots in the order of the week. Raise NotOffered."""
    return tuple(sorted(_chosen(given, SLOTS), key=SLOTS.index))


def read_mode(given: FieldValue) -> str:
    """Return how somebody likes to meet: "person", "remote" or "either". Raise NotOffered."""
    chosen = _chosen(given, MODES)
    if len(chosen) > 1:
        raise NotOffered
    return chosen[0] if chosen else "either"


def read_zone_name(given: FieldValue) -> str:
    """Return the IANA zone of this name. Raise UnknownZone with the closest known name."""
    return validate_zone(read_line(given))


def _split(given: FieldValue) -> list[str]:
    text = given if isinstance(given, str) else ",".join(given)
    return _SEPARATORS.split(text)


def _chosen(given: FieldValue, offered: Iterable[str]) -> list[str]:
    pieces = [piece.strip().lower() for piece in _split(given)]
    chosen = list(dict.fromkeys(piece for piece in pieces if piece))
    if not set(chosen) <= set(offered):
        raise NotOffered
    return chosen


def keep_apart(persons: Iterable[str], avoided: Mapping[str, Collection[str]]) -> set[str]:
    """Return who has to stay out, so that nobody of the rest would rather not meet another.

    Those who named most of the others stay out first; where two are alike, the first by id.
    """
    rest, out = set(persons), set[str]()
    while True:
        named = {person: len(rest.intersection(avoided.get(person, ()))) for person in rest}
        most = max(named.values(), default=0)
        if not most:
            return out
        first = min(person for person, count in named.items() if count == most)
        rest.remove(first)
        out.add(first)
