"""Buttons of organisers below the note about a dying program: invite again, change, stop."""

from bot.core.ids import row_number
from bot.core.interactions import Answer, Invocation, OpenForm, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Router
from bot.pairings.programs import hosts, invitations, records
from bot.pairings.programs.commands.setup import stop_rounds
from bot.pairings.programs.records import PairingProgram
from bot.pairings.views import health as views
from bot.pairings.views import setup as setup_views
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.speech import say

router = Router()


@router.button("program.invite", Role.ORGANISER)
async def invite_again(call: Invocation, tx: Transaction) -> Answer:
    """Invite those once more who have not answered, and whoever is new; at most once a month."""
    program = await _program_of_click(call, tx)
    if not await invitations.invite_again(tx, program, call.now):
        raise Refusal(say(views.INVITED_ALREADY))
    return Reply(views.invited_again_card(program))


@router.button("program.change", Role.ORGANISER)
async def open_settings(call: Invocation, tx: Transaction) -> Answer:
    """Open the setup form with the program's settings."""
    program = await _program_of_click(call, tx)
    name, host = program.channel_name, await hosts.find_named(tx, program)
    return OpenForm(setup_views.setup_form(program, program.channel, name, program.zone, host))


@router.button("program.stop", Role.ORGANISER)
async def ask_to_stop(call: Invocation, tx: Transaction) -> Answer:
    """Ask whether the program is to be stopped."""
    return Reply(views.really_stop_card(await _program_of_click(call, tx)))


@router.button("program.stop_now", Role.ORGANISER)
async def stop_program(call: Invocation, tx: Transaction) -> Answer:
    """Stop the program."""
    program = await _program_of_click(call, tx)
    return Reply(setup_views.stopped_card(await stop_rounds(tx, program, call.now)))


async def _program_of_click(call: Invocation, tx: ReadTransaction) -> PairingProgram:
    program = await records.find_program(tx, call.workspace, row_number(call.value))
    if program is None or not program.active:
        raise Refusal(views.stopped_already())
    return program
