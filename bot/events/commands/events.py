"""Plan an event by hand, change it, call it off."""

from typing import Any

from bot.core.fields import read_words
from bot.core.ids import belongs
from bot.core.permissions import Who
from bot.core.router import Answer, FormErrors, Invocation, OpenForm, Option, Reply, Router
from bot.events import announce, changes, form_input, host_search, records, rsvps
from bot.events.access import met_event, own_event
from bot.events.records import Draft
from bot.events.rules import Event
from bot.events.views import answers as views
from bot.events.views import forms
from bot.open_tables.form_input import name_of, room_of
from bot.people import records as people
from bot.people.records import Person
from bot.store.engine import Transaction
from bot.ui.text import clean

router = Router()

_WHEN = 60


@router.command(
    "events new",
    "Plan an event of your own",
    Who.ANYONE,
    Option("when", "a day and a time, such as next Thursday 18:00", rest=True),
    example="/events new next Thursday 18:00",
)
async def plan(call: Invocation, tx: Transaction) -> Answer:  # noqa: ARG001
    """Open the form for an event."""
    return OpenForm(forms.new_form(room_of(call)[0], clean(call.text("when"), _WHEN)))


@router.form("event.create", Who.ANYONE)
async def create(call: Invocation, tx: Transaction) -> Answer:
    """Plan the event that somebody described, with them as host, and tell the channel."""
    me = await people.met(call, tx)
    values, errors = form_input.read(call, me.zone)
    channel = call.text("channel")
    if not belongs(channel, call.workspace):
        errors["channel"] = forms.NO_CHANNEL
    if errors:
        return FormErrors(errors)
    where = {"channel": channel, "channel_name": await name_of(call, tx, channel)}
    event = await _created(call, tx, me, {**values, **where})
    return Reply(views.planned(event))


@router.button("event.edit", Who.ANYONE)
async def edit(call: Invocation, tx: Transaction) -> Answer:
    """Open an event's form."""
    return OpenForm(forms.edit_form(await own_event(call, tx)))


@router.form("event.change", Who.ANYONE)
async def change(call: Invocation, tx: Transaction) -> Answer:
    """Change an event as its form says."""
    event = await own_event(call, tx)
    values, errors = form_input.read(call, event.zone, event)
    if errors:
        return FormErrors(errors)
    return await _changed(call, tx, event, values)


@router.button("event.meet", Who.ANYONE)
async def ask_meeting_point(call: Invocation, tx: Transaction) -> Answer:
    """Ask where people find each other."""
    return OpenForm(forms.meeting_form(await met_event(call, tx)))


@router.form("event.meet", Who.ANYONE)
async def set_meeting_point(call: Invocation, tx: Transaction) -> Answer:
    """Note where people find each other, and tell those who go."""
    event = await met_event(call, tx)
    errors: dict[str, str] = {}
    words = read_words(call, "meeting_point", forms.PLACE_LIMIT, errors)
    if errors:
        return FormErrors(errors)
    return await _changed(call, tx, event, {"meeting_point": words})


@router.button("event.off", Who.ANYONE)
async def ask_why(call: Invocation, tx: Transaction) -> Answer:
    """Make sure that an event is to be called off."""
    return OpenForm(forms.cancel_form(await own_event(call, tx)))


@router.form("event.cancel", Who.ANYONE)
async def call_off(call: Invocation, tx: Transaction) -> Answer:
    """Call an event off, and tell those who would have come."""
    event = await own_event(call, tx)
    errors: dict[str, str] = {}
    why = read_words(call, "why", forms.WHY_LIMIT, errors, multiline=True)
    if errors:
        return FormErrors(errors)
    await changes.cancel(tx, event, call.now, why, by=call.person)
    return Reply(views.called_off(event))


async def _created(call: Invocation, tx: Transaction, me: Person, values: dict[str, Any]) -> Event:
    known: dict[str, Any] = {"workspace": call.workspace, "zone": me.zone, "created_at": call.now}
    draft = Draft(kind="gathering", organiser=me.id, **known, **values)
    event = await records.find_held(tx, call.workspace, await records.create(tx, draft))
    assert event
    event = await host_search.appoint(tx, event, me.id, call.now, by=me.id)
    await rsvps.answer(tx, event, me.id, "going", call.now)
    await records.show(tx, call.workspace, event.id, me.id, openly=True)
    await announce.announce(tx, event, call.now)
    return event


async def _changed(call: Invocation, tx: Transaction, event: Event, values: dict[str, Any]) -> Answer:
    after = await changes.change(tx, event, values, call.now, by=call.person)
    return Reply(views.saved(after, told=after != event))
