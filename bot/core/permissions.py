"""Say who may do what; every command, button and form declares one of these."""

from enum import Enum


class Role(Enum):
    """The people a handler is for; checked again at every click."""

    ANYONE = "anyone in the workspace"
    ORGANISER = "organisers"


def is_allowed(role: Role, *, organiser: bool) -> bool:
    """Tell whether a person with these rights may pass."""
    return role is Role.ANYONE or organiser
