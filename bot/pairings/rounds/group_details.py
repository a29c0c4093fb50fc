"""Group details: a group with its round, program and members, loaded in one query."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import BindParameter, ColumnElement, Row, Select, and_, bindparam, func, select

from bot.core.subjects import Subject
from bot.pairings.programs.records import PairingProgram, read_program
from bot.pairings.rounds.records import (
    NEVER_MET,
    GroupMember,
    PairingGroup,
    PairingRound,
    group_member_by_id,
)
from bot.pairings.tables import group_member, pairing_group, pairing_program, pairing_round
from bot.people import records as people
from bot.people.records import Person
from bot.people.tables import person
from bot.store.engine import ReadTransaction
from bot.store.memory import remembered
from bot.store.rows import read_struct
from bot.store.types import Moment
from bot.ui.text import Instant, Mention


class GroupDetails(Struct, frozen=True):
    """A group with its round, program and members: all that its cards show.

    Members who were left out before the introduction are not among them. `left` are those who are
    no longer in the workspace.
    """

    group: PairingGroup
    round: PairingRound
    program: PairingProgram
    members: tuple[GroupMember, ...]
    names: dict[str, Mention]
    left: frozenset[str] = frozenset()

    @property
    def staying_members(self) -> list[GroupMember]:
        """The members who have not said that they can't make it."""
        return [member for member in self.members if member.answer != "cant"]

    @property
    def absent_members(self) -> list[GroupMember]:
        """The members who can't make it."""
        return [member for member in self.members if member.answer == "cant"]

    def runs_at(self, now: dt.datetime) -> bool:
        """Return whether the group may still meet in its round."""
        return self.group.state == "open" and not self.is_over(now)

    def is_over(self, now: dt.datetime) -> bool:
        """Return whether the round of the group has ended."""
        return self.round.state == "closed" or now > self.round.ends_at

    def mention_members(self, members: Sequence[GroupMember]) -> list[Mention]:
        """Return mentions of these members."""
        return [self.names[member.person] for member in members]

    def mention_others(self, person: str) -> list[Mention]:
        """Return mentions of the members who stay, without this person."""
        others = [member for member in self.staying_members if member.person != person]
        return self.mention_members(others)

    def program_instant(self, at: dt.datetime) -> Instant:
        """Return an instant that falls back to the program's zone if a reader's is unknown."""
        return Instant(at, self.program.zone)


async def load_group(
    tx: ReadTransaction, workspace: str, number: int, *, lock: bool = False
) -> GroupDetails | None:
    """Return a group by its id; `lock` locks its row until the transaction ends."""
    if not lock:
        return await _load_group(tx, workspace, number)
    groups = await _load_groups(tx, _LOCKED, workspace=workspace, number=number)
    return groups[0] if groups else None


@remembered
async def _load_group(tx: ReadTransaction, workspace: str, number: int) -> GroupDetails | None:
    groups = await _load_groups(tx, _BY_NUMBER, workspace=workspace, number=number)
    return groups[0] if groups else None


async def load_profiles(tx: ReadTransaction, details: GroupDetails) -> list[Person]:
    """Return the profiles of a group's members, in the order of the members."""
    ids = [member.person for member in details.members]
    found = await people.find_people(tx, details.group.workspace, ids)
    return [found[person] for person in ids if person in found]


@remembered
async def load_group_of_member(
    tx: ReadTransaction, workspace: str, number: int
) -> GroupDetails | None:
    """Return the group of a member, by the member's id."""
    groups = await _load_groups(tx, _BY_MEMBER, workspace=workspace, number=number)
    return groups[0] if groups else None


async def find_member(
    tx: ReadTransaction, workspace: str, number: int
) -> tuple[GroupMember, GroupDetails] | None:
    """Return a member by their id, with their group, also one who was left out of it."""
    member = await group_member_by_id(tx, workspace, number)
    details = await load_group_of_member(tx, workspace, number)
    return (member, details) if member and details else None


@remembered
async def load_open_groups_of(
    tx: ReadTransaction, workspace: str, person_id: str
) -> list[GroupDetails]:
    """Return the open groups of running rounds in which a person has not called off."""
    return await _load_groups(tx, _OPEN_OF_PERSON, workspace=workspace, who=person_id)


async def open_groups_with(
    tx: ReadTransaction, workspace: str, people: Collection[str]
) -> list[Subject]:
    """Return the subjects of the open groups that any of these people are in."""
    query = (
        select(pairing_group.c.id, group_member.c.person)
        .join(group_member, group_member.c.group == pairing_group.c.id)
        .where(pairing_group.c.workspace == workspace, pairing_group.c.state == "open")
    )
    wanted = set(people)
    numbers = {row.id for row in await tx.all(query) if row.person in wanted}
    return [Subject("group", number) for number in sorted(numbers)]


@remembered
async def load_running_groups_of(
    tx: ReadTransaction, workspace: str, person_id: str
) -> list[GroupDetails]:
    """Return the groups of running rounds that a person is in, whatever became of them."""
    return await _load_groups(tx, _RUNNING_OF_PERSON, workspace=workspace, who=person_id)


async def load_round_groups(tx: ReadTransaction, pairing_round: PairingRound) -> list[GroupDetails]:
    """Return the groups of a round that were introduced, in their order."""
    workspace, number = pairing_round.workspace, pairing_round.id
    return await _load_groups(tx, _INTRODUCED_IN_ROUND, workspace=workspace, number=number)


async def load_groups_with(
    tx: ReadTransaction, workspace: str, person_id: str, since: dt.datetime, until: dt.datetime
) -> list[GroupDetails]:
    """Return the groups in which somebody was introduced within a span of time, in their order."""
    spanned = {"since": since, "until": until}
    return await _load_groups(tx, _INTRODUCED_WITH, workspace=workspace, who=person_id, **spanned)


async def load_obstructed_groups(
    tx: ReadTransaction, pairing_round: PairingRound
) -> list[GroupDetails]:
    """Return the groups of a round whose introduction met an obstacle, in their order."""
    workspace, number = pairing_round.workspace, pairing_round.id
    groups = await _load_groups(tx, _IN_ROUND, workspace=workspace, number=number)
    return [details for details in groups if details.group.obstacles]


def _select_groups(condition: ColumnElement[bool]) -> Select[Any]:
    """Return the query of groups with their members, of the `workspace` that it is given."""
    same_person = and_(
        person.c.workspace == group_member.c.workspace,
        person.c.person == group_member.c.person,
    )
    return (
        select(
            pairing_group,
            pairing_program,
            group_member,
            person.c.name,
            person.c.left,
            *(pairing_round.c[name] for name in PairingRound.__struct_fields__),
        )
        .join(pairing_round, pairing_round.c.id == pairing_group.c.round)
        .join(pairing_program, pairing_program.c.id == pairing_round.c.program)
        .join(group_member, group_member.c.group == pairing_group.c.id)
        .join(person, same_person)
        .where(pairing_group.c.workspace == bindparam("workspace"), condition)
        .order_by(pairing_group.c.id, group_member.c.id)
    )


_number: BindParameter[int] = bindparam("number")
_own = select(group_member.c.group).where(
    group_member.c.workspace == bindparam("workspace"), group_member.c.person == bindparam("who")
)
_of_member = select(group_member.c.group).where(group_member.c.id == _number)

_BY_NUMBER = _select_groups(pairing_group.c.id == _number)
_LOCKED = _BY_NUMBER.with_for_update(of=pairing_group)
_BY_MEMBER = _select_groups(pairing_group.c.id == _of_member.scalar_subquery())
_IN_ROUND = _select_groups(pairing_group.c.round == _number)
_INTRODUCED_IN_ROUND = _IN_ROUND.where(pairing_group.c.state.not_in(NEVER_MET))
_OPEN_OF_PERSON = _select_groups(
    and_(
        pairing_group.c.id.in_(_own.where(group_member.c.answer.not_in(("cant", "out")))),
        pairing_group.c.state == "open",
        pairing_round.c.state == "drawn",
    )
)
_RUNNING_OF_PERSON = _select_groups(
    and_(pairing_group.c.id.in_(_own), pairing_round.c.state == "drawn")
)


_introduced_at = func.coalesce(pairing_group.c.made_at, pairing_round.c.drawn_at)
_INTRODUCED_WITH = _select_groups(
    and_(
        pairing_group.c.id.in_(_own),
        pairing_group.c.state.not_in(NEVER_MET),
        _introduced_at >= bindparam("since", type_=Moment()),
        _introduced_at < bindparam("until", type_=Moment()),
    )
)


async def _load_groups(
    tx: ReadTransaction, query: Select[Any], **its: str | int | dt.datetime
) -> list[GroupDetails]:
    rows_by_group: dict[int, list[Row[Any]]] = {}
    for row in await tx.all(query, **its):
        rows_by_group.setdefault(row._mapping[pairing_group.c.id], []).append(row)

    programs: dict[int, PairingProgram] = {}
    for [row, *_] in rows_by_group.values():
        number = row._mapping[pairing_program.c.id]
        if number not in programs:
            programs[number] = await read_program(tx, row)
    return [_to_details(rows, programs) for rows in rows_by_group.values()]


def _to_details(rows: Sequence[Row[Any]], programs: dict[int, PairingProgram]) -> GroupDetails:
    members, names, left = [], {}, set()
    for row in rows:
        member = read_struct(GroupMember, row, group_member)
        if member.answer != "out":
            members.append(member)
            names[member.person] = Mention(member.person, row._mapping[person.c.name])
            if row._mapping[person.c.left]:
                left.add(member.person)
    return GroupDetails(
        read_struct(PairingGroup, rows[0], pairing_group),
        read_struct(PairingRound, rows[0], pairing_round),
        programs[rows[0]._mapping[pairing_program.c.id]],
        tuple(members),
        names,
        frozenset(left),
    )
