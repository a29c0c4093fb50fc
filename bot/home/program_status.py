"""A person's part in one pairing program."""

import datetime as dt

from msgspec import Struct

from bot.pairings import rules
from bot.pairings.programs import records as programs
from bot.pairings.programs.records import PairingProgram
from bot.pairings.rounds.once import people_done
from bot.pairings.rounds.participants import is_away
from bot.store.engine import ReadTransaction
from bot.ui.text import Instant


class ProgramStatus(Struct, frozen=True):
    """A program, the person's membership state, and its next draw.

    `state` is that of a membership; "once" for one round, "done" while that one runs, and "out" for
    whoever has none. `skipped` and `away` are about the next round.
    """

    program: PairingProgram
    state: str
    day: str = ""
    draw: Instant | None = None
    skipped: bool = False
    away: bool = False

    @property
    def is_in(self) -> bool:
        """Whether the next round includes the person, unless they skip it."""
        return self.state in ("in", "once")


async def load_status(
    tx: ReadTransaction, program: PairingProgram, person: str, now: dt.datetime
) -> ProgramStatus:
    """Return somebody's part in a program."""
    membership = await programs.find_membership(tx, program, person)
    state = membership.state if membership else "out"
    if membership and membership.once:
        state = "done" if person in await people_done(tx, program) else "once"
    planned = await programs.next_draw(tx, program)
    if planned is None or planned[1] <= now:
        return ProgramStatus(program, state)

    day, at = planned
    skipped = away = False
    if state in ("in", "once"):
        skipped = person in await programs.people_skipping(tx, program, day)
        date = rules.round_date(program, day)
        away = await is_away(tx, program.workspace, person, date)
    draw = Instant(at, program.zone)
    return ProgramStatus(program, state, day.isoformat(), draw, skipped, away)
