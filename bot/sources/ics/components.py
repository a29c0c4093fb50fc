"""Split a calendar file into components, tolerating faults, so that one event spoils no other."""

import codecs
import re
from contextlib import suppress
from dataclasses import dataclass, field

from bot.sources.parsers.model import UnreadableDocument

MAX_COMPONENTS = 20_000
MAX_COMPONENT_LINES = 1_000  # lines
MAX_LINE_LENGTH = 20_000  # characters
KEPT_COMPONENTS = ("VEVENT", "VTIMEZONE")

_FOLD = re.compile(r"(?:\r*\n|\r)[ \t]")
_FOLD_IN_BYTES = re.compile(_FOLD.pattern.encode())
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LINE = re.compile(r"[^\r\n]+")
_PROPERTY = re.compile(r"([A-Za-z0-9-]++)[^:]*+:(.*)", re.DOTALL)

ContentLines = list[str]


@dataclass
class CalendarComponents:
    """A calendar's own properties, and the content lines of its zones and events."""

    properties: dict[str, str] = field(default_factory=dict)
    zones: list[ContentLines] = field(default_factory=list)
    events: list[ContentLines] = field(default_factory=list)


def decode_text(body: bytes, charset: str = "") -> str:
    """Decode UTF-8, UTF-16 with a byte order mark, the charset that is named, or Windows-1252.

    What can be read as UTF-8 is UTF-8, whatever else is claimed.
    """
    if body.startswith(_UTF16_MARKS):
        return body.decode("utf-16", errors="replace")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    with suppress(LookupError):  # a name that nobody knows
        return body.decode(charset or "cp1252", errors="replace")
    return body.decode("cp1252", errors="replace")


def decode_lines(body: bytes, charset: str = "") -> str:
    """Decode a calendar file and unfold its lines.

    Lines are unfolded before they are decoded, since some programs fold in the middle of a
    character. Where the whole is no UTF-8, each line is decoded by itself: one bad line spoils no
    other.
    """
    if body.startswith(_UTF16_MARKS):
        return _FOLD.sub("", decode_text(body, charset))

    unfolded = _FOLD_IN_BYTES.sub(b"", body)
    try:
        return unfolded.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "\n".join(decode_text(line, charset) for line in unfolded.splitlines())


def split_components(body: bytes, charset: str = "") -> CalendarComponents:
    """Split a calendar file; components nested in an event, such as alarms, are dropped."""
    text = decode_lines(body, charset).replace("\0", "")
    cutter = _Splitter()
    for match in _LINE.finditer(text):
        cutter.take_line(match[0].strip("\ufeff"))
    return cutter.parts


class _Splitter:
    def __init__(self) -> None:
        self.parts = CalendarComponents()
        self._open: list[str] = []  # the component that is kept, and what is open inside it
        self._lines: ContentLines = []

    def take_line(self, line: str) -> None:
        word, _, rest = line.partition(":")
        word, kind = word.upper(), rest.strip().upper()
        if word == "BEGIN":
            self._begin(line, kind)
        elif word == "END":
            self._end(line, kind)
        elif self._open:
            self._keep(line)
        else:
            self._take_property(line)

    def _begin(self, line: str, kind: str) -> None:
        if kind in KEPT_COMPONENTS:
            self._begin_component(kind)  # one that was never closed ends where the next begins
        elif self._open:
            self._open.append(kind)
            self._keep(line)

    def _begin_component(self, kind: str) -> None:
        components = self.parts.events if kind == "VEVENT" else self.parts.zones
        if len(components) >= MAX_COMPONENTS:
            raise UnreadableDocument("too_big", f"more than {MAX_COMPONENTS} of {kind}")

        self._open, self._lines = [kind], []
        components.append(self._lines)

    def _end(self, line: str, kind: str) -> None:
        if kind in self._open:
            if len(self._open) > 1:
                self._keep(line)
            del self._open[self._open.index(kind) :]
        elif kind == "VCALENDAR":
            self._open = []

    def _keep(self, line: str) -> None:
        # A zone needs what is nested in it; an event's alarms are nobody's business.
        nested = len(self._open) > 1
        if nested and self._open[0] == "VEVENT":
            return
        if len(self._lines) < MAX_COMPONENT_LINES:
            self._lines.append(line[:MAX_LINE_LENGTH])

    def _take_property(self, line: str) -> None:
        match = _PROPERTY.match(line)
        if match:
            value = match[2].strip()[:MAX_LINE_LENGTH]
            self.parts.properties.setdefault(match[1].upper(), value)
