"""Browse openings, subscribe to one, add, change, close and reopen them."""

from dataclasses import replace
from datetime import datetime

from bot.associations import (
    access,
    cards,
    event_openings,
    form_input,
    opening_records,
    records,
    reminders,
    rules,
)
from bot.associations.rules import OPENING_KINDS, Association, Chapter, Opening
from bot.associations.views import forms
from bot.associations.views import openings as views
from bot.core.ids import row_number
from bot.core.interactions import Answer, FormErrors, Invocation, OpenForm, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Option, Router
from bot.dates.local_time import local_date
from bot.events.access import require_open_event
from bot.events.rules import Event
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.speech import mark, say

router = Router()
SECONDING = {
    "unnamed": mark("Noted, between you and me."),
    "named": mark("Noted: those whom it fits can see your name."),
    "off": mark("Taken back."),
}


@router.command(
    "associations openings",
    mark("See elections, calls and roles, by deadline"),
    Role.ANYONE,
    Option("kind", mark("only one kind"), choices=OPENING_KINDS),
    example="/associations openings papers",
)
async def show_openings(call: Invocation, tx: Transaction) -> Answer:
    """List the openings ahead, the nearest deadline first."""
    return await _calendar(call, tx, 0, call.field_text("kind").lower())


@router.button("opening.page", Role.ANYONE)
async def show_openings_page(call: Invocation, tx: Transaction) -> Answer:
    """Show another page of the openings, or another kind."""
    page, _, kind = call.value.partition(":")
    return await _calendar(call, tx, row_number(page), call.field_text("choice") or kind)


@router.button("opening.show", Role.ANYONE)
async def show_opening(call: Invocation, tx: Transaction) -> Answer:
    """Show one opening."""
    opening = await access.require_opening(call, tx)
    return Reply(await cards.render_opening(call, tx, opening))


@router.button("opening.remind", Role.ANYONE)
async def subscribe_to_opening(call: Invocation, tx: Transaction) -> Answer:
    """Remind the caller of an opening, whatever they chose for its association."""
    opening = await access.require_opening_ahead(call, tx)
    await opening_records.set_subscription(tx, opening, call.person, wants=True)
    return Reply(await cards.render_opening(call, tx, opening))


@router.button("opening.quiet", Role.ANYONE)
async def unsubscribe_from_opening(call: Invocation, tx: Transaction) -> Answer:
    """Remind the caller of an opening no more, and cancel unsent reminders."""
    opening = await access.require_opening_ahead(call, tx)
    await opening_records.set_subscription(tx, opening, call.person, wants=False)
    await reminders.cancel_unsent_reminders(tx, opening, call.person)
    return Reply(await cards.render_opening(call, tx, opening))


@router.button("opening.second", Role.ANYONE)
async def second_colleague(call: Invocation, tx: Transaction) -> Answer:
    """Note in private that the caller would second a colleague, with their name or without."""
    number, _, how = call.value.partition(":")
    opening = await access.require_opening_ahead(replace(call, value=number), tx)
    if how not in SECONDING or opening.kind not in rules.SECONDED_KINDS:
        raise Refusal(views.gone_text())
    if how == "off":
        await opening_records.delete_second(tx, opening, call.person)
    else:
        named = how == "named"
        await opening_records.save_second(tx, opening, call.person, call.now, named=named)
    return Reply(await cards.render_opening(call, tx, opening, say(SECONDING[how])))


@router.button("opening.add", Role.ANYONE)
async def open_new_opening_form(call: Invocation, tx: Transaction) -> Answer:
    """Open the form of a new opening; raise Refusal if there are too many."""
    association = await access.require_association(call, tx)
    await _require_room(call, tx, association)
    chapters = await records.chapters_of(tx, call.workspace, [association.id])
    return OpenForm(forms.new_opening_form(association, chapters))


@router.form("opening.create", Role.ANYONE, posted=("title", "link", "details"))
async def create_opening(call: Invocation, tx: Transaction) -> Answer:
    """Save a new opening, and schedule its reminders."""
    association = await access.require_association(call, tx)
    await _require_room(call, tx, association)
    zone = (await people.get_caller(call, tx)).zone
    errors: dict[str, str] = {}
    chapters = await records.chapters_of(tx, call.workspace, [association.id])
    values = form_input.read_opening(call, zone, chapters, errors)
    if errors:
        return FormErrors(errors)

    opening = await opening_records.add_opening(
        tx, association, call.person, call.now, zone=zone, **values
    )
    await reminders.start_reminders(tx, opening, call.now)
    return Reply(await cards.render_opening(call, tx, opening, say(forms.IN_CALENDAR)))


@router.button("opening.edit", Role.ANYONE)
async def edit_opening(call: Invocation, tx: Transaction) -> Answer:
    """Open the form of an opening."""
    opening = await access.require_own_opening(call, tx)
    return OpenForm(forms.change_opening_form(opening, await _chapters_for(tx, opening)))


@router.form("opening.change", Role.ANYONE, posted=("title", "link", "details"))
async def apply_opening_change(call: Invocation, tx: Transaction) -> Answer:
    """Save a changed opening, and reschedule its reminders if the deadline moved."""
    before = await access.require_own_opening(call, tx)
    errors: dict[str, str] = {}
    chapters = await _chapters_for(tx, before)
    values = form_input.read_opening(call, before.zone, chapters, errors, before.due)
    if errors:
        return FormErrors(errors)

    # From now on it is what somebody said, and no longer what a description says.
    by = before.added_by or call.person
    after = await opening_records.update_opening(tx, before, **values, added_by=by)
    await reminders.reschedule_reminders(tx, before, after, call.now)
    await event_openings.announce_change(tx, after, call.now)
    return Reply(await cards.render_opening(call, tx, after, say(forms.SAVED)))


@router.button("opening.close", Role.ANYONE)
async def close_opening(call: Invocation, tx: Transaction) -> Answer:
    """Close an opening before its deadline, and unschedule its reminders."""
    opening = await access.require_own_opening(call, tx)
    await reminders.unschedule_reminders(tx, opening)
    return await _set_state(call, tx, opening, "closed")


@router.button("opening.reopen", Role.ANYONE)
async def reopen_opening(call: Invocation, tx: Transaction) -> Answer:
    """Reopen a closed opening, with the reminders that are still to come."""
    opening = await access.require_own_opening(call, tx)
    if call.now >= opening.ends_at:
        raise Refusal(views.over_text())
    await reminders.schedule_reminders(tx, opening, call.now)
    return await _set_state(call, tx, opening, "open")


@router.button("opening.note", Role.ANYONE)
async def open_event_opening_form(call: Invocation, tx: Transaction) -> Answer:
    """Open the form of a deadline of an event; raise Refusal if there are too many."""
    event = await _require_listed_event(call, tx, call.field_text("choice") or call.value)
    return OpenForm(forms.event_opening_form(event))


@router.form("opening.note", Role.ANYONE, posted=("title", "link", "details"))
async def note_event_opening(call: Invocation, tx: Transaction) -> Answer:
    """Save a deadline of an event, and schedule its reminders."""
    event = await _require_listed_event(call, tx, call.value)
    errors: dict[str, str] = {}
    values = form_input.read_opening(call, event.zone, [], errors)
    due = values["due"]
    if due and due > local_date(event.ends_at, event.zone):
        errors["due"] = say(forms.AFTER_EVENT)
    if errors:
        return FormErrors(errors)

    opening = await opening_records.add_opening(
        tx, event, call.person, call.now, zone=event.zone, **values
    )
    await reminders.start_reminders(tx, opening, call.now)
    await event_openings.announce_change(tx, opening, call.now)
    return Reply(await cards.render_opening(call, tx, opening, say(forms.EVENT_NOTED)))


async def unschedule_openings(
    tx: Transaction, association: Association, now: datetime, chapter: Chapter | None = None
) -> None:
    """Unschedule the reminders of an association's openings, or of one chapter's."""
    for opening in await opening_records.openings_of(tx, association, now):
        if chapter is None or opening.chapter == chapter.id:
            await reminders.unschedule_reminders(tx, opening)


async def _set_state(call: Invocation, tx: Transaction, opening: Opening, state: str) -> Answer:
    updated = await opening_records.update_opening(tx, opening, state=state)
    await reminders.reschedule_reminders(tx, opening, updated, call.now)
    await event_openings.announce_change(tx, updated, call.now)
    return Reply(await cards.render_opening(call, tx, updated))


async def _calendar(call: Invocation, tx: ReadTransaction, number: int, kind: str) -> Answer:
    if kind not in OPENING_KINDS:
        kind = ""
    ahead = await opening_records.list_openings_ahead(tx, call.workspace, call.now)
    openings = [opening for opening in ahead if kind in ("", opening.kind)]
    total = len(openings)
    page = min(number, max(0, total - 1) // views.PER_PAGE)
    shown = openings[page * views.PER_PAGE : (page + 1) * views.PER_PAGE]
    rows = await cards.load_listed_openings(tx, call.workspace, shown)
    return Reply(views.openings_card(rows, page, total, kind, call.now))


async def _chapters_for(tx: ReadTransaction, opening: Opening) -> list[Chapter]:
    owners = [opening.association] if opening.association else []
    return await records.chapters_of(tx, opening.workspace, owners)


async def _require_listed_event(call: Invocation, tx: Transaction, number: str) -> Event:
    """Return a listed event that has room for one more opening, locked."""
    event = await require_open_event(call, tx, number)
    if event.kind != "listed":
        raise Refusal(say(views.NOT_LISTED))
    known = await opening_records.openings_of_events(tx, event.workspace, [event.id])
    if len(known.get(event.id, ())) >= rules.MAX_OPENINGS:
        raise Refusal(views.full_text())
    return event


async def _require_room(call: Invocation, tx: ReadTransaction, association: Association) -> None:
    ahead = await opening_records.openings_of(tx, association, call.now)
    if len(ahead) >= rules.MAX_OPENINGS:
        raise Refusal(views.full_text())
