"""The messages that stand in the playground, with the reason for which each was sent."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Row, and_, bindparam, func, select

from bot.core.subjects import Subject
from bot.core.tables import outbox_message
from bot.store.engine import ReadTransaction
from bot.store.memory import remembered
from bot.store.playground import playground_channel, playground_member, playground_message
from jobs.simulation.card_words import CardSection, split_sections

EARLIEST = datetime.min.replace(tzinfo=UTC)
SENT_SINCE = timedelta(days=1)  # before a message was posted, at the earliest


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
    origins: dict[int, tuple[Origin, ...]] = {}  # of all messages ever read
    conversations: dict[str, Whereabouts] = {}  # those whose people stay the same
    newest: int = 0  # the last message that was read
    read_until: datetime = EARLIEST

    async def update(self, tx: ReadTransaction, now: datetime) -> None:
        """Read what was posted or changed since the last time."""
        posted = await tx.all(_POSTED, here=self.workspace, newest=self.newest)
        changed = await tx.all(_CHANGED, here=self.workspace, since=self.read_until)
        rows = {row.id: row for row in (*posted, *changed)}
        shown = [row for _, row in sorted(rows.items()) if row.card is not None and row.key]
        await self._find_origins(tx, [row for row in shown if row.id not in self.origins])
        read = [row for row in shown if row.id in self.origins]
        self.messages |= {row.id: _standing(row, self.origins[row.id]) for row in read}
        self.newest = max((row.id for row in read), default=self.newest)
        self.read_until = now

    async def _find_origins(self, tx: ReadTransaction, unknown: Sequence[Row[Any]]) -> None:
        """Find why messages were sent; those of which no arrival is recorded yet are left out."""
        if not unknown:
            return
        earliest = min(row.at for row in unknown) - SENT_SINCE
        tokens = {row.key: row.id for row in unknown}
        found: dict[int, list[Origin]] = {}
        for part in await tx.all(_SENT, here=self.workspace, earliest=earliest):
            if part.token in tokens:
                origin = Origin(part.reason, part.subject)
                found.setdefault(tokens[part.token], []).append(origin)
        self.origins |= {number: tuple(origins) for number, origins in found.items()}

    async def read_places(
        self, tx: ReadTransaction, due: Iterable[Standing]
    ) -> dict[str, Whereabouts]:
        """Return every channel, and the conversations in which these messages stand."""
        channels = await _load_channels(tx, self.workspace)
        apart = {message.channel for message in due} - channels.keys()
        if new := sorted(apart - self.conversations.keys()):
            self.conversations |= await _load_places(
                tx, self.workspace, playground_channel.c.channel.in_(new)
            )
        return self.conversations | channels

    def leave_out(self, before: datetime) -> None:
        """Leave out what was shown last before a moment; what is changed since comes back."""
        self.messages = {
            number: message
            for number, message in self.messages.items()
            if message.shown_at >= before
        }


_MESSAGES = select(playground_message).where(playground_message.c.workspace == bindparam("here"))
_POSTED = _MESSAGES.where(playground_message.c.id > bindparam("newest"))
_CHANGED = _MESSAGES.where(playground_message.c.edited >= bindparam("since"))
_LEAD, _PART = outbox_message.alias("lead"), outbox_message.alias("part")
_SENT = (
    select(_LEAD.c.token, _PART.c.reason, _PART.c.subject)
    .join(_PART, _PART.c.merged_into == _LEAD.c.merged_into)
    .where(
        _LEAD.c.workspace == bindparam("here"),
        func.coalesce(_LEAD.c.sent_at, _LEAD.c.due) >= bindparam("earliest"),
        _PART.c.state == "sent",
    )
    .order_by(_PART.c.due, _PART.c.id)
)


@remembered
async def _load_channels(tx: ReadTransaction, workspace: str) -> dict[str, Whereabouts]:
    return await _load_places(tx, workspace, playground_channel.c.kind == "channel")


async def _load_places(
    tx: ReadTransaction, workspace: str, which: ColumnElement[bool]
) -> dict[str, Whereabouts]:
    there = and_(
        playground_member.c.workspace == playground_channel.c.workspace,
        playground_member.c.channel == playground_channel.c.channel,
    )
    query = (
        select(playground_channel, playground_member.c.person)
        .outerjoin(playground_member, there)
        .where(playground_channel.c.workspace == workspace, which)
        .order_by(playground_channel.c.id, playground_member.c.id)
    )
    found: dict[str, list[Row[Any]]] = {}
    for row in await tx.all(query):
        found.setdefault(row.channel, []).append(row)
    return {
        channel: Whereabouts(
            rows[0].kind, rows[0].name, tuple(row.person for row in rows if row.person)
        )
        for channel, rows in found.items()
    }


def _standing(row: Row[Any], origins: tuple[Origin, ...]) -> Standing:
    return Standing(
        number=row.id,
        channel=row.channel,
        origins=origins,
        sections=tuple(split_sections(row.card)),
        posted_at=row.at,
        shown_at=row.edited or row.at,
    )
