"""Report of a round: one post in the channel about the draw and the previous round."""

import datetime as dt
from collections.abc import Sequence

from bot.core import outbox
from bot.learnings import records as learnings
from bot.pairings import rules
from bot.pairings.insights.records import recent_network
from bot.pairings.programs import records
from bot.pairings.programs.records import PairingProgram
from bot.pairings.rounds import records as round_records
from bot.pairings.rounds.participants import Participants
from bot.pairings.rounds.records import GroupMember, PairingGroup, PairingRound
from bot.pairings.rules import ProgramProgress
from bot.pairings.views import rounds as views
from bot.pairings.views.picture import with_picture
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.cards import Quote

MAX_QUOTES = 3


async def post_report(
    tx: Transaction,
    program: PairingProgram,
    pairing_round: PairingRound,
    previous: PairingRound | None,
    groups: Sequence[Sequence[str]],
    roster: Participants,
    following: dt.datetime | None,
) -> None:
    """Post the report of a round; one without groups has none.

    `following` is the next draw. The first report of a month has the picture of who met.
    """
    if not groups:
        return

    previous_groups = await round_records.list_groups(tx, previous) if previous else []
    teams = {person: profile.team.casefold() for person, profile in roster.people.items()}
    tally = rules.tally_round(groups, teams, roster.past.rounds)
    rounds = [*roster.past.rounds, groups]
    progress = await _count_progress(tx, program, previous_groups, rounds)
    quotes = await _list_quotes(tx, program, previous_groups)
    next_draw = await records.next_draw(tx, program) if following else None
    skip_day = next_draw[0] if next_draw else None
    card = views.report_card(program, pairing_round, tally, progress, quotes, skip_day=skip_day)

    if previous and previous.local_date.month != pairing_round.local_date.month:
        network = await recent_network(tx, program, pairing_round.drawn_at)
        card = with_picture(card, network) if network else card
    await outbox.post(
        tx,
        program.workspace,
        f"round:{pairing_round.id}:report",
        program.channel,
        card,
        reason=rules.REPORT,
        due=pairing_round.drawn_at,
        expires=pairing_round.ends_at,
    )


async def _list_quotes(
    tx: ReadTransaction,
    program: PairingProgram,
    groups: Sequence[tuple[PairingGroup, list[GroupMember]]],
) -> list[Quote]:
    authors = set()
    for group, members in groups:
        authors |= {(group.subject, member.person) for member in members}
    return await learnings.shared_by(tx, program.workspace, authors, MAX_QUOTES)


async def _count_progress(
    tx: ReadTransaction,
    program: PairingProgram,
    previous_groups: Sequence[tuple[PairingGroup, list[GroupMember]]],
    rounds: Sequence[Sequence[Sequence[str]]],
) -> ProgramProgress:
    introduced, met = set[str](), set[str]()
    for group, members in previous_groups:
        if group.state != "alone":
            introduced.update(member.person for member in members)
        if group.state == "met":
            met.update(member.person for member in members if member.answer != "cant")

    everybody = {member.person for member in await records.list_memberships(tx, program, "in")}
    pairs_met = set[tuple[str, str]]()
    for groups in rounds:
        pairs_met.update(pair for pair in rules.pairs_within(groups) if everybody.issuperset(pair))
    pairs_possible = len(everybody) * (len(everybody) - 1) // 2
    return ProgramProgress(len(met), len(introduced), len(pairs_met), pairs_possible)
