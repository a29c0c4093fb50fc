"""The SQL of learnings: save them, and find what may be shown where."""

import datetime as dt
from collections.abc import Collection, Sequence

from msgspec import Struct
from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, exists, select, update

from bot.core.subjects import Subject
from bot.learnings.rules import HIDDEN, SHARED, SharedLearning, order_learnings
from bot.learnings.tables import learning, learning_announcement
from bot.people.tables import person
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.cards import Quote
from bot.ui.text import Mention


class SavedLearning(Struct, frozen=True):
    """What somebody wrote, shared or not."""

    id: int
    person: str
    share: str
    text: str
    about: Subject


async def find_learning(
    tx: ReadTransaction, workspace: str, person_id: str, about: Subject
) -> tuple[str, str] | None:
    """Return the text and sharing of what a person wrote about one subject, or None.

    What an organiser took off is private to its author.
    """
    row = await tx.first(_OWN, workspace=workspace, who=person_id, about=about)
    if row is None:
        return None
    return row.text, "private" if row.share in HIDDEN else row.share


async def is_hidden(
    tx: ReadTransaction, workspace: str, person_id: str, about: Subject, text: str
) -> bool:
    """Return whether an organiser took off what a person wrote, in these very words."""
    row = await tx.first(_OWN, workspace=workspace, who=person_id, about=about)
    return row is not None and row.share in HIDDEN and row.text == text


async def save_learning(
    tx: Transaction,
    workspace: str,
    person_id: str,
    about: Subject,
    text: str,
    share: str,
    now: dt.datetime,
) -> int:
    """Upsert what a person learned about one subject; return its id.

    What an organiser took off stays off while its words do.
    """
    if share == "private" and await is_hidden(tx, workspace, person_id, about, text):
        share = "withdrawn"
    keys = {"workspace": workspace, "person": person_id, "about": about}
    return await tx.upsert(learning, keys, text=text, share=share, at=now)


async def count_written(
    tx: ReadTransaction, workspace: str, person_id: str, since: dt.datetime
) -> int:
    """Return how often somebody wrote what they learned since a moment. Show it to them only."""
    query = select(learning.c.id).where(
        learning.c.workspace == workspace, learning.c.person == person_id, learning.c.at >= since
    )
    return len(await tx.scalars(query))


async def find_saved(tx: ReadTransaction, workspace: str, number: int) -> SavedLearning | None:
    """Return what somebody wrote by its id, shared or not, or None."""
    columns = [learning.c[name] for name in SavedLearning.__struct_fields__]
    row = await tx.first(
        select(*columns).where(learning.c.workspace == workspace, learning.c.id == number)
    )
    return SavedLearning(**row._mapping) if row else None


async def set_share(tx: Transaction, workspace: str, number: int, share: str) -> None:
    """Set who may read what somebody wrote."""
    await tx.execute(
        update(learning)
        .where(learning.c.workspace == workspace, learning.c.id == number)
        .values(share=share)
    )


async def list_named_by(tx: ReadTransaction, workspace: str, person_id: str) -> list[str]:
    """Return what a person learned and shared with their name, latest first."""
    query = select(learning.c.text).where(
        learning.c.workspace == workspace,
        learning.c.person == person_id,
        learning.c.share == "named",
    )
    return await tx.scalars(query.order_by(learning.c.at.desc(), learning.c.id.desc()))


async def shared_by(
    tx: ReadTransaction, workspace: str, authors: Collection[tuple[Subject, str]]
) -> list[SharedLearning]:
    """Return what was shared about a subject by a person, of these pairs.

    In an order that says nothing of when it was written.
    """
    about = list(dict.fromkeys(subject for subject, _ in authors))
    rows = await tx.all(_SHARED_ABOUT, workspace=workspace, subjects=about)
    theirs = [row for row in rows if (row.about, row.person) in authors]
    return order_learnings(SharedLearning(row.id, row.about, _quote(row)) for row in theirs)


async def shared_about(
    tx: ReadTransaction, workspace: str, about: Subject, most: int
) -> list[Quote]:
    """Return what people shared about one subject, latest first."""
    learnings = await list_shared_about(tx, workspace, about)
    return [each.quote for each in learnings[:most]]


async def list_shared_about(
    tx: ReadTransaction, workspace: str, about: Subject
) -> list[SharedLearning]:
    """Return what people shared about one subject with its ids, latest first."""
    rows = await tx.all(_LATEST_SHARED_ABOUT, workspace=workspace, subjects=[about])
    return [SharedLearning(row.id, row.about, _quote(row)) for row in rows]


async def list_unannounced(
    tx: ReadTransaction,
    workspace: str,
    channel: str,
    about: Select[str] | Sequence[Subject],
    before: dt.datetime,
) -> list[SharedLearning]:
    """Return the learnings about these subjects that were not yet posted in a channel."""
    query = _UNANNOUNCED.where(learning.c.about.in_(about))
    return await _learnings(tx, query, workspace=workspace, channel=channel, before=before)


async def mark_announced(
    tx: Transaction,
    workspace: str,
    channel: str,
    subject: Subject,
    learnings: Sequence[SharedLearning],
) -> None:
    """Record that the message with this subject shows these learnings in a channel."""
    common = {"workspace": workspace, "channel": channel, "subject": subject}
    rows = [{**common, "learning": learning.id} for learning in learnings]
    await tx.insert_or_ignore_many(learning_announcement, rows)


async def list_announced(
    tx: ReadTransaction, workspace: str, subject: Subject
) -> list[SharedLearning]:
    """Return what a message shows, without learnings that are private by now."""
    return await _learnings(tx, _SHOWN, workspace=workspace, shown_in=subject)


async def announced_subjects(
    tx: ReadTransaction, workspace: str, number: int
) -> dict[str, Subject]:
    """Return the subject of the message that shows a learning, by channel."""
    rows = await tx.all(_ANNOUNCED, workspace=workspace, number=number)
    return {row.channel: row.subject for row in rows}


_ANNOUNCED = select(learning_announcement.c.channel, learning_announcement.c.subject).where(
    learning_announcement.c.workspace == bindparam("workspace"),
    learning_announcement.c.learning == bindparam("number"),
)


async def subjects_quoting(tx: ReadTransaction, workspace: str, person_id: str) -> list[Subject]:
    """Return the subjects of the messages that show what a person learned.

    They are posts of a channel, and what it was learned at, such as a prompt.
    """
    announced = (
        select(learning_announcement.c.subject)
        .join(learning, learning.c.id == learning_announcement.c.learning)
        .where(learning.c.workspace == workspace, learning.c.person == person_id)
    )
    about = await subjects_learned_at(tx, workspace, person_id)
    return [*await tx.scalars(announced.distinct()), *about]


async def subjects_quoting_older(
    tx: ReadTransaction, workspace: str, before: dt.datetime
) -> list[Subject]:
    """Return the subjects of the messages that show what was written before a moment."""
    return await subjects_showing(tx, workspace, learning.c.at < before)


async def subjects_showing(
    tx: ReadTransaction, workspace: str, which: ColumnElement[bool]
) -> list[Subject]:
    """Return the subjects of the messages that show learnings for which `which` holds."""
    theirs = and_(learning.c.workspace == workspace, which)
    announced = (
        select(learning_announcement.c.subject)
        .join(learning, learning.c.id == learning_announcement.c.learning)
        .where(theirs)
    )
    about = await tx.scalars(select(learning.c.about).where(theirs))
    # Only one of each: asked for `distinct` ones, SQLite would read all learnings ever, sorted.
    return list(dict.fromkeys([*await tx.scalars(announced), *about]))


async def subjects_announcing(tx: ReadTransaction, workspace: str, about: Subject) -> list[Subject]:
    """Return the subjects of the posts that show what people learned at one thing."""
    query = (
        select(learning_announcement.c.subject)
        .join(learning, learning.c.id == learning_announcement.c.learning)
        .where(learning.c.workspace == workspace, learning.c.about == about)
    )
    return await tx.scalars(query.distinct())


async def subjects_learned_at(tx: ReadTransaction, workspace: str, person_id: str) -> list[Subject]:
    """Return what a person wrote learnings about."""
    about = select(learning.c.about).where(
        learning.c.workspace == workspace, learning.c.person == person_id
    )
    return await tx.scalars(about.distinct())


async def _learnings(
    tx: ReadTransaction, query: Select[*tuple[object, ...]], **given: object
) -> list[SharedLearning]:
    rows = await tx.all(query, **given)
    return order_learnings(SharedLearning(row.id, row.about, _quote(row)) for row in rows)


_OWN = select(learning.c.text, learning.c.share).where(
    learning.c.workspace == bindparam("workspace"),
    learning.c.person == bindparam("who"),
    learning.c.about == bindparam("about"),
)
_author = and_(person.c.workspace == learning.c.workspace, person.c.person == learning.c.person)
_SHARED = (
    select(
        learning.c.id,
        learning.c.about,
        learning.c.text,
        learning.c.share,
        learning.c.person,
        person.c.name,
    )
    .join(person, _author)
    .where(learning.c.workspace == bindparam("workspace"), learning.c.share.in_(SHARED))
    .where(person.c.left.is_(False))  # people who left cannot take anything back
)
_SHARED_ABOUT = _SHARED.where(learning.c.about.in_(bindparam("subjects", expanding=True)))
_UNANNOUNCED = _SHARED.where(
    learning.c.at < bindparam("before"),
    ~exists().where(
        learning_announcement.c.learning == learning.c.id,
        learning_announcement.c.workspace == bindparam("workspace"),
        learning_announcement.c.channel == bindparam("channel"),
    ),
)
_SHOWN = _SHARED.where(
    learning.c.id.in_(
        select(learning_announcement.c.learning).where(
            learning_announcement.c.workspace == bindparam("workspace"),
            learning_announcement.c.subject == bindparam("shown_in"),
        )
    )
)
_LATEST_SHARED_ABOUT = _SHARED_ABOUT.order_by(learning.c.at.desc(), learning.c.id.desc())


def _quote(row: Row[*tuple[object, ...]]) -> Quote:
    author = Mention(row.person, row.name) if row.share == "named" else None
    return Quote(row.text, author)
