"""The live card of the note to organisers about a program that is dying."""

import datetime as dt

from bot.core.router import Router
from bot.core.subjects import Subject
from bot.pairings.health import records
from bot.pairings.programs import records as programs
from bot.pairings.views import health as views
from bot.store.engine import ReadTransaction
from bot.ui.cards import Card

router = Router()


@router.live_card("health")
async def render_health(
    tx: ReadTransaction,
    workspace: str,
    subject: Subject,
    now: dt.datetime,  # noqa: ARG001
) -> Card | None:
    """Render a note to organisers with today's figures, or that it is settled."""
    program = await programs.find_program(tx, workspace, subject.id)
    if program is None:
        return None
    if not program.active:
        return views.stopped_since_card(program)

    troubles = await records.list_troubles(tx, program)
    kinds = [kind for kind, note in troubles.items() if note == subject]
    if not kinds:
        return views.recovered_card(program)
    return views.trouble_card(program, kinds, await records.count_turnout(tx, program))
