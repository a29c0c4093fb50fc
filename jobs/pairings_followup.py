"""Jobs that follow a round up: the nudge, the midpoint check-in, a stopped program's last one."""

import random
from datetime import datetime, timedelta

from bot.core.schedule import DueOccurrence, Job
from bot.pairings.agreements import updates
from bot.pairings.programs.records import PairingProgram
from bot.pairings.rounds import cancellation, confirmation, group_details, notices, records
from bot.store.engine import Transaction
from jobs.pairings import program_job

GRACE = timedelta(days=1)


async def _nudge(
    tx: Transaction, program: PairingProgram, due: DueOccurrence, now: datetime, _rng: random.Random
) -> None:
    running = await records.last_round(tx, program)
    if running and running.local_date == due.local_date:
        await notices.send_nudges(tx, program, running, now)


async def _midpoint(
    tx: Transaction, program: PairingProgram, due: DueOccurrence, now: datetime, _rng: random.Random
) -> None:
    await _check_in(tx, program, due, now, "mid")


async def _end(
    tx: Transaction, program: PairingProgram, due: DueOccurrence, now: datetime, _rng: random.Random
) -> None:
    await _check_in(tx, program, due, now, "end")


async def _check_in(
    tx: Transaction, program: PairingProgram, due: DueOccurrence, now: datetime, which: str
) -> None:
    running = await records.last_round(tx, program)
    if running and running.local_date == due.local_date:
        groups = await group_details.load_round_groups(tx, running)
        await notices.send_check_ins(tx, program, running, groups, now, which)


async def _pass_moment(
    tx: Transaction, due: DueOccurrence, _now: datetime, _rng: random.Random
) -> None:
    at = datetime.fromisoformat(due.subject.parts[0])
    await updates.end_passed_moments(tx, due.workspace, due.subject.id, at)


JOBS = {
    updates.MOMENT_PASSES: Job(_pass_moment, let_go=_pass_moment),
    cancellation.RESCUE_ENDS: Job(cancellation.end_rescue, let_go=cancellation.end_rescue),
    "round.nudge": Job(program_job(_nudge), grace=GRACE),
    "round.midpoint": Job(program_job(_midpoint), grace=GRACE),
    "round.checkin": Job(program_job(_end), grace=GRACE),
    confirmation.UNSURE: Job(confirmation.tell_unsure, grace=GRACE),
}
