"""Jobs that follow a round up: the nudge, the midpoint check-in, a stopped program's last one."""

import random
from datetime import datetime, timedelta

from bot.core.schedule import DueOccurrence, Job
from bot.pairings.agreements import updates
from bot.pairings.programs import hosts
from bot.pairings.programs import records as programs
from bot.pairings.programs.records import PairingProgram
from bot.pairings.rounds import (
    cancellation,
    confirmation,
    group_details,
    notices,
    records,
    rematch,
    replacements,
)
from bot.pairings.rounds.group_details import GroupDetails
from bot.pairings.rounds.records import PairingRound
from bot.store.engine import Transaction
from jobs.pairings import program_job

GRACE = timedelta(days=1)


async def _nudge(
    tx: Transaction, program: PairingProgram, due: DueOccurrence, now: datetime, _rng: random.Random
) -> None:
    running, groups = await _drawn_groups(tx, program, due)
    if running:
        await notices.send_nudges(tx, program, running, groups, now)


async def _midpoint(
    tx: Transaction, program: PairingProgram, due: DueOccurrence, now: datetime, _rng: random.Random
) -> None:
    running, groups = await _drawn_groups(tx, program, due)
    if running:
        await notices.send_check_ins(tx, program, running, groups, now, "mid")


async def _end(
    tx: Transaction, program: PairingProgram, due: DueOccurrence, now: datetime, _rng: random.Random
) -> None:
    running = await records.last_round(tx, program)
    if running and running.local_date == due.local_date:
        groups = await group_details.load_round_groups(tx, running)
        await notices.send_check_ins(tx, program, running, groups, now, "end")


async def _drawn_groups(
    tx: Transaction, program: PairingProgram, due: DueOccurrence
) -> tuple[PairingRound | None, list[GroupDetails]]:
    """Return the running round with its groups, without those made since, which have own jobs."""
    running = await records.last_round(tx, program)
    if running is None or running.local_date != due.local_date:
        return None, []
    groups = await group_details.load_round_groups(tx, running)
    return running, [details for details in groups if details.group.made_at is None]


async def _nudge_group(
    tx: Transaction, due: DueOccurrence, now: datetime, _rng: random.Random
) -> None:
    details = await group_details.load_group(tx, due.workspace, due.subject.id)
    if details:
        await notices.send_nudges(tx, details.program, details.round, [details], now)


async def _check_in_on_group(
    tx: Transaction, due: DueOccurrence, now: datetime, _rng: random.Random
) -> None:
    details = await group_details.load_group(tx, due.workspace, due.subject.id)
    if details:
        await notices.send_check_ins(tx, details.program, details.round, [details], now, "mid")


async def _regroup(tx: Transaction, due: DueOccurrence, now: datetime, rng: random.Random) -> None:
    details = await group_details.load_group(tx, due.workspace, due.subject.id)
    if details:
        await rematch.regroup(tx, details.program, details.round, now, rng)


async def _pass_moment(
    tx: Transaction, due: DueOccurrence, _now: datetime, _rng: random.Random
) -> None:
    at = datetime.fromisoformat(due.subject.parts[0])
    await updates.end_passed_moments(tx, due.workspace, due.subject.id, at)


async def _close_question(
    tx: Transaction, due: DueOccurrence, now: datetime, _rng: random.Random
) -> None:
    host = await hosts.lock_host(tx, due.workspace, due.subject.id)
    program = await programs.find_program(tx, due.workspace, host.program) if host else None
    if host and program and host.state == "asked":
        await hosts.end(tx, program, host, now)


JOBS = {
    hosts.CLOSE: Job(_close_question, let_go=_close_question),
    updates.MOMENT_PASSES: Job(_pass_moment, let_go=_pass_moment),
    cancellation.RESCUE_ENDS: Job(cancellation.end_rescue, let_go=cancellation.end_rescue),
    "round.nudge": Job(program_job(_nudge), grace=GRACE),
    "round.midpoint": Job(program_job(_midpoint), grace=GRACE),
    "group.nudge": Job(_nudge_group, grace=GRACE),
    "group.check_in": Job(_check_in_on_group, grace=GRACE),
    replacements.REGROUP: Job(_regroup, grace=GRACE),
    "round.checkin": Job(program_job(_end), grace=GRACE),
    confirmation.UNSURE: Job(confirmation.tell_unsure, grace=GRACE),
}
