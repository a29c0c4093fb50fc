"""Price every pair of people: the table of costs that a round keeps as small as it can."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.lunch.matching.memory import Memory
from bot.lunch.matching.model import Person, Rules, Weights

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FORBIDDEN = 1 << 44


class Traits(NamedTuple):
    """Hold what people are like as arrays, one row a person."""

    team: "NDArray[np.int64]"
    manager: "NDArray[np.int64]"
    office: "NDArray[np.int64]"
    slots: "NDArray[np.float32]"
    interests: "NDArray[np.float32]"
    offers: "NDArray[np.float32]"
    wants: "NDArray[np.float32]"


def read_traits(people: Sequence[Person]) -> Traits:
    """Turn people into arrays; an empty team or manager is nobody else's."""
    skills = _numbering(word for each in people for word in (*each.offers, *each.wants))
    return Traits(
        team=_codes([each.team for each in people], shared_blank=False),
        manager=_codes([each.manager for each in people], shared_blank=False),
        office=_codes([each.office for each in people], shared_blank=True),
        slots=_flags([each.slots for each in people]),
        interests=_flags([each.interests for each in people]),
        offers=_flags([each.offers for each in people], skills),
        wants=_flags([each.wants for each in people], skills),
    )


def soft_costs(rows: Traits, columns: Traits, weights: Weights) -> "NDArray[np.int64]":
    """Price rows against columns by team, manager, slots, interests and lessons, history left aside."""
    import numpy as np

    slots = rows.slots @ columns.slots.T
    cost = np.where(slots < 0.5, weights.no_slot, np.where(slots < 1.5, weights.one_slot, weights.many_slots))
    missing = 4 - np.minimum(rows.interests @ columns.interests.T, 4).astype(np.int64)
    lessons = (rows.offers @ columns.wants.T > 0).astype(np.int64) + (rows.wants @ columns.offers.T > 0)
    cost = cost + weights.missing_interest * missing + weights.missing_lesson * (2 - lessons)
    cost += weights.same_team * (rows.team[:, None] == columns.team[None, :])
    cost += weights.same_manager * (rows.manager[:, None] == columns.manager[None, :])
    return np.asarray(cost, dtype=np.int64)


def price_table(
    traits: Traits, memory: Memory, excluded: Iterable[tuple[int, int]], rules: Rules
) -> "NDArray[np.int64]":
    """Price every pair; a pair that must not meet costs FORBIDDEN or more, and so does the diagonal."""
    import numpy as np

    cost = soft_costs(traits, traits, rules.weights)
    add_pairs(cost, memory.repeats)
    if rules.same_office:
        cost[traits.office[:, None] != traits.office[None, :]] = FORBIDDEN
    add_pairs(cost, dict.fromkeys(excluded, FORBIDDEN))
    np.fill_diagonal(cost, FORBIDDEN)
    return cost


def add_pairs(cost: "NDArray[np.int64]", prices: dict[tuple[int, int], int]) -> None:
    """Add a price to both halves of the table for each pair."""
    import numpy as np

    if prices:
        pairs = np.array(list(prices), dtype=np.int64)
        price = np.array(list(prices.values()), dtype=np.int64)
        cost[pairs[:, 0], pairs[:, 1]] += price
        cost[pairs[:, 1], pairs[:, 0]] += price


def _numbering(words: Iterable[str]) -> dict[str, int]:
    return {word: at for at, word in enumerate(dict.fromkeys(words))}


def _codes(words: list[str], *, shared_blank: bool) -> "NDArray[np.int64]":
    import numpy as np

    known = _numbering(words)
    codes: list[int] = [known[word] if word or shared_blank else -1 - at for at, word in enumerate(words)]
    return np.array(codes, dtype=np.int64)


def _flags(words: Sequence[tuple[str, ...]], columns: dict[str, int] | None = None) -> "NDArray[Any]":
    import numpy as np

    columns = _numbering(word for each in words for word in each) if columns is None else columns
    flags = np.zeros((len(words), max(len(columns), 1)), dtype=np.float32)
    places = [(row, columns[word]) for row, each in enumerate(words) for word in each]
    if places:
        rows, at = np.array(places).T
        flags[rows, at] = 1.0
    return flags
