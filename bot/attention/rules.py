"""Decide what may be said now, what waits and what is let go.

Quiet hours and the attention budget, no I/O.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby

from msgspec import Struct

from bot.core.outbox import DROPPABLE
from bot.dates.recurrence import DEFAULT_QUIET_HOURS, next_open, utc_instant, week_start

WEEKLY_LIMIT = (
    3  # unasked messages that reach one person, or one channel, in a calendar week of theirs
)

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
LEFT = Drop("cancelled", "gone")
NO_ROOM = Drop("expired", "no room this week")
TOO_LATE = Drop("expired", "too late")


class PendingMessage(Struct, frozen=True):
    """What there is to say: the facts of one effect that matter here."""

    id: int
    kind: str
    recipients: tuple[str, ...]
    reason: str
    solicited: bool
    priority: int
    due: dt.datetime
    expires: dt.datetime | None = None


class PastMessage(Struct, frozen=True):
    """One unasked message that has reached a reader, or is on its way.

    Merged ones share the number `message`.
    """

    message: int
    at: dt.datetime
    introduction: bool = False


class Recipient(Struct, frozen=True):
    """A person or a channel.

    Whose hours count, what they turned off, and what they were told lately.
    """

    zone: str
    left: bool = False
    muted: frozenset[str] = frozenset()
    past_messages: tuple[PastMessage, ...] = ()


def decide_verdicts(
    messages: Iterable[PendingMessage], recipients: Mapping[str, Recipient], now: dt.datetime
) -> dict[int, Verdict]:
    """Give a verdict on each saying, by id, introductions first.

    Whispers to one person are one message, since delivery merges them: each set of them is judged
    as a whole.
    """
    verdicts: dict[int, Verdict] = {}
    known = dict(recipients)
    for message in _bundles(messages):
        reached = [known[reader] for reader in message[0].recipients]
        found = _decide_bundle(message, reached, now)
        verdicts |= found
        sent = [saying for saying in message if not saying.solicited and found[saying.id] == Send()]
        if sent:
            told = PastMessage(sent[0].id, now, sent[0].kind == "introduce")
            known |= {who: _with_past_message(known[who], told) for who in message[0].recipients}
    return verdicts


def next_opening(now: dt.datetime, zones: Collection[str]) -> dt.datetime:
    """Return the first moment from now on when everybody in these zones may be written to.

    Where the working days share no hour, the first one when nobody sleeps; failing that, when
    somebody works.
    """
    for quiet in (DEFAULT_QUIET_HOURS, _NIGHT):
        shared = _shared_opening(now, zones, quiet)
        if shared:
            return shared
    return min(next_open(now, zone) for zone in zones)


def _bundles(messages: Iterable[PendingMessage]) -> list[list[PendingMessage]]:
    def message(saying: PendingMessage) -> tuple[str, int]:
        return (saying.recipients[0], 0) if saying.kind == "whisper" else ("", saying.id)

    ordered = sorted(messages, key=lambda saying: (message(saying), saying.due, saying.id))
    bundles = [list(bundle) for _, bundle in groupby(ordered, message)]
    return sorted(
        bundles,
        key=lambda bundle: (-max(one.priority for one in bundle), bundle[0].due, bundle[0].id),
    )


def _decide_bundle(
    message: Sequence[PendingMessage], recipients: Sequence[Recipient], now: dt.datetime
) -> dict[int, Verdict]:
    settled = {saying.id: _at_once(saying, recipients, now) for saying in message}
    verdicts = {number: verdict for number, verdict in settled.items() if verdict}
    others = [saying for saying in message if saying.id not in verdicts]
    if others:
        verdicts |= _by_hours_and_budget(others, recipients, now)
    return verdicts


def _at_once(
    message: PendingMessage, recipients: Sequence[Recipient], now: dt.datetime
) -> Verdict | None:
    if message.solicited:
        return Send()
    # What one of a group turned off is not said to the group; an introduction is nobody's to turn
    # off for others.
    if message.kind != "introduce" and any(message.reason in reader.muted for reader in recipients):
        return TURNED_OFF
    if all(reader.left for reader in recipients):
        return LEFT
    return TOO_LATE if message.expires and message.expires <= now else None


def _by_hours_and_budget(
    message: Sequence[PendingMessage], recipients: Sequence[Recipient], now: dt.datetime
) -> dict[int, Verdict]:
    zones = sorted({reader.zone for reader in recipients})
    opening = next_opening(now, zones)
    if opening > now:
        return {saying.id: _later(saying, opening) for saying in message}
    weight = max(saying.priority for saying in message)
    full = [reader for reader in recipients if not _has_room(reader, weight, now)]
    if not full:
        return {saying.id: Send() for saying in message}
    opening = next_opening(max(_week_of(now, reader.zone, 1) for reader in full), zones)
    return {
        saying.id: NO_ROOM if saying.priority == DROPPABLE else _later(saying, opening)
        for saying in message
    }


def _later(message: PendingMessage, until: dt.datetime) -> Verdict:
    return TOO_LATE if message.expires and message.expires <= until else Wait(until)


def _has_room(recipient: Recipient, priority: int, now: dt.datetime) -> bool:
    week = [told for told in recipient.past_messages if told.at >= _week_of(now, recipient.zone)]
    introduced = any(told.introduction for told in week)
    # The last place of the week is kept for an introduction until there has been one.
    limit = WEEKLY_LIMIT - 1 if priority == DROPPABLE and not introduced else WEEKLY_LIMIT
    return len({told.message for told in week}) < limit


def _with_past_message(recipient: Recipient, message: PastMessage) -> Recipient:
    return Recipient(
        recipient.zone, recipient.left, recipient.muted, (*recipient.past_messages, message)
    )


def _week_of(now: dt.datetime, zone: str, later: int = 0) -> dt.datetime:
    return utc_instant(week_start(now, zone) + later * _WEEK, dt.time.min, zone)


def _shared_opening(
    now: dt.datetime, zones: Collection[str], quiet: tuple[dt.time, dt.time]
) -> dt.datetime | None:
    opening = now
    while opening < now + _WEEK:
        latest = max(next_open(opening, zone, quiet) for zone in zones)
        if latest == opening:
            return opening
        opening = latest
    return None
