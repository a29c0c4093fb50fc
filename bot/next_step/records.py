"""The SQL of what was suggested to people."""

from datetime import datetime

from sqlalchemy import delete, func, select, update

from bot.next_step.rules import Memory, StepKey
from bot.next_step.tables import next_step
from bot.store.engine import ReadTransaction, Transaction

_mine = next_step.c


async def load_memory(tx: ReadTransaction, workspace: str, person: str) -> Memory:
    """Return what was suggested to somebody last, and what was not for them."""
    query = select(_mine.kind, _mine.thing, _mine.other, _mine.passed).where(
        _mine.workspace == workspace, _mine.person == person
    )
    rows = await tx.all(query.order_by(_mine.id))
    keys = [(StepKey(row.kind, row.thing, row.other), row.passed) for row in rows]
    return Memory(
        keys[-1][0] if keys else None,
        frozenset(key for key, passed in keys if passed),
    )


async def last_start(tx: ReadTransaction, workspace: str, person: str) -> str:
    """Return what it was last suggested to somebody to start, or an empty text."""
    query = select(_mine.thing).where(
        _mine.workspace == workspace, _mine.person == person, _mine.kind == "start"
    )
    return await tx.scalar(query.order_by(_mine.id.desc()).limit(1)) or ""


async def save_step(
    tx: Transaction, workspace: str, person: str, key: StepKey, now: datetime
) -> int:
    """Save what is suggested to somebody; of what was said before, one of each kind stays."""
    await tx.execute(
        delete(next_step).where(
            _mine.workspace == workspace,
            _mine.person == person,
            _mine.kind == key.kind,
            _mine.passed.is_(False),
        )
    )
    return await tx.insert(
        next_step,
        workspace=workspace,
        person=person,
        kind=key.kind,
        thing=key.thing,
        other=key.other,
        passed=False,
        at=now,
    )


async def find_step(
    tx: ReadTransaction, workspace: str, person: str, number: int
) -> StepKey | None:
    """Return one suggestion to a person, or None."""
    query = select(_mine.kind, _mine.thing, _mine.other).where(
        _mine.workspace == workspace, _mine.person == person, _mine.id == number
    )
    row = await tx.first(query)
    return StepKey(row.kind, row.thing, row.other) if row else None


async def pass_step(tx: Transaction, workspace: str, person: str, number: int) -> None:
    """Write down that a suggestion was not for somebody."""
    await tx.execute(
        update(next_step)
        .where(_mine.workspace == workspace, _mine.person == person, _mine.id == number)
        .values(passed=True)
    )


async def forget_passed(tx: Transaction, workspace: str, person: str) -> int:
    """Forget what was not for somebody; return how many things that were."""
    passed = (_mine.workspace == workspace, _mine.person == person, _mine.passed.is_(True))
    found = await tx.scalar(select(func.count()).select_from(next_step).where(*passed))
    await tx.execute(delete(next_step).where(*passed))
    return found or 0
