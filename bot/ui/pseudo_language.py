"""A language that nobody speaks: English with accents, twice as long, between brackets.

Whoever reads a card in it sees at once which words never went through a catalogue, and what breaks
where another language needs more room. `mingle simulate --language qps` speaks it.
"""

import re
from typing import Final

NAME: Final = "qps"  # the code that software has for a pseudo-locale
# Greek letters: an English date beside them was never written for its reader
DATE_LOCALE: Final = "el"
OPEN, CLOSE = "⟦", "⟧"

_PLAIN = "aceghijklnorsuwyzACEGHIJKLNORSUWYZ"
_ACCENTED = "áçéğĥíĵķľñóřšúŵýžÁÇÉĞĤÍĴĶĽÑÓŘŠÚŴÝŽ"
_ACCENTS = str.maketrans(_PLAIN, _ACCENTED)
_PLACEHOLDER = re.compile(r"(\{\w+\})")


def disguise(message: str) -> str:
    """Return a message with each letter changed, its placeholders kept, and twice its length."""
    if not message.strip():
        return message
    pieces = _PLACEHOLDER.split(message)
    words = "".join(
        piece if number % 2 else piece.translate(_ACCENTS) for number, piece in enumerate(pieces)
    )
    letters = sum(len(piece) for piece in pieces[::2])
    return f"{OPEN}{words}{'~' * max(letters - 2, 0)}{CLOSE}"
