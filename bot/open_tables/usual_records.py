"""Read and write who usually eats when."""

from datetime import date
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Row, delete, func, select

from bot.open_tables.tables import usual
from bot.people.records import Person, is_paused
from bot.people.tables import person
from bot.store.engine import ReadTransaction, Transaction


class UsualLunch(Struct, frozen=True):
    """When somebody usually eats, and where a table of theirs would be announced."""

    id: int
    person: str
    weekdays: tuple[int, ...]
    time: str
    channel: str
    channel_name: str


class UsualEater(Struct, frozen=True):
    """Somebody with a usual lunch, and what decides with whom they share it."""

    usual: UsualLunch
    person: Person

    def comes_on(self, day: date) -> bool:
        """Tell whether they have lunch with us on this date."""
        return (
            day.weekday() in self.usual.weekdays
            and not self.person.gone
            and not is_paused(self.person, day)
        )


async def upsert_usual(tx: Transaction, workspace: str, who: str, **values: Any) -> int:
    """Write down when somebody usually eats."""
    return await tx.upsert(usual, {"workspace": workspace, "person": who}, **values)


async def find_usual(tx: ReadTransaction, workspace: str, who: str) -> UsualLunch | None:
    """Give when somebody usually eats."""
    row = await tx.first(select(usual).where(usual.c.workspace == workspace, usual.c.person == who))
    return _usual(row) if row else None


async def delete_usual(tx: Transaction, workspace: str, who: str) -> None:
    """Forget when somebody usually eats."""
    await tx.execute(delete(usual).where(usual.c.workspace == workspace, usual.c.person == who))


async def find_eaters(
    tx: ReadTransaction, workspace: str, *conditions: ColumnElement[bool]
) -> list[UsualEater]:
    """Give people with their usual lunch, first come first."""
    rows = await tx.all(
        select(usual, *(person.c[name].label(f"of_{name}") for name in _OF_PERSON))
        .join(
            person, (person.c.workspace == usual.c.workspace) & (person.c.person == usual.c.person)
        )
        .where(usual.c.workspace == workspace, *conditions)
        .order_by(usual.c.id)
    )
    return [
        UsualEater(
            _usual(row),
            Person(id=row.person, **{name: row._mapping[f"of_{name}"] for name in _OF_PERSON}),
        )
        for row in rows
    ]


def usual_id_is(number: int) -> ColumnElement[bool]:
    """Mean one usual lunch."""
    return usual.c.id == number


def eats_at_same_time(eater: UsualEater) -> ColumnElement[bool]:
    """Mean those who eat at the same time as somebody, in the same office, or channel where it is
    unknown."""
    same = (usual.c.time == eater.usual.time) & (person.c.zone == eater.person.zone)
    office = eater.person.office
    if office:
        return same & (func.lower(person.c.office) == office.lower())
    return same & (person.c.office == "") & (usual.c.channel == eater.usual.channel)


_OF_PERSON = ("name", "zone", "office", "gone", "paused_until")


def _usual(row: Row[Any]) -> UsualLunch:
    return UsualLunch(**{name: row._mapping[name] for name in UsualLunch.__struct_fields__})
