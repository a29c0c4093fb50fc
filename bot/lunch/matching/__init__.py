"""Match people: the best round that the rules allow, and the reasons for it."""

from bot.lunch.matching.draw import make_groups
from bot.lunch.matching.model import Group, History, Person, Reason, ReasonKind, Rules, Weights
from bot.lunch.matching.reasons import explain, rounds_since

__all__ = [
    "Group",
    "History",
    "Person",
    "Reason",
    "ReasonKind",
    "Rules",
    "Weights",
    "explain",
    "make_groups",
    "rounds_since",
]
