"""The nudges that are still to come, so that nothing of Mingle's own takes their places."""

import datetime as dt
from collections.abc import Collection

from sqlalchemy import bindparam, select

from bot.attention.rules import Rank, Reservation
from bot.core.tables import occurrence
from bot.kits.reminders import NUDGE_DUE
from bot.kits.tables import plan, plan_step
from bot.store.engine import ReadTransaction
from bot.store.types import Moment

_NUDGES = select(occurrence.c.subject, occurrence.c.due).where(
    occurrence.c.workspace == bindparam("workspace"),
    occurrence.c.kind == NUDGE_DUE,
    occurrence.c.state == "waiting",
    occurrence.c.due < bindparam("until", type_=Moment()),
)


async def expected_nudges(
    tx: ReadTransaction, workspace: str, recipients: Collection[str], until: dt.datetime
) -> list[tuple[str, Reservation]]:
    """Return the nudges that are scheduled until a moment, with whoever does the step."""
    waiting = await tx.all(_NUDGES, workspace=workspace, until=until)
    dues = {row.subject.id: row.due for row in waiting}
    if not dues:
        return []
    query = (
        select(plan_step.c.id, plan_step.c.owner)
        .join(plan, plan.c.id == plan_step.c.plan)
        .where(
            plan_step.c.workspace == workspace,
            plan_step.c.id.in_(list(dues)),
            plan_step.c.owner.in_(list(recipients)),
            plan_step.c.state == "open",
            plan.c.state == "open",
        )
    )
    return [
        (row.owner, Reservation(dues[row.id], Rank.JOINED, shared=True))
        for row in await tx.all(query)
    ]
