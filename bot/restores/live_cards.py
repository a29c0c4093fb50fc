"""The live card of the question what becomes of what was due when a backup was restored."""

from datetime import datetime

from bot.core.router import Router
from bot.core.subjects import Subject
from bot.people import records as people
from bot.restores import records, views
from bot.store.engine import ReadTransaction
from bot.ui.cards import Card

router = Router()


@router.live_card("restore")
async def render_restore(
    tx: ReadTransaction,
    workspace: str,
    subject: Subject,
    _now: datetime,
) -> Card | None:
    """Render the question, or what was decided."""
    restore = await records.find_restore(tx, workspace, subject.id)
    if restore is None:
        return None
    if restore.state != "asked":
        person = await people.find_person(tx, workspace, restore.decided_by or "")
        return views.settled_card(restore, person.mention if person else None)
    return views.question_card(restore, await records.held_work(tx, workspace))
