"""See at one glance what there is to do now, and when there will be something next."""

from datetime import datetime

from msgspec import Struct, structs
from sqlalchemy import ColumnElement, Select, and_, or_, select, union

from bot.store.engine import Transaction
from bot.store.tables import effect, living, occurrence


class Horizon(Struct, frozen=True):
    """The earliest moment of each matter to come; the workspaces that want something now; whether an answer is lost."""

    occurrence: datetime | None
    message: datetime | None
    edit: datetime | None
    overdue: str | None
    stale: str | None
    lost: int | None
    workspaces: tuple[str, ...] = ()

    @property
    def next(self) -> datetime | None:
        """Give the earliest moment at which something will be due."""
        return min((at for at in (self.occurrence, self.message, self.edit) if at), default=None)


async def horizon(tx: Transaction, now: datetime, wall: datetime) -> Horizon:
    """Look; `wall` is the real time, for leases and pauses between edits."""
    stale = living.c.shown < living.c.version
    dead = or_(effect.c.state == "unknown", and_(effect.c.state == "sending", effect.c.lease_until <= wall))
    ready = effect.c.state == "ready"
    row = await tx.first(
        select(
            _one(select(occurrence.c.due).where(occurrence.c.state == "waiting").order_by(occurrence.c.due)),
            _one(select(effect.c.due).where(ready, effect.c.due > now).order_by(effect.c.due)),
            _one(select(living.c.next_edit).where(stale, living.c.next_edit > wall).order_by(living.c.next_edit)),
            _one(select(effect.c.workspace).where(ready, effect.c.due <= now)),
            _one(select(living.c.workspace).where(stale, _may_edit(wall))),
            _one(select(effect.c.id).where(dead)),
        )
    )
    assert row
    seen = Horizon(**dict(zip(Horizon.__struct_fields__, row, strict=False)))
    return structs.replace(seen, workspaces=await _workspaces(tx, now, wall)) if seen.overdue or seen.stale else seen


async def _workspaces(tx: Transaction, now: datetime, wall: datetime) -> tuple[str, ...]:
    due = select(effect.c.workspace).where(effect.c.state == "ready", effect.c.due <= now)
    old = select(living.c.workspace).where(living.c.shown < living.c.version, _may_edit(wall))
    return tuple(sorted(await tx.values(union(due, old))))


def _may_edit(wall: datetime) -> ColumnElement[bool]:
    return or_(living.c.next_edit.is_(None), living.c.next_edit <= wall)


def _one(statement: Select[tuple[object]]) -> ColumnElement[object]:
    return statement.limit(1).scalar_subquery()
