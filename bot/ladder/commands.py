"""`/mingle standing`, and what somebody adds to it."""

from bot.core.interactions import Answer, Invocation, Reply
from bot.core.permissions import Role
from bot.core.router import Router
from bot.ladder import records, views
from bot.ladder.rules import RUNGS
from bot.people import records as people
from bot.store.engine import Transaction
from bot.ui.notices import outdated_button_card
from bot.ui.speech import mark, say

router = Router()


@router.button("ladder.show", Role.ANYONE)
@router.command("mingle standing", mark("See your own way from attending to leading"), Role.ANYONE)
async def show_ladder(call: Invocation, tx: Transaction) -> Answer:
    """Show the caller where they stand."""
    return await _reply(call, tx)


@router.button("ladder.add", Role.ANYONE)
async def add_by_hand(call: Invocation, tx: Transaction) -> Answer:
    """Save what the caller did elsewhere."""
    rung = call.field_text("choice") or call.value
    if rung not in RUNGS:
        return Reply(outdated_button_card())
    await records.add_rung(tx, call.workspace, call.person, rung, call.now)
    return await _reply(call, tx, say(views.ADDED))


@router.button("ladder.remove", Role.ANYONE)
async def forget_added(call: Invocation, tx: Transaction) -> Answer:
    """Forget what the caller added by hand."""
    await records.remove_added(tx, call.workspace, call.person)
    return await _reply(call, tx, say(views.REMOVED))


@router.button("ladder.letter", Role.ANYONE)
async def write_letter(call: Invocation, tx: Transaction) -> Answer:
    """Show the caller the letter on their last year, because they asked for it."""
    ladder = await records.load_ladder(tx, call.workspace, call.person, call.now, records.A_YEAR)
    caller = await people.get_caller(call, tx)
    return Reply(views.letter_card(ladder, caller.mention))


async def _reply(call: Invocation, tx: Transaction, said: str = "") -> Answer:
    ladder = await records.load_ladder(tx, call.workspace, call.person, call.now)
    return Reply(views.ladder_card(ladder, said))
