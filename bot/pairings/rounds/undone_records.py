"""Records of introductions that were undone: groups, obstacles, and who found other company."""

from collections.abc import Sequence

from msgspec import structs
from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select, update

from bot.matching import Reason
from bot.pairings.rounds.obstacle import Obstacle
from bot.pairings.rounds.records import NEVER_MET, GroupMember, PairingGroup, PairingRound
from bot.pairings.tables import group_member, pairing_group
from bot.store.engine import ReadTransaction, Transaction

# reasons that a smaller group need not have
_OF_THE_WHOLE = (
    "extra_person", "three", "cross_team", "not_across", "not_within", "not_teaching",
)  # fmt: skip


async def has_undone(tx: ReadTransaction, pairing_round: PairingRound) -> bool:
    """Return whether somebody of a round was not introduced as drawn."""
    given = {"workspace": pairing_round.workspace, "number": pairing_round.id}
    return await tx.scalar(_ANY_UNDONE, **given) is not None


_ANY_UNDONE = (
    select(group_member.c.id)
    .join(pairing_group, pairing_group.c.id == group_member.c.group)
    .where(
        pairing_group.c.workspace == bindparam("workspace"),
        pairing_group.c.round == bindparam("number"),
        or_(pairing_group.c.state == "undone", group_member.c.answer == "out"),
    )
    .limit(1)
)


async def found_company(tx: ReadTransaction, pairing_round: PairingRound, person: str) -> bool:
    """Return whether somebody was rematched in a round."""
    query = _members_of(pairing_round).where(
        pairing_group.c.by_rematch.is_(True),
        pairing_group.c.state.not_in(NEVER_MET),
        group_member.c.person == person,
    )
    return await tx.scalar(query.limit(1)) is not None


async def add_obstacle(tx: Transaction, group: PairingGroup, obstacle: Obstacle) -> None:
    """Save what stood in the way of a group's introduction, beside what did before."""
    obstacles = (*group.obstacles, obstacle)
    await tx.execute(update(pairing_group).where(_is(group)).values(obstacles=obstacles))


async def undo(tx: Transaction, group: PairingGroup, obstacle: Obstacle) -> None:
    """Save that a group was not introduced, and why."""
    await add_obstacle(tx, group, obstacle)
    await tx.execute(update(pairing_group).where(_is(group)).values(state="undone"))


async def reopen(tx: Transaction, group: PairingGroup) -> None:
    """Open a group that was undone, as if nothing had stood in its way."""
    values = {"state": "open", "obstacles": ()}
    await tx.execute(update(pairing_group).where(_is(group)).values(values))


async def move_to_own_group(
    tx: Transaction, group: PairingGroup, member: GroupMember, obstacle: Obstacle
) -> int:
    """Move a member into an undone group of their own; return its id.

    The others are introduced as if the draw had made them a group.
    """
    reasons = _without_people(group, [member.person])
    await tx.execute(update(pairing_group).where(_is(group)).values(reasons=reasons))
    number = await tx.insert(
        pairing_group,
        workspace=group.workspace,
        round=group.round,
        state="undone",
        icebreaker=group.icebreaker,
        reasons=(),
        slots=(),
        meet_at=group.meet_at,
        obstacles=(obstacle,),
    )
    own = update(group_member).where(
        group_member.c.workspace == group.workspace, group_member.c.id == member.id
    )
    await tx.execute(own.values(group=number))
    return number


async def leave_out(
    tx: Transaction, group: PairingGroup, people: Sequence[str], obstacle: Obstacle
) -> None:
    """Save that a group goes on without members who were not introduced, and why.

    Reasons for the group that name them no longer hold, nor do those for its size.
    """
    mine = and_(group_member.c.workspace == group.workspace, group_member.c.group == group.id)
    gone = update(group_member).where(mine, group_member.c.person.in_(people))
    await tx.execute(gone.values(answer="out", waiting=False))

    reasons = _without_people(group, people)
    await tx.execute(update(pairing_group).where(_is(group)).values(reasons=reasons))
    await add_obstacle(tx, group, obstacle)


async def close_fallen_groups(tx: Transaction, workspace: str, group_ids: Sequence[int]) -> None:
    """Mark groups as rescued; those that were undone stay so, as they were never introduced."""
    called_off = update(pairing_group).where(
        pairing_group.c.workspace == workspace,
        pairing_group.c.id.in_(group_ids),
        pairing_group.c.state == "called_off",
    )
    await tx.execute(called_off.values(state="rescued"))


def _without_people(group: PairingGroup, people: Sequence[str]) -> tuple[Reason, ...]:
    """Return the reasons for a group that hold without these people."""
    reasons = []
    for reason in group.reasons:
        if reason.kind == "hosted" and reason.people[0] not in people:
            stays = tuple(person for person in reason.people if person not in people)
            reasons.append(structs.replace(reason, people=stays))
        elif reason.kind not in _OF_THE_WHOLE and not set(people) & set(reason.people):
            reasons.append(reason)
    return tuple(reasons)


def _is(group: PairingGroup) -> ColumnElement[bool]:
    return and_(pairing_group.c.workspace == group.workspace, pairing_group.c.id == group.id)


def _members_of(pairing_round: PairingRound) -> Select[tuple[int]]:
    return (
        select(group_member.c.id)
        .join(pairing_group, pairing_group.c.id == group_member.c.group)
        .where(
            pairing_group.c.workspace == pairing_round.workspace,
            pairing_group.c.round == pairing_round.id,
        )
    )
