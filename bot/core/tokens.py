"""Words of a line that somebody typed, on whatever keyboard: quoted ones stay together."""

import re
import unicodedata

from msgspec import Struct

# What opens a quotation, and what may close it.
_QUOTES = {
    '"': '"', "“": "”“\"", "„": "“”\"", "”": "”", "«": "»", "»": "«", "‘": "’'", "‚": "‘’'",
    "'": "'’", "‹": "›",
}  # fmt: skip
_QUOTED = re.compile(r"(?:^|(?<=[\s:=(]))([\"“„”«»‘‚'‹])")
_INVISIBLE = {"\u200c", "\u200d"}  # joiners, which emoji and scripts need


class Token(Struct, frozen=True):
    """A word, or a quotation of several."""

    text: str
    quoted: bool = False


def plain_line(words: str) -> str:
    """Return a line with plain blanks, colons and letters of full width, and nothing invisible."""
    if words.isascii() and words.isprintable():
        return words.strip()
    return "".join(map(_plain, words)).strip()


def plain_lines(words: str) -> str:
    """Return lines as `plain_line` does one, each still a line of its own."""
    return "\n".join(filter(None, map(plain_line, words.splitlines())))


def split_tokens(words: str) -> list[str]:
    """Split a line into words; quotation marks of any kind keep several together."""
    return [token.text for token in read_tokens(words)]


def read_tokens(words: str) -> list[Token]:
    """Return the words of a line, forgiving quotations that nobody closed."""
    line, tokens, at = plain_line(words), list[Token](), 0
    while at < len(line):
        if line[at].isspace():
            at += 1
            continue
        token, at = _next_token(line, at)
        tokens.append(token)
    return tokens


def _next_token(line: str, at: int) -> tuple[Token, int]:
    """Return the word at a place, with quotations inside it opened, and where the next may be."""
    text, quoted = "", False
    while at < len(line) and not line[at].isspace():
        opened = _QUOTED.match(line, at)
        end = _closing(line, at) if opened else None
        if end is None:
            text, at = text + (line[at] if line[at] != '"' else ""), at + 1
            continue
        quoted = quoted or not text
        text, at = text + line[at + 1 : end], end + 1
    return Token(text, quoted), at


def _closing(line: str, at: int) -> int | None:
    """Return where a quotation ends that begins here: before a blank, or at the end of the line."""
    closing = _QUOTES[line[at]]
    for index in range(at + 1, len(line)):
        if line[index] in closing and (index + 1 == len(line) or not line[index + 1].isalnum()):
            return index
    return None


def _plain(letter: str) -> str:
    if letter.isspace():
        return " "
    code = ord(letter)
    if 0xFF01 <= code <= 0xFF5E:  # full width
        return chr(code - 0xFEE0)
    if unicodedata.category(letter) == "Cf" and letter not in _INVISIBLE:
        return ""
    return letter
