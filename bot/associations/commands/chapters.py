"""Let people add chapters, and the page or calendar that tells when one meets."""

from bot.associations import access, cards, form_input, opening_records, records, rules
from bot.associations.commands import openings
from bot.associations.rules import Association, Chapter
from bot.associations.views import directory as views
from bot.associations.views import forms
from bot.core.permissions import Who
from bot.core.router import Answer, FormErrors, Invocation, OpenForm, Refusal, Reply, Router
from bot.sources import records as sources
from bot.sources.resolve import Named, name
from bot.store.engine import Transaction

router = Router()


@router.button("chapter.show", Who.ANYONE)
async def show(call: Invocation, tx: Transaction) -> Answer:
    """Show one chapter."""
    return Reply(await cards.chapter_card(call, tx, await access.chapter(call, tx)))


@router.button("chapter.add", Who.ANYONE)
async def ask(call: Invocation, tx: Transaction) -> Answer:
    """Ask about a chapter, while there is room for one."""
    one = await access.association(call, tx)
    await _others(call, tx, one)
    return OpenForm(forms.new_chapter(one))


@router.form("chapter.create", Who.ANYONE)
async def create(call: Invocation, tx: Transaction) -> Answer:
    """Write a chapter down, and have a look at where it meets."""
    one = await access.association(call, tx)
    errors: dict[str, str] = {}
    called = _name(call, await _others(call, tx, one), errors)
    if errors:
        return FormErrors(errors)
    try:
        meets = await calendar_of(call, tx, call.text("address"))
    except Refusal as refusal:
        return FormErrors({"address": str(refusal)})
    chapter = await write_down(call, tx, one, called, meets)
    return Reply(await cards.chapter_card(call, tx, chapter, forms.ADDED + what_next(meets)))


@router.button("chapter.edit", Who.ANYONE)
async def edit(call: Invocation, tx: Transaction) -> Answer:
    """Ask what is different about a chapter; where it has no calendar, anybody may name one."""
    chapter = await _changeable(call, tx)
    return OpenForm(forms.change_chapter(chapter, whole=access.looks_after(call, chapter)))


@router.form("chapter.change", Who.ANYONE)
async def change(call: Invocation, tx: Transaction) -> Answer:
    """Change what is written down of a chapter."""
    chapter = await _changeable(call, tx)
    errors: dict[str, str] = {}
    values = {"name": chapter.name, "link": chapter.link, "source": chapter.source}
    meets, address = None, call.text("address")
    if not access.looks_after(call, chapter):
        errors |= {} if address else {"address": forms.NO_LINK}
    else:
        others = await records.chapters_of(tx, call.workspace, [chapter.association])
        values["name"] = _name(call, [each for each in others if each.id != chapter.id], errors)
    if errors:
        return FormErrors(errors)
    if address != chapter.link or not chapter.source:
        try:
            meets = await calendar_of(call, tx, address)
        except Refusal as refusal:
            return FormErrors({"address": str(refusal)})
        values |= await _where(call, tx, str(values["name"]), meets)
    await records.change_chapter(tx, chapter, **values)
    return Reply(await cards.chapter_card(call, tx, await access.chapter(call, tx), forms.SAVED + what_next(meets)))


@router.button("chapter.ask_remove", Who.ANYONE)
async def make_sure(call: Invocation, tx: Transaction) -> Answer:
    """Say what goes with a chapter, and make sure."""
    chapter = await access.own_chapter(call, tx)
    one = await access.association_of(call, tx, chapter.association)
    with_it = [each for each in await opening_records.of_association(tx, one, call.now) if each.chapter == chapter.id]
    return Reply(views.ask_remove_chapter(chapter, len(with_it)))


@router.button("chapter.remove", Who.ANYONE)
async def remove(call: Invocation, tx: Transaction) -> Answer:
    """Forget a chapter, and whatever was planned about its openings."""
    chapter = await access.own_chapter(call, tx)
    one = await access.association_of(call, tx, chapter.association)
    await openings.drop(tx, one, call.now, chapter)
    await records.remove_chapter(tx, chapter)
    return Reply(views.removed(chapter.name))


async def calendar_of(call: Invocation, tx: Transaction, address: str) -> Named | None:
    """Give the source that an address leads to; None without one."""
    return await name(call, tx, address) if address else None


async def write_down(call: Invocation, tx: Transaction, one: Association, called: str, meets: Named | None) -> Chapter:
    """Write down a chapter that meets as a source tells, or nobody knows when."""
    where = await _where(call, tx, called, meets)
    number = await records.add_chapter(tx, one, call.person, call.now, name=called, **where)
    chapter = await records.find_chapter(tx, call.workspace, number or 0)
    if chapter is None:
        raise Refusal(forms.CHAPTER_TAKEN)
    return chapter


def what_next(meets: Named | None) -> str:
    """Say what comes of the address that somebody named."""
    if meets is None:
        return ""
    return forms.linked(meets.known.name) if meets.known else forms.looking(meets.address)


async def _where(call: Invocation, tx: Transaction, called: str, meets: Named | None) -> dict[str, str | int | None]:
    if meets is None:
        return {"link": "", "source": None}
    if meets.known is None:  # its owner will find the town filled in
        await sources.change(tx, call.workspace, meets.number, town=called)
    return {"link": meets.address, "source": meets.number}


async def _others(call: Invocation, tx: Transaction, one: Association) -> list[Chapter]:
    others = await records.chapters_of(tx, call.workspace, [one.id])
    if len(others) >= rules.MOST_CHAPTERS:
        raise Refusal(views.CHAPTERS_FULL)
    return others


async def _changeable(call: Invocation, tx: Transaction) -> Chapter:
    chapter = await access.chapter(call, tx)
    return chapter if chapter.source is None else await access.own_chapter(call, tx)


def _name(call: Invocation, others: list[Chapter], errors: dict[str, str]) -> str:
    called = form_input.chapter_name(call, "name", errors)
    if not called:
        errors.setdefault("name", forms.NO_NAME)
    elif records.fold(called) in (records.fold(each.name) for each in others):
        errors.setdefault("name", forms.CHAPTER_TAKEN)
    return called
