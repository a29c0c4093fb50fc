"""What becomes of polls and series when somebody leaves the workspace."""

from bot.core import outbox
from bot.core.signals import PersonLeft
from bot.happy_hour import records, series, series_records
from bot.store.engine import Transaction


async def drop_votes(tx: Transaction, signal: PersonLeft) -> None:
    """Delete somebody's votes in open polls; who is gone has no say in where others meet.

    Whatever named them as the one who proposed a place is rendered again.
    """
    for poll in await records.list_polls(tx, signal.workspace, "open"):
        locked = await records.get_poll_for_update(tx, signal.workspace, poll.id)
        if locked is None or locked.state != "open":
            continue
        voted = await records.delete_votes(tx, locked, signal.person)
        options = await records.list_options(tx, locked)
        if voted or any(option.proposed_by == signal.person for option in options):
            await outbox.invalidate(tx, signal.workspace, locked.subject)


async def hand_over_series(tx: Transaction, signal: PersonLeft) -> None:
    """Hand the monthly series of somebody over to another organiser."""
    for running in await series_records.list_series(tx, signal.workspace):
        if running.organiser == signal.person:
            await series.hand_over(tx, running, signal.now)
