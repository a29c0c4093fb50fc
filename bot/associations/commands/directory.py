"""Let everybody look through the associations, add one, and say what they are to it."""

from bot.associations import access, cards, form_input, records, rules
from bot.associations.commands import chapters, openings
from bot.associations.views import directory as views
from bot.associations.views import forms
from bot.core.ids import row_number
from bot.core.permissions import Who
from bot.core.router import Answer, FormErrors, Invocation, OpenForm, Refusal, Reply, Router
from bot.store.engine import Transaction

router = Router()


@router.command("associations", "See associations, who of us is in them, when they meet", Who.ANYONE)
async def show_all(call: Invocation, tx: Transaction) -> Answer:
    """List the first page of the directory."""
    return await _directory(call, tx, 0)


@router.button("association.page", Who.ANYONE)
async def turn(call: Invocation, tx: Transaction) -> Answer:
    """List another page of the directory."""
    return await _directory(call, tx, row_number(call.value))


@router.button("association.show", Who.ANYONE)
async def show(call: Invocation, tx: Transaction) -> Answer:
    """Show one association."""
    return Reply(await cards.association_card(call, tx, await access.association(call, tx)))


@router.command("associations add", "Add a professional association", Who.ANYONE)
@router.button("association.add", Who.ANYONE)
async def ask(call: Invocation, tx: Transaction) -> Answer:
    """Ask about an association, while there is room for one."""
    await _room(call, tx)
    return OpenForm(forms.new_association())


@router.form("association.create", Who.ANYONE)
async def create(call: Invocation, tx: Transaction) -> Answer:
    """Write an association down, with its first chapter and the calendar of that."""
    await _room(call, tx)
    errors: dict[str, str] = {}
    values = form_input.association(call, errors)
    chapter = form_input.chapter_name(call, "chapter", errors)
    if await records.named(tx, call.workspace, values["name"]):
        errors.setdefault("name", forms.NAME_TAKEN)
    if call.text("address") and not chapter:
        errors.setdefault("chapter", forms.CHAPTER_NEEDED)
    if errors:
        return FormErrors(errors)
    try:
        meets = await chapters.calendar_of(call, tx, call.text("address"))
    except Refusal as refusal:
        return FormErrors({"address": str(refusal)})
    number = await records.add(tx, call.workspace, call.person, call.now, **values)
    if number is None:
        raise Refusal(forms.NAME_TAKEN)
    one = await access.association_of(call, tx, number)
    if chapter:
        await chapters.write_down(call, tx, one, chapter, meets)
    return Reply(await cards.association_card(call, tx, one, forms.ADDED + chapters.what_next(meets)))


@router.button("association.edit", Who.ANYONE)
async def edit(call: Invocation, tx: Transaction) -> Answer:
    """Ask what is different about an association."""
    return OpenForm(forms.change_association(await access.own_association(call, tx)))


@router.form("association.change", Who.ANYONE)
async def change(call: Invocation, tx: Transaction) -> Answer:
    """Change what is written down of an association."""
    one = await access.own_association(call, tx)
    errors: dict[str, str] = {}
    values = form_input.association(call, errors)
    namesake = await records.named(tx, call.workspace, values["name"])
    if namesake and namesake.id != one.id:
        errors.setdefault("name", forms.NAME_TAKEN)
    if errors:
        return FormErrors(errors)
    await records.change(tx, one, **values)
    return Reply(await cards.association_card(call, tx, await access.association(call, tx), forms.SAVED))


@router.button("association.ask_remove", Who.ANYONE)
async def make_sure(call: Invocation, tx: Transaction) -> Answer:
    """Say what goes with an association, and make sure."""
    one = await access.own_association(call, tx)
    [entry] = await cards.entries(call, tx, [one])
    return Reply(views.ask_remove(one, len(entry.chapters), len(entry.openings)))


@router.button("association.remove", Who.ANYONE)
async def remove(call: Invocation, tx: Transaction) -> Answer:
    """Forget an association, and whatever was planned about its openings."""
    one = await access.own_association(call, tx)
    await openings.drop(tx, one, call.now)
    await records.remove(tx, one)
    return Reply(views.removed(one.name))


async def _directory(call: Invocation, tx: Transaction, number: int) -> Answer:
    everything = await records.find_all(tx, call.workspace)
    page = min(number, max(0, len(everything) - 1) // views.PER_PAGE)
    shown = everything[page * views.PER_PAGE : (page + 1) * views.PER_PAGE]
    return Reply(views.directory(await cards.entries(call, tx, shown), page, len(everything), call.now))


async def _room(call: Invocation, tx: Transaction) -> None:
    if len(await records.find_all(tx, call.workspace)) >= rules.MOST_ASSOCIATIONS:
        raise Refusal(views.FULL)
