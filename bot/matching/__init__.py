"""Match people: the best round that the rules allow, and the reasons for it.

make_groups takes people (Person), earlier rounds (oldest first, each a list of groups of ids, a
group of one was left out), Rules and a random.Random, and returns groups of ids. It is pure, and
slow enough at thousands of people to belong in a worker process; everything it takes and gives can
be pickled.

Chosen after measuring, seconds for 1,000 people on two shared cores: rustworkx for blossom (2.3 to
3.7 on all pairs, 0.2 on those of little slack; networkx 141) and lap for assignments (0.025 in 5
MB; scipy takes 0.08 and 143 MB; lapjv 0.05 without wheels for newer Pythons; lapx 0.11 has the same
solver in 14 MB).
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
    Weights,
)
from bot.matching.reasons import explain_group, explain_groups
from bot.matching.solve import solve_and_explain, solve_matching

__all__ = [
    "Candidate",
    "Group",
    "History",
    "ProgressCallback",
    "Reason",
    "ReasonKind",
    "Round",
    "Rules",
    "Weights",
    "explain_group",
    "explain_groups",
    "solve_and_explain",
    "solve_matching",
]
