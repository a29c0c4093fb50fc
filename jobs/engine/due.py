"""Find what is due now and when the next work is due, in one query."""

from datetime import datetime

from msgspec import Struct, structs
from sqlalchemy import ColumnElement, Integer, Text, bindparam, or_, select, text, union

from bot.core.tables import READY, live_card, outbox_message
from bot.store.engine import ReadTransaction
from bot.store.types import Moment


class DueWork(Struct, frozen=True):
    """Next due time per kind of work, the workspaces with work now, and whether an outcome is
    unknown."""

    occurrence: datetime | None
    message: datetime | None
    edit: datetime | None
    overdue: str | None
    stale: str | None
    unknown: int | None
    workspaces: tuple[str, ...] = ()

    @property
    def next_at(self) -> datetime | None:
        """Return the earliest moment at which something will be due, or None."""
        return min((at for at in (self.occurrence, self.message, self.edit) if at), default=None)


async def find_due_work(tx: ReadTransaction, now: datetime, real_now: datetime) -> DueWork:
    """Run the query; `real_now` is for leases and for pauses between edits."""
    row = await tx.first(_LOOK, now=now, wall=real_now)
    assert row
    seen = DueWork(**dict(zip(DueWork.__struct_fields__, row, strict=False)))
    return (
        structs.replace(seen, workspaces=await _workspaces(tx, now, real_now))
        if seen.overdue or seen.stale
        else seen
    )


# Asked several times a moment in a rehearsed year, so it is written out: building it costs more
# than asking.
_LOOK = (
    text("""
    SELECT (SELECT due FROM occurrence WHERE state = 'waiting' ORDER BY due LIMIT 1) AS occurrence,
           (SELECT due FROM outbox_message
             WHERE state = 'ready' AND due > :now ORDER BY due LIMIT 1) AS message,
           (SELECT min(next_edit)
             FROM live_card WHERE rendered_version < version AND next_edit > :wall) AS edit,
           (SELECT workspace
             FROM outbox_message WHERE state = 'ready' AND due <= :now LIMIT 1) AS overdue,
           (SELECT workspace FROM live_card
             WHERE rendered_version < version
                AND (next_edit IS NULL OR next_edit <= :wall) LIMIT 1) AS stale,
           (SELECT id FROM outbox_message
             WHERE state IN ('sending', 'unknown')
                AND (state = 'unknown' OR lease_until <= :wall) LIMIT 1) AS lost
    """)
    .bindparams(bindparam("now", type_=Moment()), bindparam("wall", type_=Moment()))
    .columns(
        occurrence=Moment(),
        message=Moment(),
        edit=Moment(),
        overdue=Text(),
        stale=Text(),
        lost=Integer(),
    )
)


async def _workspaces(tx: ReadTransaction, now: datetime, real_now: datetime) -> tuple[str, ...]:
    due = select(outbox_message.c.workspace).where(
        outbox_message.c.state == READY, outbox_message.c.due <= now
    )
    old = select(live_card.c.workspace).where(
        live_card.c.rendered_version < live_card.c.version, _may_edit(real_now)
    )
    return tuple(sorted(await tx.scalars(union(due, old))))


def _may_edit(real_now: datetime) -> ColumnElement[bool]:
    return or_(live_card.c.next_edit.is_(None), live_card.c.next_edit <= real_now)
