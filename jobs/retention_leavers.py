"""Retention of people who left: a month later nothing names them any more."""

import datetime as dt

import structlog
from sqlalchemy import delete, select, update

from bot.people.erasure import erase_person
from bot.people.pseudonyms import FORMER
from bot.people.tables import erasure, person
from bot.store.columns import metadata
from bot.store.engine import ReadTransaction, Transaction
from bot.store.kept import KEPT, LEAVERS, PAIRS

_AT_ONCE = ("person_diet", "busy_calendar")  # secrets, which nobody needs to find again

log = structlog.get_logger()


async def forget_leavers(tx: Transaction, workspace: str, now: dt.datetime) -> None:
    """Erase people who left long ago; of former colleagues even the pseudonym in the end.

    One who cannot be erased keeps nobody else; the next night tries again.
    """
    here = person.c.workspace == workspace
    gone = update(person).where(here, person.c.left.is_(True), person.c.left_at.is_(None))
    await tx.execute(gone.values(left_at=now))
    back = update(person).where(here, person.c.left.is_(False), person.c.left_at.is_not(None))
    await tx.execute(back.values(left_at=None))

    left = select(person.c.person).where(here, person.c.left.is_(True))
    for name in _AT_ONCE:
        await _delete_theirs(tx, workspace, name, await tx.scalars(left))

    for person_id in await list_long_gone(tx, workspace, now):
        await forget_leaver(tx, workspace, person_id, now)

    past = delete(erasure).where(erasure.c.workspace == workspace, erasure.c.asked.is_(False))
    await tx.execute(past.where(erasure.c.at < now - PAIRS))
    unknown = delete(person).where(here, person.c.left.is_(True))
    await tx.execute(unknown.where(person.c.left_at < now - PAIRS - LEAVERS))


async def list_long_gone(tx: ReadTransaction, workspace: str, now: dt.datetime) -> list[str]:
    """Return the people who left long ago and are still known."""
    known = ~person.c.person.startswith(f"{workspace}/{FORMER}", autoescape=True)
    here = person.c.workspace == workspace, person.c.left.is_(True), known
    gone = select(person.c.person).where(*here, person.c.left_at < now - LEAVERS)
    return await tx.scalars(gone)


async def forget_leaver(tx: Transaction, workspace: str, person_id: str, now: dt.datetime) -> None:
    """Erase somebody who left, if that can be done."""
    try:
        async with tx.savepoint():
            await erase_person(tx, workspace, person_id, now, asked=False)
    except Exception:
        log.exception("not erased", action="retention.leavers", workspace=workspace)


async def _delete_theirs(tx: Transaction, workspace: str, name: str, people: list[str]) -> None:
    table = metadata.tables[name]
    for column in KEPT[name].theirs if people else ():
        mine = table.c.workspace == workspace, table.c[column].in_(people)
        await tx.execute(delete(table).where(*mine))
