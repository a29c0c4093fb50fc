"""Let everybody see what there is to stand for, apply to or hand in, be reminded of it, and add more."""

from collections.abc import Sequence
from datetime import datetime

from bot.associations import access, cards, form_input, opening_records, records, reminders, rules
from bot.associations.rules import KINDS, Association, Chapter, Opening
from bot.associations.views import forms
from bot.associations.views import openings as views
from bot.core.ids import row_number
from bot.core.permissions import Who
from bot.core.router import Answer, FormErrors, Invocation, OpenForm, Option, Refusal, Reply, Router
from bot.people import records as people
from bot.store.engine import Transaction

router = Router()


@router.command(
    "associations openings",
    "See elections, calls and roles, by deadline",
    Who.ANYONE,
    Option("kind", "only one kind", choices=KINDS),
    example="/associations openings papers",
)
async def show_all(call: Invocation, tx: Transaction) -> Answer:
    """List what is ahead, the nearest deadline first."""
    return await _calendar(call, tx, 0, call.text("kind").lower())


@router.button("opening.page", Who.ANYONE)
async def turn(call: Invocation, tx: Transaction) -> Answer:
    """List another page of the openings, or another kind."""
    page, _, kind = call.value.partition(":")
    return await _calendar(call, tx, row_number(page), call.text("choice") or kind)


@router.button("opening.show", Who.ANYONE)
async def show(call: Invocation, tx: Transaction) -> Answer:
    """Show one opening."""
    return Reply(await cards.opening_card(call, tx, await access.opening(call, tx)))


@router.button("opening.remind", Who.ANYONE)
async def remind(call: Invocation, tx: Transaction) -> Answer:
    """Remind somebody of an opening, whatever they said of its association."""
    opening = await access.opening_ahead(call, tx)
    await opening_records.want(tx, opening, call.person, wants=True)
    return Reply(await cards.opening_card(call, tx, opening))


@router.button("opening.quiet", Who.ANYONE)
async def leave_alone(call: Invocation, tx: Transaction) -> Answer:
    """Remind somebody of an opening no more, and take back what has not left."""
    opening = await access.opening_ahead(call, tx)
    await opening_records.want(tx, opening, call.person, wants=False)
    await reminders.hush(tx, opening, call.person)
    return Reply(await cards.opening_card(call, tx, opening))


@router.button("opening.add", Who.ANYONE)
async def ask(call: Invocation, tx: Transaction) -> Answer:
    """Ask about an opening, while there is room for one."""
    one = await access.association(call, tx)
    await _room(call, tx, one)
    return OpenForm(forms.new_opening(one, await records.chapters_of(tx, call.workspace, [one.id])))


@router.form("opening.create", Who.ANYONE)
async def create(call: Invocation, tx: Transaction) -> Answer:
    """Write an opening down, and plan its reminders."""
    one = await access.association(call, tx)
    await _room(call, tx, one)
    me = await people.met(call, tx)
    errors: dict[str, str] = {}
    chapters = await records.chapters_of(tx, call.workspace, [one.id])
    values = form_input.opening(call, me.zone, chapters, errors)
    if errors:
        return FormErrors(errors)
    opening = await opening_records.add(tx, one, call.person, call.now, zone=me.zone, **values)
    await reminders.begin(tx, opening, call.now)
    return Reply(await cards.opening_card(call, tx, opening, forms.IN_CALENDAR))


@router.button("opening.edit", Who.ANYONE)
async def edit(call: Invocation, tx: Transaction) -> Answer:
    """Ask what is different about an opening."""
    opening = await access.own_opening(call, tx)
    return OpenForm(forms.change_opening(opening, await _chapters(call, tx, opening)))


@router.form("opening.change", Who.ANYONE)
async def change(call: Invocation, tx: Transaction) -> Answer:
    """Change an opening; where its deadline moved, its reminders follow."""
    before = await access.own_opening(call, tx)
    errors: dict[str, str] = {}
    values = form_input.opening(call, before.zone, await _chapters(call, tx, before), errors, before.due)
    if errors:
        return FormErrors(errors)
    after = await opening_records.change(tx, before, **values)
    await reminders.follow(tx, before, after, call.now)
    return Reply(await cards.opening_card(call, tx, after, forms.SAVED))


@router.button("opening.close", Who.ANYONE)
async def close(call: Invocation, tx: Transaction) -> Answer:
    """Close an opening before its deadline; nothing more comes about it."""
    opening = await access.own_opening(call, tx)
    await reminders.forget(tx, opening)
    return await _stands(call, tx, opening, "closed")


@router.button("opening.reopen", Who.ANYONE)
async def reopen(call: Invocation, tx: Transaction) -> Answer:
    """Open an opening again that was closed, with the reminders that are still to come."""
    opening = await access.own_opening(call, tx)
    if call.now >= opening.ends:
        raise Refusal(views.OVER)
    await reminders.plan(tx, opening, call.now)
    return await _stands(call, tx, opening, "open")


async def drop(tx: Transaction, one: Association, now: datetime, chapter: Chapter | None = None) -> None:
    """Take back what was planned about the openings of an association, or of one of its chapters."""
    for opening in await opening_records.of_association(tx, one, now):
        if chapter is None or opening.chapter == chapter.id:
            await reminders.forget(tx, opening)


async def _stands(call: Invocation, tx: Transaction, opening: Opening, state: str) -> Answer:
    after = await opening_records.change(tx, opening, state=state)
    await reminders.follow(tx, opening, after, call.now)
    return Reply(await cards.opening_card(call, tx, after))


async def _calendar(call: Invocation, tx: Transaction, number: int, asked: str) -> Answer:
    kind = next((each for each in KINDS if each == asked), "")
    found = [one for one in await opening_records.ahead(tx, call.workspace, call.now) if kind in ("", one.kind)]
    page = min(number, max(0, len(found) - 1) // views.PER_PAGE)
    shown = found[page * views.PER_PAGE : (page + 1) * views.PER_PAGE]
    rows = await cards.listed_with(tx, call.workspace, shown)
    return Reply(views.calendar(rows, page, len(found), kind, call.now))


async def _chapters(call: Invocation, tx: Transaction, opening: Opening) -> Sequence[Chapter]:
    return await records.chapters_of(tx, call.workspace, [opening.association])


async def _room(call: Invocation, tx: Transaction, one: Association) -> None:
    if len(await opening_records.of_association(tx, one, call.now)) >= rules.MOST_OPENINGS:
        raise Refusal(views.FULL)
