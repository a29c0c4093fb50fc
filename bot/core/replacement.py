"""Which answers take the place of the one in which somebody acted, rather than pile up below it.

Only answers that one person sees are replaced: adapters ask about nothing else.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Literal

from bot.ui.cards import Actions, Card, File, Picture, Select

# What became of an interaction: something was done, only looked at, or an answer is merely said.
Outcome = Literal["acted", "looked", "said"]
MANY = 5  # things to click from which a card is a list or a menu


class Stay(StrEnum):
    """How long an answer is needed after somebody has acted in it."""

    STEP = "step"  # it was on the way to the next answer
    ONE = "one"  # it asked for one click
    FEW = "few"  # it is over once something is done
    KEPT = "kept"  # a list, a menu, or something to keep


def stay_of_card(card: Card, *, pages: int = 1) -> Stay:
    """Return how long an answer is needed, which is shown in so many messages."""
    items = [item for part in card.parts if isinstance(part, Actions) for item in part.items]
    holds_more = pages > 1 or any(isinstance(part, File | Picture) for part in card.parts)
    is_chosen_from = any(isinstance(item, Select) for item in items)
    routes = [(item.action, item.value) for item in items]
    return stay_of_routes(routes, is_kept=holds_more or is_chosen_from)


def stay_of_routes(routes: Iterable[tuple[str, str]], *, is_kept: bool = False) -> Stay:
    """Return how long an answer with these buttons is needed: a list has several of one action."""
    offered = set(routes)
    actions = {action for action, _ in offered}
    if is_kept or len(actions) < len(offered) or len(offered) >= MANY:
        return Stay.KEPT
    return Stay.ONE if len(offered) == 1 else Stay.FEW


def is_replaced(stay: Stay, outcome: Outcome, *, same_title: bool) -> bool:
    """Return whether the next answer takes the place of one; one with its title always does."""
    if stay is Stay.STEP or same_title:
        return True
    match outcome:
        case "acted":
            return stay is not Stay.KEPT
        case "looked":
            return stay is Stay.ONE
        case "said":
            return False
