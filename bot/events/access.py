"""Find the event that a button or a form means, and see who may do what with it."""

from msgspec import structs

from bot.core.ids import row_number
from bot.core.router import Invocation, Refusal
from bot.events import records, rules
from bot.events.rules import Event
from bot.events.views import answers as views
from bot.store.engine import Transaction

_WHY_NOT = {"cancelled": views.OFF, "over": views.OVER}


async def require_open_event(call: Invocation, tx: Transaction, number: str) -> Event:
    """Give the event of this number, held until the transaction ends.

    Refuse calmly what is over or off.
    """
    event = await require_event(call, tx, number)
    if event.state != "open":
        raise Refusal(_WHY_NOT[event.state])
    return event


async def require_own_event(call: Invocation, tx: Transaction) -> Event:
    """Give the event that this person may look after; refuse calmly where it is somebody else's."""
    event = await require_open_event(call, tx, call.value)
    if not may_manage(call, event):
        raise Refusal(views.NOT_YOURS)
    return event


async def require_meeting_event(call: Invocation, tx: Transaction) -> Event:
    """Give the event whose meeting point this person may set.

    Their own, or one in town that they go to.
    """
    event = await require_open_event(call, tx, call.value)
    if event.kind == "listed":
        mine = await records.find_rsvp(tx, call.workspace, event.id, call.person)
        if mine is None or mine.standing != "in":
            raise Refusal(views.NOT_GOING)
    elif not may_manage(call, event):
        raise Refusal(views.NOT_YOURS)
    return event


async def require_event(call: Invocation, tx: Transaction, number: str) -> Event:
    """Give the event of this number, whatever became of it, held until the transaction ends."""
    event = await records.find_event_for_update(tx, call.workspace, row_number(number))
    if event is None:
        raise Refusal(views.GONE)
    return structs.replace(event, state=rules.state_at(event, call.now))


def may_manage(call: Invocation, event: Event) -> bool:
    """Tell whether somebody hosts or planned an event, or organises here.

    What is on in town is in others' hands.
    """
    return event.kind != "listed" and (
        call.organiser or call.person in (event.host, event.organiser)
    )
