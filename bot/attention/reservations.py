"""Reservations: the places of a week that messages still to come will take.

What is written and waits in the outbox is read here. What is scheduled and not yet written is
known to features alone, which register their lookups in `bot/features.py`.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select

from bot.attention.rules import Reservation, rank_of
from bot.core.reasons import Purpose
from bot.core.tables import READY, outbox_message
from bot.store.engine import ReadTransaction
from bot.store.types import Moment

# of a workspace, for people and channels, until a moment: who is to receive what
ExpectedLookup = Callable[
    [ReadTransaction, str, Collection[str], datetime],
    Awaitable[Iterable[tuple[str, Reservation]]],
]

_AHEAD = timedelta(days=8)  # covers the rest of a calendar week in every zone
_PROMISED = (Purpose.JOINED, Purpose.COLLEAGUE)

_lookups: list[ExpectedLookup] = []


def register(*lookups: ExpectedLookup) -> None:
    """Ask these features for the messages that people and channels are to receive."""
    _lookups.extend(lookups)


async def find_reservations(
    tx: ReadTransaction, workspace: str, recipients: Collection[str], now: datetime
) -> list[tuple[str, Reservation]]:
    """Return what is still to reach these people and channels in the days ahead."""
    found = await _waiting(tx, workspace, recipients, now + _AHEAD)
    for lookup in _lookups:
        found += await lookup(tx, workspace, recipients, now + _AHEAD)
    return found


_WAITING = select(
    outbox_message.c.id,
    outbox_message.c.kind,
    outbox_message.c.recipients,
    outbox_message.c.purpose,
    outbox_message.c.due,
).where(
    outbox_message.c.workspace == bindparam("workspace"),
    outbox_message.c.state == READY,
    outbox_message.c.solicited.is_(False),
    outbox_message.c.purpose.in_(_PROMISED),
    outbox_message.c.due < bindparam("until", type_=Moment()),
)


async def _waiting(
    tx: ReadTransaction, workspace: str, recipients: Collection[str], until: datetime
) -> list[tuple[str, Reservation]]:
    found = []
    for row in await tx.all(_WAITING, workspace=workspace, until=until):
        rank, shared = rank_of(row.kind, Purpose(row.purpose)), row.kind == "whisper"
        reservation = Reservation(row.due, rank, shared, row.id)
        found += [(each, reservation) for each in row.recipients if each in recipients]
    return found
