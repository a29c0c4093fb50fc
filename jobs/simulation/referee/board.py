"""The messages that stand in the playground, with the reason for which each was sent."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Row, Select, and_, bindparam, or_, select

from bot.core.subjects import Subject
from bot.core.tables import outbox_message
from bot.store.engine import ReadTransaction
from bot.store.playground import playground_channel, playground_member, playground_message
from jobs.simulation.card_words import CardSection, split_sections


class Whereabouts(Struct, frozen=True):
    """A conversation: its name, and who reads it."""

    kind: str
    name: str
    people: tuple[str, ...]


class Standing(Struct, frozen=True):
    """A message as it stands now; `shown_at` is when it was posted or changed last.

    Several messages may have been merged into it, each with a reason and a subject of its own.
    """

    number: int
    channel: str
    origins: tuple["Origin", ...]
    sections: tuple[CardSection, ...]
    posted_at: datetime
    shown_at: datetime

    def origin_of(self, section: CardSection) -> "Origin":
        """Return why a section was sent, and what it is about.

        The subject is unknown where a merged message shows fewer sections than it has messages.
        """
        if len(self.origins) == 1:
            return self.origins[0]
        if len(self.origins) == len(self.sections):
            return self.origins[self.sections.index(section)]
        return Origin(self.origins[0].reason, None)


class Origin(Struct, frozen=True):
    """The reason and the subject of one outbox message."""

    reason: str
    subject: Subject | None


class Board(Struct):
    """All messages that stand, by number; each reading adds what was posted or changed since."""

    workspace: str
    messages: dict[int, Standing] = {}
    newest: int = 0  # the last message that was read
    read_until: datetime | None = None

    async def update(self, tx: ReadTransaction, now: datetime) -> None:
        """Read what was posted or changed since the last time."""
        if self.read_until is None:
            rows = await tx.all(_STANDING, here=self.workspace)
        else:
            since = {"newest": self.newest, "since": self.read_until}
            rows = await tx.all(_CHANGED, here=self.workspace, **since)
        parts: dict[int, list[Row[Any]]] = {}
        for row in rows:
            if row.card is not None:
                parts.setdefault(row.id, []).append(row)
        self.messages |= {number: _standing(of_one) for number, of_one in parts.items()}
        self.newest = max(parts, default=self.newest)
        self.read_until = now

    def leave_out(self, before: datetime) -> None:
        """Leave out what was shown last before a moment; what is changed since comes back."""
        self.messages = {
            number: message
            for number, message in self.messages.items()
            if message.shown_at >= before
        }


def _select_standing() -> Select[Any]:
    lead, part = outbox_message.alias("lead"), outbox_message.alias("part")
    sent = and_(
        lead.c.workspace == playground_message.c.workspace,
        lead.c.token == playground_message.c.key,
    )
    return (
        select(playground_message, part.c.reason, part.c.subject)
        .join(lead, sent)
        .join(part, part.c.merged_into == lead.c.merged_into)
        .where(playground_message.c.workspace == bindparam("here"), part.c.state == "sent")
        .order_by(playground_message.c.id, part.c.due, part.c.id)
    )


_STANDING = _select_standing()
_CHANGED = _STANDING.where(
    or_(
        playground_message.c.id > bindparam("newest"),
        playground_message.c.edited >= bindparam("since"),
    )
)


async def load_places(
    tx: ReadTransaction, workspace: str, due: Iterable[Standing]
) -> dict[str, Whereabouts]:
    """Return the conversations in which these messages stand, and the channels that they name."""
    named: set[str] = set()
    for message in due:
        mentions = (each for section in message.sections for each in section.channels)
        named |= {message.channel, *(mention.channel for mention in mentions)}

    people: dict[str, list[str]] = {}
    members = select(playground_member.c.channel, playground_member.c.person).where(
        playground_member.c.workspace == workspace, playground_member.c.channel.in_(named)
    )
    for row in await tx.all(members.order_by(playground_member.c.id)):
        people.setdefault(row.channel, []).append(row.person)
    channels = select(playground_channel).where(
        playground_channel.c.workspace == workspace, playground_channel.c.channel.in_(named)
    )
    return {
        row.channel: Whereabouts(row.kind, row.name, tuple(people.get(row.channel, ())))
        for row in await tx.all(channels)
    }


def _standing(rows: Sequence[Row[Any]]) -> Standing:
    row = rows[0]
    return Standing(
        number=row.id,
        channel=row.channel,
        origins=tuple(Origin(each.reason, each.subject) for each in rows),
        sections=tuple(split_sections(row.card)),
        posted_at=row.at,
        shown_at=row.edited or row.at,
    )
