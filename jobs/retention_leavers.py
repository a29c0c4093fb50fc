"""Retention of people who left: a month later only their id is left, in what others share."""

import datetime as dt
from typing import Any

from sqlalchemy import delete, select, update

from bot.people.tables import person
from bot.store.engine import Transaction
from bot.store.kept import FORMER_NAME, KEPT, LEAVERS, PAIRS
from bot.store.schema import metadata

# What a profile says about somebody of whom nothing is kept.
_NOTHING: dict[str, Any] = {
    "name": FORMER_NAME,
    "zone": "UTC",
    "team": "",
    "manager": "",
    "office": "",
    "mode": "either",
    "interests": (),
    "slots": (),
    "offers": (),
    "wants": (),
    "rather_three": False,
    "organiser": False,
    "paused_until": None,
    "profile_at": None,
    "line_asked_in": "",
}
_AT_ONCE = ("person_diet", "busy_calendar")  # secrets, which nobody needs to find again


async def forget_leavers(tx: Transaction, workspace: str, now: dt.datetime) -> None:
    """Delete what is only about people who left, and their profiles, once that is long ago."""
    here = person.c.workspace == workspace
    gone = update(person).where(here, person.c.left.is_(True), person.c.left_at.is_(None))
    await tx.execute(gone.values(left_at=now))
    back = update(person).where(here, person.c.left.is_(False), person.c.left_at.is_not(None))
    await tx.execute(back.values(left_at=None))

    left = select(person.c.person).where(here, person.c.left.is_(True))
    for name in _AT_ONCE:
        await _delete_theirs(tx, workspace, name, await tx.scalars(left))

    long_gone = left.where(person.c.left_at < now - LEAVERS, person.c.name != FORMER_NAME)
    people = await tx.scalars(long_gone)
    if people:
        for name in KEPT:
            await _delete_theirs(tx, workspace, name, people)
        theirs = person.c.person.in_(people)
        await tx.execute(update(person).where(here, theirs).values(_NOTHING))

    unknown = delete(person).where(here, person.c.left.is_(True))
    await tx.execute(unknown.where(person.c.left_at < now - PAIRS - LEAVERS))


async def _delete_theirs(tx: Transaction, workspace: str, name: str, people: list[str]) -> None:
    table = metadata.tables[name]
    for column in KEPT[name].theirs if people else ():
        mine = table.c.workspace == workspace, table.c[column].in_(people)
        await tx.execute(delete(table).where(*mine))
