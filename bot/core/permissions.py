"""Roles: every command, button and form declares who it is for."""

from collections.abc import Awaitable, Callable, Sequence
from enum import Enum

from bot.store.engine import ReadTransaction

# of a workspace: the people who are named for what not every organiser has to see
TrustedLookup = Callable[[ReadTransaction, str], Awaitable[Sequence[str]]]

_trusted: list[TrustedLookup] = []


class Role(Enum):
    """The people a handler is for; checked again at every click."""

    ANYONE = "anyone in the workspace"
    TRUSTED = "trusted people, or organisers where none is named"
    ORGANISER = "organisers"


def is_allowed(role: Role, *, organiser: bool) -> bool:
    """Return whether a person with these rights may have the role; `list_trusted` decides on
    `TRUSTED`."""
    return role is not Role.ORGANISER or organiser


def register_trusted(*lookups: TrustedLookup) -> None:
    """Ask these who is trusted in a workspace."""
    _trusted.extend(lookups)


async def list_trusted(tx: ReadTransaction, workspace: str) -> list[str]:
    """Return the ids of those who are named as trusted in a workspace."""
    return [person for lookup in _trusted for person in await lookup(tx, workspace)]
