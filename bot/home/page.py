"""Gather what somebody's home page shows: how things stand, what comes next, and what to click."""

from bot.core.router import Invocation
from bot.dates.recurrence import local_date
from bot.digest.commands import browse
from bot.events import records as events
from bot.home import views
from bot.home.program_status import Round
from bot.open_tables import records as tables
from bot.open_tables import rules
from bot.pairings.programs import records as lunch
from bot.pairings.programs.records import Circle
from bot.people import records as people
from bot.store.engine import Transaction
from bot.ui.cards import Card
from bot.ui.text import Instant

AHEAD = 7  # days of tables shown
MOST = 5  # tables shown, and events


async def home(call: Invocation, tx: Transaction) -> Card:
    """Draw somebody's home page."""
    me = await people.met(call, tx)
    places = [await _place(tx, circle, call.person) for circle in await lunch.active(tx, call.workspace)]
    until = rules.midnight_after(call.now, me.zone, days=AHEAD)
    seats = await tables.company(tx, call.workspace, me.id, call.now, until, MOST)
    mine = await events.of_person(tx, call.workspace, me.id, call.now, most=MOST)
    week = await browse.this_week(call, tx)
    return views.home(me, places, seats, mine, week, local_date(call.now, me.zone))


async def _place(tx: Transaction, circle: Circle, person: str) -> Round:
    mine = await lunch.membership_of(tx, circle, person)
    planned = await lunch.next_draw(tx, circle)
    state = mine.state if mine else "out"
    if planned is None:
        return Round(circle, state)
    return Round(circle, state, planned[0].isoformat(), Instant(planned[1], circle.zone))
