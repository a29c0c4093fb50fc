"""Read and write what we know of people."""

from collections.abc import Iterable
from datetime import date, datetime

from msgspec import Struct
from sqlalchemy import Row, select, update

from bot.router import Invocation
from bot.store.engine import Transaction
from bot.store.tables import avoidance, person
from bot.text import Mention


class Person(Struct, frozen=True):
    """One colleague, as they described themselves."""

    id: str
    name: str
    zone: str
    team: str = ""
    manager: str = ""
    office: str = ""
    mode: str = "either"
    interests: tuple[str, ...] = ()
    slots: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()
    organiser: bool = False
    gone: bool = False
    paused_until: date | None = None
    profile_at: datetime | None = None

    @property
    def mention(self) -> Mention:
        """Name this person in a text."""
        return Mention(self.id, self.name)


async def meet(tx: Transaction, call: Invocation) -> Person:
    """Know the person who just did something; the first time, write them down with the platform's name and zone."""
    keys = {"workspace": call.workspace, "person": call.person}
    await tx.insert_once(person, **keys, name=call.name, zone=call.zone, organiser=call.organiser, since=call.now)
    seen = update(person).where(person.c.workspace == call.workspace, person.c.person == call.person)
    await tx.run(seen.values(name=call.name, organiser=call.organiser, gone=False))
    known = await find(tx, call.workspace, call.person)
    assert known
    return known


async def welcome(tx: Transaction, workspace: str, who: str, name: str, zone: str, now: datetime) -> None:
    """Write down a person whom the platform named, unless they are known."""
    await tx.insert_once(person, workspace=workspace, person=who, name=name, zone=zone, since=now)


async def find(tx: Transaction, workspace: str, who: str) -> Person | None:
    """Give one person, or None for a stranger."""
    row = await tx.first(select(person).where(person.c.workspace == workspace, person.c.person == who))
    return _person(row) if row else None


async def find_all(tx: Transaction, workspace: str, who: Iterable[str]) -> dict[str, Person]:
    """Give the people with these ids, by id."""
    ids = list(who)
    rows = await tx.all(select(person).where(person.c.workspace == workspace, person.c.person.in_(ids)))
    return {row.person: _person(row) for row in rows}


async def organisers(tx: Transaction, workspace: str) -> list[Person]:
    """Give those known to organise here."""
    rows = await tx.all(
        select(person)
        .where(person.c.workspace == workspace, person.c.organiser.is_(True), person.c.gone.is_(False))
        .order_by(person.c.id)
    )
    return [_person(row) for row in rows]


async def change(tx: Transaction, workspace: str, who: str, **values: object) -> None:
    """Change what we know of one person."""
    await tx.run(update(person).where(person.c.workspace == workspace, person.c.person == who).values(**values))


async def avoided(tx: Transaction, workspace: str, who: Iterable[str]) -> set[tuple[str, str]]:
    """Give the pairs among these people of whom one would rather not meet the other: for the matcher only."""
    ids = list(who)
    rows = await tx.all(
        select(avoidance.c.person, avoidance.c.other).where(
            avoidance.c.workspace == workspace, avoidance.c.person.in_(ids), avoidance.c.other.in_(ids)
        )
    )
    return {(min(pair), max(pair)) for pair in map(tuple, rows)}


def _person(row: Row[tuple[object, ...]]) -> Person:
    values = row._mapping
    fields = {name: values[name] for name in Person.__struct_fields__ if name != "id"}
    return Person(id=values["person"], **fields)
