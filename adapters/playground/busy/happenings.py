"""What people did that an introduction must heed, as told by those who did it."""

from datetime import date, datetime

from msgspec import Struct


class Happening(Struct, frozen=True):
    """Something that a person did at a moment, with `other` where it concerns somebody else.

    Kinds: joined and gone (the company), paused and out (of the lunches), blocked. `back_on` is the
    day on which a pause ends.
    """

    kind: str
    at: datetime
    person: str
    other: str = ""
    back_on: date | None = None
