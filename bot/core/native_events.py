"""Events that a platform keeps in a list of its own, as Discord does, and what people do to them.

An adapter tells of changes; `bot/features.py` registers what follows from them.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from msgspec import Struct

from bot.store.engine import ReadTransaction, Transaction

INTEREST = "event.interest"  # the button that stands for "Interested" in the platform's own list


class NativeChange(Struct, frozen=True):
    """What somebody changed about an event in the platform's own list; None where nothing."""

    uid: str
    title: str | None = None
    place: str | None = None
    starts: datetime | None = None
    ends: datetime | None = None
    state: Literal["", "cancelled", "completed", "deleted"] = ""


# of a workspace
Follow = Callable[[Transaction, str, NativeChange, datetime], Awaitable[None]]
# of a workspace, for an event's uid: who is interested there, as far as Mingle knows
ListInterested = Callable[[ReadTransaction, str, str], Awaitable[set[str]]]


@dataclass
class _Registered:
    follow: list[Follow] = field(default_factory=list)
    interested: list[ListInterested] = field(default_factory=list)


_registered = _Registered()


def register(follow: Follow, interested: ListInterested) -> None:
    """Await `follow` for each change, and ask `interested` who is counted already."""
    _registered.follow.append(follow)
    _registered.interested.append(interested)


async def follow_change(
    tx: Transaction, workspace: str, change: NativeChange, now: datetime
) -> None:
    """Let everybody concerned know of a change in the platform's own list."""
    for follow in _registered.follow:
        await follow(tx, workspace, change, now)


async def list_interested(tx: ReadTransaction, workspace: str, uid: str) -> set[str]:
    """Return the people who are interested in an event there, as far as Mingle knows."""
    found: set[str] = set()
    for interested in _registered.interested:
        found |= await interested(tx, workspace, uid)
    return found


def interest_value(uid: str, *, interested: bool) -> str:
    """Return the value of the button that stands for a click there."""
    return f"{'yes' if interested else 'no'}:{uid}"
