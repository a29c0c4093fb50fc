"""The messages that stand in the playground, with the reason for which each was sent."""

from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Row, and_, func, select

from bot.core.subjects import Subject
from bot.core.tables import outbox_message
from bot.store.engine import ReadTransaction
from bot.store.playground import playground_channel, playground_member, playground_message
from jobs.simulation.card_words import CardSection, split_sections


class Place(Struct, frozen=True):
    """A conversation: its name, and who reads it."""

    kind: str
    name: str
    people: tuple[str, ...]


class Standing(Struct, frozen=True):
    """A message as it stands now; `shown_at` is when it was posted or changed last."""

    number: int
    channel: str
    reason: str
    subject: Subject | None
    sections: tuple[CardSection, ...]
    posted_at: datetime
    shown_at: datetime


class Board(Struct):
    """All messages that stand, by number; each reading adds what was posted or changed since."""

    workspace: str
    messages: dict[int, Standing] = {}
    places: dict[str, Place] = {}
    read_until: datetime | None = None

    async def update(self, tx: ReadTransaction, now: datetime) -> None:
        """Read what was posted or changed since the last time, and where everybody is."""
        self.places = await _load_places(tx, self.workspace)
        changed = func.coalesce(playground_message.c.edited, playground_message.c.at)
        sent = and_(
            outbox_message.c.workspace == playground_message.c.workspace,
            outbox_message.c.token == playground_message.c.key,
        )
        statement = (
            select(playground_message, outbox_message.c.reason, outbox_message.c.subject)
            .join(outbox_message, sent)
            .where(playground_message.c.workspace == self.workspace)
        )
        if self.read_until:
            statement = statement.where(changed >= self.read_until)
        for row in await tx.all(statement):
            if row.card is not None:
                self.messages[row.id] = _standing(row)
        self.read_until = now


async def _load_places(tx: ReadTransaction, workspace: str) -> dict[str, Place]:
    people: dict[str, list[str]] = {}
    members = select(playground_member).where(playground_member.c.workspace == workspace)
    for row in await tx.all(members):
        people.setdefault(row.channel, []).append(row.person)
    channels = select(playground_channel).where(playground_channel.c.workspace == workspace)
    return {
        row.channel: Place(row.kind, row.name, tuple(people.get(row.channel, ())))
        for row in await tx.all(channels)
    }


def _standing(row: Row[Any]) -> Standing:
    return Standing(
        number=row.id,
        channel=row.channel,
        reason=row.reason,
        subject=row.subject,
        sections=tuple(split_sections(row.card)),
        posted_at=row.at,
        shown_at=row.edited or row.at,
    )
