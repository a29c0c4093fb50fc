"""`/mingle next`, and the buttons of a suggestion."""

import datetime as dt

from bot.core.ids import row_number
from bot.core.interactions import Answer, Invocation, Reply
from bot.core.permissions import Role
from bot.core.router import Router
from bot.next_step import records, views
from bot.next_step.choice import choose_next
from bot.open_tables.commands.invitations import ask_to_lunch
from bot.open_tables.rules import MAX_AHEAD
from bot.people import records as people
from bot.store.engine import Transaction
from bot.ui.speech import mark, say

router = Router()


@router.button("next.show", Role.ANYONE)
@router.command("mingle next", mark("Get one suggestion: what you could do next"), Role.ANYONE)
async def show_next(call: Invocation, tx: Transaction) -> Answer:
    """Suggest one thing that suits the caller."""
    return await _suggest(call, tx)


@router.button("next.pass", Role.ANYONE)
async def pass_suggestion(call: Invocation, tx: Transaction) -> Answer:
    """Remember that a suggestion was not for the caller, and suggest something else."""
    number = row_number(call.value)
    if await records.find_step(tx, call.workspace, call.person, number) is None:
        return Reply(views.too_old_card())
    await records.pass_step(tx, call.workspace, call.person, number)
    return await _suggest(call, tx, say(views.PASSED))


@router.button("next.forget", Role.ANYONE)
async def forget_passed(call: Invocation, tx: Transaction) -> Answer:
    """Forget what was not for the caller."""
    return Reply(views.forgotten_card(await records.forget_passed(tx, call.workspace, call.person)))


@router.button("next.lunch", Role.ANYONE)
async def ask_colleague(call: Invocation, tx: Transaction) -> Answer:
    """Ask the suggested colleague to lunch for the caller, as `/lunch with` does."""
    number, _, moment = call.value.partition(":")
    key = await records.find_step(tx, call.workspace, call.person, row_number(number))
    starts_at = _read_moment(moment)
    if key is None or key.other is None or starts_at is None:
        return Reply(views.too_old_card())
    colleague = await people.find_person(tx, call.workspace, key.other)
    is_ahead = call.now < starts_at <= call.now + MAX_AHEAD
    if colleague is None or colleague.left or not is_ahead:
        return Reply(views.too_old_card())
    return await ask_to_lunch(call, tx, colleague.id, starts_at)


async def _suggest(call: Invocation, tx: Transaction, said: str = "") -> Answer:
    caller = await people.get_caller(call, tx)
    await people.lock_people(tx, call.workspace, caller.id)
    chosen = await choose_next(tx, call.workspace, caller, call.now)
    number = await records.save_step(tx, call.workspace, caller.id, chosen.key, call.now)
    card = views.step_card(chosen.step, number, chosen.above, call.now, said, passed=chosen.passed)
    return Reply(card)


def _read_moment(words: str) -> dt.datetime | None:
    """Return the moment in a button's value, or None."""
    try:
        return dt.datetime.strptime(words, views.MOMENT).replace(tzinfo=dt.UTC)
    except ValueError:
        return None
