"""Queries over associations, their chapters and members."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Row, and_, delete, select, update

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
    """A person who says openly that they are in an association."""

    association: int
    chapter: int | None
    mention: Mention


def fold_name(name: str) -> str:
    """Return the form in which names are compared."""
    return name.casefold()


async def list_associations(tx: ReadTransaction, workspace: str) -> list[Association]:
    """Return every association, by name."""
    query = (
        select(*_ASSOCIATION)
        .where(association.c.workspace == workspace)
        .order_by(association.c.folded)
    )
    return [Association(**row._mapping) for row in await tx.all(query)]


async def find_association(tx: ReadTransaction, workspace: str, number: int) -> Association | None:
    """Return one association."""
    query = select(*_ASSOCIATION).where(
        association.c.workspace == workspace, association.c.id == number
    )
    row = await tx.first(query)
    return Association(**row._mapping) if row else None


async def find_association_by_name(
    tx: ReadTransaction, workspace: str, name: str
) -> Association | None:
    """Return the association of this name, ignoring case."""
    query = select(*_ASSOCIATION).where(
        association.c.workspace == workspace, association.c.folded == fold_name(name)
    )
    row = await tx.first(query)
    return Association(**row._mapping) if row else None


async def add_association(
    tx: Transaction, workspace: str, by: str, now: datetime, *, name: str, about: str, link: str
) -> int | None:
    """Insert an association, or do nothing if the name is taken; return its id, or None."""
    return await tx.insert_or_ignore(
        association,
        workspace=workspace,
        name=name,
        folded=fold_name(name),
        about=about,
        link=link,
        added_by=by,
        added_at=now,
    )


async def update_association(
    tx: Transaction, saved: Association, *, name: str, about: str, link: str
) -> None:
    """Update an association."""
    statement = update(association).where(
        association.c.workspace == saved.workspace, association.c.id == saved.id
    )
    await tx.execute(statement.values(name=name, folded=fold_name(name), about=about, link=link))


async def hide_association(tx: Transaction, saved: Association, name: str) -> None:
    """Blank an association under a name that several may have."""
    statement = update(association).where(
        association.c.workspace == saved.workspace, association.c.id == saved.id
    )
    folded = f"hidden:{saved.id}"
    await tx.execute(statement.values(name=name, folded=folded, about="", link=""))


async def delete_association(tx: Transaction, saved: Association) -> None:
    """Delete an association, with its chapters, openings and members."""
    await tx.execute(
        delete(association).where(
            association.c.workspace == saved.workspace, association.c.id == saved.id
        )
    )


async def chapters_of(tx: ReadTransaction, workspace: str, numbers: Iterable[int]) -> list[Chapter]:
    """Return the chapters of these associations, by name."""
    query = (
        select(*_CHAPTER)
        .where(chapter.c.workspace == workspace, chapter.c.association.in_(list(numbers)))
        .order_by(chapter.c.folded)
    )
    return [_chapter(row) for row in await tx.all(query)]


async def find_chapter(tx: ReadTransaction, workspace: str, number: int) -> Chapter | None:
    """Return one chapter."""
    query = select(*_CHAPTER).where(chapter.c.workspace == workspace, chapter.c.id == number)
    row = await tx.first(query)
    return _chapter(row) if row else None


async def add_chapter(
    tx: Transaction,
    owner: Association,
    by: str,
    now: datetime,
    *,
    name: str,
    link: str,
    source: int | None,
) -> int | None:
    """Insert a chapter, or do nothing if the name is taken; return its id, or None."""
    return await tx.insert_or_ignore(
        chapter,
        workspace=owner.workspace,
        association=owner.id,
        name=name,
        folded=fold_name(name),
        link=link,
        source=source,
        added_by=by,
        added_at=now,
    )


async def update_chapter(
    tx: Transaction, saved: Chapter, *, name: str, link: str, source: int | None
) -> None:
    """Update a chapter."""
    statement = update(chapter).where(
        chapter.c.workspace == saved.workspace, chapter.c.id == saved.id
    )
    await tx.execute(statement.values(name=name, folded=fold_name(name), link=link, source=source))


async def hide_chapter(tx: Transaction, saved: Chapter, name: str) -> None:
    """Blank a chapter under a name that several may have; its source stays."""
    statement = update(chapter).where(
        chapter.c.workspace == saved.workspace, chapter.c.id == saved.id
    )
    await tx.execute(statement.values(name=name, folded=f"hidden:{saved.id}", link=""))


async def delete_chapter(tx: Transaction, saved: Chapter) -> None:
    """Delete a chapter and its openings; its members stay in the association."""
    await tx.execute(
        delete(chapter).where(chapter.c.workspace == saved.workspace, chapter.c.id == saved.id)
    )


async def replace_chapter_source(tx: Transaction, signal: SourceReplaced) -> None:
    """Point the chapters of a source that is about to be deleted at the one that replaces it."""
    statement = update(chapter).where(
        chapter.c.workspace == signal.workspace, chapter.c.source == signal.old
    )
    await tx.execute(statement.values(source=signal.new))


async def find_member(
    tx: ReadTransaction, owner: Association, person: str
) -> AssociationMember | None:
    """Return what one person said about themselves; secret to everybody else."""
    query = select(*_MEMBER).where(*_is_member(owner, person))
    row = await tx.first(query)
    return AssociationMember(**row._mapping) if row else None


async def save_member(
    tx: Transaction,
    owner: Association,
    person: str,
    *,
    standing: str,
    chapter: int | None,
    tell: bool,
) -> None:
    """Upsert what somebody says about themselves, or delete it if that is nothing."""
    if standing == "no" and not tell:
        await tx.execute(delete(association_member).where(*_is_member(owner, person)))
        return
    await tx.upsert(
        association_member,
        {"association": owner.id, "person": person},
        workspace=owner.workspace,
        standing=standing,
        chapter=chapter,
        tell=tell,
    )


async def list_open_members(
    tx: ReadTransaction, workspace: str, numbers: Iterable[int]
) -> list[OpenMember]:
    """Return the open members of these associations who have not left, by name."""
    member = association_member.c
    is_person = and_(person.c.workspace == member.workspace, person.c.person == member.person)
    query = (
        select(member.association, member.chapter, person.c.person, person.c.name)
        .join(person, is_person)
        .where(member.workspace == workspace, member.association.in_(list(numbers)))
        .where(member.standing == "openly", person.c.left.is_(False))
        .order_by(person.c.name, person.c.id)
    )
    return [
        OpenMember(row.association, row.chapter, Mention(row.person, row.name))
        for row in await tx.all(query)
    ]


async def association_subscribers(tx: ReadTransaction, workspace: str, number: int) -> list[str]:
    """Return who wants to be told of an association's openings; for sending reminders only."""
    member = association_member.c
    query = (
        select(member.person)
        .where(member.workspace == workspace, member.association == number)
        .where(member.tell.is_(True))
        .order_by(member.id)
    )
    return await tx.scalars(query)


async def associations_of(tx: ReadTransaction, workspace: str, person: str) -> set[int]:
    """Return the associations that somebody is in or follows; secret to everybody else."""
    member = association_member.c
    query = select(member.association).where(member.workspace == workspace, member.person == person)
    return set(await tx.scalars(query))


def _is_member(owner: Association, person: str) -> tuple[ColumnElement[bool], ...]:
    member = association_member.c
    return (
        member.workspace == owner.workspace,
        member.association == owner.id,
        member.person == person,
    )


def _chapter(row: Row[Any]) -> Chapter:
    return Chapter(**row._mapping)
