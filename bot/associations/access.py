"""Load what a button or form about associations means, and check what the caller may do."""

from typing import TypeVar

from bot.associations import opening_records, records
from bot.associations.rules import Association, Chapter, Opening, is_ahead
from bot.associations.views import directory
from bot.associations.views import openings as views
from bot.core.ids import row_number
from bot.core.interactions import Invocation, Refusal
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.speech import say

Owned = TypeVar("Owned", Association, Chapter, Opening)


async def require_association(call: Invocation, tx: ReadTransaction) -> Association:
    """Return the association of an interaction; raise Refusal if it was removed."""
    return await require_association_by_id(call, tx, row_number(_about(call)))


async def require_association_by_id(
    call: Invocation, tx: ReadTransaction, number: int
) -> Association:
    """Return an association; raise Refusal if it was removed."""
    association = await records.find_association(tx, call.workspace, number)
    if association is None:
        raise Refusal(directory.gone_text())
    return association


async def require_own_association(call: Invocation, tx: ReadTransaction) -> Association:
    """Return the association of an interaction; raise Refusal unless the caller may change it."""
    return _own(call, await require_association(call, tx))


async def require_chapter(call: Invocation, tx: ReadTransaction) -> Chapter:
    """Return the chapter of an interaction; raise Refusal if it was removed."""
    chapter = await records.find_chapter(tx, call.workspace, row_number(_about(call)))
    if chapter is None:
        raise Refusal(directory.chapter_gone_text())
    return chapter


async def require_own_chapter(call: Invocation, tx: ReadTransaction) -> Chapter:
    """Return the chapter of an interaction; raise Refusal unless the caller may change it."""
    return _own(call, await require_chapter(call, tx))


async def require_opening(call: Invocation, tx: Transaction) -> Opening:
    """Return the opening of an interaction, in any state, locked until the transaction ends."""
    number = row_number(_about(call))
    opening = await opening_records.get_opening_for_update(tx, call.workspace, number)
    if opening is None:
        raise Refusal(views.gone_text())
    return opening


async def require_opening_ahead(call: Invocation, tx: Transaction) -> Opening:
    """Return the opening of an interaction; raise Refusal after its deadline."""
    opening = await require_opening(call, tx)
    if not is_ahead(opening, call.now):
        raise Refusal(views.over_text())
    return opening


async def require_own_opening(call: Invocation, tx: Transaction) -> Opening:
    """Return the opening of an interaction; raise Refusal unless the caller may change it."""
    return _own(call, await require_opening(call, tx))


def can_change(call: Invocation, saved: Association | Chapter | Opening) -> bool:
    """Return whether the caller added this, or is an organiser."""
    return call.organiser or saved.added_by == call.person


def _own(call: Invocation, saved: Owned) -> Owned:
    if not can_change(call, saved):
        raise Refusal(say(directory.NOT_YOURS))
    return saved


def _about(call: Invocation) -> str:
    return call.field_text("choice") or call.value
