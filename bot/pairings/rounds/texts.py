"""What people wrote that the report of a round quotes."""

from collections.abc import Sequence

from bot.core.concerns import Concern
from bot.core.subjects import Subject
from bot.learnings import records as learnings
from bot.learnings.texts import concern_about
from bot.pairings.programs import records
from bot.pairings.rounds import history, report
from bot.pairings.rounds import records as round_records
from bot.pairings.rounds.departures import reports_on
from bot.store.engine import ReadTransaction


async def concern_of_report(
    tx: ReadTransaction, workspace: str, _person: str, about: Subject
) -> Concern | None:
    """Return what people wrote that the report of a round quotes."""
    pairing_round = await round_records.round_by_id(tx, workspace, about.id)
    if pairing_round is None:
        return None
    program = await records.find_program(tx, workspace, pairing_round.program)
    if program is None:
        return None
    previous = await round_records.last_round(tx, program, pairing_round.local_date)
    attendance = await history.list_attendance(tx, previous) if previous else []
    return concern_about(await report.list_quoted(tx, program, attendance))


async def reports_quoting(
    tx: ReadTransaction, workspace: str, subjects: Sequence[Subject]
) -> list[Subject]:
    """Return the reports that quote these learnings."""
    groups = []
    for subject in subjects:
        learning = await learnings.find_saved(tx, workspace, subject.id)
        if learning and learning.about.kind == "group":
            groups.append(learning.about.id)
    return await reports_on(tx, workspace, groups) if groups else []
