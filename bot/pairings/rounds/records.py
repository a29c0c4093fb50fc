"""Read and write rounds and the groups they made."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import Row, Select, Table, Update, func, select, update

from bot.matching import Reason
from bot.pairings.programs.records import PairingProgram
from bot.pairings.rounds.snapshot import Snapshot
from bot.pairings.tables import group_member, lunch_group, lunch_round
from bot.store.engine import ReadTransaction, Transaction


class PairingRound(Struct, frozen=True):
    """One draw of a circle."""

    id: int
    workspace: str
    circle: int
    local_date: dt.date
    seed: str
    state: str
    drawn_at: dt.datetime
    midpoint: dt.datetime
    ends_at: dt.datetime
    size: int


class PairingGroup(Struct, frozen=True):
    """People matched with each other."""

    id: int
    workspace: str
    round: int
    state: str
    opener: int
    reasons: tuple[Reason, ...]
    slots: tuple[dt.datetime, ...]
    meet_at: dt.datetime


class GroupMember(Struct, frozen=True):
    """One person's place in a group."""

    id: int
    group: int
    person: str
    answer: str
    waiting: bool


class PairingHistory(Struct, frozen=True):
    """Earlier rounds as the matcher reads them, oldest first, and the openers each person had,
    newest last."""

    rounds: list[list[list[str]]]
    icebreakers: dict[str, list[int]]


async def last_round(
    tx: ReadTransaction, program: PairingProgram, before: dt.date | None = None
) -> PairingRound | None:
    """Give the latest round of a circle."""
    found = _rounds().where(
        lunch_round.c.workspace == program.workspace, lunch_round.c.circle == program.id
    )
    if before:
        found = found.where(lunch_round.c.local_date < before)
    row = await tx.first(found.order_by(lunch_round.c.local_date.desc()).limit(1))
    return _of(PairingRound, row) if row else None


async def round_by_id(tx: ReadTransaction, workspace: str, number: int) -> PairingRound | None:
    """Give one round by its number."""
    row = await tx.first(
        _rounds().where(lunch_round.c.workspace == workspace, lunch_round.c.id == number)
    )
    return _of(PairingRound, row) if row else None


async def load_snapshot(tx: ReadTransaction, pairing_round: PairingRound) -> Snapshot:
    """Give what a round was drawn from."""
    found: Snapshot = await tx.scalar(
        select(lunch_round.c.inputs).where(
            lunch_round.c.workspace == pairing_round.workspace, lunch_round.c.id == pairing_round.id
        )
    )
    return found


async def group_by_id(tx: ReadTransaction, workspace: str, number: int) -> PairingGroup | None:
    """Give one group by its number."""
    row = await tx.first(
        select(lunch_group).where(lunch_group.c.workspace == workspace, lunch_group.c.id == number)
    )
    return _of(PairingGroup, row) if row else None


async def list_group_members(
    tx: ReadTransaction, workspace: str, *groups: int
) -> list[GroupMember]:
    """Give the places in these groups, in their order."""
    found = select(group_member).where(
        group_member.c.workspace == workspace, group_member.c.group.in_(groups)
    )
    return [
        _of(GroupMember, row)
        for row in await tx.all(found.order_by(group_member.c.group, group_member.c.id))
    ]


async def group_member_by_id(
    tx: ReadTransaction, workspace: str, number: int
) -> GroupMember | None:
    """Give one place by its number."""
    row = await tx.first(
        select(group_member).where(
            group_member.c.workspace == workspace, group_member.c.id == number
        )
    )
    return _of(GroupMember, row) if row else None


async def waiting_for_update(tx: Transaction, pairing_round: PairingRound) -> list[GroupMember]:
    """Give the places of those in a round who wait for new company.

    Nobody else looks among them meanwhile.
    """
    await tx.scalar(
        select(lunch_round.c.id).where(lunch_round.c.id == pairing_round.id).with_for_update()
    )
    found = (
        select(group_member)
        .join(lunch_group, lunch_group.c.id == group_member.c.group)
        .where(
            group_member.c.workspace == pairing_round.workspace,
            lunch_group.c.round == pairing_round.id,
        )
        .where(lunch_group.c.state == "called_off", group_member.c.waiting.is_(True))
    )
    return [_of(GroupMember, row) for row in await tx.all(found.order_by(group_member.c.id))]


async def list_groups(
    tx: ReadTransaction, pairing_round: PairingRound
) -> list[tuple[PairingGroup, list[GroupMember]]]:
    """Give the groups of a round, each with its places."""
    mine = select(lunch_group).where(
        lunch_group.c.workspace == pairing_round.workspace, lunch_group.c.round == pairing_round.id
    )
    groups = [_of(PairingGroup, row) for row in await tx.all(mine.order_by(lunch_group.c.id))]
    seated: dict[int, list[GroupMember]] = {group.id: [] for group in groups}
    for place in await list_group_members(tx, pairing_round.workspace, *seated):
        seated[place.group].append(place)
    return [(group, seated[group.id]) for group in groups]


async def drawn_groups(tx: ReadTransaction, pairing_round: PairingRound) -> list[list[str]]:
    """Give the groups as they were drawn, whatever became of them."""
    found = (
        select(group_member.c.group, group_member.c.person)
        .join(lunch_group, lunch_group.c.id == group_member.c.group)
        .where(
            lunch_group.c.workspace == pairing_round.workspace,
            lunch_group.c.round == pairing_round.id,
        )
        .where(lunch_group.c.by_rescue.is_(False))
    )
    groups: dict[int, list[str]] = {}
    for row in await tx.all(found.order_by(group_member.c.group, group_member.c.id)):
        groups.setdefault(row.group, []).append(row.person)
    return list(groups.values())


async def count_round_members(tx: ReadTransaction, pairing_round: PairingRound) -> int:
    """Count the places in a round."""
    mine = (
        select(func.count())
        .select_from(group_member)
        .join(lunch_group, lunch_group.c.id == group_member.c.group)
    )
    return int(
        await tx.scalar(
            mine.where(
                lunch_group.c.workspace == pairing_round.workspace,
                lunch_group.c.round == pairing_round.id,
            )
        )
    )


async def last_group_of(
    tx: ReadTransaction, program: PairingProgram, person: str, *, in_company: bool = False
) -> tuple[PairingGroup, PairingRound] | None:
    """Give the latest group of a person in a circle, and its round.

    With `company`, the latest that was not alone.
    """
    found: int | None = await tx.scalar(
        select(lunch_group.c.id)
        .join(lunch_round, lunch_round.c.id == lunch_group.c.round)
        .join(group_member, group_member.c.group == lunch_group.c.id)
        .where(lunch_group.c.workspace == program.workspace, lunch_round.c.circle == program.id)
        .where(
            group_member.c.person == person,
            *([lunch_group.c.state != "alone"] if in_company else []),
        )
        .order_by(lunch_round.c.local_date.desc(), lunch_group.c.id.desc())
        .limit(1)
    )
    group = await group_by_id(tx, program.workspace, found) if found else None
    of_group = await round_by_id(tx, program.workspace, group.round) if group else None
    return (group, of_group) if group and of_group else None


async def load_history(
    tx: ReadTransaction, program: PairingProgram, before: dt.date, limit: int | None = None
) -> PairingHistory:
    """Read the rounds before a date, the last `most` of them: who was introduced to whom, and who
    sat out.

    Who was left behind when a lunch was called off counts as both: the next round looks after them
    first.
    """
    rows = await tx.all(
        select(
            lunch_round.c.id.label("round"),
            lunch_group.c.id.label("group"),
            lunch_group.c.state,
            lunch_group.c.opener,
            group_member.c.person,
            group_member.c.answer,
        )
        .outerjoin(lunch_group, lunch_group.c.round == lunch_round.c.id)
        .outerjoin(group_member, group_member.c.group == lunch_group.c.id)
        .where(lunch_round.c.workspace == program.workspace, lunch_round.c.circle == program.id)
        .where(lunch_round.c.local_date < before)
        .order_by(lunch_round.c.local_date, lunch_group.c.id, group_member.c.id)
    )
    rounds: dict[int, dict[int, list[str]]] = {}
    left_behind: dict[int, list[list[str]]] = {}
    openers: dict[str, list[int]] = {}
    for row in rows:
        groups = rounds.setdefault(row.round, {})
        if row.person is None:
            continue
        if row.state != "alone":
            openers.setdefault(row.person, []).append(row.opener)
        groups.setdefault(row.group, []).append(row.person)
        if row.state == "called_off" and row.answer != "cant":
            left_behind.setdefault(row.round, []).append([row.person])
    told = [[*groups.values(), *left_behind.get(number, [])] for number, groups in rounds.items()]
    return PairingHistory(told if limit is None else told[max(0, len(told) - limit) :], openers)


async def introductions_since(
    tx: ReadTransaction, workspace: str, people: Iterable[str], since: dt.datetime
) -> dict[str, int]:
    """Count the groups that each of these people was introduced to, over all circles."""
    rows = await tx.all(
        select(group_member.c.person, func.count())
        .join(lunch_group, lunch_group.c.id == group_member.c.group)
        .join(lunch_round, lunch_round.c.id == lunch_group.c.round)
        .where(group_member.c.workspace == workspace)
        .where(lunch_round.c.drawn_at >= since, lunch_group.c.state != "alone")
        .group_by(group_member.c.person)
    )
    wanted = set(people)  # more than one query may name
    return {person: count for person, count in map(tuple, rows) if person in wanted}


async def add_round(
    tx: Transaction, program: PairingProgram, inputs: Snapshot, **values: object
) -> PairingRound:
    """Write down a draw."""
    common = {
        "workspace": program.workspace,
        "circle": program.id,
        "state": "drawn",
        "size": program.size,
    }
    number = await tx.insert(lunch_round, **common, inputs=inputs, **values)
    saved = await round_by_id(tx, program.workspace, number)
    assert saved
    return saved


async def add_groups(
    tx: Transaction,
    pairing_round: PairingRound,
    groups: Sequence[Sequence[str]],
    about: Sequence[dict[str, object]],
) -> list[int]:
    """Write down the groups of a round with their people; give their numbers."""
    common = {"workspace": pairing_round.workspace, "round": pairing_round.id}
    newest = (
        await tx.scalar(
            select(func.max(lunch_group.c.id)).where(lunch_group.c.round == pairing_round.id)
        )
        or 0
    )
    await tx.insert_many(lunch_group, [{**common, **values} for values in about])
    mine = select(lunch_group.c.id).where(
        lunch_group.c.round == pairing_round.id, lunch_group.c.id > newest
    )
    numbers = await tx.scalars(mine.order_by(lunch_group.c.id))
    seats = [
        {"workspace": pairing_round.workspace, "group": number, "person": person}
        for number, group in zip(numbers, groups, strict=True)
        for person in group
    ]
    await tx.insert_many(group_member, seats)
    return numbers


async def set_answer(
    tx: Transaction, member: GroupMember, workspace: str, answer: str, now: dt.datetime
) -> None:
    """Note what somebody said about their group."""
    await _change(tx, group_member, workspace, [member.id], answer=answer, answered_at=now)


async def set_waiting(
    tx: Transaction, workspace: str, member_ids: Sequence[int], *, waiting: bool
) -> None:
    """Note who waits to be introduced to somebody else."""
    await _change(tx, group_member, workspace, member_ids, waiting=waiting)


async def set_group_state(
    tx: Transaction, workspace: str, group_ids: Sequence[int], state: str
) -> None:
    """Note what became of groups."""
    await _change(tx, lunch_group, workspace, group_ids, state=state)


async def close_rounds(tx: Transaction, program: PairingProgram) -> None:
    """End whatever round of a circle still runs."""
    await tx.execute(_running(program).values(state="closed"))


async def move_round_end(tx: Transaction, program: PairingProgram, ends_at: dt.datetime) -> None:
    """Let the running round end when the next one, planned anew, begins."""
    await tx.execute(_running(program).values(ends_at=ends_at))


def _running(program: PairingProgram) -> Update:
    return update(lunch_round).where(
        lunch_round.c.workspace == program.workspace,
        lunch_round.c.circle == program.id,
        lunch_round.c.state == "drawn",
    )


async def _change(
    tx: Transaction, table: Table, workspace: str, numbers: Sequence[int], **values: object
) -> None:
    await tx.execute(
        update(table)
        .where(table.c.workspace == workspace, table.c.id.in_(numbers))
        .values(**values)
    )


def _rounds() -> Select[Any]:
    return select(*(lunch_round.c[name] for name in PairingRound.__struct_fields__))


def _of(kind: Any, row: Row[Any]) -> Any:
    return kind(*(row._mapping[name] for name in kind.__struct_fields__))
