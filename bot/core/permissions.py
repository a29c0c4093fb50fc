"""Roles: every command, button and form declares who it is for."""

from enum import Enum


class Role(Enum):
    """The people a handler is for; checked again at every click."""

    ANYONE = "anyone in the workspace"
    ORGANISER = "organisers"


def is_allowed(role: Role, *, organiser: bool) -> bool:
    """Return whether a person with these rights has the role."""
    return role is Role.ANYONE or organiser
