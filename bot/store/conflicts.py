"""Transactions in each other's way: PostgreSQL undoes one of them, which then begins again."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

CONFLICTS = ("40001", "40P01")  # of PostgreSQL: not serialisable, and a deadlock
TRIES = 5

Result = TypeVar("Result")


def is_conflict(error: BaseException) -> bool:
    """Return whether a transaction was undone only because of another one."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in CONFLICTS


async def repeat_after_conflicts(work: Callable[[], Awaitable[Result]]) -> Result:
    """Return what a transaction returns, begun again where another one was in its way.

    After `TRIES` of them the error is raised, as any other is at once.
    """
    for _ in range(TRIES - 1):
        try:
            return await work()
        except DBAPIError as error:
            if not is_conflict(error):
                raise
    return await work()
