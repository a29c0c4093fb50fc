"""Just this once: people who take part until they were introduced in one round, and are then out.

An introduction that falls through is none: they stay in for the next round.
"""

import datetime as dt
from collections.abc import Collection

from sqlalchemy import and_, bindparam, func, select, update

from bot.core import outbox
from bot.core.subjects import Subject
from bot.pairings.programs.records import PairingProgram
from bot.pairings.rounds.free_records import STANDING
from bot.pairings.tables import group_member, membership, pairing_group, pairing_round
from bot.store.engine import ReadTransaction, Transaction
from bot.store.memory import remembered


async def find_done(tx: ReadTransaction, workspace: str, *programs: int) -> set[tuple[int, str]]:
    """Return who has had the one round they joined for, as (program, person)."""
    if not await _anybody_once(tx, workspace):
        return set()

    introduced_at = func.coalesce(pairing_group.c.made_at, pairing_round.c.drawn_at)
    query = (
        select(membership.c.program, membership.c.person)
        .join(pairing_round, pairing_round.c.program == membership.c.program)
        .join(pairing_group, pairing_group.c.round == pairing_round.c.id)
        .join(
            group_member,
            and_(
                group_member.c.group == pairing_group.c.id,
                group_member.c.person == membership.c.person,
            ),
        )
        .where(membership.c.workspace == workspace, membership.c.program.in_(programs))
        .where(membership.c.state == "in", membership.c.once.is_(True))
        .where(pairing_group.c.state.in_(STANDING), introduced_at >= membership.c.since)
        .where(group_member.c.answer.not_in(("cant", "out")))
    )
    return {(row.program, row.person) for row in await tx.all(query)}


@remembered
async def _anybody_once(tx: ReadTransaction, workspace: str) -> bool:
    """Return whether anybody of a workspace joined for one round; most times nobody did."""
    return await tx.scalar(_ANYBODY, workspace=workspace) is not None


_ANYBODY = (
    select(membership.c.id)
    .where(
        membership.c.workspace == bindparam("workspace"),
        membership.c.state == "in",
        membership.c.once.is_(True),
    )
    .limit(1)
)


async def people_done(tx: ReadTransaction, program: PairingProgram) -> set[str]:
    """Return the people of a program who have had the one round they joined for."""
    return {person for _, person in await find_done(tx, program.workspace, program.id)}


async def release(
    tx: Transaction, program: PairingProgram, people: Collection[str], now: dt.datetime
) -> None:
    """Take people out of a program whose one round is over."""
    if not people:
        return
    mine = and_(
        membership.c.workspace == program.workspace,
        membership.c.program == program.id,
        membership.c.person.in_(people),
    )
    numbers = await tx.scalars(select(membership.c.id).where(mine))
    await tx.execute(update(membership).where(mine).values(state="out", once=False, since=now))
    invitations = [Subject("invite", number) for number in numbers]
    await outbox.invalidate(tx, program.workspace, *invitations)
