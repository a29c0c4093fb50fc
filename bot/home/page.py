"""Gather what somebody's home page shows: how things stand, what comes next, and what to click."""

from bot.core.router import Invocation
from bot.dates.local_time import local_date
from bot.digest.commands import browse
from bot.events import records as events
from bot.home import views
from bot.home.program_status import ProgramStatus
from bot.open_tables import records as tables
from bot.open_tables import rules
from bot.pairings.programs import records as lunch
from bot.pairings.programs.records import PairingProgram
from bot.people import records as people
from bot.store.engine import ReadTransaction
from bot.ui.cards import Card
from bot.ui.text import Instant

DAYS_AHEAD = 7  # days of tables shown
MAX_LISTED = 5  # tables shown, and events


async def render_home(call: Invocation, tx: ReadTransaction) -> Card:
    """Draw somebody's home page."""
    me = await people.get_caller(call, tx)
    places = [
        await _program_status(tx, circle, call.person)
        for circle in await lunch.active_programs(tx, call.workspace)
    ]
    until = rules.midnight_after(call.now, me.zone, days=DAYS_AHEAD)
    seats = await tables.joinable_tables(tx, call.workspace, me.id, call.now, until, MAX_LISTED)
    mine = await events.events_of_person(tx, call.workspace, me.id, call.now, most=MAX_LISTED)
    week = await browse.events_this_week(call, tx)
    return views.home_card(me, places, seats, mine, week, local_date(call.now, me.zone))


async def _program_status(
    tx: ReadTransaction, program: PairingProgram, person: str
) -> ProgramStatus:
    mine = await lunch.find_membership(tx, program, person)
    planned = await lunch.next_draw(tx, program)
    state = mine.state if mine else "out"
    if planned is None:
        return ProgramStatus(program, state)
    return ProgramStatus(program, state, planned[0].isoformat(), Instant(planned[1], program.zone))
