"""Solver for rounds of groups: minimum-cost matching under hard rules, with reasons.

`solve_matching` takes candidates, earlier rounds (oldest first, each a list of groups of ids; a
group of one was left out), rules and a `random.Random`, and returns groups of ids. It is pure: no
I/O, no clock, and the same input and seed give the same groups. Inputs and results can be pickled;
at thousands of people it belongs in a worker process.

Libraries were chosen by measuring 1,000 people on two shared cores. Blossom: rustworkx takes 2.3
to 3.7 s on all pairs and 0.2 s on those of little slack, networkx 141 s. Assignment: lap takes
0.025 s and 5 MB; scipy 0.08 s and 143 MB; lapjv 0.05 s without wheels for newer Pythons; lapx
0.11 s, the same solver in 14 MB. Groups of three and more: highspy (8 MB) proves 60 people in
threes, 30 in fours and 25 in fives in 0.1 to 1 s.
"""

from bot.matching.model import (
    Candidate,
    Group,
    History,
    ProgressCallback,
    Reason,
    ReasonKind,
    Round,
    Rules,
    TeamsFirst,
    Weights,
)
from bot.matching.reasons import explain_group, explain_groups
from bot.matching.solve import Solution, solve_and_explain, solve_matching, solve_round

__all__ = [
    "Candidate",
    "Group",
    "History",
    "ProgressCallback",
    "Reason",
    "ReasonKind",
    "Round",
    "Rules",
    "Solution",
    "TeamsFirst",
    "Weights",
    "explain_group",
    "explain_groups",
    "solve_and_explain",
    "solve_matching",
    "solve_round",
]
