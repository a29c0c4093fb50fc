"""Find the groups of a round: at once where that is quick, apart from everything else where it takes long."""

import random

from msgspec import Struct

from bot import matching
from bot.core.schedule import Apart
from bot.matching import Reason
from bot.pairings.rounds.participants import Party

# Pairs of so many people take 4 ms, those of 100 take 20 ms, groups of three 25 ms whatever their number. A process of
# its own takes 250 ms to come and go.
MOST_AT_ONCE = 40


class Draft(Struct, frozen=True):
    """The groups of a round with the reasons for each, and what they were drawn from."""

    everybody: Party
    seed: str
    groups: list[list[str]]
    reasons: list[tuple[Reason, ...]]

    def holds_for(self, now: Party) -> bool:
        """Tell whether the same people take part, under the same rules and past, as when this was drawn."""
        return _decisive(now) == _decisive(self.everybody) and now.past == self.everybody.past


def is_quick(people: int, size: int) -> bool:
    """Tell whether groups of so many people can be found at once, while everybody waits."""
    return size == 2 and people <= MOST_AT_ONCE


def new_seed(rng: random.Random) -> str:
    """Choose the seed of a round."""
    return f"{rng.getrandbits(64):016x}"


async def make(everybody: Party, seed: str, apart: Apart) -> Draft:
    """Draw a round from a seed."""
    inputs, past = everybody.inputs, everybody.past
    if is_quick(len(inputs.people), inputs.rules.size):
        groups, reasons = matching.make_and_explain(inputs.people, past.rounds, inputs.rules, seed)
    else:
        groups, reasons = await apart(matching.make_and_explain, inputs.people, past.rounds, inputs.rules, seed)
    return Draft(everybody, seed, groups, reasons)


def _decisive(party: Party) -> tuple[object, ...]:
    rules = party.inputs.rules
    where = {each.id: each.office if rules.same_office else "" for each in party.inputs.people}
    return where, sorted(party.busy), rules
