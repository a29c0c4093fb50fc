"""Hold what was due since a backup, and ask one organiser what becomes of it."""

from collections.abc import Collection
from datetime import datetime, timedelta

from bot.core import outbox, schedule
from bot.core.alerts import ALERT_REASON
from bot.people import records as people
from bot.restores import records
from bot.restores.records import HeldWork, Restore
from bot.store.engine import ReadTransaction, Transaction

TIME_TO_DECIDE = timedelta(days=3)  # then all of it is let go, and what comes next goes on


async def hold_workspace(
    tx: Transaction,
    workspace: str,
    quiet: Collection[str],
    made_at: datetime | None,
    now: datetime,
) -> HeldWork:
    """Hold what is due in a restored workspace, and ask about it once; return what is held."""
    held = await records.hold_due_work(tx, workspace, quiet, now)
    if not held:
        return held

    until = now + TIME_TO_DECIDE
    restore = await records.insert_restore(tx, workspace, made_at, now, until)
    await schedule.schedule(tx, workspace, records.LAPSE, restore.subject, until, until.date())
    await _ask_one_organiser(tx, restore, now)
    return held


async def _ask_one_organiser(tx: Transaction, restore: Restore, now: datetime) -> None:
    organiser = await find_organiser_to_ask(tx, restore.workspace)
    if organiser:
        await outbox.send_dm(
            tx,
            restore.workspace,
            f"restore:{restore.id}",
            organiser,
            None,
            subject=restore.subject,
            reason=ALERT_REASON,
            due=now,
        )


async def decide_restore(
    tx: Transaction, workspace: str, number: int, decision: str, person: str, now: datetime
) -> bool:
    """Have everything done that is held (`resume`) or let go (`let_go`).

    Return False where that is decided already.
    """
    restore = await records.find_restore(tx, workspace, number)
    if restore is None or not await records.decide(tx, restore, decision, person):
        return False

    await schedule.schedule(tx, workspace, records.SETTLE, restore.subject, now, now.date())
    await outbox.invalidate(tx, workspace, restore.subject)
    return True


async def find_organiser_to_ask(tx: ReadTransaction, workspace: str) -> str:
    """Return the longest known organiser, if possible one who is not pausing, or nobody."""
    organisers = await people.list_organisers(tx, workspace)
    there = [person for person in organisers if person.paused_until is None] or organisers
    return there[0].id if there else ""
