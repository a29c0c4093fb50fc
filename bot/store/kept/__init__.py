"""Everything Mingle keeps: one declaration of every table and column.

Whoever adds a column says here what it is, why, who sees it, how long, and what erasure does;
`tests/jobs/test_kept.py` fails until then.
"""

from collections.abc import Mapping

from bot.store.kept.conduct import CONDUCT
from bot.store.kept.declaration import (
    DRAFTS,
    FORMER_NAME,
    LEAVERS,
    PAIRS,
    WORDS,
    Aged,
    Column,
    Kept,
    Role,
)
from bot.store.kept.gatherings import GATHERINGS
from bot.store.kept.knowledge import KNOWLEDGE
from bot.store.kept.messages import MESSAGES
from bot.store.kept.pairings import PAIRINGS
from bot.store.kept.people import PEOPLE
from bot.store.kept.playground import PLAYGROUND

__all__ = [
    "COMMON", "DRAFTS", "FORMER_NAME", "KEPT", "LEAVERS", "PAIRS", "WORDS",
    "Aged", "Column", "Kept", "Role",
]  # fmt: skip

# What every table has: the number of a row, and the workspace that it belongs to.
COMMON = ("id", "workspace")

KEPT: Mapping[str, Kept] = {
    **MESSAGES,
    **PEOPLE,
    **PAIRINGS,
    **GATHERINGS,
    **KNOWLEDGE,
    **CONDUCT,
    **PLAYGROUND,
}
