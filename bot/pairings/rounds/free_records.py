"""Records of people of a round who are free for company that was not drawn."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, and_, delete, or_, select

from bot.pairings.rounds.obstacle import Obstacle
from bot.pairings.rounds.records import GroupMember, PairingRound
from bot.pairings.tables import group_member, pairing_group
from bot.pairings.tables import pairing_round as round_table
from bot.people.tables import person as person_table
from bot.store.engine import ReadTransaction, Transaction
from bot.store.rows import read_struct

STANDING = ("open", "met")


class FreeMember(Struct, frozen=True):
    """A member without company: left out, late, never introduced, or called off on.

    `state` is that of their group. Those who are bereft had company that left the workspace: they
    are matched as if they had asked, within their hours.
    """

    member: GroupMember
    state: str
    obstacles: tuple[Obstacle, ...] = ()
    is_bereft: bool = False

    @property
    def is_looking(self) -> bool:
        """Whether company is to be found for them, rather than only for others."""
        return self.has_asked or self.is_bereft

    @property
    def has_asked(self) -> bool:
        """Whether they asked for company, and take it at any hour."""
        return self.member.waiting

    @property
    def can_be_reached(self) -> bool:
        """Whether nothing stood in the way of writing to them."""
        if self.state != "undone" or not self.obstacles:
            return True
        last = self.obstacles[-1]
        return not last.is_technical and self.member.person not in last.people


async def free_for_update(tx: Transaction, pairing_round: PairingRound) -> dict[str, FreeMember]:
    """Lock a round until the transaction ends; return who in it is free for company, by person.

    The lock keeps two people from being matched with the same third one. People whose partner can't
    make it are free once they ask, those whose partner left the workspace at once.
    """
    lock = select(round_table.c.id).where(round_table.c.id == pairing_round.id)
    await tx.scalar(lock.with_for_update())

    is_free = or_(
        pairing_group.c.state.in_(("alone", "late")),
        and_(pairing_group.c.state == "undone", group_member.c.answer != "out"),
        and_(
            pairing_group.c.state == "called_off",
            group_member.c.answer.not_in(("cant", "out")),
            or_(group_member.c.waiting.is_(True), _has_lost_somebody()),
        ),
    )
    bereft = _has_lost_somebody().label("bereft")
    query = _members(pairing_round).where(is_free).order_by(group_member.c.id).add_columns(bereft)
    busy = await people_with_company(tx, pairing_round)
    found: dict[str, FreeMember] = {}
    for row in await tx.all(query):
        member = read_struct(GroupMember, row)
        free = FreeMember(member, row.state, row.obstacles, bool(row.bereft))
        if member.person not in busy and free.can_be_reached:
            found[member.person] = free
    return found


async def people_with_company(tx: ReadTransaction, pairing_round: PairingRound) -> set[str]:
    """Return who has company in a round by now."""
    query = _members(pairing_round).where(
        pairing_group.c.state.in_(STANDING), group_member.c.answer.not_in(("cant", "out"))
    )
    return {row.person for row in await tx.all(query)}


async def is_in_round(tx: ReadTransaction, pairing_round: PairingRound, person: str) -> bool:
    """Return whether somebody is or was in any group of a round."""
    query = _members(pairing_round).where(group_member.c.person == person)
    return await tx.first(query.limit(1)) is not None


async def delete_late(tx: Transaction, pairing_round: PairingRound, people: Sequence[str]) -> None:
    """Delete the groups of late joiners who have found company."""
    query = _members(pairing_round).where(
        pairing_group.c.state == "late", group_member.c.person.in_(people)
    )
    numbers = [row.group for row in await tx.all(query)]
    workspace = pairing_round.workspace
    members = delete(group_member).where(group_member.c.workspace == workspace)
    await tx.execute(members.where(group_member.c.group.in_(numbers)))
    groups = delete(pairing_group).where(pairing_group.c.workspace == workspace)
    await tx.execute(groups.where(pairing_group.c.id.in_(numbers)))


def _has_lost_somebody() -> ColumnElement[bool]:
    """Whether somebody of the same group has left the workspace."""
    other = group_member.alias()
    gone = select(other.c.id).join(
        person_table,
        and_(
            person_table.c.workspace == other.c.workspace,
            person_table.c.person == other.c.person,
        ),
    )
    return (
        gone.where(other.c.group == pairing_group.c.id, person_table.c.left.is_(True))
        .correlate(pairing_group)
        .exists()
    )


def _members(pairing_round: PairingRound) -> Select[Any]:
    return (
        select(group_member, pairing_group.c.state, pairing_group.c.obstacles)
        .join(pairing_group, pairing_group.c.id == group_member.c.group)
        .where(
            pairing_group.c.workspace == pairing_round.workspace,
            pairing_group.c.round == pairing_round.id,
        )
    )
