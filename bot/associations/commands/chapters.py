"""Let people add chapters, and the page or calendar that tells when one meets."""

from bot.associations import access, cards, form_input, opening_records, records, rules
from bot.associations.commands import openings
from bot.associations.rules import Association, Chapter
from bot.associations.views import directory as views
from bot.associations.views import forms
from bot.core.permissions import Role
from bot.core.router import Answer, FormErrors, Invocation, OpenForm, Refusal, Reply, Router
from bot.sources import records as sources
from bot.sources.resolve import ResolvedSource, resolve_source
from bot.store.engine import ReadTransaction, Transaction

router = Router()


@router.button("chapter.show", Role.ANYONE)
async def show_chapter(call: Invocation, tx: Transaction) -> Answer:
    """Show one chapter."""
    return Reply(await cards.render_chapter(call, tx, await access.require_chapter(call, tx)))


@router.button("chapter.add", Role.ANYONE)
async def open_new_chapter_form(call: Invocation, tx: Transaction) -> Answer:
    """Ask about a chapter, while there is room for one."""
    one = await access.require_association(call, tx)
    await _others(call, tx, one)
    return OpenForm(forms.new_chapter_form(one))


@router.form("chapter.create", Role.ANYONE)
async def create_chapter(call: Invocation, tx: Transaction) -> Answer:
    """Write a chapter down, and have a look at where it meets."""
    one = await access.require_association(call, tx)
    errors: dict[str, str] = {}
    called = _name(call, await _others(call, tx, one), errors)
    if errors:
        return FormErrors(errors)
    try:
        meets = await resolve_calendar(call, tx, call.field_text("address"))
    except Refusal as refusal:
        return FormErrors({"address": str(refusal)})
    chapter = await save_chapter(call, tx, one, called, meets)
    return Reply(await cards.render_chapter(call, tx, chapter, forms.ADDED + next_step_text(meets)))


@router.button("chapter.edit", Role.ANYONE)
async def edit_chapter(call: Invocation, tx: Transaction) -> Answer:
    """Ask what is different about a chapter; where it has no calendar, anybody may name one."""
    chapter = await _changeable(call, tx)
    return OpenForm(forms.change_chapter_form(chapter, whole=access.can_change(call, chapter)))


@router.form("chapter.change", Role.ANYONE)
async def apply_chapter_change(call: Invocation, tx: Transaction) -> Answer:
    """Change what is written down of a chapter."""
    chapter = await _changeable(call, tx)
    errors: dict[str, str] = {}
    values = {"name": chapter.name, "link": chapter.link, "source": chapter.source}
    meets, address = None, call.field_text("address")
    if not access.can_change(call, chapter):
        errors |= {} if address else {"address": forms.NO_LINK}
    else:
        others = await records.chapters_of(tx, call.workspace, [chapter.association])
        values["name"] = _name(call, [each for each in others if each.id != chapter.id], errors)
    if errors:
        return FormErrors(errors)
    if address != chapter.link or not chapter.source:
        try:
            meets = await resolve_calendar(call, tx, address)
        except Refusal as refusal:
            return FormErrors({"address": str(refusal)})
        values |= await _where(call, tx, str(values["name"]), meets)
    await records.update_chapter(tx, chapter, **values)
    return Reply(
        await cards.render_chapter(
            call, tx, await access.require_chapter(call, tx), forms.SAVED + next_step_text(meets)
        )
    )


@router.button("chapter.ask_remove", Role.ANYONE)
async def confirm_chapter_removal(call: Invocation, tx: Transaction) -> Answer:
    """Say what goes with a chapter, and make sure."""
    chapter = await access.require_own_chapter(call, tx)
    one = await access.require_association_by_id(call, tx, chapter.association)
    with_it = [
        each
        for each in await opening_records.openings_of(tx, one, call.now)
        if each.chapter == chapter.id
    ]
    return Reply(views.remove_chapter_card(chapter, len(with_it)))


@router.button("chapter.remove", Role.ANYONE)
async def discard_chapter(call: Invocation, tx: Transaction) -> Answer:
    """Forget a chapter, and whatever was planned about its openings."""
    chapter = await access.require_own_chapter(call, tx)
    one = await access.require_association_by_id(call, tx, chapter.association)
    await openings.unschedule_openings(tx, one, call.now, chapter)
    await records.delete_chapter(tx, chapter)
    return Reply(views.removed_card(chapter.name))


async def resolve_calendar(
    call: Invocation, tx: Transaction, address: str
) -> ResolvedSource | None:
    """Give the source that an address leads to; None without one."""
    return await resolve_source(call, tx, address) if address else None


async def save_chapter(
    call: Invocation,
    tx: Transaction,
    one: Association,
    called: str,
    resolved: ResolvedSource | None,
) -> Chapter:
    """Write down a chapter that meets as a source tells, or nobody knows when."""
    where = await _where(call, tx, called, resolved)
    number = await records.add_chapter(tx, one, call.person, call.now, name=called, **where)
    chapter = await records.find_chapter(tx, call.workspace, number or 0)
    if chapter is None:
        raise Refusal(forms.CHAPTER_TAKEN)
    return chapter


def next_step_text(resolved: ResolvedSource | None) -> str:
    """Say what comes of the address that somebody named."""
    if resolved is None:
        return ""
    return (
        forms.linked_text(resolved.existing.name)
        if resolved.existing
        else forms.looking_text(resolved.address)
    )


async def _where(
    call: Invocation, tx: Transaction, called: str, resolved: ResolvedSource | None
) -> dict[str, str | int | None]:
    if resolved is None:
        return {"link": "", "source": None}
    if resolved.existing is None:  # its owner will find the town filled in
        await sources.update_source(tx, call.workspace, resolved.number, town=called)
    return {"link": resolved.address, "source": resolved.number}


async def _others(call: Invocation, tx: ReadTransaction, one: Association) -> list[Chapter]:
    others = await records.chapters_of(tx, call.workspace, [one.id])
    if len(others) >= rules.MAX_CHAPTERS:
        raise Refusal(views.CHAPTERS_FULL)
    return others


async def _changeable(call: Invocation, tx: ReadTransaction) -> Chapter:
    chapter = await access.require_chapter(call, tx)
    return chapter if chapter.source is None else await access.require_own_chapter(call, tx)


def _name(call: Invocation, others: list[Chapter], errors: dict[str, str]) -> str:
    called = form_input.read_chapter_name(call, "name", errors)
    if not called:
        errors.setdefault("name", forms.NO_NAME)
    elif records.fold_name(called) in (records.fold_name(each.name) for each in others):
        errors.setdefault("name", forms.CHAPTER_TAKEN)
    return called
