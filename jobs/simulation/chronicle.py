"""What a rehearsal notes while it can be read: messages and leavers are forgotten within a year."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct, structs
from sqlalchemy import and_, func, select

from bot.core.reasons import COUNTED
from bot.core.tables import message_receipt, outbox_message
from bot.people.tables import person
from bot.store.engine import ReadTransaction
from jobs.simulation.introductions import (
    ColleagueFacts,
    Introduction,
    load_colleagues,
    load_introductions,
    load_words,
)

DAYS_BETWEEN_NOTES = 28  # short enough to see every message several times


class Receipt(Struct, frozen=True):
    """An unasked message that somebody got; what came merged has the same `message`.

    `zone` is theirs, None for a channel, as it was when the message was first noted: people move,
    and leavers are forgotten.
    """

    person: str
    at: datetime
    message: int
    zone: str | None


class Chronicle:
    """The introductions, words and messages of one workspace, from every note that was taken."""

    def __init__(self, workspace: str) -> None:
        self._workspace = workspace
        self._colleagues: dict[str, ColleagueFacts] = {}
        self._introductions: dict[int, Introduction] = {}
        self._words: defaultdict[str, set[datetime]] = defaultdict(set)
        self._receipts: dict[int, Receipt] = {}
        self._states: dict[int, str] = {}

    @property
    def colleagues(self) -> Mapping[str, ColleagueFacts]:
        """Return everybody, those who have left as they were before."""
        return self._colleagues

    @property
    def introductions(self) -> Sequence[Introduction]:
        """Return every introduction, in the order in which they were drawn."""
        return [self._introductions[group] for group in sorted(self._introductions)]

    @property
    def words(self) -> Mapping[str, Sequence[datetime]]:
        """Return when each person was told what becomes of an introduction."""
        return {person: sorted(moments) for person, moments in self._words.items()}

    @property
    def receipts(self) -> Sequence[Receipt]:
        """Return every unasked message that anybody got."""
        return list(self._receipts.values())

    @property
    def states(self) -> Counter[str]:
        """Return how many messages ended in each state."""
        return Counter(self._states.values())

    async def take_note(self, tx: ReadTransaction) -> None:
        """Add what can be read now to what was noted before."""
        for who, facts in (await load_colleagues(tx, self._workspace)).items():
            before = self._colleagues.get(who, facts)
            self._colleagues[who] = structs.replace(before, left=True) if facts.left else facts
        for found in await load_introductions(tx, self._workspace):
            known = self._introductions.get(found.group)
            self._introductions[found.group] = _remember(known, found)
        for who, moments in (await load_words(tx, self._workspace)).items():
            self._words[who].update(moments)
        self._receipts = await _load_receipts(tx, self._workspace) | self._receipts

        states = select(outbox_message.c.id, outbox_message.c.state)
        rows = await tx.all(states.where(outbox_message.c.workspace == self._workspace))
        self._states |= {row.id: row.state for row in rows}


def _remember(known: Introduction | None, found: Introduction) -> Introduction:
    """Return what was found, with what is known of its message if that is gone by now.

    Hours stay as they were first seen, closest to the draw: people change
    them. Whoever left and was forgotten stays in the group.
    """
    if known is None:
        return found
    members = found.members if found.people == known.people else known.members
    skipped = known.skipped | found.skipped
    if found.message_state != "none":
        return structs.replace(found, members=members, hours=known.hours, skipped=skipped)
    return structs.replace(
        known,
        members=members,
        state=found.state,
        meet_at=found.meet_at,
        skipped=skipped,
    )


async def _load_receipts(tx: ReadTransaction, workspace: str) -> dict[int, Receipt]:
    message = func.coalesce(outbox_message.c.merged_into, outbox_message.c.id)
    found = person.c.workspace == workspace, person.c.person == message_receipt.c.person
    rows = await tx.all(
        select(
            message_receipt.c.id,
            message_receipt.c.person,
            message_receipt.c.at,
            message.label("message"),
            person.c.zone,
        )
        .join(outbox_message, outbox_message.c.id == message_receipt.c.outbox_message)
        .outerjoin(person, and_(*found))
        .where(message_receipt.c.workspace == workspace, message_receipt.c.solicited.is_(False))
        .where(outbox_message.c.purpose.in_(COUNTED))
    )
    return {row.id: Receipt(row.person, row.at, row.message, row.zone) for row in rows}
