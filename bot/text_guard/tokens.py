"""Tokens of unknown services: long words whose characters no language puts beside each other."""

import math
import re
from collections import Counter
from collections.abc import Iterator

from bot.text_guard.findings import Finding, Kind

MIN_TOKEN = 20  # characters
MIN_HEX = 32
MIN_ENTROPY = 3.5  # bits a character, of mixed letters and digits
MIN_HEX_ENTROPY = 2.5

_CANDIDATE = re.compile(rf"[A-Za-z0-9+/=_~.-]{{{MIN_TOKEN},}}")
_HEX = re.compile(rf"(?=\w*[0-9])(?=\w*[a-fA-F])[0-9a-fA-F]{{{MIN_HEX},}}")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_SEPARATORS = re.compile(r"[+/=_~.-]+")
# where such a word changes from letters to digits and back, or from small letters to capitals
_CHANGE = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])")
_PER_CHANGE = 6  # characters of a random token to each change, at most


def find_unknown_tokens(text: str) -> Iterator[Finding]:
    """Yield words that look like chance; not those in web addresses, which are full of them."""
    if not _CANDIDATE.search(text):
        return
    for word in text.split():
        if "://" in word or "@" in word or word.startswith("www."):
            continue
        for match in _CANDIDATE.finditer(word):
            if _is_random(match[0]):
                yield Finding(Kind.UNKNOWN_TOKEN, match[0])


def _is_random(token: str) -> bool:
    if _UUID.search(token):
        return False
    if _HEX.fullmatch(token):
        return _entropy(token) >= MIN_HEX_ENTROPY
    return any(_is_mixed(piece) for piece in _pieces(token)) and _entropy(token) >= MIN_ENTROPY


def _pieces(token: str) -> list[str]:
    """Return the token without its separators, or its pieces where these are words of their own."""
    pieces = [piece for piece in _SEPARATORS.split(token) if piece]
    return pieces if len(pieces) > len(token) / 8 else ["".join(pieces)]


def _is_mixed(piece: str) -> bool:
    changes = len(_CHANGE.findall(piece))
    has_digits = any(character.isdigit() for character in piece)
    return len(piece) >= MIN_TOKEN * 0.6 and has_digits and changes * _PER_CHANGE >= len(piece)


def _entropy(token: str) -> float:
    """Return Shannon's entropy of a token's characters, in bits."""
    counts = Counter(token).values()
    return -sum(count / len(token) * math.log2(count / len(token)) for count in counts)
