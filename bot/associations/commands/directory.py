"""Browse the directory of associations; add, change and remove one."""

from collections.abc import Sequence

from bot.associations import access, cards, form_input, known, records, rules
from bot.associations.commands import chapters, openings
from bot.associations.views import directory as views
from bot.associations.views import forms
from bot.core.ids import row_number
from bot.core.interactions import Answer, FormErrors, Invocation, OpenForm, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Router
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.speech import mark, say

router = Router()


@router.command(
    "associations", mark("See associations, who of us is in them, when they meet"), Role.ANYONE
)
async def show_directory(call: Invocation, tx: Transaction) -> Answer:
    """Show the first page of the directory."""
    return await _directory(call, tx, 0)


@router.button("association.page", Role.ANYONE)
async def show_directory_page(call: Invocation, tx: Transaction) -> Answer:
    """Show another page of the directory."""
    return await _directory(call, tx, row_number(call.value))


@router.button("association.show", Role.ANYONE)
async def show_association(call: Invocation, tx: Transaction) -> Answer:
    """Show one association."""
    association = await access.require_association(call, tx)
    return Reply(await cards.render_association(call, tx, association))


@router.command("associations add", mark("Add a professional association"), Role.ANYONE)
@router.button("association.add", Role.ANYONE)
async def open_new_association_form(call: Invocation, tx: Transaction) -> Answer:
    """Open the form of a new association; raise Refusal if there are too many."""
    await _require_room(call, tx)
    return OpenForm(forms.new_association_form())


@router.button("association.known", Role.ANYONE)
async def add_known_association(call: Invocation, tx: Transaction) -> Answer:
    """Add a well-known association that was suggested, as it stands in Mingle's own list."""
    suggested = known.find_known(call.value)
    if suggested is None:
        raise Refusal(views.gone_text())
    saved = await records.find_association_by_name(tx, call.workspace, suggested.name)
    if saved:
        return Reply(await cards.render_association(call, tx, saved))

    await _require_room(call, tx)
    number = await records.add_association(
        tx,
        call.workspace,
        call.person,
        call.now,
        name=suggested.name,
        about=suggested.about,
        link=suggested.site,
    )
    if number is None:
        raise Refusal(say(forms.NAME_TAKEN))
    association = await access.require_association_by_id(call, tx, number)
    return Reply(await cards.render_association(call, tx, association, say(forms.ADDED)))


@router.form(
    "association.create",
    Role.ANYONE,
    posted=("name", "about", "link", "chapter", "address"),
)
async def create_association(call: Invocation, tx: Transaction) -> Answer:
    """Save a new association, with its first chapter and that chapter's calendar."""
    await _require_room(call, tx)
    errors: dict[str, str] = {}
    values = form_input.read_association(call, errors)
    chapter = form_input.read_chapter_name(call, "chapter", errors)
    address = call.field_text("address")
    if await records.find_association_by_name(tx, call.workspace, values["name"]):
        errors.setdefault("name", say(forms.NAME_TAKEN))
    if address and not chapter:
        errors.setdefault("chapter", say(forms.CHAPTER_NEEDED))
    if errors:
        return FormErrors(errors)
    try:
        resolved = await chapters.resolve_calendar(call, tx, address)
    except Refusal as refusal:
        return FormErrors({"address": refusal.words})

    number = await records.add_association(tx, call.workspace, call.person, call.now, **values)
    if number is None:
        raise Refusal(say(forms.NAME_TAKEN))
    association = await access.require_association_by_id(call, tx, number)
    if chapter:
        await chapters.save_chapter(call, tx, association, chapter, resolved)
    said = say(forms.ADDED) + chapters.next_step_text(resolved)
    return Reply(await cards.render_association(call, tx, association, said))


@router.button("association.edit", Role.ANYONE)
async def edit_association(call: Invocation, tx: Transaction) -> Answer:
    """Open the form of an association."""
    association = await access.require_own_association(call, tx)
    return OpenForm(forms.change_association_form(association))


@router.form("association.change", Role.ANYONE, posted=("name", "about", "link"))
async def apply_association_change(call: Invocation, tx: Transaction) -> Answer:
    """Save a changed association."""
    association = await access.require_own_association(call, tx)
    errors: dict[str, str] = {}
    values = form_input.read_association(call, errors)
    if values["about"] == known.say_about(association.link, association.about):
        values["about"] = association.about
    namesake = await records.find_association_by_name(tx, call.workspace, values["name"])
    if namesake and namesake.id != association.id:
        errors.setdefault("name", say(forms.NAME_TAKEN))
    if errors:
        return FormErrors(errors)

    await records.update_association(tx, association, **values)
    updated = await access.require_association(call, tx)
    return Reply(await cards.render_association(call, tx, updated, say(forms.SAVED)))


@router.button("association.ask_remove", Role.ANYONE)
async def confirm_association_removal(call: Invocation, tx: Transaction) -> Answer:
    """Show what is deleted with an association, and ask for confirmation."""
    association = await access.require_own_association(call, tx)
    [entry] = await cards.load_directory_entries(call, tx, [association])
    card = views.remove_association_card(association, len(entry.chapters), len(entry.openings))
    return Reply(card)


@router.button("association.remove", Role.ANYONE)
async def remove_association(call: Invocation, tx: Transaction) -> Answer:
    """Delete an association, and unschedule the reminders of its openings."""
    association = await access.require_own_association(call, tx)
    await openings.unschedule_openings(tx, association, call.now)
    await records.delete_association(tx, association)
    return Reply(views.removed_card(association.name))


async def _directory(call: Invocation, tx: ReadTransaction, number: int) -> Answer:
    associations = await records.list_associations(tx, call.workspace)
    total = len(associations)
    page = min(number, max(0, total - 1) // views.PER_PAGE)
    shown = associations[page * views.PER_PAGE : (page + 1) * views.PER_PAGE]
    entries = await cards.load_directory_entries(call, tx, shown)
    suggested: Sequence[known.KnownAssociation] = ()
    if page == 0 and total < rules.MAX_ASSOCIATIONS:
        caller = await people.get_caller(call, tx)
        listed = {records.fold_name(association.name) for association in associations}
        suggested = known.suggest_known(caller, listed)
    return Reply(views.directory_card(entries, page, total, call.now, suggested))


async def _require_room(call: Invocation, tx: ReadTransaction) -> None:
    associations = await records.list_associations(tx, call.workspace)
    if len(associations) >= rules.MAX_ASSOCIATIONS:
        raise Refusal(views.full_text())
