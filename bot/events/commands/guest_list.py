"""Who comes: people whom a host puts on and takes off, guests, sign-up and reminders."""

from collections.abc import Mapping, Sequence

from bot.core.interactions import Answer, FormErrors, Invocation, OpenForm, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Router
from bot.events import announce, form_input, guest_list, records, rules, series_changes
from bot.events.access import require_open_event, require_own_evening, require_own_event
from bot.events.rules import Event, Rsvp
from bot.events.views import answers as views
from bot.events.views import forms
from bot.people import records as people
from bot.people.records import Person
from bot.store.engine import Transaction
from bot.ui.speech import say
from bot.ui.text import Mention

router = Router()

_MOST = 10  # people put on at once, as the form has it


@router.button("event.people", Role.ANYONE)
async def ask_who_comes(call: Invocation, tx: Transaction) -> Answer:
    """Open the form with which a host puts people on and takes people off."""
    event = await require_own_event(call, tx)
    listed = await guest_list.known_to_host(tx, event)
    return OpenForm(forms.people_form(event, [(person.id, person.name) for person in listed]))


@router.form("event.people", Role.ANYONE, people=("on",))
async def save_who_comes(call: Invocation, tx: Transaction) -> Answer:
    """Put people on and take people off, or return the errors at the fields of the form."""
    event = await require_own_event(call, tx)
    on, off = call.field_values("on")[:_MOST], call.field_values("off")
    known = await people.find_people(tx, call.workspace, [*on, *off])
    listed = {person.id for person in await guest_list.known_to_host(tx, event)}
    errors = _check_people(on, off, known, listed)
    often = await guest_list.often_placed(tx, event, on)
    if often:
        errors.setdefault("on", forms.put_on_often(known[often[0]].name))
    guests = form_input.read_guests(call, errors)
    if not errors and not await guest_list.has_room(tx, event, on, off, guests):
        errors["guests"] = say(forms.NO_ROOM)
    if errors:
        return FormErrors(errors)

    changed = await guest_list.change_list(tx, event, on, off, guests, call.person, call.now)
    on_list = [person for person in changed.on if person not in changed.waiting]
    return Reply(
        views.list_changed_card(
            event,
            _mentions(known, on_list),
            _mentions(known, changed.waiting),
            _mentions(known, changed.off),
        )
    )


@router.button("event.guests", Role.ANYONE)
async def ask_guests(call: Invocation, tx: Transaction) -> Answer:
    """Open the form that asks how many guests the caller brings."""
    event, rsvp = await _require_guests(call, tx)
    return OpenForm(forms.guests_form(event, rsvp.guests))


@router.form("event.guests", Role.ANYONE)
async def save_guests(call: Invocation, tx: Transaction) -> Answer:
    """Save how many guests the caller brings, where there are seats for them."""
    event, rsvp = await _require_guests(call, tx)
    errors: dict[str, str] = {}
    guests = form_input.read_guests(call, errors)
    more = guests > rsvp.guests
    if more and guests > event.guests_each:
        errors["guests"] = say(forms.BAD_GUESTS)
    if more and rules.is_signup_over(event, call.now):
        errors["guests"] = say(views.SIGNUP_OVER)
    if not errors and not await guest_list.has_room(tx, event, [call.person], (), guests):
        errors["guests"] = say(forms.NO_ROOM)
    if errors:
        return FormErrors(errors)

    await guest_list.save_guests(tx, event, call.person, guests, call.now)
    return Reply(views.guests_saved_card(event, guests))


@router.button("event.terms", Role.ANYONE)
async def ask_terms(call: Invocation, tx: Transaction) -> Answer:
    """Open the form of sign-up and reminders."""
    event, repeated = await require_own_evening(call, tx)
    is_repeated = repeated is not None
    return OpenForm(forms.terms_form(event, repeats=is_repeated, interest=call.native_events))


@router.form("event.terms", Role.ANYONE)
async def save_terms(call: Invocation, tx: Transaction) -> Answer:
    """Save until when people sign up, whom they bring and when they are reminded."""
    event, repeated = await require_own_evening(call, tx)
    errors: dict[str, str] = {}
    scope = form_input.read_scope(call, errors)
    values = form_input.read_terms(call, event, errors)
    if errors:
        return FormErrors(errors)
    if scope == forms.THIS_ONE:
        changed = await series_changes.change_one(tx, event, values, call.now, call.person)
    elif repeated:
        changed = await series_changes.change_from(
            tx, repeated, event, values, call.now, call.person
        )
    else:
        raise Refusal(say(views.NOT_YOUR_SERIES))
    attendance = await announce.load_attendance(tx, changed, call.now)
    return Reply(views.terms_saved_card(changed, attendance, later=scope == forms.FROM_HERE))


async def _require_guests(call: Invocation, tx: Transaction) -> tuple[Event, Rsvp]:
    event = await require_open_event(call, tx, call.value)
    rsvp = await records.find_rsvp(tx, call.workspace, event.id, call.person)
    if rsvp is None or rsvp.status not in ("in", "waiting"):
        raise Refusal(say(views.NOT_GOING_YET))
    if not event.guests_each and not rsvp.guests:
        raise Refusal(say(views.NO_GUESTS))
    return event, rsvp


def _check_people(
    on: Sequence[str], off: Sequence[str], known: Mapping[str, Person], listed: set[str]
) -> dict[str, str]:
    errors = {}
    if not on and not off:
        errors["on"] = say(forms.NOBODY_CHOSEN)
    if any(person not in known or known[person].left for person in on):
        errors["on"] = say(forms.NOT_HERE)
    if set(on) & set(off):
        errors["on"] = say(forms.BOTH)
    if not set(off) <= listed:
        errors["off"] = say(forms.NOT_LISTED)
    return errors


def _mentions(known: Mapping[str, Person], chosen: Sequence[str]) -> list[Mention]:
    return [known[person].mention for person in chosen]
