"""Find the hours that a line of a page mentions, and what it says of each: doors, start, end."""

import datetime as dt
import re
from itertools import pairwise

from msgspec import Struct

MAX_TIMES = 24  # of one line
MAX_VAGUE = 12  # from this hour on it is that of the afternoon

_HALF = r"[ap]\.?\s?m\b\.?"
_UNIT = r"uhr\b|uur\b|horas?\b|heures?\b|hrs?\b|h\b|u\b\.?|o.clock\b"
_TIME = re.compile(
    rf"(?P<word>\b(?:12\s)?(?:noon|midday|midnight|mitternacht|minuit|middernacht)\b)"
    rf"|(?<![\d.:/,€$£#+])(?<![€$£]\s)(?:"
    rf"(?P<military>(?:[01]\d|2[0-3])[0-5]\d)\s?(?:hrs?|uhr|h)\b"
    rf"|(?P<hour>[01]?\d|2[0-4])"
    rf"(?:\s?(?P<mark>[:h.u])\s?(?P<minute>[0-5]\d)(?!\d)(?::[0-5]\d)?)?"
    rf"\s?(?:(?P<half>{_HALF})|(?P<unit>{_UNIT}))?)"
    rf"(?![\d€$£%])(?!\s?(?:€|eur\b|euro|usd|%|km\b|kg\b|years\b|jahre))",
    re.IGNORECASE,
)
# A bare number is an hour after these, or at either end of a span of which the other end is one.
_ASKS_HOUR = re.compile(r"(?:\bore|\bum|\bom|\bàs|\ba las|\bal?le ore|\bh)\s?$", re.IGNORECASE)
_SPAN = re.compile(
    r"\s{0,2}(?:-|–|—|to|until|till|til|bis|à|a|às|alle|tot|t/m|hasta(?: las)?|fino alle"
    r"|até(?: às)?)\s{0,2}(?:ore\s|las\s)?",
    re.IGNORECASE,
)
_AND = re.compile(
    r"\s{0,2}(?:,|;|/|\||&|\+|and|und|et|y|e|en|sowie|or)\s{0,2}(?:um |at )?", re.IGNORECASE
)
_DOORS = re.compile(
    r"(?:doors?(?: open(?:s|ing)?)?(?: at)?|einlass(?: ab)?|portes?|ouverture(?: des portes)?"
    r"|apertura(?: de)?(?: puertas)?|apertura porte|abertura(?: de portas)?|deuren(?: open)?"
    r"|zaal open|inloop|check[ -]?in|registration|sign[ -]?in|accueil|saalöffnung|networking from"
    r"|vanaf|arrivals?)\W{0,3}(?:from |at |um |ab |à |a las |alle |om )?$",
    re.IGNORECASE,
)
_STARTS = re.compile(
    r"(?:beginn?|starts?|start time|show|aanvang|begint|début|inizio|inicio|início|kick-?off"
    r"|concert|programme?|time|uhrzeit)\W{0,3}(?:from |at |um |à |a las |alle |om )?$",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"(?:until|till|bis|ends?(?: at)?|ende|jusqu'à|fin|hasta(?: las)?|até(?: às)?|fino alle|tot"
    r"|einde|closes?(?: at)?|end time)\W{0,3}(?:um |at )?$",
    re.IGNORECASE,
)
_LATEST = re.compile(
    r"(?:deadline|by|before|rsvp|anmeldeschluss|spätestens|avant|vor|antes de(?: las)?|entro le"
    r"|phone|tel|telefon|call|open(?:ing hours)?|office hours|öffnungszeiten|horaires)\W{0,3}$",
    re.IGNORECASE,
)
_BEFORE = 34  # characters before an hour in which it is labelled
_DOTTED_MINUTES = ("00", "05", "10", "15", "20", "25", "30", "35", "40", "45", "50", "55")


class TimeSpan(Struct, frozen=True):
    """From when to when; `role` is doors, start, or an empty string; `joined`: one more start."""

    starts: dt.time
    ends: dt.time | None
    role: str
    joined: bool
    begin: int
    end: int
    vague: bool = False  # “7:30”, which may be in the morning or in the evening


class _Clock(Struct, frozen=True):
    hour: int
    minute: int
    half: str  # a, p, or an empty string
    plain: bool  # a number that may be anything
    vague: bool
    begin: int
    end: int


def find_times(line: str) -> list[TimeSpan]:
    """Return the hours in a line at which something may begin, from left to right."""
    clocks = [clock for match in _TIME.finditer(line) if (clock := _clock(match, line))]
    clocks = clocks[: MAX_TIMES * 2]
    spans: list[TimeSpan] = []
    index = 0
    while index < len(clocks):
        first = clocks[index]
        second = clocks[index + 1] if index + 1 < len(clocks) else None
        if second and not _spans(first, second, line):
            second = None
        index += 2 if second else 1
        span = _span(first, second, line, spans)
        if span:
            spans.append(span)
    return spans[:MAX_TIMES]


def begins_at(spans: list[TimeSpan]) -> list[TimeSpan]:
    """Return the hours at which an event with these begins: not its doors, if a start is named."""
    starts = [span for span in spans if span.role == "start"]
    if starts:
        return _with_joined(starts[0], spans)
    others = [span for span in spans if span.role != "doors"]
    if others:
        return _with_joined(others[0], spans)
    return spans[:1]


def _with_joined(first: TimeSpan, spans: list[TimeSpan]) -> list[TimeSpan]:
    """Return an hour, and those that stand after it with nothing but a comma between."""
    at = spans.index(first)
    starts = [first]
    for span in spans[at + 1 :]:
        if not span.joined:
            break
        starts.append(span)
    return starts


def _clock(match: re.Match[str], line: str) -> _Clock | None:
    if match["word"]:
        hour = 12 if match["word"].lower().endswith(("noon", "midday")) else 24
        return _Clock(hour, 0, "", False, False, match.start(), match.end())
    if match["military"]:
        digits = match["military"]
        minutes = int(digits[2:])
        return _Clock(int(digits[:2]), minutes, "", False, False, match.start(), match.end())

    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half = (match["half"] or "")[:1].lower()
    if half and not 1 <= hour <= 12:
        return None
    if hour == 24 and minute:
        return None
    certain = half or match["unit"] or (match["minute"] and match["mark"] != ".")
    dotted = match["minute"] in _DOTTED_MINUTES and hour >= 6
    asked = _ASKS_HOUR.search(line[max(0, match.start() - 8) : match.start()])
    plain = not (certain or dotted or asked)
    if plain and match["minute"]:
        return None
    padded = match["hour"].startswith("0")
    vague = not (half or match["unit"] or padded) and 1 <= hour < MAX_VAGUE
    return _Clock(hour, minute, half, plain, vague, match.start(), match.end())


def _spans(first: _Clock, second: _Clock, line: str) -> bool:
    if first.plain and second.plain:
        return False
    return _SPAN.fullmatch(line[first.end : second.begin]) is not None


def _span(
    first: _Clock, second: _Clock | None, line: str, before: list[TimeSpan]
) -> TimeSpan | None:
    """Return a start, with its end if there is one; None for an end, a deadline or a number."""
    if first.plain and second is None:
        return None
    label = line[max(0, first.begin - _BEFORE) : first.begin]
    if _LATEST.search(label) or (second is None and _ENDS.search(label)):
        return None
    begin = _time(first, _half_of_start(first, second))
    if begin is None:
        return None

    role = ""
    if _DOORS.search(label):
        role = "doors"
    elif _STARTS.search(label):
        role = "start"
    joined = bool(before) and _AND.fullmatch(line[before[-1].end : first.begin]) is not None
    end = second or first
    until = _end(begin, second)
    vague = first.vague and begin.hour < MAX_VAGUE and not (until and until.hour > MAX_VAGUE)
    return TimeSpan(begin, until, role, joined, first.begin, end.end, vague)


def _half_of_start(first: _Clock, second: _Clock | None) -> str:
    """Return the half of the day of a start, which may stand at its end alone: “7–9 pm”."""
    if first.half or second is None or not second.half or not 1 <= first.hour <= 12:
        return first.half
    begin, end = first.hour % 12 * 60 + first.minute, second.hour % 12 * 60 + second.minute
    if begin < end:
        return second.half
    return "a" if second.half == "p" else "p"


def _end(begin: dt.time, second: _Clock | None) -> dt.time | None:
    if second is None:
        return None
    end = _time(second, second.half)
    early = second.plain and not second.half and end is not None and end < begin
    if early and second.hour < 12:
        return _time(second, "p") if begin.hour < second.hour + 12 else end
    return end


def _time(clock: _Clock, half: str) -> dt.time | None:
    hour = clock.hour
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return dt.time(hour % 24, clock.minute)


def remove_times(line: str, spans: list[TimeSpan]) -> str:
    """Return a line without its hours."""
    edges = [0, *(edge for span in spans for edge in (span.begin, span.end)), len(line)]
    pieces = [line[begin:end] for begin, end in list(pairwise(edges))[::2]]
    return " ".join(pieces)
