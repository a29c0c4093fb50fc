"""Records of rounds: each draw, its groups and their members, and the history of all."""

import datetime as dt
from collections.abc import Sequence
from typing import TypeVar

from msgspec import Struct
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Executable,
    Table,
    Update,
    and_,
    bindparam,
    func,
    select,
    update,
)

from bot.core.subjects import Subject
from bot.matching import Reason
from bot.pairings.programs.records import PairingProgram
from bot.pairings.rounds.obstacle import Obstacle
from bot.pairings.rounds.snapshot import Snapshot
from bot.pairings.tables import group_member, pairing_group
from bot.pairings.tables import pairing_round as round_table
from bot.store.engine import ReadTransaction, Transaction
from bot.store.memory import remembered
from bot.store.rows import read_struct

S = TypeVar("S", bound=Struct)

FALLEN = ("called_off", "undone")  # states of groups whose members may look for other company
NEVER_MET = ("alone", "late", "undone")  # states of groups that were not introduced


class PairingRound(Struct, frozen=True):
    """One draw of a program, without its inputs; `program` is its id."""

    id: int
    workspace: str
    program: int
    local_date: dt.date
    seed: str
    state: str
    drawn_at: dt.datetime
    midpoint: dt.datetime
    ends_at: dt.datetime
    size: int

    @property
    def subject(self) -> Subject:
        """The subject of its report in the channel."""
        return Subject("report", self.id)


class PairingGroup(Struct, frozen=True):
    """People matched with each other; `opener` is the number of their icebreaker."""

    id: int
    workspace: str
    round: int
    state: str
    icebreaker: int
    reasons: tuple[Reason, ...]
    slots: tuple[dt.datetime, ...]
    by_call: bool
    by_rematch: bool
    unscheduled: bool
    meet_at: dt.datetime
    obstacles: tuple[Obstacle, ...]
    made_at: dt.datetime | None = None

    @property
    def proposed_at(self) -> dt.datetime | None:
        """When they could meet; None if no time suits all of them."""
        return None if self.unscheduled else self.meet_at

    @property
    def subject(self) -> Subject:
        """The subject of its live card, and of what its members learned."""
        return Subject("group", self.id)

    @property
    def one_by_one(self) -> bool:
        """Whether its members are written to one by one, for want of a common conversation."""
        return any(obstacle.is_technical for obstacle in self.obstacles)


class GroupMember(Struct, frozen=True):
    """One person in a group, and what they answered about it."""

    id: int
    group: int
    person: str
    answer: str
    waiting: bool


_number: BindParameter[int] = bindparam("number")
_ROUNDS = select(*(round_table.c[name] for name in PairingRound.__struct_fields__)).where(
    round_table.c.workspace == bindparam("workspace")
)
_ROUND = _ROUNDS.where(round_table.c.id == _number)
_INPUTS = _ROUND.with_only_columns(round_table.c.inputs)
_PROGRAM_ROUNDS = _ROUNDS.where(round_table.c.program == bindparam("program"))
_ROUND_OF_DAY = _PROGRAM_ROUNDS.where(round_table.c.local_date == bindparam("day"))
_LAST = _PROGRAM_ROUNDS.order_by(round_table.c.local_date.desc()).limit(1)
_LAST_BEFORE = _LAST.where(round_table.c.local_date < bindparam("day"))

_GROUP = select(pairing_group).where(
    pairing_group.c.workspace == bindparam("workspace"), pairing_group.c.id == _number
)
_GROUPS = (
    select(pairing_group)
    .where(pairing_group.c.workspace == bindparam("workspace"), pairing_group.c.round == _number)
    .order_by(pairing_group.c.id)
)
_MEMBER = select(group_member).where(
    group_member.c.workspace == bindparam("workspace"), group_member.c.id == _number
)
_MEMBERS = (
    select(group_member)
    .where(
        group_member.c.workspace == bindparam("workspace"),
        group_member.c.group.in_(bindparam("groups", expanding=True)),
    )
    .order_by(group_member.c.group, group_member.c.id)
)
_MEMBERS_OF_ROUND = (
    select(group_member.c.group, group_member.c.person, pairing_group.c.by_rematch)
    .join(pairing_group, pairing_group.c.id == group_member.c.group)
    .where(pairing_group.c.workspace == bindparam("workspace"), pairing_group.c.round == _number)
    .order_by(group_member.c.group, group_member.c.id)
)
_DRAWN = _MEMBERS_OF_ROUND.where(pairing_group.c.by_rematch.is_(False))
_INTRODUCED = _MEMBERS_OF_ROUND.where(
    pairing_group.c.state.not_in(NEVER_MET), group_member.c.answer != "out"
)


async def last_round(
    tx: ReadTransaction, program: PairingProgram, before: dt.date | None = None
) -> PairingRound | None:
    """Return the latest round of a program, or the latest before a date."""
    given: dict[str, object] = {"workspace": program.workspace, "program": program.id}
    if before:
        return await _first(tx, PairingRound, _LAST_BEFORE, day=before, **given)
    return await _first(tx, PairingRound, _LAST, **given)


@remembered
async def round_by_id(tx: ReadTransaction, workspace: str, number: int) -> PairingRound | None:
    """Return a round by its id."""
    return await _first(tx, PairingRound, _ROUND, workspace=workspace, number=number)


async def load_snapshot(tx: ReadTransaction, pairing_round: PairingRound) -> Snapshot:
    """Return the inputs that a round was drawn from."""
    given = {"workspace": pairing_round.workspace, "number": pairing_round.id}
    snapshot: Snapshot = await tx.scalar(_INPUTS, **given)
    return snapshot


@remembered
async def group_by_id(tx: ReadTransaction, workspace: str, number: int) -> PairingGroup | None:
    """Return a group by its id."""
    return await _first(tx, PairingGroup, _GROUP, workspace=workspace, number=number)


async def list_group_members(
    tx: ReadTransaction, workspace: str, *groups: int
) -> list[GroupMember]:
    """Return the members of these groups, group by group."""
    return await _all(tx, GroupMember, _MEMBERS, workspace=workspace, groups=groups)


@remembered
async def group_member_by_id(
    tx: ReadTransaction, workspace: str, number: int
) -> GroupMember | None:
    """Return a member by the id of their membership in a group."""
    return await _first(tx, GroupMember, _MEMBER, workspace=workspace, number=number)


async def list_groups(
    tx: ReadTransaction, pairing_round: PairingRound
) -> list[tuple[PairingGroup, list[GroupMember]]]:
    """Return the groups of a round, each with its members."""
    return await _list_groups(tx, pairing_round.workspace, pairing_round.id)


@remembered
async def _list_groups(
    tx: ReadTransaction, workspace: str, number: int
) -> list[tuple[PairingGroup, list[GroupMember]]]:
    groups = await _all(tx, PairingGroup, _GROUPS, workspace=workspace, number=number)
    members: dict[int, list[GroupMember]] = {group.id: [] for group in groups}
    for member in await list_group_members(tx, workspace, *members):
        members[member.group].append(member)
    return [(group, members[group.id]) for group in groups]


async def drawn_groups(
    tx: ReadTransaction, pairing_round: PairingRound, *, introduced: bool = False
) -> list[list[str]]:
    """Return the groups as the draw made them; those made since are left out.

    With `introduced`, people whose introduction was undone are left out, and groups made since
    count if somebody in them had no other introduction.
    """
    query = _INTRODUCED if introduced else _DRAWN
    given = {"workspace": pairing_round.workspace, "number": pairing_round.id}
    drawn: dict[int, list[str]] = {}
    made_since: dict[int, list[str]] = {}
    for row in await tx.all(query, **given):
        groups = made_since if row.by_rematch else drawn
        groups.setdefault(row.group, []).append(row.person)

    counted = list(drawn.values())
    introduced_people = {person for group in counted for person in group}
    for group in made_since.values():
        if not introduced_people.issuperset(group):
            counted.append(group)
    return counted


async def count_round_members(tx: ReadTransaction, pairing_round: PairingRound) -> int:
    """Return how many people are in the groups of a round, once for each of their groups."""
    query = (
        select(func.count())
        .select_from(group_member)
        .join(pairing_group, pairing_group.c.id == group_member.c.group)
        .where(_of_round(pairing_round))
    )
    return int(await tx.scalar(query))


async def add_round(
    tx: Transaction, program: PairingProgram, inputs: Snapshot, **values: object
) -> PairingRound:
    """Insert a round in the state "drawn", and return it."""
    number = await tx.insert(
        round_table,
        workspace=program.workspace,
        program=program.id,
        state="drawn",
        size=program.size,
        inputs=inputs,
        **values,
    )
    pairing_round = await round_by_id(tx, program.workspace, number)
    assert pairing_round
    return pairing_round


async def add_groups(
    tx: Transaction,
    pairing_round: PairingRound,
    groups: Sequence[Sequence[str]],
    about: Sequence[dict[str, object]],
) -> list[int]:
    """Insert groups with their members, in two statements; return the ids of the groups.

    `about` holds the columns of each group.
    """
    of_round = pairing_group.c.round == pairing_round.id
    newest = await tx.scalar(select(func.max(pairing_group.c.id)).where(of_round)) or 0
    common = {"workspace": pairing_round.workspace, "round": pairing_round.id}
    await tx.insert_many(pairing_group, [{**common, **values} for values in about])

    query = select(pairing_group.c.id).where(of_round, pairing_group.c.id > newest)
    numbers = await tx.scalars(query.order_by(pairing_group.c.id))
    members = []
    for number, group in zip(numbers, groups, strict=True):
        row = {"workspace": pairing_round.workspace, "group": number}
        members += [{**row, "person": person} for person in group]
    await tx.insert_many(group_member, members)
    return numbers


async def set_answer(
    tx: Transaction, member: GroupMember, workspace: str, answer: str, now: dt.datetime
) -> None:
    """Save what a member answered about their group."""
    await _update(tx, group_member, workspace, [member.id], answer=answer, answered_at=now)


async def set_waiting(
    tx: Transaction, workspace: str, member_ids: Sequence[int], *, waiting: bool
) -> None:
    """Save whether members wait for a rematch."""
    await _update(tx, group_member, workspace, member_ids, waiting=waiting)


async def set_group_state(
    tx: Transaction, workspace: str, group_ids: Sequence[int], state: str
) -> None:
    """Set the state of groups; the states are in `bot.pairings.tables`."""
    await _update(tx, pairing_group, workspace, group_ids, state=state)


async def find_round(
    tx: ReadTransaction, program: PairingProgram, day: dt.date
) -> PairingRound | None:
    """Return the round of a day, or None if it was not drawn."""
    return await _find_round(tx, program.workspace, program.id, day)


@remembered
async def _find_round(
    tx: ReadTransaction, workspace: str, program: int, day: dt.date
) -> PairingRound | None:
    given = {"workspace": workspace, "program": program, "day": day}
    return await _first(tx, PairingRound, _ROUND_OF_DAY, **given)


async def close_rounds(tx: Transaction, program: PairingProgram) -> None:
    """Close the running round of a program."""
    await tx.execute(_update_running(program).values(state="closed"))


async def move_round_end(tx: Transaction, program: PairingProgram, ends_at: dt.datetime) -> None:
    """Move the end of the running round, because the next draw was rescheduled."""
    await tx.execute(_update_running(program).values(ends_at=ends_at))


def _of_program(program: PairingProgram) -> ColumnElement[bool]:
    return and_(round_table.c.workspace == program.workspace, round_table.c.program == program.id)


def _of_round(pairing_round: PairingRound) -> ColumnElement[bool]:
    return and_(
        pairing_group.c.workspace == pairing_round.workspace,
        pairing_group.c.round == pairing_round.id,
    )


def _update_running(program: PairingProgram) -> Update:
    return update(round_table).where(_of_program(program), round_table.c.state == "drawn")


async def _update(
    tx: Transaction, table: Table, workspace: str, numbers: Sequence[int], **values: object
) -> None:
    await tx.update(table, {"workspace": workspace, "id": list(numbers)}, **values)


async def _first(
    tx: ReadTransaction, kind: type[S], query: Executable, **given: object
) -> S | None:
    row = await tx.first(query, **given)
    return read_struct(kind, row) if row else None


async def _all(tx: ReadTransaction, kind: type[S], query: Executable, **given: object) -> list[S]:
    return [read_struct(kind, row) for row in await tx.all(query, **given)]
