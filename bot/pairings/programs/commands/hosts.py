"""The buttons of whoever is asked to host the lunches of a channel, or hosts them."""

from bot.core.ids import row_number
from bot.core.interactions import Answer, Invocation, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Router
from bot.pairings.programs import hosts, records
from bot.pairings.programs.hosts import LunchHost
from bot.pairings.programs.records import PairingProgram
from bot.pairings.views import hosts as views
from bot.people import records as people
from bot.store.engine import Transaction
from bot.ui.speech import say

router = Router()


@router.button("host.yes", Role.ANYONE)
async def agree_to_host(call: Invocation, tx: Transaction) -> Answer:
    """Let the caller host, who was asked to."""
    host, program = await _require_mine(call, tx)
    if host.state == "asked":
        if host.until <= call.now or not program.active:
            raise Refusal(say(views.NOT_ASKED))
        await people.lock_people(tx, call.workspace, call.person)
        await hosts.agree(call, tx, program, host)
    return Reply(views.hosting_card(program, host.id))


@router.button("host.no", Role.ANYONE)
async def stop_hosting(call: Invocation, tx: Transaction) -> Answer:
    """Let the caller not host, or not any more."""
    host, program = await _require_mine(call, tx)
    await hosts.end(tx, program, host, call.now)
    return Reply(views.stopped_card(program, hosted=host.state == "hosting"))


async def _require_mine(call: Invocation, tx: Transaction) -> tuple[LunchHost, PairingProgram]:
    """Return what the caller is asked, or does, and where; refuse if that is over."""
    host = await hosts.lock_host(tx, call.workspace, row_number(call.value))
    program = await records.find_program(tx, call.workspace, host.program) if host else None
    if host is None or program is None or host.person != call.person or host.is_over:
        raise Refusal(say(views.NOT_ASKED))
    return host, program
