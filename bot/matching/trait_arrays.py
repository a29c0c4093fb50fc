"""Traits of people as arrays, so that all pairs are compared at once.

A team, manager or office becomes a number. A list of words becomes a bit set; words that nobody
shares get no bit.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from bot.matching.arrays import BitArray, BoolArray, IntArray
from bot.matching.model import Candidate

WORD_BITS = 64
_BROADER = "<"  # before an interest that is a broader one of somebody's

WordLists = Sequence[tuple[str, ...]]


class TraitArrays(NamedTuple):
    """Traits of people, one row a person.

    Somebody's `interests` and another's `met_interests` have a bit in common for each interest that
    these two share. One half of the bits is about interests that the first names, the other about
    those that only the other one names.
    """

    team: IntArray
    manager: IntArray
    office: IntArray
    slots: BitArray
    interests: BitArray
    met_interests: BitArray
    offers: BitArray
    wants: BitArray
    kind: IntArray
    is_new: BoolArray
    welcomes: BoolArray

    def select_people(self, rows: "slice | IntArray") -> "TraitArrays":
        """Return the traits of some people only, in the given order."""
        return TraitArrays(
            self.team[rows],
            self.manager[rows],
            self.office[rows],
            self.slots[rows],
            self.interests[rows],
            self.met_interests[rows],
            self.offers[rows],
            self.wants[rows],
            self.kind[rows],
            self.is_new[rows],
            self.welcomes[rows],
        )


def encode_traits(people: Sequence[Candidate], kind: IntArray) -> TraitArrays:
    """Return the traits of candidates as arrays, `kind` being that of their circumstances.

    People without a team or manager count as different from each other; people without an office
    share one.
    """
    import numpy as np

    slots = [person.slots for person in people]
    offers = [person.offers for person in people]
    wants = [person.wants for person in people]

    slot_bits = _assign_bits(slots)
    interest_bits, met_interest_bits = _encode_interests(people)
    skill_bits = _assign_bits([*offers, *wants])
    return TraitArrays(
        team=_encode_names([person.team for person in people], shared_blank=False),
        manager=_encode_names([person.manager for person in people], shared_blank=False),
        office=_encode_names([person.office for person in people], shared_blank=True),
        slots=_encode_words(slots, slot_bits),
        interests=interest_bits,
        met_interests=met_interest_bits,
        offers=_encode_words(offers, skill_bits),
        wants=_encode_words(wants, skill_bits),
        kind=kind,
        is_new=np.array([person.is_new for person in people], dtype=bool),
        welcomes=np.array([person.welcomes for person in people], dtype=bool),
    )


def _encode_interests(people: Sequence[Candidate]) -> tuple[BitArray, BitArray]:
    """Return the interests of people, and those that they meet.

    A broader interest has a bit of its own, which another's meets by naming it.
    """
    interests, met = [], []
    for person in people:
        named, broader = person.interests, person.broader_interests
        interests.append((*named, *(f"{_BROADER}{interest}" for interest in broader)))
        met.append((*named, *broader, *(f"{_BROADER}{interest}" for interest in named)))

    counts = Counter(chain.from_iterable(met))
    bit_of: dict[str, int] = {}
    for interest in chain.from_iterable(interests):
        if counts[interest] > (not interest.startswith(_BROADER)):
            bit_of.setdefault(interest, len(bit_of))
    return _encode_words(interests, bit_of), _encode_words(met, bit_of)


def _assign_bits(word_lists: WordLists) -> dict[str, int]:
    counts = Counter(chain.from_iterable(word_lists))
    shared = [word for word, count in counts.items() if count > 1]
    return {word: bit for bit, word in enumerate(shared)}


def _encode_names(names: list[str], *, shared_blank: bool) -> IntArray:
    import numpy as np

    codes = np.zeros(len(names), dtype=np.int64)
    code_of: dict[str, int] = {}
    for row, name in enumerate(names):
        if name or shared_blank:
            codes[row] = code_of.setdefault(name, len(code_of))
        else:
            codes[row] = -1 - row
    return codes


def _encode_words(word_lists: WordLists, bit_of: dict[str, int]) -> BitArray:
    import numpy as np

    lengths = [len(words) for words in word_lists]
    rows = np.repeat(np.arange(len(word_lists)), lengths)
    words = chain.from_iterable(word_lists)
    bits = np.array([bit_of.get(word, -1) for word in words], dtype=np.int64)

    shared = bits >= 0
    rows, bits = rows[shared], bits[shared]
    width = max(1, -(-len(bit_of) // WORD_BITS))
    encoded = np.zeros((len(word_lists), width), dtype=np.uint64)
    masks = np.uint64(1) << (bits % WORD_BITS).astype(np.uint64)
    np.bitwise_or.at(encoded, (rows, bits // WORD_BITS), masks)
    return encoded
