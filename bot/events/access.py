"""Load the event behind a button or form and check what the caller may do."""

from msgspec import structs

from bot.core.ids import row_number
from bot.core.interactions import Invocation, Refusal
from bot.events import records, rules
from bot.events.rules import Event
from bot.events.series_records import EventSeries, lock_series_of
from bot.events.views import answers as views
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.speech import say

_WHY_NOT = {"cancelled": views.OFF, "over": views.OVER}


async def require_open_event(call: Invocation, tx: Transaction, number: str) -> Event:
    """Lock and return an open event. Refuse one that is over, cancelled or unknown."""
    event = await require_event(call, tx, number)
    if event.state == "cancelled" and event.listed_as == "postponed":
        raise Refusal(views.not_on(views.POSTPONED))
    if event.state != "open":
        raise Refusal(views.not_on(_WHY_NOT[event.state]))
    return event


async def require_own_event(call: Invocation, tx: Transaction) -> Event:
    """Lock and return an open event that the caller may manage. Refuse any other."""
    event = await require_open_event(call, tx, call.value)
    if not may_manage(call, event):
        raise Refusal(say(views.NOT_YOURS))
    return event


async def require_meeting_event(call: Invocation, tx: Transaction) -> Event:
    """Lock and return an open event whose meeting point the caller may set.

    That is one they may manage, or a listed one to which they go.
    """
    event = await require_open_event(call, tx, call.value)
    if event.kind != "listed":
        if not may_manage(call, event):
            raise Refusal(say(views.NOT_YOURS))
        return event

    rsvp = await records.find_rsvp(tx, call.workspace, event.id, call.person)
    if rsvp is None or rsvp.status != "in":
        raise Refusal(say(views.NOT_GOING))
    return event


async def require_own_evening(
    call: Invocation, tx: Transaction
) -> tuple[Event, EventSeries | None]:
    """Lock and return an open event that the caller may manage, and its series, locked first.

    The series is None where it does not repeat, or the caller may change this evening only.
    """
    series = await lock_series_of(tx, call.workspace, row_number(call.value))
    event = await require_own_event(call, tx)
    if series is None or series.state != "open":
        return event, None
    return event, series if await may_manage_series(call, tx, series, event) else None


async def may_manage_series(
    call: Invocation, tx: ReadTransaction, series: EventSeries, event: Event
) -> bool:
    """Return whether the caller may change all evenings from one on.

    That is whoever planned them, and organisers; once the planner has left, the evening's host.
    """
    if call.organiser or call.person == series.organiser:
        return True
    planner = await people.find_person(tx, call.workspace, series.organiser)
    return call.person == event.host and (planner is None or planner.left)


async def require_event(call: Invocation, tx: Transaction, number: str) -> Event:
    """Lock and return an event, with its state by the clock. Refuse an unknown one."""
    event = await records.find_event_for_update(tx, call.workspace, row_number(number))
    if event is None:
        raise Refusal(views.not_on(views.GONE))
    return structs.replace(event, state=rules.state_at(event, call.now))


def may_manage(call: Invocation, event: Event) -> bool:
    """Return whether the caller hosts or planned an event, or is an organiser.

    Listed events belong to others, so nobody manages them.
    """
    if event.kind == "listed":
        return False
    return call.organiser or call.person in (event.host, event.organiser)
