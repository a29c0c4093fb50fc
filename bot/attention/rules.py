"""Decide what may be said now, what waits and what is let go: quiet hours and the attention budget, no I/O."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby

from msgspec import Struct

from bot.core.outbox import MAY_DROP
from bot.dates.recurrence import QUIET, instant, next_open, week_start

LIMIT = 3  # unasked messages that reach one person, or one channel, in a calendar week of theirs

_NIGHT = (dt.time(22), dt.time(9))
_WEEK = dt.timedelta(days=7)


class Send(Struct, frozen=True):
    """It may be said now."""


class Wait(Struct, frozen=True):
    """It may be said no earlier than this."""

    until: dt.datetime


class Drop(Struct, frozen=True):
    """It is not said at all: `state` is what becomes of the effect, `reason` is for the log."""

    state: str  # cancelled, expired
    reason: str


Verdict = Send | Wait | Drop

TURNED_OFF = Drop("cancelled", "turned off")
GONE = Drop("cancelled", "gone")
NO_ROOM = Drop("expired", "no room this week")
TOO_LATE = Drop("expired", "too late")


class Saying(Struct, frozen=True):
    """What there is to say: the facts of one effect that matter here."""

    id: int
    verb: str
    to: tuple[str, ...]
    rule: str
    asked: bool
    weight: int
    due: dt.datetime
    expires: dt.datetime | None = None


class Told(Struct, frozen=True):
    """One unasked message that has reached a reader, or is on its way; merged ones share the number `message`."""

    message: int
    at: dt.datetime
    introduction: bool = False


class Reader(Struct, frozen=True):
    """A person or a channel: whose hours count, what they turned off, and what they were told lately."""

    zone: str
    gone: bool = False
    off: frozenset[str] = frozenset()
    told: tuple[Told, ...] = ()


def judge(sayings: Iterable[Saying], readers: Mapping[str, Reader], now: dt.datetime) -> dict[int, Verdict]:
    """Give a verdict on each saying, by id, introductions first.

    Whispers to one person are one message, since delivery merges them: each set of them is judged as a whole.
    """
    verdicts: dict[int, Verdict] = {}
    known = dict(readers)
    for message in _messages(sayings):
        reached = [known[reader] for reader in message[0].to]
        found = _decide(message, reached, now)
        verdicts |= found
        sent = [saying for saying in message if not saying.asked and found[saying.id] == Send()]
        if sent:
            told = Told(sent[0].id, now, sent[0].verb == "introduce")
            known |= {who: _having_heard(known[who], told) for who in message[0].to}
    return verdicts


def next_opening(now: dt.datetime, zones: Collection[str]) -> dt.datetime:
    """Return the first moment from now on when everybody in these zones may be written to.

    Where the working days share no hour, the first one when nobody sleeps; failing that, when somebody works.
    """
    for quiet in (QUIET, _NIGHT):
        shared = _shared_opening(now, zones, quiet)
        if shared:
            return shared
    return min(next_open(now, zone) for zone in zones)


def _messages(sayings: Iterable[Saying]) -> list[list[Saying]]:
    def message(saying: Saying) -> tuple[str, int]:
        return (saying.to[0], 0) if saying.verb == "whisper" else ("", saying.id)

    ordered = sorted(sayings, key=lambda saying: (message(saying), saying.due, saying.id))
    bundles = [list(bundle) for _, bundle in groupby(ordered, message)]
    return sorted(bundles, key=lambda bundle: (-max(one.weight for one in bundle), bundle[0].due, bundle[0].id))


def _decide(message: Sequence[Saying], readers: Sequence[Reader], now: dt.datetime) -> dict[int, Verdict]:
    settled = {saying.id: _at_once(saying, readers, now) for saying in message}
    verdicts = {number: verdict for number, verdict in settled.items() if verdict}
    others = [saying for saying in message if saying.id not in verdicts]
    if others:
        verdicts |= _by_hours_and_budget(others, readers, now)
    return verdicts


def _at_once(saying: Saying, readers: Sequence[Reader], now: dt.datetime) -> Verdict | None:
    if saying.asked:
        return Send()
    # What one of a group turned off is not said to the group; an introduction is nobody's to turn off for others.
    if saying.verb != "introduce" and any(saying.rule in reader.off for reader in readers):
        return TURNED_OFF
    if all(reader.gone for reader in readers):
        return GONE
    return TOO_LATE if saying.expires and saying.expires <= now else None


def _by_hours_and_budget(message: Sequence[Saying], readers: Sequence[Reader], now: dt.datetime) -> dict[int, Verdict]:
    zones = sorted({reader.zone for reader in readers})
    opening = next_opening(now, zones)
    if opening > now:
        return {saying.id: _later(saying, opening) for saying in message}
    weight = max(saying.weight for saying in message)
    full = [reader for reader in readers if not _has_room(reader, weight, now)]
    if not full:
        return {saying.id: Send() for saying in message}
    opening = next_opening(max(_week_of(now, reader.zone, 1) for reader in full), zones)
    return {saying.id: NO_ROOM if saying.weight == MAY_DROP else _later(saying, opening) for saying in message}


def _later(saying: Saying, until: dt.datetime) -> Verdict:
    return TOO_LATE if saying.expires and saying.expires <= until else Wait(until)


def _has_room(reader: Reader, weight: int, now: dt.datetime) -> bool:
    week = [told for told in reader.told if told.at >= _week_of(now, reader.zone)]
    introduced = any(told.introduction for told in week)
    # The last place of the week is kept for an introduction until there has been one.
    limit = LIMIT - 1 if weight == MAY_DROP and not introduced else LIMIT
    return len({told.message for told in week}) < limit


def _having_heard(reader: Reader, told: Told) -> Reader:
    return Reader(reader.zone, reader.gone, reader.off, (*reader.told, told))


def _week_of(now: dt.datetime, zone: str, later: int = 0) -> dt.datetime:
    return instant(week_start(now, zone) + later * _WEEK, dt.time.min, zone)


def _shared_opening(now: dt.datetime, zones: Collection[str], quiet: tuple[dt.time, dt.time]) -> dt.datetime | None:
    opening = now
    while opening < now + _WEEK:
        latest = max(next_open(opening, zone, quiet) for zone in zones)
        if latest == opening:
            return opening
        opening = latest
    return None
