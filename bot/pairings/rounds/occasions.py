"""Lunch groups as occasions at which people learn something."""

from sqlalchemy import bindparam, select

from bot.learnings.occasions import OccasionSource
from bot.pairings.tables import group_member
from bot.store.engine import ReadTransaction
from bot.store.memory import remembered


@remembered
async def was_in_group(tx: ReadTransaction, workspace: str, person: str, number: int) -> bool:
    """Return whether a person was introduced to a lunch group."""
    given = {"workspace": workspace, "who": person, "number": number}
    return await tx.scalar(_MEMBER, **given) is not None


_MEMBER = select(group_member.c.id).where(
    group_member.c.workspace == bindparam("workspace"),
    group_member.c.person == bindparam("who"),
    group_member.c.group == bindparam("number"),
)


GROUPS = OccasionSource(kind="group", attended=was_in_group)
