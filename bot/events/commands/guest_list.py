"""Who comes, as the host has it: put people on with their guests, and take people off."""

from collections.abc import Mapping, Sequence

from bot.core.permissions import Role
from bot.core.router import Answer, FormErrors, Invocation, OpenForm, Reply, Router
from bot.events import guest_list, rules
from bot.events.access import require_own_event
from bot.events.views import answers as views
from bot.events.views import forms
from bot.people import records as people
from bot.people.records import Person
from bot.store.engine import Transaction
from bot.ui.text import Mention

router = Router()

_MOST = 10  # people put on at once, as the form has it


@router.button("event.people", Role.ANYONE)
async def ask_who_comes(call: Invocation, tx: Transaction) -> Answer:
    """Open the form with which a host puts people on and takes people off."""
    event = await require_own_event(call, tx)
    listed = await guest_list.known_to_host(tx, event)
    return OpenForm(forms.people_form(event, [(person.id, person.name) for person in listed]))


@router.form("event.people", Role.ANYONE)
async def save_who_comes(call: Invocation, tx: Transaction) -> Answer:
    """Put people on and take people off, or return the errors at the fields of the form."""
    event = await require_own_event(call, tx)
    on, off = call.field_values("on")[:_MOST], call.field_values("off")
    known = await people.find_people(tx, call.workspace, [*on, *off])
    listed = {person.id for person in await guest_list.known_to_host(tx, event)}
    guests, errors = _read_guests(call.field_text("guests"))
    errors |= _check_people(on, off, known, listed)
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


def _read_guests(words: str) -> tuple[int, dict[str, str]]:
    offered = {str(count): count for count in range(rules.MAX_GUESTS + 1)}
    if (words or "0") not in offered:
        return 0, {"guests": forms.BAD_GUESTS}
    return offered[words or "0"], {}


def _check_people(
    on: Sequence[str], off: Sequence[str], known: Mapping[str, Person], listed: set[str]
) -> dict[str, str]:
    errors = {}
    if not on and not off:
        errors["on"] = forms.NOBODY_CHOSEN
    if any(person not in known or known[person].left for person in on):
        errors["on"] = forms.NOT_HERE
    if set(on) & set(off):
        errors["on"] = forms.BOTH
    if not set(off) <= listed:
        errors["off"] = forms.NOT_LISTED
    return errors


def _mentions(known: Mapping[str, Person], chosen: Sequence[str]) -> list[Mention]:
    return [known[person].mention for person in chosen]
