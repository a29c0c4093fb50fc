"""The program that a command means: that of its channel, or the only one."""

from bot.core.router import Invocation, Refusal
from bot.pairings.programs import records
from bot.pairings.programs.records import PairingProgram
from bot.pairings.views import invitation as views
from bot.store.engine import ReadTransaction


async def resolve_program(call: Invocation, tx: ReadTransaction) -> PairingProgram:
    """Give the circle of this channel, or the only one there is."""
    circles = await _candidate_programs(call, tx)
    if len(circles) > 1:
        raise Refusal(views.IN_ITS_CHANNEL)
    return circles[0]


async def _candidate_programs(call: Invocation, tx: ReadTransaction) -> list[PairingProgram]:
    circles = await records.active_programs(tx, call.workspace)
    if not circles:
        raise Refusal(views.NOT_SET_UP)
    return [circle for circle in circles if circle.channel == call.channel] or circles
