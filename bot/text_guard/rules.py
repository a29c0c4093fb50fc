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
    seen = unicodedata.normalize("NFKC", clean_text(text, MAX_READ, multiline=True))
    found: dict[str, Finding] = {}
    for finding in kept.find_words(seen) if kept else ():
        found.setdefault(finding.piece, finding)
    for find in (find_shapes, find_numbers, find_unknown_tokens, find_hints):
        for finding in find(seen):
            if not any(finding.piece in known for known in found):
                found[finding.piece] = finding
    return list(found.values())
