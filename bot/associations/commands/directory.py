"""Let everybody look through the associations, add one, and say what they are to it."""

from bot.associations import access, cards, form_input, records, rules
from bot.associations.commands import chapters, openings
from bot.associations.views import directory as views
from bot.associations.views import forms
from bot.core.ids import row_number
from bot.core.permissions import Role
from bot.core.router import Answer, FormErrors, Invocation, OpenForm, Refusal, Reply, Router
from bot.store.engine import ReadTransaction, Transaction

router = Router()


@router.command(
    "associations", "See associations, who of us is in them, when they meet", Role.ANYONE
)
async def show_directory(call: Invocation, tx: Transaction) -> Answer:
    """List the first page of the directory."""
    return await _directory(call, tx, 0)


@router.button("association.page", Role.ANYONE)
async def show_directory_page(call: Invocation, tx: Transaction) -> Answer:
    """List another page of the directory."""
    return await _directory(call, tx, row_number(call.value))


@router.button("association.show", Role.ANYONE)
async def show_association(call: Invocation, tx: Transaction) -> Answer:
    """Show one association."""
    return Reply(
        await cards.render_association(call, tx, await access.require_association(call, tx))
    )


@router.command("associations add", "Add a professional association", Role.ANYONE)
@router.button("association.add", Role.ANYONE)
async def open_new_association_form(call: Invocation, tx: Transaction) -> Answer:
    """Ask about an association, while there is room for one."""
    await _room(call, tx)
    return OpenForm(forms.new_association_form())


@router.form("association.create", Role.ANYONE)
async def create_association(call: Invocation, tx: Transaction) -> Answer:
    """Write an association down, with its first chapter and the calendar of that."""
    await _room(call, tx)
    errors: dict[str, str] = {}
    values = form_input.read_association(call, errors)
    chapter = form_input.read_chapter_name(call, "chapter", errors)
    if await records.find_association_by_name(tx, call.workspace, values["name"]):
        errors.setdefault("name", forms.NAME_TAKEN)
    if call.field_text("address") and not chapter:
        errors.setdefault("chapter", forms.CHAPTER_NEEDED)
    if errors:
        return FormErrors(errors)
    try:
        meets = await chapters.resolve_calendar(call, tx, call.field_text("address"))
    except Refusal as refusal:
        return FormErrors({"address": str(refusal)})
    number = await records.add_association(tx, call.workspace, call.person, call.now, **values)
    if number is None:
        raise Refusal(forms.NAME_TAKEN)
    one = await access.require_association_by_id(call, tx, number)
    if chapter:
        await chapters.save_chapter(call, tx, one, chapter, meets)
    return Reply(
        await cards.render_association(call, tx, one, forms.ADDED + chapters.next_step_text(meets))
    )


@router.button("association.edit", Role.ANYONE)
async def edit_association(call: Invocation, tx: Transaction) -> Answer:
    """Ask what is different about an association."""
    return OpenForm(forms.change_association_form(await access.require_own_association(call, tx)))


@router.form("association.change", Role.ANYONE)
async def apply_association_change(call: Invocation, tx: Transaction) -> Answer:
    """Change what is written down of an association."""
    one = await access.require_own_association(call, tx)
    errors: dict[str, str] = {}
    values = form_input.read_association(call, errors)
    namesake = await records.find_association_by_name(tx, call.workspace, values["name"])
    if namesake and namesake.id != one.id:
        errors.setdefault("name", forms.NAME_TAKEN)
    if errors:
        return FormErrors(errors)
    await records.update_association(tx, one, **values)
    return Reply(
        await cards.render_association(
            call, tx, await access.require_association(call, tx), forms.SAVED
        )
    )


@router.button("association.ask_remove", Role.ANYONE)
async def confirm_association_removal(call: Invocation, tx: Transaction) -> Answer:
    """Say what goes with an association, and make sure."""
    one = await access.require_own_association(call, tx)
    [entry] = await cards.load_directory_entries(call, tx, [one])
    return Reply(views.remove_association_card(one, len(entry.chapters), len(entry.openings)))


@router.button("association.remove", Role.ANYONE)
async def remove_association(call: Invocation, tx: Transaction) -> Answer:
    """Forget an association, and whatever was planned about its openings."""
    one = await access.require_own_association(call, tx)
    await openings.unschedule_openings(tx, one, call.now)
    await records.delete_association(tx, one)
    return Reply(views.removed_card(one.name))


async def _directory(call: Invocation, tx: ReadTransaction, number: int) -> Answer:
    everything = await records.list_associations(tx, call.workspace)
    page = min(number, max(0, len(everything) - 1) // views.PER_PAGE)
    shown = everything[page * views.PER_PAGE : (page + 1) * views.PER_PAGE]
    return Reply(
        views.directory_card(
            await cards.load_directory_entries(call, tx, shown), page, len(everything), call.now
        )
    )


async def _room(call: Invocation, tx: ReadTransaction) -> None:
    if len(await records.list_associations(tx, call.workspace)) >= rules.MAX_ASSOCIATIONS:
        raise Refusal(views.FULL)
