"""Subjects: what an occurrence, a message or a live card is about, kept in the database as text."""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, unquote

from bot.core.ids import row_number

_KIND = re.compile(r"[a-z][a-z_-]*")
_UNQUOTED = "/@+"  # as they are, so that ids of people stay readable


@lru_cache(maxsize=4096)
def _quoted(part: str) -> str:
    return quote(part, _UNQUOTED)


@dataclass(frozen=True, init=False)
class Subject:
    """A kind of thing, the id of its row, and what tells apart several subjects about that row.

    Its text is "table:12", "poll:12:2" or "program:12:slack%3AT1/U7:call-9": a colon between all,
    and percent-encoding within the parts, because ids of people contain colons. Something that a
    workspace has only once has a kind alone: "retention".
    """

    kind: str
    id: int
    parts: tuple[str, ...]

    def __init__(self, kind: str, row_id: int = 0, /, *parts: str) -> None:
        if not _KIND.fullmatch(kind):
            raise ValueError(kind)
        object.__setattr__(self, "kind", kind)
        object.__setattr__(self, "id", row_id)
        object.__setattr__(self, "parts", parts)

    @classmethod
    def parse(cls, text: str) -> "Subject":
        """Return the subject whose text this is; raise ValueError with the text if there is none.

        An id has at most nine digits, so that no text of a form overflows a column.
        """
        kind, *rest = text.split(":")
        number = rest[0] if rest else ""
        try:
            subject = cls(kind, row_number(number), *(unquote(part) for part in rest[1:]))
        except ValueError:
            raise ValueError(text) from None

        if str(subject) != text:
            raise ValueError(text)
        return subject

    def __str__(self) -> str:
        if not self.id and not self.parts:
            return self.kind
        return ":".join((self.kind, str(self.id), *map(_quoted, self.parts)))
