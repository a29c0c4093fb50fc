"""The buttons of an introduction: one asks for it, and the other says yes, or not now."""

from bot.core import outbox
from bot.core.ids import row_number
from bot.core.interactions import Answer, Invocation, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Router
from bot.know_how import introductions, records
from bot.know_how.access import find_named
from bot.know_how.live_cards import render_question
from bot.know_how.rules import IntroductionRequest
from bot.know_how.views import answers
from bot.know_how.views import introductions as views
from bot.open_tables.access import may_ask
from bot.open_tables.views.invitations import ask_in_person
from bot.people import records as people
from bot.store.engine import Transaction
from bot.ui.cards import Card
from bot.ui.notices import outdated_button_card
from bot.ui.speech import say

router = Router()


@router.button("who.introduce", Role.ANYONE)
async def ask_for_introduction(call: Invocation, tx: Transaction) -> Answer:
    """Ask a colleague in private whether the caller may be introduced to them."""
    caller = await people.get_caller(call, tx)
    found = await find_named(call, tx, call.value)
    if found is None:
        raise Refusal(say(answers.GONE))
    expert, evidence = found
    await people.lock_people(tx, call.workspace, call.person, expert.id)
    for request in await records.list_requests(tx, call.workspace, call.person):
        if request.expert == expert.id:
            return Reply(views.asked_card(request, expert, caller.zone))
    if not await may_ask(tx, call.workspace, call.person, expert.id, call.now):
        raise Refusal(ask_in_person(expert.name))
    request = await introductions.ask_expert(call, tx, expert.id, evidence)
    return Reply(views.asked_card(request, expert, caller.zone))


@router.button("who.yes", Role.ANYONE)
async def agree_to_meet(call: Invocation, tx: Transaction) -> Answer:
    """Introduce the caller and whoever asked, if nothing keeps them apart by now."""
    request = await _find_asked(call, tx)
    if request is None:
        return Reply(outdated_button_card())
    await people.lock_people(tx, call.workspace, *request.pair)
    is_open = request.state == "asked" and call.now < request.until
    if is_open:
        await introductions.introduce_both(tx, request, call.now)
    return Reply(await _render(call, tx, request))


@router.button("who.later", Role.ANYONE)
async def decline_for_now(call: Invocation, tx: Transaction) -> Answer:
    """Write down that the caller would rather not now; whoever asked reads no more of it."""
    request = await _find_asked(call, tx)
    if request is None:
        return Reply(outdated_button_card())
    if request.state == "asked" and call.now < request.until:
        await records.update_request(tx, request.id, declined_at=call.now)
        await outbox.invalidate(tx, call.workspace, request.subject)
    return Reply(await _render(call, tx, request))


async def _find_asked(call: Invocation, tx: Transaction) -> IntroductionRequest | None:
    """Return the request that a button is about, locked, if the caller is who is asked."""
    number = row_number(call.value)
    request = await records.find_request_for_update(tx, call.workspace, number)
    return request if request and request.expert == call.person else None


async def _render(call: Invocation, tx: Transaction, request: IntroductionRequest) -> Card:
    """Return the question as it stands after a click."""
    card = await render_question(tx, call.workspace, request.subject, call.now)
    return card or outdated_button_card()
