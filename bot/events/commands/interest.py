"""Interest in an event that somebody shows in the platform's own list of events."""

from bot.core.interactions import Answer, Invocation, Refusal
from bot.core.native_events import INTEREST
from bot.core.permissions import Role
from bot.core.router import Router
from bot.events import interest, records
from bot.events.rules import state_at
from bot.events.views import answers as views
from bot.people import records as people
from bot.store.engine import Transaction

router = Router()


@router.button(INTEREST, Role.ANYONE, looks=True)
async def follow_interest(call: Invocation, tx: Transaction) -> Answer:
    """Count the caller's interest, or take it back; whoever asked to be forgotten stays so."""
    wish, _, uid = call.value.partition(":")
    found = await records.find_event_by_uid(tx, call.workspace, uid)
    event = await records.find_event_for_update(tx, call.workspace, found.id) if found else None
    if event is None or state_at(event, call.now) != "open":
        raise Refusal(views.not_on(views.GONE))
    if await people.stays_forgotten(tx, call):
        return None

    if wish == "yes":
        await interest.add_interest(tx, event, call.person, call.now)
    else:
        await interest.remove_interest(tx, event, call.person, call.now)
    return None
