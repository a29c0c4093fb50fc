"""The SQL of usual lunches: when people usually eat, and who eats at the same time."""

from datetime import date

from msgspec import Struct
from sqlalchemy import ColumnElement, Row, delete, func, select

from bot.open_tables.tables import usual_lunch
from bot.people.records import Person, is_paused
from bot.people.tables import person
from bot.store.engine import ReadTransaction, Transaction
from bot.store.rows import read_struct


class UsualLunch(Struct, frozen=True):
    """When a person usually eats, and where a table for them is announced."""

    id: int
    person: str
    weekdays: tuple[int, ...]
    time: str
    channel: str
    channel_name: str


class UsualEater(Struct, frozen=True):
    """A person with a usual lunch."""

    usual: UsualLunch
    person: Person

    def comes_on(self, day: date) -> bool:
        """Return whether they eat on this date: one of their days, and neither away nor paused."""
        is_away = self.person.left or is_paused(self.person, day)
        return day.weekday() in self.usual.weekdays and not is_away


async def upsert_usual(tx: Transaction, workspace: str, person_id: str, **values: object) -> int:
    """Save when a person usually eats; return the id of the row."""
    return await tx.upsert(usual_lunch, {"workspace": workspace, "person": person_id}, **values)


async def find_usual(tx: ReadTransaction, workspace: str, person_id: str) -> UsualLunch | None:
    """Return when a person usually eats, or None."""
    row = await tx.first(
        select(usual_lunch).where(
            usual_lunch.c.workspace == workspace, usual_lunch.c.person == person_id
        )
    )
    return read_struct(UsualLunch, row) if row else None


async def delete_usual(tx: Transaction, workspace: str, person_id: str) -> None:
    """Delete a person's usual lunch."""
    await tx.execute(
        delete(usual_lunch).where(
            usual_lunch.c.workspace == workspace, usual_lunch.c.person == person_id
        )
    )


async def find_eaters(
    tx: ReadTransaction, workspace: str, *conditions: ColumnElement[bool]
) -> list[UsualEater]:
    """Return people with their usual lunch, in the order in which they set it."""
    is_eater = (person.c.workspace == usual_lunch.c.workspace) & (
        person.c.person == usual_lunch.c.person
    )
    columns = [person.c[name].label(f"of_{name}") for name in _OF_PERSON]
    rows = await tx.all(
        select(usual_lunch, *columns)
        .join(person, is_eater)
        .where(usual_lunch.c.workspace == workspace, *conditions)
        .order_by(usual_lunch.c.id)
    )
    return [UsualEater(read_struct(UsualLunch, row), _person(row)) for row in rows]


def usual_id_is(number: int) -> ColumnElement[bool]:
    """Return the condition for the usual lunch with this id."""
    return usual_lunch.c.id == number


def eats_at_same_time(eater: UsualEater) -> ColumnElement[bool]:
    """Return the condition for usual lunches at the same time and place.

    The place is the office, or the channel where the office is unknown.
    """
    same_time = (usual_lunch.c.time == eater.usual.time) & (person.c.zone == eater.person.zone)
    office = eater.person.office
    if office:
        return same_time & (func.lower(person.c.office) == office.lower())
    return same_time & (person.c.office == "") & (usual_lunch.c.channel == eater.usual.channel)


_OF_PERSON = ("name", "zone", "office", "left", "paused_until")


def _person(row: Row[*tuple[object, ...]]) -> Person:
    return Person(id=row.person, **{name: row._mapping[f"of_{name}"] for name in _OF_PERSON})
