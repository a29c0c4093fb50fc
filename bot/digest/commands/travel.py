"""The click of whoever thinks of travelling to a gathering."""

from bot.associations import opening_records
from bot.core import outbox
from bot.core.interactions import Answer, Invocation, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Router
from bot.dates.local_time import local_date
from bot.digest import budget, rules
from bot.digest.travel import deadlines_ahead
from bot.digest.travel_records import THINKING
from bot.digest.views import travel as views
from bot.events import records as events
from bot.events import rsvps
from bot.events.access import require_open_event
from bot.store.engine import Transaction

router = Router()


@router.button("travel.think", Role.ANYONE)
async def think_of_going(call: Invocation, tx: Transaction) -> Answer:
    """Note that the caller thinks of going, with their name; a firmer answer of theirs stays."""
    event = await require_open_event(call, tx, call.field_text("choice") or call.value)
    if not rules.is_worth_travelling(event):
        raise Refusal(views.only_listed_text())

    rsvp = await events.find_rsvp(tx, call.workspace, event.id, call.person)
    if rsvp is None or rsvp.answer not in THINKING:
        await rsvps.save_rsvp(tx, event, call.person, "interested", call.now)
    await events.set_name_visibility(tx, call.workspace, event.id, call.person, openly=True)
    await outbox.invalidate(tx, call.workspace, event.subject)

    reminder = await budget.schedule_budget(tx, event, call.now)
    openings = await opening_records.openings_of_events(tx, call.workspace, [event.id])
    ahead = deadlines_ahead(openings.get(event.id, ()), call.now)
    today = local_date(call.now, event.zone)
    return Reply(views.thinking_card(event, ahead, reminder, today))
