"""Read and write associations, their chapters, and who of us is in them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Row, and_, delete, select, update

from bot.associations.rules import Association, AssociationMember, Chapter
from bot.associations.tables import association, association_member, chapter
from bot.core.signals import SourceReplaced
from bot.people.tables import person
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.text import Mention

_ASSOCIATION = [association.c[name] for name in Association.__struct_fields__]
_CHAPTER = [chapter.c[name] for name in Chapter.__struct_fields__]
_MEMBER = [association_member.c[name] for name in AssociationMember.__struct_fields__]


class OpenMember(Struct, frozen=True):
    """Somebody who says openly that they are in an association."""

    association: int
    chapter: int | None
    mention: Mention


def fold_name(name: str) -> str:
    """Give a name as it is compared with others."""
    return name.casefold()


async def list_associations(tx: ReadTransaction, workspace: str) -> list[Association]:
    """Give every association, by name."""
    rows = await tx.all(
        select(*_ASSOCIATION)
        .where(association.c.workspace == workspace)
        .order_by(association.c.folded)
    )
    return [Association(**row._mapping) for row in rows]


async def find_association(tx: ReadTransaction, workspace: str, number: int) -> Association | None:
    """Give one association."""
    row = await tx.first(
        select(*_ASSOCIATION).where(
            association.c.workspace == workspace, association.c.id == number
        )
    )
    return Association(**row._mapping) if row else None


async def find_association_by_name(
    tx: ReadTransaction, workspace: str, name: str
) -> Association | None:
    """Give the association of this name, whatever its capitals."""
    mine = select(*_ASSOCIATION).where(
        association.c.workspace == workspace, association.c.folded == fold_name(name)
    )
    row = await tx.first(mine)
    return Association(**row._mapping) if row else None


async def add_association(
    tx: Transaction, workspace: str, by: str, now: datetime, **values: Any
) -> int | None:
    """Write down an association; None where one of its name came in between."""
    common = {
        "workspace": workspace,
        "folded": fold_name(values["name"]),
        "added_by": by,
        "added_at": now,
    }
    return await tx.insert_or_ignore(association, **common, **values)


async def update_association(tx: Transaction, one: Association, **values: Any) -> None:
    """Change what is written down of an association."""
    mine = update(association).where(
        association.c.workspace == one.workspace, association.c.id == one.id
    )
    await tx.execute(mine.values(**values, folded=fold_name(values["name"])))


async def delete_association(tx: Transaction, one: Association) -> None:
    """Forget an association, with its chapters, its openings and who is in it."""
    await tx.execute(
        delete(association).where(
            association.c.workspace == one.workspace, association.c.id == one.id
        )
    )


async def chapters_of(tx: ReadTransaction, workspace: str, numbers: Iterable[int]) -> list[Chapter]:
    """Give the chapters of these associations, by name."""
    mine = select(*_CHAPTER).where(
        chapter.c.workspace == workspace, chapter.c.association.in_(list(numbers))
    )
    return [_chapter(row) for row in await tx.all(mine.order_by(chapter.c.folded))]


async def find_chapter(tx: ReadTransaction, workspace: str, number: int) -> Chapter | None:
    """Give one chapter."""
    row = await tx.first(
        select(*_CHAPTER).where(chapter.c.workspace == workspace, chapter.c.id == number)
    )
    return _chapter(row) if row else None


async def add_chapter(
    tx: Transaction, one: Association, by: str, now: datetime, **values: Any
) -> int | None:
    """Write down a chapter; None where one of its name came in between."""
    common = {"workspace": one.workspace, "association": one.id, "added_by": by, "added_at": now}
    return await tx.insert_or_ignore(chapter, **common, **values, folded=fold_name(values["name"]))


async def update_chapter(tx: Transaction, one: Chapter, **values: Any) -> None:
    """Change what is written down of a chapter."""
    mine = update(chapter).where(chapter.c.workspace == one.workspace, chapter.c.id == one.id)
    await tx.execute(mine.values(**values, folded=fold_name(values["name"])))


async def delete_chapter(tx: Transaction, one: Chapter) -> None:
    """Forget a chapter and its openings; whoever is in it stays in the association."""
    await tx.execute(
        delete(chapter).where(chapter.c.workspace == one.workspace, chapter.c.id == one.id)
    )


async def replace_chapter_source(tx: Transaction, signal: SourceReplaced) -> None:
    """Point the chapters of a source that is about to be deleted at the one that replaces it."""
    statement = update(chapter).where(
        chapter.c.workspace == signal.workspace, chapter.c.source == signal.old
    )
    await tx.execute(statement.values(source=signal.new))


async def find_member(tx: ReadTransaction, one: Association, who: str) -> AssociationMember | None:
    """Give what one person said about themselves: for that person only."""
    row = await tx.first(select(*_MEMBER).where(*_of(one), association_member.c.person == who))
    return AssociationMember(**row._mapping) if row else None


async def save_member(tx: Transaction, one: Association, who: str, **values: Any) -> None:
    """Keep what somebody says about themselves; nothing where that is nothing."""
    if values["standing"] == "no" and not values["tell"]:
        await tx.execute(
            delete(association_member).where(*_of(one), association_member.c.person == who)
        )
    else:
        keys = {"association": one.id, "person": who}
        await tx.upsert(association_member, keys, workspace=one.workspace, **values)


async def list_open_members(
    tx: ReadTransaction, workspace: str, numbers: Iterable[int]
) -> list[OpenMember]:
    """Give those who say openly that they are in these associations, by name."""
    known = and_(
        person.c.workspace == association_member.c.workspace,
        person.c.person == association_member.c.person,
    )
    openly = (
        select(
            association_member.c.association,
            association_member.c.chapter,
            person.c.person,
            person.c.name,
        )
        .join(person, known)
        .where(
            association_member.c.workspace == workspace,
            association_member.c.association.in_(list(numbers)),
        )
        .where(association_member.c.standing == "openly", person.c.left.is_(False))
        .order_by(person.c.name, person.c.id)
    )
    return [
        OpenMember(row.association, row.chapter, Mention(row.person, row.name))
        for row in await tx.all(openly)
    ]


async def association_subscribers(tx: ReadTransaction, workspace: str, number: int) -> list[str]:
    """Give those who want to be told of an association's openings: for telling them only."""
    mine = association_member.c.workspace == workspace, association_member.c.association == number
    told = select(association_member.c.person).where(*mine, association_member.c.tell.is_(True))
    return await tx.scalars(told.order_by(association_member.c.id))


def _of(one: Association) -> tuple[Any, Any]:
    return (
        association_member.c.workspace == one.workspace,
        association_member.c.association == one.id,
    )


def _chapter(row: Row[Any]) -> Chapter:
    return Chapter(**row._mapping)
