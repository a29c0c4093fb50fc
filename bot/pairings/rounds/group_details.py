"""Gather a group with everything around it that its cards speak of, in one query."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import and_, select

from bot.pairings.programs.records import PairingProgram
from bot.pairings.rounds.records import GroupMember, PairingGroup, PairingRound
from bot.pairings.tables import circle, group_member, lunch_group, lunch_round
from bot.people.tables import person
from bot.store.engine import ReadTransaction
from bot.ui.text import Instant, Mention


class GroupDetails(Struct, frozen=True):
    """A group with everything around it that its cards speak of."""

    group: PairingGroup
    round: PairingRound
    program: PairingProgram
    members: tuple[GroupMember, ...]
    names: dict[str, Mention]

    @property
    def staying_members(self) -> list[GroupMember]:
        """Give those who have not called it off."""
        return [place for place in self.members if place.answer != "cant"]

    def mention_members(self, members: Sequence[GroupMember]) -> list[Mention]:
        """Name the people in these places."""
        return [self.names[place.person] for place in members]

    def mention_others(self, person: str) -> list[Mention]:
        """Name everybody else who has not called it off."""
        return self.mention_members(
            [place for place in self.staying_members if place.person != person]
        )

    def program_instant(self, at: dt.datetime) -> Instant:
        """Show a moment in the circle's zone where a reader's own is unknown."""
        return Instant(at, self.program.zone)


async def load_group(
    tx: ReadTransaction, workspace: str, number: int, *, lock: bool = False
) -> GroupDetails | None:
    """Give a whole group by its number.

    Locked, nobody else changes it before this transaction ends.
    """
    return next(iter(await _gather(tx, workspace, lunch_group.c.id == number, lock=lock)), None)


async def load_group_of_member(tx: ReadTransaction, workspace: str, number: int) -> GroupDetails | None:
    """Give the whole group in which this place is."""
    mine = select(group_member.c.group).where(group_member.c.id == number).scalar_subquery()
    return next(iter(await _gather(tx, workspace, lunch_group.c.id == mine)), None)


async def load_round_groups(tx: ReadTransaction, pairing_round: PairingRound) -> list[GroupDetails]:
    """Give the groups of a round that the draw gave company, in their order."""
    return await _gather(
        tx,
        pairing_round.workspace,
        and_(lunch_group.c.round == pairing_round.id, lunch_group.c.state != "alone"),
    )


async def _gather(
    tx: ReadTransaction, workspace: str, which: Any, *, lock: bool = False
) -> list[GroupDetails]:
    found = (
        select(
            lunch_group,
            circle,
            group_member,
            person.c.name,
            *(lunch_round.c[name] for name in PairingRound.__struct_fields__),
        )
        .join(lunch_round, lunch_round.c.id == lunch_group.c.round)
        .join(circle, circle.c.id == lunch_round.c.circle)
        .join(group_member, group_member.c.group == lunch_group.c.id)
        .join(
            person,
            and_(
                person.c.workspace == group_member.c.workspace,
                person.c.person == group_member.c.person,
            ),
        )
        .where(lunch_group.c.workspace == workspace, which)
        .order_by(lunch_group.c.id, group_member.c.id)
    )
    rows = await tx.all(found.with_for_update(of=lunch_group) if lock else found)
    groups: dict[int, list[Any]] = {}
    for row in rows:
        groups.setdefault(row._mapping[lunch_group.c.id], []).append(row._mapping)
    return [_to_details(mine) for mine in groups.values()]


def _to_details(rows: Sequence[Any]) -> GroupDetails:
    places = tuple(_read(GroupMember, group_member, row) for row in rows)
    names = {
        row[group_member.c.person]: Mention(row[group_member.c.person], row[person.c.name])
        for row in rows
    }
    first = rows[0]
    return GroupDetails(
        _read(PairingGroup, lunch_group, first),
        _read(PairingRound, lunch_round, first),
        _read(PairingProgram, circle, first),
        places,
        names,
    )


def _read(kind: Any, table: Any, row: Any) -> Any:
    return kind(*(row[table.c[name]] for name in kind.__struct_fields__))
