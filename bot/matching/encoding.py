"""Turn people into arrays.

A number for team, manager and office, a bit for each word they share with others.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from bot.matching.model import Candidate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Bits = NDArray[np.uint64]
    Codes = NDArray[np.int64]

WordLists = Sequence[tuple[str, ...]]


class EncodedTraits(NamedTuple):
    """Hold what people are like as arrays, one row a person."""

    team: "Codes"
    manager: "Codes"
    office: "Codes"
    slots: "Bits"
    interests: "Bits"
    offers: "Bits"
    wants: "Bits"

    def select_people(self, rows: "slice | Codes") -> "EncodedTraits":
        """Keep only some rows."""
        return EncodedTraits(
            self.team[rows],
            self.manager[rows],
            self.office[rows],
            self.slots[rows],
            self.interests[rows],
            self.offers[rows],
            self.wants[rows],
        )


def encode_traits(people: Sequence[Candidate]) -> EncodedTraits:
    """Turn people into arrays.

    An empty team or manager is nobody else's, an empty office is one of its own.
    """
    offers, wants = [each.offers for each in people], [each.wants for each in people]
    slots, interests = [each.slots for each in people], [each.interests for each in people]
    skills = _columns([*offers, *wants])
    return EncodedTraits(
        team=_codes([each.team for each in people], shared_blank=False),
        manager=_codes([each.manager for each in people], shared_blank=False),
        office=_codes([each.office for each in people], shared_blank=True),
        slots=_bits(slots, _columns(slots)),
        interests=_bits(interests, _columns(interests)),
        offers=_bits(offers, skills),
        wants=_bits(wants, skills),
    )


def _columns(lists: WordLists) -> dict[str, int]:
    seen = Counter(chain.from_iterable(lists))
    return {word: at for at, word in enumerate(word for word, count in seen.items() if count > 1)}


def _codes(words: list[str], *, shared_blank: bool) -> "Codes":
    import numpy as np

    known = {word: at for at, word in enumerate(dict.fromkeys(words))}
    codes = [known[word] if word or shared_blank else -1 - at for at, word in enumerate(words)]
    return np.array(codes, dtype=np.int64)


def _bits(lists: WordLists, columns: dict[str, int]) -> "Bits":
    import numpy as np

    bits = np.zeros((len(lists), max(1, -(-len(columns) // 64))), dtype=np.uint64)
    rows = np.repeat(np.arange(len(lists)), [len(words) for words in lists])
    found = np.array([columns.get(word, -1) for word in chain.from_iterable(lists)], dtype=np.int64)
    rows, found = rows[found >= 0], found[found >= 0]
    np.bitwise_or.at(bits, (rows, found // 64), np.uint64(1) << (found % 64).astype(np.uint64))
    return bits
