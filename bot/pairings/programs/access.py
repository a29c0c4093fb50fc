"""Programs that a command or a click may mean."""

from bot.core.ids import row_number
from bot.core.interactions import Invocation, Refusal
from bot.pairings.programs import records
from bot.pairings.programs.records import PairingProgram
from bot.pairings.views import invitation as views
from bot.store.engine import ReadTransaction
from bot.ui.speech import say


async def resolve_program(call: Invocation, tx: ReadTransaction) -> PairingProgram:
    """Return the program of this channel, or the only one there is. Raise Refusal if unclear."""
    programs = await candidate_programs(call, tx)
    if len(programs) > 1:
        raise Refusal(say(views.IN_ITS_CHANNEL))
    return programs[0]


async def candidate_programs(call: Invocation, tx: ReadTransaction) -> list[PairingProgram]:
    """Return the program of this channel, or all active ones. Raise Refusal if there is none."""
    programs = await records.active_programs(tx, call.workspace)
    if not programs:
        raise Refusal(views.not_set_up())
    return [program for program in programs if program.channel == call.channel] or programs


async def program_of_click(call: Invocation, tx: ReadTransaction) -> PairingProgram:
    """Return the program that was chosen of several, or that of a button. Raise Refusal if it is
    stopped.
    """
    number = row_number(call.field_text("choice") or call.value)
    program = await records.find_program(tx, call.workspace, number)
    if program is None or not program.active:
        raise Refusal(views.program_stopped())
    return program
