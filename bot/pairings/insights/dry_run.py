"""Draw without keeping anything: a round as it would be now, and the last one once more."""

import datetime as dt
import random
from collections.abc import Awaitable, Callable

from bot.core.schedule import Offload
from bot.pairings import rules
from bot.pairings.programs.records import PairingProgram
from bot.pairings.rounds import draw, participants, records
from bot.pairings.rounds import proposal as drafts
from bot.pairings.rounds.participants import Participants
from bot.pairings.views import rounds as views
from bot.store.engine import ReadTransaction
from bot.ui.cards import Card

Compute = Callable[[Offload], Awaitable[Card]]
DryRun = Callable[[ReadTransaction, PairingProgram, dt.datetime, random.Random], Awaitable[Compute]]


async def prepare_preview(
    tx: ReadTransaction, program: PairingProgram, now: dt.datetime, rng: random.Random
) -> Compute:
    """Look who takes part in the next round by now.

    Thinking makes the card that shows their groups.
    """
    everybody = await participants.collect_next_participants(tx, program, now)
    seed = drafts.new_seed(rng)

    async def think(apart: Offload) -> Card:
        drawn = await drafts.compute_proposal(everybody, seed, apart)
        return _preview_card(program, everybody, draw.split_solo(drawn.groups).groups)

    return think


async def prepare_replay(
    tx: ReadTransaction, program: PairingProgram, _now: dt.datetime, _rng: random.Random
) -> Compute:
    """Look up what the last round was drawn from.

    Thinking makes the card that tells whether it comes out the same.
    """
    last = await records.last_round(tx, program)
    assert last
    inputs = await records.load_snapshot(tx, last)
    past = await records.load_history(tx, program, last.local_date, inputs.earlier)
    drawn = await records.drawn_groups(tx, last)
    everybody = Participants({}, [], inputs, past)

    async def think(apart: Offload) -> Card:
        again = (await drafts.compute_proposal(everybody, last.seed, apart)).groups
        complete = len(past.rounds) == inputs.earlier
        same = _compare(again) == _compare(drawn)
        return views.replay_card(
            last, program, same=same, complete=complete, groups=len(draw.split_solo(again).groups)
        )

    return think


DRY_RUNS: dict[str, DryRun] = {"round.preview": prepare_preview, "round.replay": prepare_replay}


def _preview_card(program: PairingProgram, roster: Participants, groups: list[list[str]]) -> Card:
    teams = {who: person.team.casefold() for who, person in roster.people.items()}
    tally = rules.tally_round(groups, teams, roster.past.rounds)
    named = [[roster.people[who].mention for who in group] for group in groups]
    return views.preview_card(program, named, tally)


def _compare(groups: list[list[str]]) -> list[list[str]]:
    return sorted(sorted(group) for group in groups)
