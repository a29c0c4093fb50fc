"""Gather a group with everything around it that its cards speak of, in one query."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import and_, select

from bot.pairings.programs.records import Circle
from bot.pairings.rounds.records import Group, Place, Round
from bot.pairings.tables import circle, group_member, lunch_group, lunch_round
from bot.people.tables import person
from bot.store.engine import Transaction
from bot.ui.text import Instant, Mention


class Whole(Struct, frozen=True):
    """A group with everything around it that its cards speak of."""

    group: Group
    round: Round
    circle: Circle
    places: tuple[Place, ...]
    names: dict[str, Mention]

    @property
    def staying(self) -> list[Place]:
        """Give those who have not called it off."""
        return [place for place in self.places if place.answer != "cant"]

    def mentions(self, places: Sequence[Place]) -> list[Mention]:
        """Name the people in these places."""
        return [self.names[place.person] for place in places]

    def others(self, person: str) -> list[Mention]:
        """Name everybody else who has not called it off."""
        return self.mentions([place for place in self.staying if place.person != person])

    def instant(self, at: dt.datetime) -> Instant:
        """Show a moment in the circle's zone where a reader's own is unknown."""
        return Instant(at, self.circle.zone)


async def of_group(tx: Transaction, workspace: str, number: int, *, lock: bool = False) -> Whole | None:
    """Give a whole group by its number; locked, nobody else changes it before this transaction ends."""
    return next(iter(await _gather(tx, workspace, lunch_group.c.id == number, lock=lock)), None)


async def of_place(tx: Transaction, workspace: str, number: int) -> Whole | None:
    """Give the whole group in which this place is."""
    mine = select(group_member.c.group).where(group_member.c.id == number).scalar_subquery()
    return next(iter(await _gather(tx, workspace, lunch_group.c.id == mine)), None)


async def of_round(tx: Transaction, of: Round) -> list[Whole]:
    """Give the groups of a round that the draw gave company, in their order."""
    return await _gather(tx, of.workspace, and_(lunch_group.c.round == of.id, lunch_group.c.state != "alone"))


async def _gather(tx: Transaction, workspace: str, which: Any, *, lock: bool = False) -> list[Whole]:
    found = (
        select(
            lunch_group, circle, group_member, person.c.name, *(lunch_round.c[name] for name in Round.__struct_fields__)
        )
        .join(lunch_round, lunch_round.c.id == lunch_group.c.round)
        .join(circle, circle.c.id == lunch_round.c.circle)
        .join(group_member, group_member.c.group == lunch_group.c.id)
        .join(person, and_(person.c.workspace == group_member.c.workspace, person.c.person == group_member.c.person))
        .where(lunch_group.c.workspace == workspace, which)
        .order_by(lunch_group.c.id, group_member.c.id)
    )
    rows = await tx.all(found.with_for_update(of=lunch_group) if lock else found)
    groups: dict[int, list[Any]] = {}
    for row in rows:
        groups.setdefault(row._mapping[lunch_group.c.id], []).append(row._mapping)
    return [_whole(mine) for mine in groups.values()]


def _whole(rows: Sequence[Any]) -> Whole:
    places = tuple(_read(Place, group_member, row) for row in rows)
    names = {row[group_member.c.person]: Mention(row[group_member.c.person], row[person.c.name]) for row in rows}
    first = rows[0]
    return Whole(
        _read(Group, lunch_group, first), _read(Round, lunch_round, first), _read(Circle, circle, first), places, names
    )


def _read(kind: Any, table: Any, row: Any) -> Any:
    return kind(*(row[table.c[name]] for name in kind.__struct_fields__))
