"""Load and render a person's home page."""

from bot.core.router import Invocation
from bot.dates.local_time import local_date
from bot.digest.commands import browse
from bot.events import records as events
from bot.home.program_status import ProgramStatus
from bot.home.views import pages as views
from bot.open_tables import records as tables
from bot.open_tables.rules import midnight_after
from bot.pairings.programs import records as programs
from bot.pairings.programs.records import PairingProgram
from bot.pairings.rounds.once import people_done
from bot.people import records as people
from bot.store.engine import ReadTransaction
from bot.ui.cards import Card
from bot.ui.text import Instant

DAYS_AHEAD = 7  # days of tables shown
MAX_LISTED = 5  # tables shown, and events


async def render_home(call: Invocation, tx: ReadTransaction) -> Card:
    """Render the caller's home page: programs, tables, events."""
    caller = await people.get_caller(call, tx)
    statuses = [
        await _program_status(tx, program, call.person)
        for program in await programs.active_programs(tx, call.workspace)
    ]
    until = midnight_after(call.now, caller.zone, days=DAYS_AHEAD)
    seats = await tables.joinable_tables(tx, call.workspace, caller.id, call.now, until, MAX_LISTED)
    own_events = await events.events_of_person(
        tx, call.workspace, caller.id, call.now, most=MAX_LISTED
    )
    week = await browse.events_this_week(call, tx)
    today = local_date(call.now, caller.zone)
    return views.home_card(caller, statuses, seats, own_events, week, today)


async def _program_status(
    tx: ReadTransaction, program: PairingProgram, person: str
) -> ProgramStatus:
    membership = await programs.find_membership(tx, program, person)
    state = membership.state if membership else "out"
    if membership and membership.once:
        state = "done" if person in await people_done(tx, program) else "once"
    planned = await programs.next_draw(tx, program)
    if planned is None:
        return ProgramStatus(program, state)
    day, at = planned
    return ProgramStatus(program, state, day.isoformat(), Instant(at, program.zone))
