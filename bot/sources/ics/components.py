"""Cut a calendar file into its parts, whatever is wrong with it, so that one bad event spoils no other."""

import codecs
import re
from dataclasses import dataclass, field

from bot.sources.parsers.model import Unreadable

MOST_PARTS = 20_000
LONGEST_PART = 1_000  # lines
LONGEST_LINE = 20_000  # characters
KEPT = ("VEVENT", "VTIMEZONE")

_FOLD = re.compile(r"(?:\r*\n|\r)[ \t]")
_LINE = re.compile(r"[^\r\n]+")
_PROPERTY = re.compile(r"([A-Za-z0-9-]+)[^:]*:(.*)", re.DOTALL)

Lines = list[str]


@dataclass
class Parts:
    """A calendar's own properties, and the lines of its zones and events."""

    own: dict[str, str] = field(default_factory=dict)
    zones: list[Lines] = field(default_factory=list)
    events: list[Lines] = field(default_factory=list)


def decode(body: bytes) -> str:
    """Read bytes as text: UTF-8, UTF-16 with its mark, or what old Windows programs write."""
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", errors="replace")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", errors="replace")


def cut(body: bytes) -> Parts:
    """Cut a calendar file; what nests inside an event, such as alarms, is left out."""
    text = _FOLD.sub("", decode(body).replace("\0", ""))
    cutter = _Cutter()
    for match in _LINE.finditer(text):
        cutter.take(match[0].strip("\ufeff"))
    return cutter.parts


class _Cutter:
    def __init__(self) -> None:
        self.parts = Parts()
        self._open: list[str] = []  # what has begun inside the part that is being kept, itself first
        self._lines: Lines = []

    def take(self, line: str) -> None:
        word, _, rest = line.partition(":")
        word, kind = word.upper(), rest.strip().upper()
        if word == "BEGIN" and kind in KEPT:
            self._begin(kind)  # one that was never closed ends where the next begins
        elif word == "BEGIN" and self._open:
            self._open.append(kind)
            self._keep(line, inside=True)
        elif word == "END" and self._open:
            self._end(line, kind)
        elif self._open:
            self._keep(line, inside=len(self._open) > 1)
        elif word not in ("BEGIN", "END") and (own := _PROPERTY.match(line)):
            self.parts.own.setdefault(own[1].upper(), own[2].strip()[:LONGEST_LINE])

    def _begin(self, kind: str) -> None:
        self._open, self._lines = [kind], []
        parts = self.parts.events if kind == "VEVENT" else self.parts.zones
        if len(parts) >= MOST_PARTS:
            raise Unreadable("too_big", f"more than {MOST_PARTS} of {kind}")
        parts.append(self._lines)

    def _end(self, line: str, kind: str) -> None:
        if kind not in self._open:
            if kind == "VCALENDAR":
                self._open = []
            return
        self._keep(line, inside=len(self._open) > 1)
        del self._open[self._open.index(kind) :]

    def _keep(self, line: str, *, inside: bool) -> None:
        # A zone is nothing without what nests in it; an event's alarms are nobody's business.
        if (inside and self._open[0] == "VEVENT") or (not inside and line[:4].upper() == "END:"):
            return
        if len(self._lines) < LONGEST_PART:
            self._lines.append(line[:LONGEST_LINE])
