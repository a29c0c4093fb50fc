"""Jobs of pairing rounds: the notice, the draw, and the end of stopped programs."""

import random
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from datetime import datetime
from functools import partial

from bot.core import outbox
from bot.core.alerts import alert_organisers
from bot.core.channel_rest import why_resting
from bot.core.schedule import DueOccurrence, Job, Offload, Run, StalePreparation
from bot.pairings import rules
from bot.pairings.programs import records
from bot.pairings.programs.records import PairingProgram
from bot.pairings.rounds import cancellation, corrections, draw, notices, once, proposal, timetable
from bot.pairings.views import rounds as views
from bot.store.engine import Database, Transaction
from bot.ui.text import Instant

ProgramStep = Callable[
    [Transaction, PairingProgram, DueOccurrence, datetime, random.Random], Awaitable[None]
]


def program_job(step: ProgramStep) -> Run:
    """Return the job of a step in a program's life; it does nothing once the program is gone."""

    async def run(tx: Transaction, due: DueOccurrence, now: datetime, rng: random.Random) -> None:
        program = await records.find_program(tx, due.workspace, due.subject.id)
        if program:
            await step(tx, program, due, now, rng)

    return run


async def _announce(
    tx: Transaction, program: PairingProgram, due: DueOccurrence, now: datetime, _rng: random.Random
) -> None:
    if not await why_resting(tx, program.workspace, program.channel):
        # whoever has left is known before the draw, as is what is missing in the channel
        key = f"census:{program.channel}:{due.local_date}:notice"
        await outbox.request_member_sync(tx, program.workspace, key, program.channel, now)
        await notices.announce_round(tx, program, due.local_date, now)


async def _look(
    tx: Transaction, program: PairingProgram, due: DueOccurrence, now: datetime, _rng: random.Random
) -> None:
    """Ask who is in the channel, and what Mingle may do there, while there is time to mend it."""
    key = f"census:{program.channel}:{due.local_date}:draw"
    await outbox.request_member_sync(tx, program.workspace, key, program.channel, now)


async def _announce_again(
    tx: Transaction, program: PairingProgram, due: DueOccurrence, now: datetime, _rng: random.Random
) -> None:
    if not await why_resting(tx, program.workspace, program.channel):
        await notices.announce_again(tx, program, due.local_date, now)


async def _draw(
    tx: Transaction, program: PairingProgram, due: DueOccurrence, now: datetime, rng: random.Random
) -> None:
    if await why_resting(tx, program.workspace, program.channel):
        await timetable.schedule_following(tx, program, due.local_date, now)
        await notices.tell_resting(tx, program, due.local_date, now)
        return
    await draw.draw_round(tx, program, due.local_date, now, rng)


async def _prepare_draw(
    database: Database, due: DueOccurrence, now: datetime, rng: random.Random, offload: Offload
) -> Run:
    """Solve a large round before the transaction; a small one is solved inside it."""
    async with database.read_transaction() as tx:
        program = await records.find_program(tx, due.workspace, due.subject.id)
        if program is None or await why_resting(tx, program.workspace, program.channel):
            return _DRAW
        with tx.view.reading(program.workspace) if tx.view else nullcontext() as reading:
            participants = await draw.participants_due(tx, program, due.local_date, now)

    if participants is None:
        return _DRAW
    if proposal.fits_inline(len(participants.people), participants.inputs.rules.size):
        return _DRAW

    solved = await proposal.compute_proposal(participants, proposal.new_seed(rng), offload)
    async with database.read_transaction() as tx:
        if tx.view and reading:
            tx.view.holds(reading)  # what has not changed meanwhile is not read again
        prepared = await draw.prepare_draw(tx, program, due.local_date, now, solved)

    async def draw_prepared(
        tx: Transaction,
        program: PairingProgram,
        due: DueOccurrence,
        now: datetime,
        rng: random.Random,
    ) -> None:
        if prepared is None:
            raise StalePreparation
        await draw.draw_round(tx, program, due.local_date, now, rng, prepared)

    return program_job(draw_prepared)


async def _too_late(
    tx: Transaction, program: PairingProgram, due: DueOccurrence, now: datetime, _rng: random.Random
) -> None:
    days = rules.missed_days(program, due.local_date, now)
    following = await timetable.schedule_following(tx, program, days[-1], now)
    await corrections.refresh_notices(tx, program, due.local_date)
    dates = [rules.round_date(program, day) for day in days]
    card = partial(
        views.missed_rounds_card,
        program,
        dates,
        Instant(following, program.zone) if following else None,
    )
    await alert_organisers(
        tx, program.workspace, f"missed:{program.id}:{due.local_date}", card, now
    )


async def _close(
    tx: Transaction,
    program: PairingProgram,
    _due: DueOccurrence,
    now: datetime,
    _rng: random.Random,
) -> None:
    if not program.active:
        await once.release(tx, program, await once.people_done(tx, program), now)
        await cancellation.close_running(tx, program)


_DRAW = program_job(_draw)
JOBS = {
    "round.notice": Job(program_job(_announce)),
    "round.second_notice": Job(program_job(_announce_again)),
    "round.look": Job(program_job(_look), grace=rules.LOOK_BEFORE, quiet=True),
    "round.draw": Job(
        _DRAW, grace=rules.DRAW_GRACE, too_late=program_job(_too_late), prepare=_prepare_draw
    ),
    "round.close": Job(program_job(_close), let_go=program_job(_close)),
}
