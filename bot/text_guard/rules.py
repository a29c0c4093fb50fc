"""What a text holds that may not be meant for everybody. Pure."""

import unicodedata

from bot.text_guard.findings import Finding
from bot.text_guard.hints import find_hints
from bot.text_guard.kept_words import WordList
from bot.text_guard.numbers import find_numbers
from bot.text_guard.shapes import find_shapes
from bot.text_guard.tokens import find_unknown_tokens
from bot.ui.text import clean_text

MAX_READ = 5_000  # characters; no field takes as many


def find_all(text: str, kept: WordList | None = None) -> list[Finding]:
    """Return what a text holds: kept words, secrets, and hints, each piece once.

    It is read as it would be posted, without characters that nobody sees.
    """
    seen = _as_posted(text)
    found: dict[str, Finding] = {}
    for finding in kept.find_words(seen) if kept else ():
        found.setdefault(finding.piece, finding)
    for find in (find_shapes, find_numbers, find_unknown_tokens, find_hints):
        for finding in find(seen):
            if not any(finding.piece in known for known in found):
                found[finding.piece] = finding
    return list(found.values())


def mentions_kept_word(text: str, kept: WordList) -> bool:
    """Return whether a text mentions a word that stays inside."""
    return any(True for _ in kept.find_words(_as_posted(text)))


def _as_posted(text: str) -> str:
    return unicodedata.normalize("NFKC", clean_text(text, MAX_READ, multiline=True))
