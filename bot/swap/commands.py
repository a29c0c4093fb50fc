"""`/mingle swap`: agree to be traded with another company, and take it back."""

from bot.core.ids import row_number
from bot.core.interactions import Answer, FormErrors, Invocation, OpenForm, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Router
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction
from bot.swap import live_cards, lunches, notifications, recheck, records, rules, views
from bot.swap.records import Swap
from bot.swap.traded import topics_of
from bot.ui.speech import mark, say

router = Router().include_routers(live_cards.router, notifications.router, recheck.router)


@router.button("swap.show", Role.ANYONE)
@router.command(
    "mingle swap",
    mark("Have lunch with somebody of another company, if yours swaps with one"),
    Role.ANYONE,
    also=("other company", "company lunch", "swap lunch", "lunch swap"),
)
async def show_swaps(call: Invocation, tx: Transaction) -> Answer:
    """Show the companies that lunches are swapped with."""
    return await _reply(call, tx)


@router.button("swap.open", Role.ANYONE)
async def open_join_form(call: Invocation, tx: Transaction) -> Answer:
    """Open the form in which somebody agrees to be traded."""
    of = await _active(call, tx)
    caller = await people.get_caller(call, tx)
    member = await records.find_member(tx, of.id, caller.id)
    name = rules.first_name(caller.name)
    if not name:
        raise Refusal(say(views.NO_FIRST_NAME))
    return OpenForm(views.join_form(of, member, name, topics_of(caller)))


@router.form("swap.join", Role.ANYONE)
async def join_swap(call: Invocation, tx: Transaction) -> Answer:
    """Save that the caller agrees to be traded, and what of them."""
    of = await _active(call, tx)
    topics = topics_of(await people.get_caller(call, tx))
    field, chosen = call.field_text("field"), call.field_text("topic")
    errors = {}
    if field not in views.fields_to_choose():
        errors["field"] = say(views.UNKNOWN)
    if chosen not in ("any", *map(str, range(len(topics)))):
        errors["topic"] = say(views.UNKNOWN)
    if errors:
        return FormErrors(errors)
    topic = "" if chosen == "any" else topics[int(chosen)]
    await records.save_member(tx, of, call.person, field, topic, call.now)
    return await _reply(call, tx, say(views.JOINED))


@router.button("swap.leave", Role.ANYONE)
async def leave_swap(call: Invocation, tx: Transaction) -> Answer:
    """Trade the caller with a company no more."""
    number = row_number(call.value)
    if await records.find_swap(tx, number, call.workspace) is None:
        raise Refusal(say(views.GONE))
    await lunches.leave_swaps(tx, call.workspace, call.person, call.now, (number,))
    return await _reply(call, tx, say(views.LEFT))


@router.button("swap.cancel", Role.ANYONE)
async def cancel_lunch(call: Invocation, tx: Transaction) -> Answer:
    """Call the caller's own lunch off."""
    lunch = await records.find_lunch(tx, call.workspace, row_number(call.value))
    if lunch is None or lunch.person != call.person or lunch.starts_at <= call.now:
        raise Refusal(say(views.GONE))
    of = await records.lock_swap(tx, lunch.swap)
    if of and lunch.state == "standing":
        await lunches.call_off(tx, of, lunch, call.now, tell=False)
    return Reply(views.cancelled_card())


async def _reply(call: Invocation, tx: ReadTransaction, said: str = "") -> Answer:
    caller = await people.get_caller(call, tx)
    shown = []
    for of in await records.list_swaps(tx, call.workspace):
        if of.state == "active":
            member = await records.find_member(tx, of.id, call.person)
            silent_since = rules.silent_since(of.contact_at or of.made_at, call.now)
            shown.append((of, member, silent_since))
    return Reply(views.swaps_card(shown, rules.first_name(caller.name), said))


async def _active(call: Invocation, tx: ReadTransaction) -> Swap:
    of = await records.find_swap(tx, row_number(call.value), call.workspace)
    if of is None or of.state != "active":
        raise Refusal(say(views.GONE))
    return of
