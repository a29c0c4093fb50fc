"""Decide whether a message is sent now, waits or is dropped: quiet hours and the budget. Pure.

What people joined for waits for nothing but hours. A week never holds more than `WEEKLY_LIMIT`
messages, since its places are given away before they are used: `Reservation` stands for a message
that is still to come this week, and what ranks below it leaves its place alone.
"""

import datetime as dt
import enum
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby

from msgspec import Struct, structs

from bot.core.reasons import COUNTED, Purpose
from bot.dates.local_time import utc_instant, week_start
from bot.dates.working_time import WorkingTime, is_overnight, next_open

# Unsolicited messages that reach one person, or one channel, in a calendar week of their zone.
WEEKLY_LIMIT = 3

_NIGHT = (dt.time(22), dt.time(9))
_WEEK = dt.timedelta(days=7)


class Send(Struct, frozen=True):
    """The message may be sent now."""


class Wait(Struct, frozen=True):
    """The message may not be sent before `until`."""

    until: dt.datetime


class Drop(Struct, frozen=True):
    """The message is never sent: `state` ends its outbox row, `reason` is logged."""

    state: str  # cancelled, expired
    reason: str


Verdict = Send | Wait | Drop

TURNED_OFF = Drop("cancelled", "turned off")
LEFT = Drop("cancelled", "gone")
NO_ROOM = Drop("expired", "no room this week")
TOO_LATE = Drop("expired", "too late")


class Rank(enum.IntEnum):
    """Who goes first where a week has too few places; each leaves those of the ranks above alone.

    A colleague's request ranks above a notice, since whoever asked has been told that it goes out.
    """

    INTRODUCTION = 0
    REQUEST = 1
    JOINED = 2
    ADDED = 3


class PendingMessage(Struct, frozen=True):
    """One outbox message that is due: the columns that the decision needs."""

    id: int
    kind: str
    recipients: tuple[str, ...]
    reason: str
    solicited: bool
    purpose: Purpose
    due: dt.datetime
    expires: dt.datetime | None = None
    hours_of: str | None = None  # the channel whose hours hold for people who set none

    @property
    def rank(self) -> Rank:
        """Its rank among messages that count."""
        return rank_of(self.kind, self.purpose)

    @property
    def counts(self) -> bool:
        """Whether it takes one of the places of a week."""
        return not self.solicited and self.purpose in COUNTED


class PastMessage(Struct, frozen=True):
    """One unsolicited message that has reached a recipient, or is being sent.

    Outbox messages that were merged into one share the number `message`.
    """

    message: int
    at: dt.datetime


class Reservation(Struct, frozen=True):
    """A message that is still to reach a recipient: written and waiting, or expected.

    Direct messages of one moment are merged, so they share a place. `message` is the id of the
    outbox message where it is written.
    """

    at: dt.datetime
    rank: Rank
    shared: bool
    message: int | None = None


class Recipient(Struct, frozen=True):
    """A person or a channel: zone and working time, muted reasons, and their week."""

    zone: str
    left: bool = False
    muted: frozenset[str] = frozenset()
    past_messages: tuple[PastMessage, ...] = ()
    reservations: tuple[Reservation, ...] = ()
    working_times: Mapping[str, WorkingTime] = {}  # by the channel that a message is about, or ""

    def hours_for(self, bundle: Sequence[PendingMessage]) -> WorkingTime:
        """Return when these messages may be sent; office hours where nothing is known."""
        channels = [message.hours_of for message in bundle if message.hours_of]
        usual = self.working_times.get("", WorkingTime(self.zone))
        return self.working_times.get(channels[0], usual) if channels else usual


def decide_verdicts(
    messages: Iterable[PendingMessage], recipients: Mapping[str, Recipient], now: dt.datetime
) -> dict[int, Verdict]:
    """Return a verdict on each message, by id, what people joined for decided first.

    DMs to one person are decided as a whole, since delivery merges them into one message.
    """
    verdicts: dict[int, Verdict] = {}
    current = dict(recipients)
    for bundle in _bundles(messages):
        reached = [current[recipient] for recipient in bundle[0].recipients]
        decided = _decide_bundle(bundle, reached, now)
        verdicts |= decided

        counted = _counted_message(bundle, decided, now)
        settled = {message.id for message in bundle if not isinstance(decided[message.id], Wait)}
        for recipient in bundle[0].recipients:
            current[recipient] = _with_decided(current[recipient], counted, settled)
    return verdicts


def rank_of(kind: str, purpose: Purpose) -> Rank:
    """Return the rank of an outbox message of a kind and a purpose."""
    if purpose == Purpose.JOINED:
        return Rank.INTRODUCTION if kind == "introduce" else Rank.JOINED
    return Rank.REQUEST if purpose == Purpose.COLLEAGUE else Rank.ADDED


def places_left(recipient: Recipient, rank: Rank, now: dt.datetime) -> int:
    """Return how many messages of a rank this week still has places for."""
    start, end = (_week_of(now, recipient.zone, weeks) for weeks in (0, 1))
    used = {message.message for message in recipient.past_messages if message.at >= start}
    ahead = []
    for reservation in recipient.reservations:
        if reservation.rank < rank and reservation.at < end:
            ahead.append(reservation)

    shared = {max(reservation.at, now) for reservation in ahead if reservation.shared}
    own = [reservation for reservation in ahead if not reservation.shared]
    return WEEKLY_LIMIT - len(used) - len(shared) - len(own)


def next_opening(now: dt.datetime, hours: Collection[WorkingTime]) -> dt.datetime:
    """Return the first moment from `now` on when everybody with these hours may be written to.

    Where their working days share no hour, the first moment when nobody sleeps. Failing that, the
    first when somebody works.
    """
    for everybody in (hours, [_while_awake(one) for one in hours]):
        shared = _shared_opening(now, everybody)
        if shared:
            return shared
    return min(next_open(now, one) for one in hours)


def _while_awake(hours: WorkingTime) -> WorkingTime:
    """Return the hours of somebody who may be written to in the evening; a night shift's own."""
    return hours if is_overnight(hours) else structs.replace(hours, quiet=_NIGHT)


def _bundles(messages: Iterable[PendingMessage]) -> list[list[PendingMessage]]:
    ordered = sorted(messages, key=lambda message: (_bundle_key(message), message.due, message.id))
    bundles = [list(bundle) for _, bundle in groupby(ordered, _bundle_key)]
    return sorted(bundles, key=_bundle_rank)


def _bundle_key(message: PendingMessage) -> tuple[str, int]:
    if message.kind == "whisper":
        return message.recipients[0], 0
    return "", message.id


def _bundle_rank(bundle: Sequence[PendingMessage]) -> tuple[int, dt.datetime, int]:
    return min(message.rank for message in bundle), bundle[0].due, bundle[0].id


def _decide_bundle(
    bundle: Sequence[PendingMessage], recipients: Sequence[Recipient], now: dt.datetime
) -> dict[int, Verdict]:
    verdicts: dict[int, Verdict] = {}
    others = []
    for message in bundle:
        verdict = _immediate_verdict(message, recipients, now)
        if verdict:
            verdicts[message.id] = verdict
        else:
            others.append(message)

    if others:
        verdicts |= _by_hours_and_budget(others, recipients, now)
    return verdicts


def _immediate_verdict(
    message: PendingMessage, recipients: Sequence[Recipient], now: dt.datetime
) -> Verdict | None:
    if message.solicited:
        return Send()

    # A reason that one member of a group turned off is not sent to the group. Nobody can turn off
    # an introduction for the others.
    muted = any(message.reason in recipient.muted for recipient in recipients)
    if muted and message.kind != "introduce":
        return TURNED_OFF
    if all(recipient.left for recipient in recipients):
        return LEFT
    if _expires_by(message, now):
        return TOO_LATE
    return None


def _expires_by(message: PendingMessage, moment: dt.datetime) -> bool:
    return message.expires is not None and message.expires <= moment


def _by_hours_and_budget(
    bundle: Sequence[PendingMessage], recipients: Sequence[Recipient], now: dt.datetime
) -> dict[int, Verdict]:
    hours = {recipient.hours_for(bundle) for recipient in recipients}
    opening = next_opening(now, hours)
    if opening > now:
        return {message.id: _wait_for_hours(message, opening, hours, now) for message in bundle}

    verdicts: dict[int, Verdict] = {message.id: Send() for message in bundle if not message.counts}
    counted = [message for message in bundle if message.counts]
    if not counted:
        return verdicts

    rank = min(message.rank for message in counted)
    full = _full_recipients(counted, recipients, rank, now)
    if not full:
        return verdicts | {message.id: Send() for message in counted}

    next_week = max(_week_of(now, recipient.zone, 1) for recipient in full)
    opening = next_opening(next_week, hours)
    for message in counted:
        waits = message.rank == Rank.ADDED and message.expires is None
        verdicts[message.id] = Wait(opening) if waits else NO_ROOM
    return verdicts


def _full_recipients(
    bundle: Sequence[PendingMessage], recipients: Sequence[Recipient], rank: Rank, now: dt.datetime
) -> list[Recipient]:
    """Return those whose week has no place left; nobody's has none for an introduction."""
    if rank == Rank.INTRODUCTION:
        return []

    own = {message.id for message in bundle}
    full = []
    for recipient in recipients:
        others = tuple(each for each in recipient.reservations if each.message not in own)
        if places_left(structs.replace(recipient, reservations=others), rank, now) < 1:
            full.append(recipient)
    return full


def _wait_for_hours(
    message: PendingMessage,
    opening: dt.datetime,
    hours: Collection[WorkingTime],
    now: dt.datetime,
) -> Verdict:
    """Return the wait for shared hours.

    An introduction that would be over by then is sent when the first of its people works, or else
    at once: nobody is introduced to silence. A last word comes once its reader is awake, or else at
    once as well: there is no later.
    """
    if not _expires_by(message, opening):
        return Wait(opening)
    if message.purpose == Purpose.LAST_WORD:
        hours = [_while_awake(one) for one in hours]
    elif message.rank != Rank.INTRODUCTION:
        return TOO_LATE

    somebody = min(next_open(now, one) for one in hours)
    if somebody == now or _expires_by(message, somebody):
        return Send()
    return Wait(somebody)


def _counted_message(
    bundle: Sequence[PendingMessage], decided: Mapping[int, Verdict], now: dt.datetime
) -> PastMessage | None:
    """Return the place that a bundle takes, if any."""
    for message in bundle:
        if message.counts and decided[message.id] == Send():
            return PastMessage(message.id, now)
    return None


def _with_decided(
    recipient: Recipient, counted: PastMessage | None, settled: Collection[int]
) -> Recipient:
    """Return a recipient with one more message, and without the reservations that it used."""
    past = recipient.past_messages
    return structs.replace(
        recipient,
        past_messages=(*past, counted) if counted else past,
        reservations=tuple(each for each in recipient.reservations if each.message not in settled),
    )


def _week_of(now: dt.datetime, zone: str, weeks_later: int = 0) -> dt.datetime:
    return utc_instant(week_start(now, zone) + weeks_later * _WEEK, dt.time.min, zone)


def _shared_opening(now: dt.datetime, hours: Collection[WorkingTime]) -> dt.datetime | None:
    opening = now
    while opening < now + _WEEK:
        latest = max(next_open(opening, one) for one in hours)
        if latest == opening:
            return opening
        opening = latest
    return None
