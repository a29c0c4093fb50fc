"""Cut a calendar file into its parts, whatever is wrong with it, so that one bad event spoils no
other."""

import codecs
import re
from dataclasses import dataclass, field

from bot.sources.parsers.model import UnreadableDocument

MAX_COMPONENTS = 20_000
MAX_COMPONENT_LINES = 1_000  # lines
MAX_LINE_LENGTH = 20_000  # characters
KEPT_COMPONENTS = ("VEVENT", "VTIMEZONE")

_FOLD = re.compile(r"(?:\r*\n|\r)[ \t]")
_LINE = re.compile(r"[^\r\n]+")
_PROPERTY = re.compile(r"([A-Za-z0-9-]+)[^:]*:(.*)", re.DOTALL)

ContentLines = list[str]


@dataclass
class CalendarComponents:
    """A calendar's own properties, and the lines of its zones and events."""

    properties: dict[str, str] = field(default_factory=dict)
    zones: list[ContentLines] = field(default_factory=list)
    events: list[ContentLines] = field(default_factory=list)


def decode_text(body: bytes) -> str:
    """Read bytes as text: UTF-8, UTF-16 with its mark, or what old Windows programs write."""
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", errors="replace")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", errors="replace")


def split_components(body: bytes) -> CalendarComponents:
    """Cut a calendar file; what nests inside an event, such as alarms, is left out."""
    text = _FOLD.sub("", decode_text(body).replace("\0", ""))
    cutter = _Splitter()
    for match in _LINE.finditer(text):
        cutter.take_line(match[0].strip("\ufeff"))
    return cutter.parts


class _Splitter:
    def __init__(self) -> None:
        self.parts = CalendarComponents()
        self._open: list[
            str
        ] = []  # what has begun inside the part that is being kept, itself first
        self._lines: ContentLines = []

    def take_line(self, line: str) -> None:
        word, _, rest = line.partition(":")
        word, kind = word.upper(), rest.strip().upper()
        if word == "BEGIN" and kind in KEPT_COMPONENTS:
            self._begin(kind)  # one that was never closed ends where the next begins
        elif word == "BEGIN" and self._open:
            self._open.append(kind)
            self._keep(line, inside=True)
        elif word == "END" and self._open:
            self._end(line, kind)
        elif self._open:
            self._keep(line, inside=len(self._open) > 1)
        elif word not in ("BEGIN", "END") and (own := _PROPERTY.match(line)):
            self.parts.properties.setdefault(own[1].upper(), own[2].strip()[:MAX_LINE_LENGTH])

    def _begin(self, kind: str) -> None:
        self._open, self._lines = [kind], []
        parts = self.parts.events if kind == "VEVENT" else self.parts.zones
        if len(parts) >= MAX_COMPONENTS:
            raise UnreadableDocument("too_big", f"more than {MAX_COMPONENTS} of {kind}")
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
        if len(self._lines) < MAX_COMPONENT_LINES:
            self._lines.append(line[:MAX_LINE_LENGTH])
