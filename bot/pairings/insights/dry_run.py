"""Dry runs: the next round as it would be drawn now, and the last round drawn again.

Nothing is saved. Inputs are read in a transaction; the returned function computes the card outside.
"""

import datetime as dt
import random
from collections.abc import Awaitable, Callable
from functools import partial

from msgspec import structs

from bot.core.schedule import Offload
from bot.pairings import rules
from bot.pairings.programs.records import PairingProgram
from bot.pairings.rounds import draw, participants, records
from bot.pairings.rounds.history import load_history
from bot.pairings.rounds.participants import Participants
from bot.pairings.rounds.proposal import compute_proposal, new_seed
from bot.pairings.rounds.records import PairingRound
from bot.pairings.rounds.snapshot import without_private
from bot.pairings.views import rounds as views
from bot.store.engine import ReadTransaction
from bot.ui.cards import Card

Compute = Callable[[Offload], Awaitable[Card]]
DryRun = Callable[[ReadTransaction, PairingProgram, dt.datetime, random.Random], Awaitable[Compute]]


async def prepare_preview(
    tx: ReadTransaction, program: PairingProgram, now: dt.datetime, rng: random.Random
) -> Compute:
    """Collect the participants of the next round; the card shows their groups.

    Private wishes stay out: whoever looked often enough would see who is never together.
    """
    roster = await participants.collect_next_participants(tx, program, now)
    roster = structs.replace(roster, inputs=without_private(roster.inputs))
    seed = new_seed(rng)

    async def compute(offload: Offload) -> Card:
        proposal = await compute_proposal(roster, seed, offload)
        return _preview_card(program, roster, draw.split_solo(proposal.groups).groups)

    return compute


async def prepare_replay(
    tx: ReadTransaction, program: PairingProgram, _now: dt.datetime, _rng: random.Random
) -> Compute:
    """Load the stored inputs of the last round; the card shows whether it comes out the same.

    Private wishes are today's, since they are stored with no round.
    """
    last = await records.last_round(tx, program)
    assert last
    inputs = await records.load_snapshot(tx, last)
    if not inputs.people:  # it is so long ago that they are forgotten
        return partial(_forgotten_card, last, program)
    past = await load_history(tx, program, last.local_date, inputs.earlier)
    drawn = await records.drawn_groups(tx, last)
    inputs = await participants.with_private(
        tx, program.workspace, inputs, rules.round_date(program, last.local_date)
    )
    roster = Participants({}, {}, [], inputs, past)

    async def compute(offload: Offload) -> Card:
        proposal = await compute_proposal(roster, last.seed, offload)
        return views.replay_card(
            last,
            program,
            same=_sort_groups(proposal.groups) == _sort_groups(drawn),
            complete=len(past.rounds) == inputs.earlier,
            groups=len(draw.split_solo(proposal.groups).groups),
        )

    return compute


async def _forgotten_card(last: PairingRound, program: PairingProgram, _offload: Offload) -> Card:
    return views.forgotten_inputs_card(last, program)


DRY_RUNS: dict[str, DryRun] = {"round.preview": prepare_preview, "round.replay": prepare_replay}


def _preview_card(program: PairingProgram, roster: Participants, groups: list[list[str]]) -> Card:
    teams = {person: profile.team.casefold() for person, profile in roster.people.items()}
    past = roster.past.rounds
    tally = rules.tally_round(groups, teams, rules.find_last_meetings(past), len(past))
    mentions = [[roster.people[person].mention for person in group] for group in groups]
    return views.preview_card(program, mentions, tally)


def _sort_groups(groups: list[list[str]]) -> list[list[str]]:
    return sorted(sorted(group) for group in groups)
