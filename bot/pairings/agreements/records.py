"""Records of agreements: the moments of a group, whom they suit, and what was agreed on."""

import datetime as dt
from collections.abc import Mapping, Sequence

from msgspec import Struct
from sqlalchemy import bindparam, delete, func, select

from bot.core.subjects import Subject
from bot.pairings.agreements.rules import OfferedMoment
from bot.pairings.tables import group_agreement, group_moment, moment_answer, pairing_group
from bot.store.engine import ReadTransaction, Transaction
from bot.store.memory import remembered
from bot.store.rows import read_struct


class AgreedTime(Struct, frozen=True):
    """What a group agreed on: one row a change, the newest of which holds."""

    id: int
    group: int
    number: int
    starts_at: dt.datetime
    cancelled: bool
    at: dt.datetime

    @property
    def subject(self) -> Subject:
        """The subject of the live card that brings the news."""
        return Subject("agreed", self.id)


async def add_moments(
    tx: Transaction, workspace: str, moments: Mapping[int, Sequence[dt.datetime]]
) -> None:
    """Insert the moments that groups are offered, by the group's id."""
    rows = []
    for group, times in moments.items():
        rows += [{"workspace": workspace, "group": group, "starts_at": at} for at in times]
    await tx.insert_or_ignore_many(group_moment, rows)


async def propose_moment(
    tx: Transaction,
    workspace: str,
    group: int,
    starts_at: dt.datetime,
    person: str,
    instead_of: dt.datetime | None,
) -> int:
    """Insert a moment that a member proposes (upsert), and return its id."""
    return await tx.upsert(
        group_moment,
        {"group": group, "starts_at": starts_at},
        workspace=workspace,
        proposed_by=person,
        instead_of=instead_of,
    )


_OFFERED = (
    select(group_moment, moment_answer.c.person)
    .outerjoin(moment_answer, moment_answer.c.moment == group_moment.c.id)
    .where(
        group_moment.c.workspace == bindparam("workspace"),
        group_moment.c.group == bindparam("number"),
    )
    .order_by(group_moment.c.starts_at, moment_answer.c.id)
)


@remembered
async def list_moments(tx: ReadTransaction, workspace: str, group: int) -> list[OfferedMoment]:
    """Return every moment of a group with the people whom it suits, soonest first."""
    takers: dict[int, list[str]] = {}
    moments = {}
    for row in await tx.all(_OFFERED, workspace=workspace, number=group):
        moments[row.id] = row
        takers.setdefault(row.id, []).extend([row.person] if row.person else [])
    return [
        OfferedMoment(
            number, row.starts_at, row.proposed_by, row.instead_of, frozenset(takers[number])
        )
        for number, row in moments.items()
    ]


async def group_of_moment(tx: ReadTransaction, workspace: str, moment: int) -> int:
    """Return the group that a moment is of, or 0."""
    query = select(group_moment.c.group).where(
        group_moment.c.workspace == workspace, group_moment.c.id == moment
    )
    return await tx.scalar(query) or 0


async def last_moment(tx: ReadTransaction, workspace: str, round_id: int) -> dt.datetime | None:
    """Return the last moment at which a group of a round may meet, or None."""
    query = (
        select(func.max(group_moment.c.starts_at))
        .join(pairing_group, pairing_group.c.id == group_moment.c.group)
        .where(pairing_group.c.workspace == workspace, pairing_group.c.round == round_id)
    )
    latest: dt.datetime | None = await tx.scalar(query)
    return latest


async def moments_at(
    tx: ReadTransaction, workspace: str, round_id: int, at: dt.datetime
) -> list[tuple[int, int]]:
    """Return the moments of a round that start at this minute, each with its group."""
    query = (
        select(group_moment.c.id, group_moment.c.group)
        .join(pairing_group, pairing_group.c.id == group_moment.c.group)
        .where(pairing_group.c.workspace == workspace, pairing_group.c.round == round_id)
        .where(group_moment.c.starts_at == at)
    )
    return [(row.id, row.group) for row in await tx.all(query)]


async def versions_at(
    tx: ReadTransaction, workspace: str, groups: Sequence[int], at: dt.datetime
) -> list[int]:
    """Return the ids of these groups' agreements on a time."""
    query = select(group_agreement.c.id).where(
        group_agreement.c.workspace == workspace,
        group_agreement.c.group.in_(groups),
        group_agreement.c.starts_at == at,
    )
    return await tx.scalars(query)


async def take_moment(tx: Transaction, workspace: str, moment: int, person: str) -> None:
    """Save that a moment suits somebody; idempotent."""
    await tx.insert_or_ignore(moment_answer, workspace=workspace, moment=moment, person=person)


async def give_back_moment(tx: Transaction, workspace: str, moment: int, person: str) -> None:
    """Delete that a moment suits somebody."""
    await tx.execute(
        delete(moment_answer).where(
            moment_answer.c.workspace == workspace,
            moment_answer.c.moment == moment,
            moment_answer.c.person == person,
        )
    )


async def latest_agreement(tx: ReadTransaction, workspace: str, group: int) -> AgreedTime | None:
    """Return what a group agreed on last, cancelled or not; None if it never agreed."""
    agreements = await _latest_agreements(tx, workspace, (group,))
    return agreements.get(group)


async def latest_agreements(
    tx: ReadTransaction, workspace: str, groups: Sequence[int]
) -> dict[int, AgreedTime]:
    """Return what each of these groups agreed on last, by the group's id."""
    return await _latest_agreements(tx, workspace, tuple(groups))


_AGREED = (
    select(group_agreement)
    .where(
        group_agreement.c.workspace == bindparam("workspace"),
        group_agreement.c.group.in_(bindparam("groups", expanding=True)),
    )
    .order_by(group_agreement.c.number)
)


@remembered
async def _latest_agreements(
    tx: ReadTransaction, workspace: str, groups: tuple[int, ...]
) -> dict[int, AgreedTime]:
    rows = await tx.all(_AGREED, workspace=workspace, groups=groups)
    return {row.group: read_struct(AgreedTime, row) for row in rows}


async def find_agreement(tx: ReadTransaction, workspace: str, number: int) -> AgreedTime | None:
    """Return one version of an agreement by its id."""
    query = select(group_agreement).where(
        group_agreement.c.workspace == workspace, group_agreement.c.id == number
    )
    row = await tx.first(query)
    return read_struct(AgreedTime, row) if row else None


@remembered
async def list_agreements(tx: ReadTransaction, workspace: str, group: int) -> list[AgreedTime]:
    """Return all versions of a group's agreement, oldest first."""
    rows = await tx.all(_AGREEMENTS, workspace=workspace, of_group=group)
    return [read_struct(AgreedTime, row) for row in rows]


_AGREEMENTS = (
    select(group_agreement)
    .where(
        group_agreement.c.workspace == bindparam("workspace"),
        group_agreement.c.group == bindparam("of_group"),
    )
    .order_by(group_agreement.c.number)
)


async def add_agreement(
    tx: Transaction,
    workspace: str,
    group: int,
    number: int,
    starts_at: dt.datetime,
    now: dt.datetime,
    *,
    cancelled: bool,
) -> AgreedTime:
    """Insert a new version of a group's agreement, and return it."""
    values = {
        "group": group,
        "number": number,
        "starts_at": starts_at,
        "cancelled": cancelled,
        "at": now,
    }
    row_id = await tx.insert(group_agreement, workspace=workspace, **values)
    return AgreedTime(row_id, group, number, starts_at, cancelled, now)
