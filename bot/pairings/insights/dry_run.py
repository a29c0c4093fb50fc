"""Draw without keeping anything: a round as it would be now, and the last one once more."""

import datetime as dt
import random
from collections.abc import Awaitable, Callable

from bot.core.schedule import Apart
from bot.pairings import rules
from bot.pairings.programs.records import Circle
from bot.pairings.rounds import draw, participants, records
from bot.pairings.rounds import proposal as drafts
from bot.pairings.rounds.participants import Party
from bot.pairings.views import rounds as views
from bot.store.engine import Transaction
from bot.ui.cards import Card

Think = Callable[[Apart], Awaitable[Card]]
Trial = Callable[[Transaction, Circle, dt.datetime, random.Random], Awaitable[Think]]


async def preview(tx: Transaction, circle: Circle, now: dt.datetime, rng: random.Random) -> Think:
    """Look who takes part in the next round by now; thinking makes the card that shows their groups."""
    everybody = await participants.gather_next(tx, circle, now)
    seed = drafts.new_seed(rng)

    async def think(apart: Apart) -> Card:
        drawn = await drafts.make(everybody, seed, apart)
        return _shown(circle, everybody, draw.split(drawn.groups).groups)

    return think


async def replay(tx: Transaction, circle: Circle, _now: dt.datetime, _rng: random.Random) -> Think:
    """Look up what the last round was drawn from; thinking makes the card that tells whether it comes out the same."""
    last = await records.last_round(tx, circle)
    assert last
    inputs = await records.snapshot(tx, last)
    past = await records.past(tx, circle, last.local_date, inputs.earlier)
    drawn = await records.drawn_groups(tx, last)
    everybody = Party({}, [], inputs, past)

    async def think(apart: Apart) -> Card:
        again = (await drafts.make(everybody, last.seed, apart)).groups
        complete = len(past.rounds) == inputs.earlier
        same = _compare(again) == _compare(drawn)
        return views.replayed(last, circle, same=same, complete=complete, groups=len(draw.split(again).groups))

    return think


TRIALS: dict[str, Trial] = {"round.preview": preview, "round.replay": replay}


def _shown(circle: Circle, everybody: Party, groups: list[list[str]]) -> Card:
    teams = {who: person.team.casefold() for who, person in everybody.people.items()}
    tally = rules.tally(groups, teams, everybody.past.rounds)
    named = [[everybody.people[who].mention for who in group] for group in groups]
    return views.preview(circle, named, tally)


def _compare(groups: list[list[str]]) -> list[list[str]]:
    return sorted(sorted(group) for group in groups)
