"""Find what a button or form about associations means, and see who may do what with it."""

from typing import TypeVar

from bot.associations import opening_records, records
from bot.associations.rules import Association, Chapter, Opening, is_ahead
from bot.associations.views import directory
from bot.associations.views import openings as views
from bot.core.ids import row_number
from bot.core.router import Invocation, Refusal
from bot.store.engine import Transaction

Kept = TypeVar("Kept", Association, Chapter, Opening)


async def association(call: Invocation, tx: Transaction) -> Association:
    """Give the association that a gesture is about; refuse calmly where it is gone."""
    return await association_of(call, tx, row_number(_about(call)))


async def association_of(call: Invocation, tx: Transaction, number: int) -> Association:
    """Give the association of this number."""
    found = await records.find(tx, call.workspace, number)
    if found is None:
        raise Refusal(directory.GONE)
    return found


async def own_association(call: Invocation, tx: Transaction) -> Association:
    """Give the association that this person may change."""
    return _own(call, await association(call, tx))


async def chapter(call: Invocation, tx: Transaction) -> Chapter:
    """Give the chapter that a gesture is about."""
    found = await records.find_chapter(tx, call.workspace, row_number(_about(call)))
    if found is None:
        raise Refusal(directory.CHAPTER_GONE)
    return found


async def own_chapter(call: Invocation, tx: Transaction) -> Chapter:
    """Give the chapter that this person may change."""
    return _own(call, await chapter(call, tx))


async def opening(call: Invocation, tx: Transaction) -> Opening:
    """Give the opening that a gesture is about, whatever became of it, held until the transaction ends."""
    found = await opening_records.find_held(tx, call.workspace, row_number(_about(call)))
    if found is None:
        raise Refusal(views.GONE)
    return found


async def opening_ahead(call: Invocation, tx: Transaction) -> Opening:
    """Give the opening for which there is still time."""
    found = await opening(call, tx)
    if not is_ahead(found, call.now):
        raise Refusal(views.OVER)
    return found


async def own_opening(call: Invocation, tx: Transaction) -> Opening:
    """Give the opening that this person may change."""
    return _own(call, await opening(call, tx))


def looks_after(call: Invocation, one: Association | Chapter | Opening) -> bool:
    """Tell whether somebody added this, or organises here."""
    return call.organiser or one.added_by == call.person


def _own(call: Invocation, one: Kept) -> Kept:
    if not looks_after(call, one):
        raise Refusal(directory.NOT_YOURS)
    return one


def _about(call: Invocation) -> str:
    return call.text("choice") or call.value
