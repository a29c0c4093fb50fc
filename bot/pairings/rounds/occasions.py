"""Lunch groups as occasions at which people learn something."""

from sqlalchemy import select

from bot.learnings.occasions import OccasionSource
from bot.pairings.tables import group_member
from bot.store.engine import ReadTransaction
from bot.store.memory import remembered


@remembered
async def was_in_group(tx: ReadTransaction, workspace: str, person: str, number: int) -> bool:
    """Return whether a person was introduced to a lunch group."""
    query = select(group_member.c.id).where(
        group_member.c.workspace == workspace,
        group_member.c.person == person,
        group_member.c.group == number,
    )
    return await tx.scalar(query) is not None


GROUPS = OccasionSource(kind="group", attended=was_in_group)
