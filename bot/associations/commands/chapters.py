"""Add, change and remove chapters, and the calendars of their meetings."""

from bot.associations import access, cards, form_input, opening_records, records, rules
from bot.associations.commands import openings
from bot.associations.rules import Association, Chapter
from bot.associations.views import directory as views
from bot.associations.views import forms
from bot.core.interactions import Answer, FormErrors, Invocation, OpenForm, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Router
from bot.sources import records as sources
from bot.sources.resolve import ResolvedSource, resolve_source
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.speech import say

router = Router()


@router.button("chapter.show", Role.ANYONE)
async def show_chapter(call: Invocation, tx: Transaction) -> Answer:
    """Show one chapter."""
    return Reply(await cards.render_chapter(call, tx, await access.require_chapter(call, tx)))


@router.button("chapter.add", Role.ANYONE)
async def open_new_chapter_form(call: Invocation, tx: Transaction) -> Answer:
    """Open the form of a new chapter; raise Refusal if there are too many."""
    association = await access.require_association(call, tx)
    await _chapters_with_room(call, tx, association)
    return OpenForm(forms.new_chapter_form(association))


@router.form("chapter.create", Role.ANYONE, posted=("name", "address"))
async def create_chapter(call: Invocation, tx: Transaction) -> Answer:
    """Save a new chapter, and resolve the address of its calendar."""
    association = await access.require_association(call, tx)
    errors: dict[str, str] = {}
    others = await _chapters_with_room(call, tx, association)
    name = _read_name(call, others, errors)
    if errors:
        return FormErrors(errors)
    try:
        resolved = await resolve_calendar(call, tx, call.field_text("address"))
    except Refusal as refusal:
        return FormErrors({"address": refusal.words})

    chapter = await save_chapter(call, tx, association, name, resolved)
    said = say(forms.ADDED) + next_step_text(resolved)
    return Reply(await cards.render_chapter(call, tx, chapter, said))


@router.button("chapter.edit", Role.ANYONE)
async def edit_chapter(call: Invocation, tx: Transaction) -> Answer:
    """Open the form of a chapter; anybody may add a calendar where it has none."""
    chapter = await _require_changeable(call, tx)
    return OpenForm(forms.change_chapter_form(chapter, whole=access.can_change(call, chapter)))


@router.form("chapter.change", Role.ANYONE, posted=("name", "address"))
async def apply_chapter_change(call: Invocation, tx: Transaction) -> Answer:
    """Save a changed chapter, or the calendar that somebody else adds to it."""
    chapter = await _require_changeable(call, tx)
    errors: dict[str, str] = {}
    name, address = chapter.name, call.field_text("address")
    if access.can_change(call, chapter):
        known = await records.chapters_of(tx, call.workspace, [chapter.association])
        name = _read_name(call, [other for other in known if other.id != chapter.id], errors)
    elif not address:
        errors["address"] = say(forms.NO_LINK)
    if errors:
        return FormErrors(errors)

    resolved: ResolvedSource | None = None
    link, source = chapter.link, chapter.source
    if address != chapter.link or not chapter.source:
        try:
            resolved = await resolve_calendar(call, tx, address)
        except Refusal as refusal:
            return FormErrors({"address": refusal.words})
        link, source = await _use_source(call, tx, name, resolved)

    await records.update_chapter(tx, chapter, name=name, link=link, source=source)
    updated = await access.require_chapter(call, tx)
    said = say(forms.SAVED) + next_step_text(resolved)
    return Reply(await cards.render_chapter(call, tx, updated, said))


@router.button("chapter.ask_remove", Role.ANYONE)
async def confirm_chapter_removal(call: Invocation, tx: Transaction) -> Answer:
    """Show what is deleted with a chapter, and ask for confirmation."""
    chapter = await access.require_own_chapter(call, tx)
    association = await access.require_association_by_id(call, tx, chapter.association)
    ahead = await opening_records.openings_of(tx, association, call.now)
    own = [opening for opening in ahead if opening.chapter == chapter.id]
    return Reply(views.remove_chapter_card(chapter, len(own)))


@router.button("chapter.remove", Role.ANYONE)
async def discard_chapter(call: Invocation, tx: Transaction) -> Answer:
    """Delete a chapter, and unschedule the reminders of its openings."""
    chapter = await access.require_own_chapter(call, tx)
    association = await access.require_association_by_id(call, tx, chapter.association)
    await openings.unschedule_openings(tx, association, call.now, chapter)
    await records.delete_chapter(tx, chapter)
    return Reply(views.removed_card(chapter.name))


async def resolve_calendar(
    call: Invocation, tx: Transaction, address: str
) -> ResolvedSource | None:
    """Return the source of an address, or None without an address."""
    return await resolve_source(call, tx, address) if address else None


async def save_chapter(
    call: Invocation,
    tx: Transaction,
    association: Association,
    name: str,
    resolved: ResolvedSource | None,
) -> Chapter:
    """Insert a chapter, with the source of its meetings if there is one."""
    link, source = await _use_source(call, tx, name, resolved)
    number = await records.add_chapter(
        tx, association, call.person, call.now, name=name, link=link, source=source
    )
    chapter = await records.find_chapter(tx, call.workspace, number or 0)
    if chapter is None:
        raise Refusal(say(forms.CHAPTER_TAKEN))
    return chapter


def next_step_text(resolved: ResolvedSource | None) -> str:
    """Return what follows from the address that somebody named, or an empty string."""
    if resolved is None:
        return ""
    if resolved.existing:
        return forms.linked_text(resolved.existing.name)
    return forms.looking_text(resolved.address)


async def _use_source(
    call: Invocation, tx: Transaction, name: str, resolved: ResolvedSource | None
) -> tuple[str, int | None]:
    """Return the link and source of a chapter; a new source gets the chapter's name as its town."""
    if resolved is None:
        return "", None
    if resolved.existing is None:
        await sources.update_source(tx, call.workspace, resolved.number, town=name)
    return resolved.address, resolved.number


async def _chapters_with_room(
    call: Invocation, tx: ReadTransaction, association: Association
) -> list[Chapter]:
    """Return the chapters of an association; raise Refusal if there is no room for another."""
    chapters = await records.chapters_of(tx, call.workspace, [association.id])
    if len(chapters) >= rules.MAX_CHAPTERS:
        raise Refusal(views.chapters_full_text())
    return chapters


async def _require_changeable(call: Invocation, tx: ReadTransaction) -> Chapter:
    """Return the chapter of an interaction: any without a calendar, else only the caller's own."""
    chapter = await access.require_chapter(call, tx)
    if chapter.source is None:
        return chapter
    return await access.require_own_chapter(call, tx)


def _read_name(call: Invocation, others: list[Chapter], errors: dict[str, str]) -> str:
    name = form_input.read_chapter_name(call, "name", errors)
    taken = {records.fold_name(other.name) for other in others}
    if not name:
        errors.setdefault("name", say(forms.NO_NAME))
    elif records.fold_name(name) in taken:
        errors.setdefault("name", say(forms.CHAPTER_TAKEN))
    return name
