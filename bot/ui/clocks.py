"""One clock in a message: each time is its place's, and named where readers may have another.

What a card says in its title, its buttons and its running text is in the zone of the place, and so
are the moments in it. Beside the first of a zone stands whose time it is; somebody alone with
another clock also reads their own.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec.structs import replace

from bot.ui.cards import Card, Facts, Paragraph, Part
from bot.ui.speech import say, say_as
from bot.ui.text import Instant, Node, Text, format_day

Readers = frozenset[str]  # the zones of all who read a message; none where nobody knows them
UNKNOWN_READERS: Readers = frozenset()
RANGE = " – "  # between two moments of one line
# two clocks further apart than this may be a day apart all day long
_SAME_DAY = timedelta(hours=11)


def show_clock(card: Card, readers: Readers) -> Card:
    """Return a card whose times say whose they are, where that is not plain to its readers."""
    clock = _Clock(readers)
    parts = tuple(_show_in_part(part, clock) for part in card.parts)
    return replace(card, parts=parts, footer=clock.show(card.footer))


def show_clock_in_text(text: Text, readers: Readers) -> Text:
    """Return a text whose times say whose they are, where that is not plain to its readers."""
    return _Clock(readers).show(text)


def known_readers(zones: Iterable[str]) -> Readers:
    """Return readers by their zones; nobody is known where somebody's zone is not."""
    found = frozenset(zones)
    return found if all(map(_is_zone, found)) else UNKNOWN_READERS


def zone_words(zone: str) -> str:
    """Return whose time a zone is, such as “Berlin time”."""
    area, _, town = zone.rpartition("/")
    if not area or area == "Etc":
        return zone.removeprefix("Etc/")
    return say("{town} time", town=town.replace("_", " "))


def day_instant(instant: Instant) -> datetime:
    """Return noon of an instant's day in its zone, which is that day for all who read it so."""
    zone = ZoneInfo(instant.zone)
    return datetime.combine(instant.at.astimezone(zone).date(), time(12), zone)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _show_in_part(part: Part, clock: "_Clock") -> Part:
    match part:
        case Paragraph(text):
            return replace(part, text=clock.show(text))
        case Facts(rows):
            return replace(part, rows=tuple((label, clock.show(text)) for label, text in rows))
    return part


@dataclass
class _Clock:
    """The clock of one message, as its texts are read from top to bottom."""

    readers: Readers
    named: str = ""  # the zone that was named last

    def show(self, text: Text) -> Text:
        """Return a text with the names of its zones, each behind the first time of it."""
        shown: list[Node] = []
        begin: Instant | None = None  # of a range whose end is still to come
        for number, node in enumerate(text):
            if not isinstance(node, Instant):
                shown.append(node)
                continue
            shown.append(replace(node, pretty=self._is_pretty(node, text[:number])))
            if _begins_range(text, number):
                begin = node
                continue
            if not (node.struck and _comes_again(node, text[number + 1 :])):
                shown += self._label(begin or node, node)
            begin = None
        return tuple(shown)

    def _label(self, first: Instant, last: Instant) -> list[Node]:
        if last.show == "day":
            return []
        is_other = self._is_other(last)
        is_named = last.zone == self.named
        words = [] if is_named or not (is_other or self.named) else [zone_words(last.zone)]
        if words:
            self.named = last.zone
        says_own = len(self.readers) == 1 and not last.struck
        if is_other and says_own and (words or first.show == "day_time"):
            words.append(
                say("{time} for you", time=_own_words(first, last, next(iter(self.readers))))
            )
        return [f" ({', '.join(words)})"] if words else []

    def _is_other(self, instant: Instant) -> bool:
        """Return whether some of the readers have another clock, or may have."""
        if not self.readers:
            return True
        return any(_distance(instant, zone) for zone in self.readers)

    def _is_pretty(self, instant: Instant, before: Text) -> bool:
        """Return whether all readers have the same day, so that a platform may say “today”."""
        if instant.struck or instant.show == "time" or not self.readers:
            return False
        lead = before[-1] if before else ""
        if isinstance(lead, str) and _leads_to_date(lead):
            return False
        return all(abs(_distance(instant, zone)) <= _SAME_DAY for zone in self.readers)


def _leads_to_date(words: str) -> bool:
    """Return whether only a date can follow: “on today” is no English."""
    before = re.escape(say_as("before a date", "on"))
    return bool(re.search(rf"\b{before} $", words, re.IGNORECASE))


def _begins_range(text: Text, number: int) -> bool:
    after = text[number + 1 : number + 3]
    return len(after) == 2 and after[0] == RANGE and isinstance(after[1], Instant)


def _comes_again(struck: Instant, after: Text) -> bool:
    """Return whether what holds instead follows, beside which the zone is named."""
    later = [node for node in after if isinstance(node, Instant)]
    return any(node.zone == struck.zone and not node.struck for node in later)


def _distance(instant: Instant, zone: str) -> timedelta:
    """Return how much a reader's clock is ahead of the place's at an instant."""
    if zone == instant.zone:
        return timedelta()
    there = instant.at.astimezone(ZoneInfo(instant.zone)).utcoffset() or timedelta()
    own = instant.at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    return own - there


def _own_words(first: Instant, last: Instant, zone: str) -> str:
    """Return a time, or the two of a range, by a reader's own clock; with the day if it differs."""
    moments = [first.at] if first is last else [first.at, last.at]
    own = [moment.astimezone(ZoneInfo(zone)) for moment in moments]
    there = first.at.astimezone(ZoneInfo(first.zone))
    day = "" if own[0].date() == there.date() else f"{format_day(own[0])}, "
    return day + RANGE.join(f"{moment:%H:%M}" for moment in own)
