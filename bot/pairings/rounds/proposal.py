"""Find the groups of a round.

At once where that is quick, apart from everything else where it takes long.
"""

import random

from msgspec import Struct

from bot import matching
from bot.core.schedule import Offload
from bot.matching import Reason
from bot.pairings.rounds.participants import Participants

# Pairs of so many people take 4 ms, those of 100 take 20 ms, groups of three 25 ms whatever their
# number. A process of
# its own takes 250 ms to come and go.
MAX_INLINE = 40


class Proposal(Struct, frozen=True):
    """The groups of a round with the reasons for each, and what they were drawn from."""

    roster: Participants
    seed: str
    groups: list[list[str]]
    reasons: list[tuple[Reason, ...]]

    def holds_for(self, now: Participants) -> bool:
        """Tell whether the same people take part, under the same rules and past, as when this was
        drawn."""
        return _decisive(now) == _decisive(self.roster) and now.past == self.roster.past


def fits_inline(people: int, size: int) -> bool:
    """Tell whether groups of so many people can be found at once, while everybody waits."""
    return size == 2 and people <= MAX_INLINE


def new_seed(rng: random.Random) -> str:
    """Choose the seed of a round."""
    return f"{rng.getrandbits(64):016x}"


async def compute_proposal(roster: Participants, seed: str, offload: Offload) -> Proposal:
    """Draw a round from a seed."""
    inputs, past = roster.inputs, roster.past
    if fits_inline(len(inputs.people), inputs.rules.size):
        groups, reasons = matching.solve_and_explain(inputs.people, past.rounds, inputs.rules, seed)
    else:
        groups, reasons = await offload(
            matching.solve_and_explain, inputs.people, past.rounds, inputs.rules, seed
        )
    return Proposal(roster, seed, groups, reasons)


def _decisive(roster: Participants) -> tuple[object, ...]:
    rules = roster.inputs.rules
    where = {each.id: each.office if rules.same_office else "" for each in roster.inputs.people}
    return where, sorted(roster.busy), rules
