"""Plan an event by hand, change it, call it off."""

from typing import Any

from bot.core.channels import channel_of, resolve_channel_name
from bot.core.fields import read_words
from bot.core.ids import belongs_to_workspace
from bot.core.permissions import Role
from bot.core.router import Answer, FormErrors, Invocation, OpenForm, Option, Reply, Router
from bot.events import announce, changes, form_input, host_search, records, rsvps
from bot.events.access import require_meeting_event, require_own_event
from bot.events.records import EventDraft
from bot.events.rules import Event
from bot.events.views import answers as views
from bot.events.views import forms
from bot.people import records as people
from bot.people.records import Person
from bot.store.engine import Transaction
from bot.ui.text import clean_text

router = Router()

_WHEN = 60


@router.command(
    "events new",
    "Plan an event of your own",
    Role.ANYONE,
    Option("when", "a day and a time, such as next Thursday 18:00", rest=True),
    example="/events new next Thursday 18:00",
)
async def plan_event(call: Invocation, tx: Transaction) -> Answer:  # noqa: ARG001
    """Open the form for an event."""
    return OpenForm(
        forms.new_event_form(channel_of(call)[0], clean_text(call.field_text("when"), _WHEN))
    )


@router.form("event.create", Role.ANYONE)
async def submit_new_event(call: Invocation, tx: Transaction) -> Answer:
    """Plan the event that somebody described, with them as host, and tell the channel."""
    me = await people.get_caller(call, tx)
    values, errors = form_input.read_event_form(call, me.zone)
    channel = call.field_text("channel")
    if not belongs_to_workspace(channel, call.workspace):
        errors["channel"] = forms.NO_CHANNEL
    if errors:
        return FormErrors(errors)
    where = {"channel": channel, "channel_name": await resolve_channel_name(call, tx, channel)}
    event = await _created(call, tx, me, {**values, **where})
    return Reply(views.event_planned_card(event))


@router.button("event.edit", Role.ANYONE)
async def edit_event(call: Invocation, tx: Transaction) -> Answer:
    """Open an event's form."""
    return OpenForm(forms.edit_event_form(await require_own_event(call, tx)))


@router.form("event.change", Role.ANYONE)
async def submit_event_change(call: Invocation, tx: Transaction) -> Answer:
    """Change an event as its form says."""
    event = await require_own_event(call, tx)
    values, errors = form_input.read_event_form(call, event.zone, event)
    if errors:
        return FormErrors(errors)
    return await _changed(call, tx, event, values)


@router.button("event.meet", Role.ANYONE)
async def ask_meeting_point(call: Invocation, tx: Transaction) -> Answer:
    """Ask where people find each other."""
    return OpenForm(forms.meeting_point_form(await require_meeting_event(call, tx)))


@router.form("event.meet", Role.ANYONE)
async def set_meeting_point(call: Invocation, tx: Transaction) -> Answer:
    """Note where people find each other, and tell those who go."""
    event = await require_meeting_event(call, tx)
    errors: dict[str, str] = {}
    words = read_words(call, "meeting_point", forms.PLACE_LIMIT, errors)
    if errors:
        return FormErrors(errors)
    return await _changed(call, tx, event, {"meeting_point": words})


@router.button("event.off", Role.ANYONE)
async def ask_cancel_reason(call: Invocation, tx: Transaction) -> Answer:
    """Make sure that an event is to be called off."""
    return OpenForm(forms.cancel_event_form(await require_own_event(call, tx)))


@router.form("event.cancel", Role.ANYONE)
async def call_off_event(call: Invocation, tx: Transaction) -> Answer:
    """Call an event off, and tell those who would have come."""
    event = await require_own_event(call, tx)
    errors: dict[str, str] = {}
    why = read_words(call, "why", forms.WHY_LIMIT, errors, multiline=True)
    if errors:
        return FormErrors(errors)
    await changes.cancel_event(tx, event, call.now, why, by=call.person)
    return Reply(views.event_called_off_card(event))


async def _created(call: Invocation, tx: Transaction, me: Person, values: dict[str, Any]) -> Event:
    known: dict[str, Any] = {"workspace": call.workspace, "zone": me.zone, "created_at": call.now}
    draft = EventDraft(kind="gathering", organiser=me.id, **known, **values)
    event = await records.find_event_for_update(
        tx, call.workspace, await records.insert_event(tx, draft)
    )
    assert event
    event = await host_search.appoint_host(tx, event, me.id, call.now, by=me.id)
    await rsvps.save_rsvp(tx, event, me.id, "going", call.now)
    await records.set_name_visibility(tx, call.workspace, event.id, me.id, openly=True)
    await announce.announce_in_channel(tx, event, call.now)
    return event


async def _changed(
    call: Invocation, tx: Transaction, event: Event, values: dict[str, Any]
) -> Answer:
    after = await changes.change_event(tx, event, values, call.now, by=call.person)
    return Reply(views.event_saved_card(after, told=after != event))
