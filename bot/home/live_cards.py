"""The Monday note, rendered as it is sent."""

import datetime as dt

from bot.core.router import Router
from bot.core.subjects import Subject
from bot.home.overview import load_overview
from bot.home.views import monday
from bot.people import records as people
from bot.store.engine import ReadTransaction
from bot.ui.cards import Card

router = Router()


@router.live_card("monday_note")
async def render_note(
    tx: ReadTransaction,
    workspace: str,
    subject: Subject,
    now: dt.datetime,
) -> Card | None:
    """Render the note for one organiser; None where there is nothing to say."""
    if len(subject.parts) < 2:
        return None
    reader = await people.find_person(tx, workspace, subject.parts[0])
    if reader is None or not reader.organiser:
        return None
    day = dt.date.fromisoformat(subject.parts[1])
    return monday.note_card(await load_overview(tx, workspace, now), day, reader.zone)
