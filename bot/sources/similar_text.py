"""Words of titles and places in one spelling, and whether two words are spellings of one."""

import re
import unicodedata
from itertools import pairwise

from bot.sources import similar_meanings as meanings
from bot.sources import similar_words as words

LONG_WORD, LONGEST_TYPO_FREE = 9, 7  # letters from which a letter may be wrong, or missing
MIN_STEM = 4  # letters of a word before its ending
_MIN_COMPOUND = 4  # letters before the word that a compound ends in

_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "ł": "l", "đ": "d", "’": "'", "‘": "'", "`": "'"})
_ELISION = re.compile(r"\b(?:l|d|j|m|t|n|c|qu|un|all|dell|nell|dall|sull)'(?=\w)")
_WORD = re.compile(r"\w+(?:\+\+|#)?")
_NUMBER = re.compile(r"[a-z]?\d+[a-z]{0,3}|i{2,3}|iv|vi{1,3}|ix|xi{1,2}|[cf](?:\+\+|#)")
_PHRASE_BEGINS = frozenset(phrase[0] for phrase, _ in meanings.PHRASES)
_DOUBLED = re.compile(r"([a-z])\1")
_RESPELLED = (
    ("ue", "u"), ("oe", "o"), ("ae", "a"), ("ph", "f"), ("ct", "kt"), ("our", "or"), ("y", "i"),
)  # fmt: skip
_COMPASS = (
    "north",
    "south",
    "east",
    "west",
    "nord",
    "sud",
    "ost",
    "upper",
    "lower",
    "ober",
    "unter",
)


def split_words(text: str) -> list[str]:
    """Return the words of a text without accents, in lower case; “C++” and “C#” are words."""
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS).casefold().replace("&", " and "))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign)).replace("_", " ")
    plain = plain.replace("'s ", "s ").replace("s' ", "s ")
    return _WORD.findall(_ELISION.sub(" ", plain).replace("'", ""))


def is_number(word: str) -> bool:
    """Return whether a word is a number, a letter, or one with the other, such as “U12”."""
    return len(word) == 1 or _NUMBER.fullmatch(word) is not None


def contains_phrase(listed: list[str], phrase: tuple[str, ...]) -> int:
    """Return where a phrase begins among words, or -1."""
    if phrase[0] not in listed:
        return -1
    size = len(phrase)
    for at in range(len(listed) - size + 1):
        if tuple(listed[at : at + size]) == phrase:
            return at
    return -1


def translate_words(listed: list[str]) -> list[str]:
    """Return words by what they mean: phrases, other languages, and compounds in their parts."""
    phrases = meanings.PHRASES if not _PHRASE_BEGINS.isdisjoint(listed) else ()
    for phrase, meaning in phrases:
        at = contains_phrase(listed, phrase)
        if at >= 0:
            listed = [*listed[:at], *meaning, *listed[at + len(phrase) :]]

    meant: list[str] = []
    for word in listed:
        meant += _take_apart(word)
    return meant


def _take_apart(word: str) -> list[str]:
    if word in meanings.ALIASES:
        return [meanings.ALIASES[word]]
    if word in words.TELLING or word in words.GENERIC:
        return [word]
    for ending, meaning in meanings.ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _MIN_COMPOUND - 1:
            # “Weihnachtsmarkt”: the first word ends in an “s” that joins it to the second
            joined = stem.removesuffix("s")
            return [meanings.ALIASES.get(stem, meanings.ALIASES.get(joined, stem)), meaning]
    return [word]


def are_spellings(one: str, other: str) -> bool:
    """Return whether two words are one, spelled in two ways or misspelt."""
    if one == other:
        return True
    if is_number(one) or is_number(other) or _differ_by_compass(one, other):
        return False
    if abs(len(one) - len(other)) > 2 or min(len(one), len(other)) < MIN_STEM:
        return False
    return stem_word(one) == stem_word(other) or _is_typo(one, other)


def _differ_by_compass(one: str, other: str) -> bool:
    left = [point for point in _COMPASS if one.startswith(point)]
    right = [point for point in _COMPASS if other.startswith(point)]
    return left != right


def stem_word(word: str) -> str:
    """Return what is left of a word when spellings and endings that vary are levelled."""
    for usual, plain in _RESPELLED:
        word = word.replace(usual, plain)
    word = _DOUBLED.sub(r"\1", word.replace("k", "c"))
    if word.endswith("re"):
        word = word[:-2] + "er"
    for ending in ("en", "es", "s", "e", "n"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= MIN_STEM:
            return stem
    return word


def _is_typo(one: str, other: str) -> bool:
    """Return whether one long word has one letter wrong, missing, or swapped with the next."""
    if one[0] != other[0]:
        return False
    if len(one) == len(other):
        wrong = [at for at in range(len(one)) if one[at] != other[at]]
        if len(wrong) == 1:
            return len(one) >= LONG_WORD
        swapped = len(wrong) == 2 and wrong[1] == wrong[0] + 1
        return swapped and one[wrong[0]] == other[wrong[1]] and one[wrong[1]] == other[wrong[0]]

    short, long = sorted((one, other), key=len)
    if len(long) != len(short) + 1 or len(short) < LONGEST_TYPO_FREE:
        return False
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


def pair_words(left: list[str], right: list[str]) -> dict[int, set[int]]:
    """Return which words of one list are which of the other, by their positions.

    Two words beside each other may be one word of the other list: “story time”, “storytime”.
    """
    pairs: dict[int, set[int]] = {}
    free = set(range(len(right)))
    for at, word in enumerate(left):
        found = next((to for to in sorted(free) if right[to] == word), None)
        if found is None:
            found = next((to for to in sorted(free) if are_spellings(word, right[to])), None)
        if found is not None:
            pairs[at] = {found}
            free.discard(found)
    _pair_joined(left, right, pairs, free)
    return pairs


def _pair_joined(
    left: list[str], right: list[str], pairs: dict[int, set[int]], free: set[int]
) -> None:
    """Add pairs of one word and two that are beside each other."""
    for to, after in pairwise(range(len(right))):
        if to in free and after in free:
            joined = right[to] + right[after]
            found = _find_joined(left, joined, pairs)
            if found is not None:
                pairs[found] = {to, after}
                free -= {to, after}
    for at, after in pairwise(range(len(left))):
        if at in pairs or after in pairs:
            continue
        joined = left[at] + left[after]
        home = next((to for to in sorted(free) if are_spellings(joined, right[to])), None)
        if home is not None:
            pairs[at] = pairs[after] = {home}
            free.discard(home)


def _find_joined(left: list[str], joined: str, pairs: dict[int, set[int]]) -> int | None:
    for at, word in enumerate(left):
        if at not in pairs and are_spellings(word, joined):
            return at
    return None


def pair_initials(left: list[str], right: list[str], pairs: dict[int, set[int]]) -> None:
    """Add pairs of a word of initials and the words that it abbreviates."""
    taken = set[int]().union(*pairs.values())
    for at, word in enumerate(left):
        if at not in pairs:
            run = _find_run(word, right, taken)
            if run:
                pairs[at] = run
                taken |= run
    for to, word in enumerate(right):
        if to not in taken:
            for at in _find_run(word, left, set(pairs)):
                pairs[at] = {to}


def _find_run(initials: str, listed: list[str], taken: set[int]) -> set[int]:
    """Return the positions of words beside each other that begin with these letters."""
    size = len(initials)
    for start in range(len(listed) - size + 1):
        run = set(range(start, start + size))
        if (
            size > 1
            and not run & taken
            and "".join(listed[at][0] for at in sorted(run)) == initials
        ):
            return run
    return set()
