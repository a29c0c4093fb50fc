"""Tell a channel, in one post a round, what was drawn and what became of the last one."""

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

MAX_QUOTES = 3


async def post_report(
    tx: Transaction,
    program: PairingProgram,
    pairing_round: PairingRound,
    before: PairingRound | None,
    groups: Sequence[Sequence[str]],
    roster: Participants,
    following: dt.datetime | None,
) -> None:
    """Post the one message of a round; a round without a group has none."""
    if not groups:
        return
    earlier = await round_records.list_groups(tx, before) if before else []
    teams = {who: person.team.casefold() for who, person in roster.people.items()}
    tally = rules.tally_round(groups, teams, roster.past.rounds)
    standing = await _count_progress(tx, program, earlier, [*roster.past.rounds, groups])
    authors = {
        (f"group:{group.id}", member.person) for group, members in earlier for member in members
    }
    quotes = await learnings.shared_by(tx, program.workspace, authors, MAX_QUOTES)
    day = await records.next_draw(tx, program) if following else None
    card = views.report_card(
        program, pairing_round, tally, standing, quotes, skip_day=day[0] if day else None
    )
    if _opens_a_month(pairing_round, before) and (
        found := await recent_network(tx, program, pairing_round.drawn_at)
    ):
        card = with_picture(card, found)
    key = f"round:{pairing_round.id}:report"
    await outbox.post(
        tx,
        program.workspace,
        key,
        program.channel,
        card,
        reason=rules.REPORT,
        due=pairing_round.drawn_at,
        expires=pairing_round.ends_at,
    )


def _opens_a_month(pairing_round: PairingRound, before: PairingRound | None) -> bool:
    return before is not None and before.local_date.month != pairing_round.local_date.month


async def _count_progress(
    tx: ReadTransaction,
    program: PairingProgram,
    earlier: Sequence[tuple[PairingGroup, list[GroupMember]]],
    rounds: Sequence[Sequence[Sequence[str]]],
) -> ProgramProgress:
    introduced = {
        place.person for group, places in earlier if group.state != "alone" for place in places
    }
    met = {
        place.person
        for group, places in earlier
        if group.state == "met"
        for place in places
        if place.answer != "cant"
    }
    members = {member.person for member in await records.list_memberships(tx, program, "in")}
    known = {
        pair for groups in rounds for pair in rules.pairs_within(groups) if members.issuperset(pair)
    }
    return ProgramProgress(
        len(met), len(introduced), len(known), len(members) * (len(members) - 1) // 2
    )
