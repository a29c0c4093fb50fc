"""A person's part in one pairing program."""

from msgspec import Struct

from bot.pairings.programs.records import PairingProgram
from bot.ui.text import Instant


class ProgramStatus(Struct, frozen=True):
    """A program, the person's membership state, and its next draw."""

    program: PairingProgram
    state: str
    day: str = ""
    draw: Instant | None = None
