"""Live card of the question whether somebody hosts the lunches of a channel."""

import datetime as dt

from bot.core.router import Router
from bot.core.subjects import Subject
from bot.pairings.programs import hosts, records
from bot.pairings.views import hosts as views
from bot.people import records as people
from bot.store.engine import ReadTransaction
from bot.ui.cards import Card
from bot.ui.text import Instant

router = Router()


@router.live_card("host")
async def render_question(
    tx: ReadTransaction, workspace: str, subject: Subject, now: dt.datetime
) -> Card | None:
    """Render the question to somebody whether they would host, as it stands."""
    host = await hosts.host_by_id(tx, workspace, subject.id)
    program = await records.find_program(tx, workspace, host.program) if host else None
    if host is None or program is None:
        return None
    if host.state == "hosting":
        return views.hosting_card(program, host.id)
    if host.is_over or host.until <= now or not program.active:
        return views.over_card(program)
    known = await people.find_people(tx, workspace, (host.person, host.asked_by))
    asker = known[host.asked_by].mention if host.asked_by in known else None
    zone = known[host.person].zone if host.person in known else program.zone
    return views.question_card(program, host.id, asker, Instant(host.until, zone))
