"""Read and write groups of neighbouring towns, one a line. Pure."""

import re
from collections.abc import Sequence
from itertools import combinations

from bot.people.rules import read_line
from bot.people.towns import town_key

MAX_TOWNS = 10  # in one group
MAX_TEXT = 1000  # characters of all groups together

Towns = tuple[str, ...]

_SEPARATORS = re.compile(r"[,;،、，]")


class NoTown(ValueError):
    """Words that name no town, such as “Remote”."""


class TownAlone(ValueError):
    """A line with one town, which is nobody's neighbour."""


class TooManyTowns(ValueError):
    """A line of more towns than a group has."""


def read_groups(text: str) -> tuple[Towns, ...]:
    """Return the groups of “Leeds, Bradford”, one a line; each town once, as spelled first.

    Raise NoTown, TownAlone, TooManyTowns, or what `read_line` raises.
    """
    groups = [_read_group(line) for line in text.splitlines() if line.strip()]
    return tuple(dict.fromkeys(groups))


def write_groups(groups: Sequence[Towns]) -> str:
    """Return groups as text that `read_groups` reads."""
    return "\n".join(", ".join(towns) for towns in groups)


def pair_towns(groups: Sequence[Towns]) -> tuple[tuple[str, str], ...]:
    """Return the keys of each two towns of a group, sorted, as the matcher compares them."""
    pairs: set[tuple[str, str]] = set()
    for towns in groups:
        keys = sorted({town_key(town) for town in towns})
        pairs.update(combinations(keys, 2))
    return tuple(sorted(pairs))


def _read_group(line: str) -> Towns:
    towns: dict[str, str] = {}
    for words in _SEPARATORS.split(line):
        town = read_line(words)
        key = town_key(town)
        if town and not key:
            raise NoTown(town)
        if town:
            towns.setdefault(key, town)

    if len(towns) == 1:
        raise TownAlone(next(iter(towns.values())))
    if len(towns) > MAX_TOWNS:
        raise TooManyTowns(next(iter(towns.values())))
    return tuple(towns.values())
