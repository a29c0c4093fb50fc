"""See at one glance what there is to do now, and when there will be something next."""

from datetime import datetime

from msgspec import Struct, structs
from sqlalchemy import ColumnElement, Integer, Text, bindparam, or_, select, text, union

from bot.core.tables import READY, effect, living
from bot.store.engine import ReadTransaction
from bot.store.types import Moment


class DueWork(Struct, frozen=True):
    """The earliest moment of each matter to come; the workspaces that want something now.

    Whether an answer is lost.
    """

    occurrence: datetime | None
    message: datetime | None
    edit: datetime | None
    overdue: str | None
    stale: str | None
    unknown: int | None
    workspaces: tuple[str, ...] = ()

    @property
    def next_at(self) -> datetime | None:
        """Give the earliest moment at which something will be due."""
        return min((at for at in (self.occurrence, self.message, self.edit) if at), default=None)


async def find_due_work(tx: ReadTransaction, now: datetime, real_now: datetime) -> DueWork:
    """Look; `wall` is the real time, for leases and pauses between edits."""
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
           (SELECT due FROM effect
             WHERE state = 'ready' AND due > :now ORDER BY due LIMIT 1) AS message,
           (SELECT min(next_edit) FROM living WHERE shown < version AND next_edit > :wall) AS edit,
           (SELECT workspace FROM effect WHERE state = 'ready' AND due <= :now LIMIT 1) AS overdue,
           (SELECT workspace FROM living
             WHERE shown < version AND (next_edit IS NULL OR next_edit <= :wall) LIMIT 1) AS stale,
           (SELECT id FROM effect
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
    due = select(effect.c.workspace).where(effect.c.state == READY, effect.c.due <= now)
    old = select(living.c.workspace).where(living.c.shown < living.c.version, _may_edit(real_now))
    return tuple(sorted(await tx.scalars(union(due, old))))


def _may_edit(real_now: datetime) -> ColumnElement[bool]:
    return or_(living.c.next_edit.is_(None), living.c.next_edit <= real_now)
