"""The backlog: what is due and not done, counted for whoever watches the program."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import ColumnElement, and_, func, select, text

from bot.core.attempts import HELD_BY_RESTORE, MESSAGE_HELD, OCCURRENCE_ASIDE
from bot.core.tables import READY, WAITING, live_card, occurrence, outbox_message
from bot.store.engine import ReadTransaction

# Each has an index of its own, so that counting costs nothing on a table of many sent messages.
STATE_GROUPS = (("ready",), ("sending", "unknown"), ("held", "aside"))
JOB_HELD = and_(occurrence.c.state == "held", occurrence.c.error == HELD_BY_RESTORE)


class Backlog(Struct, frozen=True):
    """Messages by state and kind, jobs that are due, what was set aside, and the oldest of each.

    `aside` counts rows by table, and so does `restored`: those that a restore holds until an
    organiser decides.
    """

    messages: dict[tuple[str, str], int]
    jobs: int
    aside: dict[str, int]
    restored: dict[str, int]
    outdated_cards: int
    oldest_message: datetime | None
    oldest_job: datetime | None

    def oldest_seconds(self, now: datetime) -> dict[str, float]:
        """Return the age of the oldest due message and job, in seconds."""
        oldest = {"messages": self.oldest_message, "jobs": self.oldest_job}
        return {queue: (now - due).total_seconds() if due else 0.0 for queue, due in oldest.items()}


async def read_backlog(tx: ReadTransaction, now: datetime) -> Backlog:
    """Count the backlog of every workspace."""
    messages: dict[tuple[str, str], int] = {}
    for states in STATE_GROUPS:
        messages |= await _count_messages(tx, states)

    overdue = select(func.count(), func.min(occurrence.c.due)).where(
        occurrence.c.state == WAITING, occurrence.c.due <= now
    )
    [(jobs, oldest_job)] = [tuple(row) for row in await tx.all(overdue)]
    ready = select(func.min(outbox_message.c.due)).where(
        outbox_message.c.state == READY, outbox_message.c.due <= now
    )
    aside = {
        "outbox_message": sum(n for (state, _), n in messages.items() if state == "aside"),
        "occurrence": await _count(tx, OCCURRENCE_ASIDE),
    }
    held = sum(n for (state, _), n in messages.items() if state == "held")
    restored = {
        "outbox_message": held - await _count(tx, MESSAGE_HELD),
        "occurrence": await _count(tx, JOB_HELD),
    }
    outdated = live_card.c.rendered_version < live_card.c.version
    return Backlog(
        messages,
        jobs,
        aside,
        restored,
        await _count(tx, outdated),
        await tx.scalar(ready),
        oldest_job,
    )


async def _count_messages(
    tx: ReadTransaction, states: tuple[str, ...]
) -> dict[tuple[str, str], int]:
    literal = ", ".join(f"'{state}'" for state in states)
    rows = await tx.all(
        select(outbox_message.c.state, outbox_message.c.kind, func.count().label("number"))
        .where(text(f"state in ({literal})"))
        .group_by(outbox_message.c.state, outbox_message.c.kind)
    )
    return {(row.state, row.kind): row.number for row in rows}


async def _count(tx: ReadTransaction, where: ColumnElement[bool]) -> int:
    return int(await tx.scalar(select(func.count()).where(where)))
