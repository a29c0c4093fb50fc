"""The SQL of conduct."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import delete, func, select, update

from bot.conduct.tables import hidden_text, hide_request, told_concern, trusted_person
from bot.core.concerns import WrittenText
from bot.core.subjects import Subject
from bot.people.tables import person
from bot.store.engine import ReadTransaction, Transaction
from bot.store.rows import read_struct


class ToldConcern(Struct, frozen=True):
    """What somebody told a trusted person, and about what."""

    id: int
    workspace: str
    person: str
    recipient: str
    about: Subject
    words: str
    people: tuple[str, ...]
    quoted: tuple[str, ...]
    at: datetime
    read_at: datetime | None

    @property
    def subject(self) -> Subject:
        """Return the subject of its live card."""
        return Subject("concern", self.id)


class HiddenText(Struct, frozen=True):
    """A text that an organiser took off its cards, and when it came back."""

    id: int
    about: Subject
    author: str
    words: str
    original: dict[str, str]
    reason: str
    hidden_by: str
    at: datetime
    shown_at: datetime | None

    @property
    def subject(self) -> Subject:
        """Return the subject of the card that its author reads."""
        return Subject("hidden-text", self.id)


class HideRequest(Struct, frozen=True):
    """What organisers are asked to hide, and whether they left it as it is."""

    id: int
    about: Subject
    reason: str
    state: str


async def list_trusted(tx: ReadTransaction, workspace: str) -> list[str]:
    """Return the ids of those whom colleagues can tell, without people who left."""
    here = select(person.c.person).where(person.c.workspace == workspace, person.c.left.is_(False))
    query = select(trusted_person.c.person).where(
        trusted_person.c.workspace == workspace, trusted_person.c.person.in_(here)
    )
    return await tx.scalars(query.order_by(trusted_person.c.id))


async def add_trusted(
    tx: Transaction, workspace: str, person_id: str, by: str, now: datetime
) -> None:
    """Insert a trusted person, once."""
    await tx.insert_or_ignore(
        trusted_person, workspace=workspace, person=person_id, named_by=by, at=now
    )


async def remove_trusted(tx: Transaction, workspace: str, *people: str) -> int:
    """Delete trusted people; return how many they were."""
    return await tx.execute(
        delete(trusted_person).where(
            trusted_person.c.workspace == workspace, trusted_person.c.person.in_(people)
        )
    )


async def insert_concern(
    tx: Transaction, workspace: str, reporter: str, now: datetime, **values: object
) -> int:
    """Insert what somebody tells a trusted person; return its id."""
    return await tx.insert(told_concern, workspace=workspace, person=reporter, at=now, **values)


async def find_told(tx: ReadTransaction, workspace: str, number: int) -> ToldConcern | None:
    """Return what somebody told, or None."""
    row = await tx.first(
        select(told_concern).where(
            told_concern.c.workspace == workspace, told_concern.c.id == number
        )
    )
    return read_struct(ToldConcern, row) if row else None


async def unread_by(tx: ReadTransaction, workspace: str, recipient: str) -> list[ToldConcern]:
    """Return what a trusted person has not marked as read."""
    rows = await tx.all(
        select(told_concern)
        .where(told_concern.c.workspace == workspace, told_concern.c.recipient == recipient)
        .where(told_concern.c.read_at.is_(None))
        .order_by(told_concern.c.id)
    )
    return [read_struct(ToldConcern, row) for row in rows]


async def mark_read(tx: Transaction, told: ToldConcern, now: datetime) -> None:
    """Save that the trusted person has read it."""
    await tx.execute(update(told_concern).where(told_concern.c.id == told.id).values(read_at=now))


async def count_told(tx: ReadTransaction, workspace: str, reporter: str, since: datetime) -> int:
    """Return how often somebody told a trusted person something since a moment."""
    query = select(func.count()).where(
        told_concern.c.workspace == workspace,
        told_concern.c.person == reporter,
        told_concern.c.at > since,
    )
    return int(await tx.scalar(query) or 0)


async def save_hidden(
    tx: Transaction, workspace: str, text: WrittenText, reason: str, by: str, now: datetime
) -> int:
    """Upsert a hidden text with what its columns held; return its id."""
    values = {"author": text.author, "words": text.words, "original": dict(text.columns)}
    keys = {"workspace": workspace, "about": text.about}
    return await tx.upsert(
        hidden_text, keys, **values, reason=reason, hidden_by=by, at=now, shown_at=None
    )


async def find_hidden(tx: ReadTransaction, workspace: str, number: int) -> HiddenText | None:
    """Return a text that is or was hidden, or None."""
    row = await tx.first(
        select(hidden_text).where(hidden_text.c.workspace == workspace, hidden_text.c.id == number)
    )
    return read_struct(HiddenText, row) if row else None


async def list_hidden(tx: ReadTransaction, workspace: str, most: int) -> list[HiddenText]:
    """Return the texts that are hidden now, the latest first."""
    query = select(hidden_text).where(
        hidden_text.c.workspace == workspace, hidden_text.c.shown_at.is_(None)
    )
    rows = await tx.all(
        query.order_by(hidden_text.c.at.desc(), hidden_text.c.id.desc()).limit(most)
    )
    return [read_struct(HiddenText, row) for row in rows]


async def hidden_values(tx: ReadTransaction, workspace: str, kind: str, column: str) -> set[str]:
    """Return what one column of the texts of a kind held that are hidden now."""
    query = select(hidden_text.c.about, hidden_text.c.original).where(
        hidden_text.c.workspace == workspace, hidden_text.c.shown_at.is_(None)
    )
    rows = [row for row in await tx.all(query) if row.about.kind == kind]
    return {row.original[column] for row in rows if row.original.get(column)}


async def mark_shown(tx: Transaction, workspace: str, number: int, now: datetime) -> None:
    """Save that a text is shown again."""
    await tx.execute(
        update(hidden_text)
        .where(hidden_text.c.workspace == workspace, hidden_text.c.id == number)
        .values(shown_at=now)
    )


async def save_request(
    tx: Transaction, workspace: str, about: Subject, person_id: str, reason: str, now: datetime
) -> int:
    """Upsert that somebody asks to hide a text; return the id of the first such request."""
    keys = {"workspace": workspace, "about": about, "person": person_id}
    await tx.upsert(hide_request, keys, reason=reason, state="asked", at=now)
    requests = await requests_about(tx, workspace, about)
    return requests[0].id


async def requests_about(tx: ReadTransaction, workspace: str, about: Subject) -> list[HideRequest]:
    """Return the requests to hide one text, the first one first."""
    rows = await tx.all(
        select(hide_request)
        .where(hide_request.c.workspace == workspace, hide_request.c.about == about)
        .order_by(hide_request.c.id)
    )
    return [read_struct(HideRequest, row) for row in rows]


async def find_request(tx: ReadTransaction, workspace: str, number: int) -> HideRequest | None:
    """Return one request to hide a text, or None."""
    row = await tx.first(
        select(hide_request).where(
            hide_request.c.workspace == workspace, hide_request.c.id == number
        )
    )
    return read_struct(HideRequest, row) if row else None


async def count_requests(
    tx: ReadTransaction, workspace: str, person_id: str, since: datetime
) -> int:
    """Return how many texts somebody asked to hide since a moment."""
    query = select(func.count()).where(
        hide_request.c.workspace == workspace,
        hide_request.c.person == person_id,
        hide_request.c.at > since,
    )
    return int(await tx.scalar(query) or 0)


async def settle_requests(
    tx: Transaction, workspace: str, about: Subject, state: str
) -> Sequence[Subject]:
    """Save what organisers decided about a text; return the subjects of their cards."""
    await tx.execute(
        update(hide_request)
        .where(hide_request.c.workspace == workspace, hide_request.c.about == about)
        .values(state=state)
    )
    requests = await requests_about(tx, workspace, about)
    return [Subject("hiding", request.id) for request in requests]
