"""Which version of a live card a message was drawn from.

A card can change while a message with it is drawn or under way: the edits of that change do not
reach the message, which does not show it. So the version is read before the drawing, and when the
message has arrived, a card that has moved on since counts as out of date.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from bot.core.subjects import Subject
from bot.core.tables import SUBJECT, live_card
from bot.store.engine import ReadTransaction, Transaction


async def find_versions(
    tx: Transaction, workspace: str, rows: Sequence[Row[Any]]
) -> dict[Subject, int]:
    """Return the versions of the live cards that these outbox rows show."""
    subjects = {row.subject for row in rows if row.subject is not None}
    if not subjects:
        return {}
    return await _versions(tx, workspace, subjects)


async def _versions(
    tx: ReadTransaction, workspace: str, subjects: set[Subject]
) -> dict[Subject, int]:
    rows = await tx.all(_VERSIONS, workspace=workspace, subjects=subjects)
    return {row.subject: row.version for row in rows}


_VERSIONS = select(live_card.c.subject, live_card.c.version).where(
    live_card.c.workspace == bindparam("workspace"),
    live_card.c.subject.in_(bindparam("subjects", expanding=True)),
)


async def mark_outdated(tx: Transaction, workspace: str, versions: Mapping[Subject, int]) -> None:
    """Let cards that were drawn from older versions than they have now be edited."""
    drawn = [
        {"place": workspace, "about": subject, "drawn": version}
        for subject, version in versions.items()
    ]
    await tx.execute_many(_MOVED_ON, drawn)


async def mark_doubtful(tx: Transaction, workspace: str, rows: Sequence[Row[Any]]) -> None:
    """Let the cards of messages be edited of which nobody knows how they were drawn."""
    versions = await _versions(tx, workspace, {row.subject for row in rows if row.subject})
    await mark_outdated(tx, workspace, {about: number - 1 for about, number in versions.items()})


_MOVED_ON = (
    update(live_card)
    .where(
        live_card.c.workspace == bindparam("place"),
        live_card.c.subject == bindparam("about", type_=SUBJECT),
        live_card.c.version > bindparam("drawn"),
        live_card.c.rendered_version > bindparam("drawn"),
    )
    .values(rendered_version=bindparam("drawn"))
)
