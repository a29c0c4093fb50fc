"""Shapes of platforms' answers, as far as Mingle reads them.

An answer of another shape, such as a page of a proxy or an empty one, is no answer: nobody knows
what the platform did.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct


class Thing(Struct):
    """Anything that has an id."""

    id: str


def has_shape(answer: object, name: str, shapes: Mapping[str, Any]) -> bool:
    """Return whether an answer has the shape that its method's name asks for; any, if none."""
    if name not in shapes:
        return True
    try:
        msgspec.convert(answer, shapes[name])
    except msgspec.ValidationError:
        return False
    return True
