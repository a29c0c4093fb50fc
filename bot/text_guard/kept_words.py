"""Words that a workspace keeps to itself, as keyed hashes: code names, customers.

A word may be several, such as a first and a family name. It is found however it is written:
"Project Falcon", "project-falcon", "#ProjectFalcon" and "PROJECTFALCON" are the same.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b

from bot.text_guard.findings import Finding, Kind

MAX_WORDS = 4  # of one entry
MIN_LETTERS = 3  # two where they are ideographs
MAX_LETTERS = 60

# a capital after a small letter begins a word, digits are one, and each ideograph is
_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|\d+"
    r"|[^\W\d_a-z]+(?![a-z])|[^\W\d_a-z]?[^\W\d_A-Z]+|[^\W_]"
)
_IDEOGRAPH = re.compile(r"[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_MAX_IDEOGRAPHS = 8
_DIGEST_SIZE = 16  # bytes


@dataclass(frozen=True)
class WordList:
    """Digests of words, and the key that they were made with."""

    key: bytes
    digests: frozenset[str]

    def find_words(self, text: str) -> Iterator[Finding]:
        """Yield the words of the list that a text mentions."""
        if not self.digests:
            return
        words = [match.span() for match in _WORD.finditer(text)]
        plain = [fold_word(text[start:end]) for start, end in words]
        hashed: dict[str, bool] = {}
        for first, last in _windows(plain):
            joined = "".join(plain[first : last + 1])
            if joined not in hashed:
                hashed[joined] = any(self.digest(form) in self.digests for form in _forms(joined))
            if hashed[joined]:
                yield Finding(Kind.KEPT_WORD, text[words[first][0] : words[last][1]])

    def digest(self, folded: str) -> str:
        """Return the keyed hash of a folded word: BLAKE2 with a key, which is a MAC by itself."""
        return blake2b(folded.encode(), key=self.key, digest_size=_DIGEST_SIZE).hexdigest()


def fold_word(words: str) -> str:
    """Return words in one form: small, without accents, and without what stands between."""
    if words.isascii() and words.isalnum():
        return words.lower()
    flat = unicodedata.normalize("NFKD", words.casefold())
    return "".join(character for character in flat if character.isalnum())


def is_entry(words: str) -> bool:
    """Return whether the list can hold a word: long enough, and found where somebody writes it."""
    found = [word[0] for word in _WORD.finditer(unicodedata.normalize("NFKC", words))]
    ideographs = sum(bool(_IDEOGRAPH.fullmatch(word)) for word in found)
    longest = _MAX_IDEOGRAPHS if ideographs else MAX_WORDS
    shortest = 2 if ideographs else MIN_LETTERS
    return len(found) <= longest and shortest <= len(fold_word(words)) <= MAX_LETTERS


def _windows(plain: list[str]) -> Iterator[tuple[int, int]]:
    """Yield where an entry may stand, as its first and its last word."""
    for first in range(len(plain)):
        ahead = "".join(plain[first : first + _MAX_IDEOGRAPHS])
        longest = _MAX_IDEOGRAPHS if _IDEOGRAPH.search(ahead) else MAX_WORDS
        for last in range(first, min(first + longest, len(plain))):
            yield first, last
    yield from _spelled(plain)


def _spelled(plain: list[str]) -> Iterator[tuple[int, int]]:
    """Yield the runs of single letters: F a l c o n."""
    run = 0
    for place, word in enumerate([*plain, ""]):
        if len(word) == 1:
            run += 1
            continue
        if run > MAX_WORDS:
            yield place - run, place - 1
        run = 0


def _forms(joined: str) -> tuple[str, ...]:
    """Return how a word may stand in the list: as it is, or without the s of several."""
    return (joined, joined[:-1]) if joined.endswith("s") else (joined,)
