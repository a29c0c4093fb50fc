"""Read what people write about themselves, whether in a form or in a file; no I/O."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from bot.dates.recurrence import validate_zone
from bot.ui.text import calls_everybody, clean_text

MODES = ("person", "remote", "either")
DAYS = ("mon", "tue", "wed", "thu", "fri")
TIMES = ("1130", "1200", "1230", "1300", "1330")
SLOTS = tuple(f"{day}-{time}" for day in DAYS for time in TIMES)

MAX_LINE = 60  # characters of a team, a manager, an office
MAX_ITEM = 40  # characters of one interest
MAX_ITEMS = 5  # interests, things to offer, things to learn

_BETWEEN = re.compile(r"[,;،、，\n]")

FieldValue = str | tuple[str, ...]


class TooLong(ValueError):
    """Say that words are longer than there is room for."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"longer than {limit} characters")
        self.limit = limit


class TooMany(ValueError):
    """Say that there are more things than there is room for."""

    def __init__(self, given: int) -> None:
        super().__init__(f"{given} things, at most {MAX_ITEMS}")
        self.given = given


class CallsEverybody(ValueError):
    """Say that words would ring for people."""


class NotOffered(ValueError):
    """Say that this was not among the choices."""


def read_profile(given: Mapping[str, FieldValue]) -> tuple[dict[str, Any], dict[str, ValueError]]:
    """Read the parts of a profile that were given: what is well, and what is wrong with the rest.

    An empty zone is not given: nobody lives outside time.
    """
    well: dict[str, Any] = {}
    wrong: dict[str, ValueError] = {}
    for name, read in _READERS.items():
        if name not in given or (name == "zone" and not given[name]):
            continue
        try:
            well[name] = read(given[name])
        except ValueError as error:
            wrong[name] = error
    return well, wrong


def read_line(given: FieldValue, limit: int = MAX_LINE) -> str:
    """Read one line of words."""
    words = given if isinstance(given, str) else " ".join(given)
    tidy = clean_text(words, limit + 1)
    if len(tidy) > limit:
        raise TooLong(limit)
    if calls_everybody(tidy):
        raise CallsEverybody
    return tidy


def read_list(given: FieldValue) -> tuple[str, ...]:
    """Read a few things with commas between them, once each, as the person spells them."""
    found: dict[str, str] = {}
    for piece in _pieces(given):
        if thing := read_line(piece, MAX_ITEM):
            found.setdefault(thing.casefold(), thing)
    if len(found) > MAX_ITEMS:
        raise TooMany(len(found))
    return tuple(found.values())


def read_slots(given: FieldValue) -> tuple[str, ...]:
    """Read weekday lunch slots, in the order of the week."""
    return tuple(sorted(_chosen(given, SLOTS), key=SLOTS.index))


def read_mode(given: FieldValue) -> str:
    """Read whether somebody meets in person, remotely or either way."""
    chosen = _chosen(given, MODES)
    if len(chosen) > 1:
        raise NotOffered
    return chosen[0] if chosen else "either"


def read_zone_name(given: FieldValue) -> str:
    """Read a time zone; raise `schedule.UnknownZone`, with the nearest name."""
    return validate_zone(read_line(given))


def _pieces(given: FieldValue) -> list[str]:
    return _BETWEEN.split(given if isinstance(given, str) else ",".join(given))


def _chosen(given: FieldValue, offered: Iterable[str]) -> list[str]:
    chosen = list(
        dict.fromkeys(choice for piece in _pieces(given) if (choice := piece.strip().lower()))
    )
    if not set(chosen) <= set(offered):
        raise NotOffered
    return chosen


_READERS: dict[str, Callable[[FieldValue], Any]] = {
    "team": read_line,
    "manager": read_line,
    "office": read_line,
    "zone": read_zone_name,
    "mode": read_mode,
    "slots": read_slots,
    "interests": read_list,
    "offers": read_list,
    "wants": read_list,
}
