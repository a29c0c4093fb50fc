"""Find what a button or form about associations means, and see who may do what with it."""

from typing import TypeVar

from bot.associations import opening_records, records
from bot.associations.rules import Association, Chapter, Opening, is_ahead
from bot.associations.views import directory
from bot.associations.views import openings as views
from bot.core.ids import row_number
from bot.core.router import Invocation, Refusal
from bot.store.engine import ReadTransaction, Transaction

Kept = TypeVar("Kept", Association, Chapter, Opening)


async def require_association(call: Invocation, tx: ReadTransaction) -> Association:
    """Give the association that a gesture is about; refuse calmly where it is gone."""
    return await require_association_by_id(call, tx, row_number(_about(call)))


async def require_association_by_id(
    call: Invocation, tx: ReadTransaction, number: int
) -> Association:
    """Give the association of this number."""
    found = await records.find_association(tx, call.workspace, number)
    if found is None:
        raise Refusal(directory.GONE)
    return found


async def require_own_association(call: Invocation, tx: ReadTransaction) -> Association:
    """Give the association that this person may change."""
    return _own(call, await require_association(call, tx))


async def require_chapter(call: Invocation, tx: ReadTransaction) -> Chapter:
    """Give the chapter that a gesture is about."""
    found = await records.find_chapter(tx, call.workspace, row_number(_about(call)))
    if found is None:
        raise Refusal(directory.CHAPTER_GONE)
    return found


async def require_own_chapter(call: Invocation, tx: ReadTransaction) -> Chapter:
    """Give the chapter that this person may change."""
    return _own(call, await require_chapter(call, tx))


async def require_opening(call: Invocation, tx: Transaction) -> Opening:
    """Give the opening that a gesture is about, whatever became of it, held until the transaction
    ends."""
    found = await opening_records.get_opening_for_update(
        tx, call.workspace, row_number(_about(call))
    )
    if found is None:
        raise Refusal(views.GONE)
    return found


async def require_opening_ahead(call: Invocation, tx: Transaction) -> Opening:
    """Give the opening for which there is still time."""
    found = await require_opening(call, tx)
    if not is_ahead(found, call.now):
        raise Refusal(views.OVER)
    return found


async def require_own_opening(call: Invocation, tx: Transaction) -> Opening:
    """Give the opening that this person may change."""
    return _own(call, await require_opening(call, tx))


def can_change(call: Invocation, one: Association | Chapter | Opening) -> bool:
    """Tell whether somebody added this, or organises here."""
    return call.organiser or one.added_by == call.person


def _own(call: Invocation, one: Kept) -> Kept:
    if not can_change(call, one):
        raise Refusal(directory.NOT_YOURS)
    return one


def _about(call: Invocation) -> str:
    return call.field_text("choice") or call.value
