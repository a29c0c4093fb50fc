"""Decide whether a message is sent now, waits or is dropped: quiet hours and the budget. Pure."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby

from msgspec import Struct, structs

from bot.core.outbox import Priority
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


class PendingMessage(Struct, frozen=True):
    """One outbox message that is due: the columns that the decision needs."""

    id: int
    kind: str
    recipients: tuple[str, ...]
    reason: str
    solicited: bool
    priority: int
    due: dt.datetime
    expires: dt.datetime | None = None


class PastMessage(Struct, frozen=True):
    """One unsolicited message that has reached a recipient, or is being sent.

    Outbox messages that were merged into one share the number `message`.
    """

    message: int
    at: dt.datetime
    introduction: bool = False


class Recipient(Struct, frozen=True):
    """A person or a channel: their zone and working time, muted reasons, and recent messages."""

    zone: str
    left: bool = False
    muted: frozenset[str] = frozenset()
    past_messages: tuple[PastMessage, ...] = ()
    working_time: WorkingTime | None = None  # None: office hours in the zone

    @property
    def hours(self) -> WorkingTime:
        """When the recipient may be written to."""
        return self.working_time or WorkingTime(self.zone)


def decide_verdicts(
    messages: Iterable[PendingMessage], recipients: Mapping[str, Recipient], now: dt.datetime
) -> dict[int, Verdict]:
    """Return a verdict on each message, by id, the highest priority decided first.

    DMs to one person are decided as a whole, since delivery merges them into one message.
    """
    verdicts: dict[int, Verdict] = {}
    current = dict(recipients)
    for bundle in _bundles(messages):
        reached = [current[recipient] for recipient in bundle[0].recipients]
        decided = _decide_bundle(bundle, reached, now)
        verdicts |= decided

        sent = [
            message for message in bundle if not message.solicited and decided[message.id] == Send()
        ]
        if sent:
            counted = PastMessage(sent[0].id, now, sent[0].kind == "introduce")
            for recipient in bundle[0].recipients:
                current[recipient] = _with_past_message(current[recipient], counted)
    return verdicts


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
    priority = max(message.priority for message in bundle)
    return -priority, bundle[0].due, bundle[0].id


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
    hours = {recipient.hours for recipient in recipients}
    opening = next_opening(now, hours)
    if opening > now:
        return {message.id: _wait(message, opening) for message in bundle}

    priority = max(message.priority for message in bundle)
    full = [recipient for recipient in recipients if not _has_room(recipient, priority, now)]
    if not full:
        return {message.id: Send() for message in bundle}

    next_week = max(_week_of(now, recipient.zone, 1) for recipient in full)
    opening = next_opening(next_week, hours)
    return {
        message.id: NO_ROOM if message.priority == Priority.DROPPABLE else _wait(message, opening)
        for message in bundle
    }


def _wait(message: PendingMessage, until: dt.datetime) -> Verdict:
    return TOO_LATE if _expires_by(message, until) else Wait(until)


def _has_room(recipient: Recipient, priority: int, now: dt.datetime) -> bool:
    start = _week_of(now, recipient.zone)
    this_week = [message for message in recipient.past_messages if message.at >= start]
    introduced = any(message.introduction for message in this_week)

    # The last place of the week is kept for an introduction until there has been one.
    limit = WEEKLY_LIMIT
    if priority == Priority.DROPPABLE and not introduced:
        limit -= 1
    return len({message.message for message in this_week}) < limit


def _with_past_message(recipient: Recipient, message: PastMessage) -> Recipient:
    return structs.replace(recipient, past_messages=(*recipient.past_messages, message))


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
