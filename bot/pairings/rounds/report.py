"""Report of a round: one post in the channel about the draw and the previous round."""

import datetime as dt
from collections.abc import Sequence

from bot.core import outbox
from bot.core.ids import row_number
from bot.core.subjects import Subject
from bot.learnings import records as learnings
from bot.learnings.rules import SharedLearning
from bot.pairings import rules
from bot.pairings.insights.records import (
    recent_network,
    settled_rounds,
    unsent_groups,
)
from bot.pairings.programs import records
from bot.pairings.programs.records import PairingProgram
from bot.pairings.rounds import history, undone_records
from bot.pairings.rounds import records as round_records
from bot.pairings.rounds.history import Attendance
from bot.pairings.rounds.records import PairingRound
from bot.pairings.rules import Introduced, LastRound
from bot.pairings.views import rounds as views
from bot.pairings.views.picture import with_picture
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.cards import Card
from bot.ui.crowds import is_crowd_now

MAX_QUOTES = 3
SOON = dt.timedelta(minutes=10)  # a report waits so long for further introductions to arrive
AWAY = ("cant", "out")


async def post_report(
    tx: Transaction, program: PairingProgram, pairing_round: PairingRound
) -> None:
    """Post the report of a round, a live card."""
    await outbox.post(
        tx,
        program.workspace,
        f"round:{pairing_round.id}:report",
        program.channel,
        None,
        subject=pairing_round.subject,
        reason=rules.REPORT,
        due=pairing_round.drawn_at,
        expires=pairing_round.ends_at,
    )


async def is_expected(
    tx: ReadTransaction, program: PairingProgram, pairing_round: PairingRound
) -> bool:
    """Return whether the channel waits for a report: the round before introduced somebody."""
    previous = await round_records.last_round(tx, program, pairing_round.local_date)
    if previous is None:
        return False
    groups = await round_records.drawn_groups(tx, previous, introduced=True)
    return bool(groups)


async def count_arrivals(
    tx: Transaction, workspace: str, keys: Sequence[str], now: dt.datetime
) -> None:
    """Have reports count the introductions that arrived, once no other of the round is near."""
    groups = [row_number(key.split(":")[1]) for key in keys]
    settled = await settled_rounds(tx, workspace, groups, now + SOON)
    if settled:
        await outbox.invalidate(tx, workspace, *(Subject("report", number) for number in settled))


async def render_report(
    tx: ReadTransaction,
    workspace: str,
    subject: Subject,
    now: dt.datetime,  # noqa: ARG001
) -> Card | None:
    """Render the report of a round: the groups that were introduced, and the round before.

    The first report of a month has the picture of who met.
    """
    pairing_round = await round_records.round_by_id(tx, workspace, subject.id)
    if pairing_round is None:
        return None
    program = await records.find_program(tx, workspace, pairing_round.program)
    if program is None:
        return None

    previous = await round_records.last_round(tx, program, pairing_round.local_date)
    attendance = await history.list_attendance(tx, previous) if previous else []
    quotes = [each.quote for each in await list_quoted(tx, program, attendance)]
    groups = await round_records.drawn_groups(tx, pairing_round, introduced=True)
    earlier = await history.count_earlier(tx, pairing_round)
    last = await _count_last(tx, previous, attendance)
    next_draw = await records.next_draw(tx, program)
    card = views.report_card(
        program,
        pairing_round,
        Introduced(sum(map(len, groups)), earlier),
        last,
        quotes,
        skip_day=next_draw[0] if next_draw and pairing_round.state == "drawn" else None,
        undone=await undone_records.has_undone(tx, pairing_round),
    )
    if previous and previous.local_date.month != pairing_round.local_date.month:
        network = await recent_network(tx, program, pairing_round.drawn_at)
        card = with_picture(card, network) if network else card
    return card


async def list_quoted(
    tx: ReadTransaction, program: PairingProgram, attendance: Sequence[Attendance]
) -> list[SharedLearning]:
    """Return what the report after a round quotes; unnamed only where many could be meant."""
    authors = {(Subject("group", each.group), each.person) for each in attendance}
    shared = await learnings.shared_by(tx, program.workspace, authors)
    is_many = is_crowd_now(len({each.person for each in attendance}))
    return [each for each in shared if each.quote.by or is_many][:MAX_QUOTES]


async def _count_last(
    tx: ReadTransaction, previous: PairingRound | None, attendance: Sequence[Attendance]
) -> LastRound:
    unsent = await unsent_groups(tx, previous) if previous else ()
    introduced, met = set[str](), set[str]()
    for group, state, person, answer in attendance:
        is_introduced = state not in round_records.NEVER_MET and group not in unsent
        if is_introduced and answer != "out":
            introduced.add(person)
        if state == "met" and answer not in AWAY:
            met.add(person)
    return LastRound(len(met), len(introduced))
