"""Copies of what a platform tells, in each of which one field is missing or odd, at any depth."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

MISSING = object()
ODD_VALUES: tuple[Any, ...] = (MISSING, None, "x", -7.5, [None], {"id": None})
Path = tuple[Any, ...]


def odd_copies(
    told: Any, kept: frozenset[str] = frozenset(), depth: int = 99
) -> Iterator[tuple[Path, Any]]:
    """Yield where a copy is odd, and the copy; fields `kept` at the top stay as they are.

    Of a list, the first item stands for all.
    """
    for path in _paths(told, (), depth):
        if path[0] in kept:
            continue
        for odd in ODD_VALUES:
            yield path, _changed(told, path, odd)


def _changed(told: Any, path: Path, odd: Any) -> Any:
    copy = deepcopy(told)
    inner = copy
    for step in path[:-1]:
        inner = inner[step]
    if odd is MISSING:
        del inner[path[-1]]
    else:
        inner[path[-1]] = odd
    return copy


def _paths(value: Any, path: Path, depth: int) -> Iterator[Path]:
    if path:
        yield path
    if len(path) == depth:
        return
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _paths(inner, (*path, name), depth)
    elif isinstance(value, list) and value:
        yield from _paths(value[0], (*path, 0), depth)
