"""Let everybody see what there is to stand for, apply to or hand in, be reminded of it, and add
more."""

from collections.abc import Sequence
from datetime import datetime

from bot.associations import access, cards, form_input, opening_records, records, reminders, rules
from bot.associations.rules import OPENING_KINDS, Association, Chapter, Opening
from bot.associations.views import forms
from bot.associations.views import openings as views
from bot.core.ids import row_number
from bot.core.permissions import Role
from bot.core.router import Answer, FormErrors, Invocation, OpenForm, Option, Refusal, Reply, Router
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction

router = Router()


@router.command(
    "associations openings",
    "See elections, calls and roles, by deadline",
    Role.ANYONE,
    Option("kind", "only one kind", choices=OPENING_KINDS),
    example="/associations openings papers",
)
async def show_openings(call: Invocation, tx: Transaction) -> Answer:
    """List what is ahead, the nearest deadline first."""
    return await _calendar(call, tx, 0, call.field_text("kind").lower())


@router.button("opening.page", Role.ANYONE)
async def show_openings_page(call: Invocation, tx: Transaction) -> Answer:
    """List another page of the openings, or another kind."""
    page, _, kind = call.value.partition(":")
    return await _calendar(call, tx, row_number(page), call.field_text("choice") or kind)


@router.button("opening.show", Role.ANYONE)
async def show_opening(call: Invocation, tx: Transaction) -> Answer:
    """Show one opening."""
    return Reply(await cards.render_opening(call, tx, await access.require_opening(call, tx)))


@router.button("opening.remind", Role.ANYONE)
async def subscribe_to_opening(call: Invocation, tx: Transaction) -> Answer:
    """Remind somebody of an opening, whatever they said of its association."""
    opening = await access.require_opening_ahead(call, tx)
    await opening_records.set_subscription(tx, opening, call.person, wants=True)
    return Reply(await cards.render_opening(call, tx, opening))


@router.button("opening.quiet", Role.ANYONE)
async def unsubscribe_from_opening(call: Invocation, tx: Transaction) -> Answer:
    """Remind somebody of an opening no more, and take back what has not left."""
    opening = await access.require_opening_ahead(call, tx)
    await opening_records.set_subscription(tx, opening, call.person, wants=False)
    await reminders.cancel_unsent_reminders(tx, opening, call.person)
    return Reply(await cards.render_opening(call, tx, opening))


@router.button("opening.add", Role.ANYONE)
async def open_new_opening_form(call: Invocation, tx: Transaction) -> Answer:
    """Ask about an opening, while there is room for one."""
    one = await access.require_association(call, tx)
    await _room(call, tx, one)
    return OpenForm(
        forms.new_opening_form(one, await records.chapters_of(tx, call.workspace, [one.id]))
    )


@router.form("opening.create", Role.ANYONE)
async def create_opening(call: Invocation, tx: Transaction) -> Answer:
    """Write an opening down, and plan its reminders."""
    one = await access.require_association(call, tx)
    await _room(call, tx, one)
    me = await people.get_caller(call, tx)
    errors: dict[str, str] = {}
    chapters = await records.chapters_of(tx, call.workspace, [one.id])
    values = form_input.read_opening(call, me.zone, chapters, errors)
    if errors:
        return FormErrors(errors)
    opening = await opening_records.add_opening(
        tx, one, call.person, call.now, zone=me.zone, **values
    )
    await reminders.start_reminders(tx, opening, call.now)
    return Reply(await cards.render_opening(call, tx, opening, forms.IN_CALENDAR))


@router.button("opening.edit", Role.ANYONE)
async def edit_opening(call: Invocation, tx: Transaction) -> Answer:
    """Ask what is different about an opening."""
    opening = await access.require_own_opening(call, tx)
    return OpenForm(forms.change_opening_form(opening, await _chapters(call, tx, opening)))


@router.form("opening.change", Role.ANYONE)
async def apply_opening_change(call: Invocation, tx: Transaction) -> Answer:
    """Change an opening; where its deadline moved, its reminders follow."""
    before = await access.require_own_opening(call, tx)
    errors: dict[str, str] = {}
    values = form_input.read_opening(
        call, before.zone, await _chapters(call, tx, before), errors, before.due
    )
    if errors:
        return FormErrors(errors)
    after = await opening_records.update_opening(tx, before, **values)
    await reminders.reschedule_reminders(tx, before, after, call.now)
    return Reply(await cards.render_opening(call, tx, after, forms.SAVED))


@router.button("opening.close", Role.ANYONE)
async def close_opening(call: Invocation, tx: Transaction) -> Answer:
    """Close an opening before its deadline; nothing more comes about it."""
    opening = await access.require_own_opening(call, tx)
    await reminders.unschedule_reminders(tx, opening)
    return await _stands(call, tx, opening, "closed")


@router.button("opening.reopen", Role.ANYONE)
async def reopen_opening(call: Invocation, tx: Transaction) -> Answer:
    """Open an opening again that was closed, with the reminders that are still to come."""
    opening = await access.require_own_opening(call, tx)
    if call.now >= opening.ends_at:
        raise Refusal(views.OVER)
    await reminders.schedule_reminders(tx, opening, call.now)
    return await _stands(call, tx, opening, "open")


async def unschedule_openings(
    tx: Transaction, one: Association, now: datetime, chapter: Chapter | None = None
) -> None:
    """Take back what was planned about the openings of an association, or of one of its
    chapters."""
    for opening in await opening_records.openings_of(tx, one, now):
        if chapter is None or opening.chapter == chapter.id:
            await reminders.unschedule_reminders(tx, opening)


async def _stands(call: Invocation, tx: Transaction, opening: Opening, state: str) -> Answer:
    after = await opening_records.update_opening(tx, opening, state=state)
    await reminders.reschedule_reminders(tx, opening, after, call.now)
    return Reply(await cards.render_opening(call, tx, after))


async def _calendar(call: Invocation, tx: ReadTransaction, number: int, asked: str) -> Answer:
    kind = next((each for each in OPENING_KINDS if each == asked), "")
    found = [
        one
        for one in await opening_records.list_openings_ahead(tx, call.workspace, call.now)
        if kind in ("", one.kind)
    ]
    page = min(number, max(0, len(found) - 1) // views.PER_PAGE)
    shown = found[page * views.PER_PAGE : (page + 1) * views.PER_PAGE]
    rows = await cards.load_listed_openings(tx, call.workspace, shown)
    return Reply(views.openings_card(rows, page, len(found), kind, call.now))


async def _chapters(call: Invocation, tx: ReadTransaction, opening: Opening) -> Sequence[Chapter]:
    return await records.chapters_of(tx, call.workspace, [opening.association])


async def _room(call: Invocation, tx: ReadTransaction, one: Association) -> None:
    if len(await opening_records.openings_of(tx, one, call.now)) >= rules.MAX_OPENINGS:
        raise Refusal(views.FULL)
