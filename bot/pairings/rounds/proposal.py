"""Proposal of a round: its groups, computed inline if that is quick, else in a worker process."""

import random
from collections.abc import Sequence

import msgspec
from msgspec import Struct

from bot import matching
from bot.core.schedule import Offload
from bot.matching import Candidate, Reason, Rules
from bot.pairings.rounds.participants import Participants

# Pairs of so many people take 4 ms, those of 100 take 20 ms, groups of three 25 ms whatever their
# number. A worker process takes 250 ms to start and stop.
MAX_INLINE = 40


class Proposal(Struct, frozen=True):
    """Groups of a round with their reasons, and the participants they were drawn from."""

    roster: Participants
    seed: str
    groups: list[list[str]]
    reasons: list[tuple[Reason, ...]]

    def holds_for(self, now: Participants) -> bool:
        """Return whether the people, rules and past are still those of this proposal."""
        return _draw_inputs(now) == _draw_inputs(self.roster) and now.past == self.roster.past


def fits_inline(people: int, size: int) -> bool:
    """Return whether so many people can be matched on the event loop."""
    return size == 2 and people <= MAX_INLINE


def new_seed(rng: random.Random) -> str:
    """Return a random seed for a round: 64 bits in hexadecimal."""
    return f"{rng.getrandbits(64):016x}"


async def compute_proposal(roster: Participants, seed: str, offload: Offload) -> Proposal:
    """Match the participants by a seed; `offload` runs the solver if they are many."""
    inputs, past = roster.inputs, roster.past
    if fits_inline(len(inputs.people), inputs.rules.size):
        groups, reasons = matching.solve_and_explain(inputs.people, past.rounds, inputs.rules, seed)
    else:
        packed = msgspec.msgpack.encode(past.rounds)
        groups, reasons = await offload(_solve_apart, inputs.people, packed, inputs.rules, seed)
    return Proposal(roster, seed, groups, reasons)


def _solve_apart(
    people: Sequence[Candidate], packed: bytes, rules: Rules, seed: str
) -> tuple[list[list[str]], list[tuple[Reason, ...]]]:
    """Match people in a worker; earlier rounds are packed, as to pickle them would keep others."""
    rounds = msgspec.msgpack.decode(packed, type=list[list[tuple[str, ...]]])
    return matching.solve_and_explain(people, rounds, rules, seed)


def _draw_inputs(roster: Participants) -> tuple[object, ...]:
    """Return the inputs whose change makes a proposal stale: people, hard rules, and the busy.

    Offices count only where they are a hard rule; other traits merely make groups better.
    """
    rules = roster.inputs.rules
    offices = {}
    for person in roster.inputs.people:
        offices[person.id] = person.office if rules.same_office else ""
    return offices, sorted(roster.busy), rules
