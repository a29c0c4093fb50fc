"""Say who may do what; every command, button and form declares one of these."""

from enum import Enum


class Who(Enum):
    """The people a handler is for; checked again at every click."""

    ANYONE = "anyone in the workspace"
    ORGANISER = "organisers"


def allowed(who: Who, *, organiser: bool) -> bool:
    """Tell whether a person with these rights may pass."""
    return who is Who.ANYONE or organiser
