"""Say what the lunches of one channel are to one person."""

from msgspec import Struct

from bot.pairings.programs.records import PairingProgram
from bot.ui.text import Instant


class ProgramStatus(Struct, frozen=True):
    """One channel's lunches, as they concern one person."""

    program: PairingProgram
    state: str
    day: str = ""
    draw: Instant | None = None
