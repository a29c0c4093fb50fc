"""The SQL of attention: which messages people received, and which reasons they turned off."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from msgspec import Struct, structs
from sqlalchemy import BindParameter, Row, and_, bindparam, delete, func, not_, select

from bot.attention import rules
from bot.attention.reservations import find_reservations
from bot.attention.rules import PastMessage, PendingMessage, Rank, Recipient, Verdict
from bot.attention.tables import muted_reason
from bot.core.channels import zones_of_channels
from bot.core.reasons import COUNTED, Purpose
from bot.core.tables import message_receipt, outbox_message
from bot.people.hours.records import working_times_in
from bot.people.tables import person
from bot.store.engine import ReadTransaction, Transaction
from bot.store.types import Moment

Value = TypeVar("Value")

_HISTORY = timedelta(days=9)  # covers a calendar week in every zone


class ReceivedMessage(Struct, frozen=True):
    """One message that reached a person, and the reason it was sent for."""

    reason: str
    at: datetime
    solicited: bool
    introduction: bool
    in_channel: bool  # said in the channel, not to the person


async def decide_messages(
    tx: ReadTransaction, workspace: str, messages: Sequence[Row[Any]], now: datetime
) -> dict[int, Verdict]:
    """Return a verdict on each of these outbox messages of one workspace, by id.

    Call it in the transaction that claims them, with all that is due at once: DMs to one person
    count as the one message into which delivery merges them.
    """
    pending = [
        PendingMessage(
            row.id,
            row.kind,
            row.recipients,
            row.reason,
            row.solicited,
            Purpose(row.purpose),
            row.due,
            row.expires,
            row.hours_of,
        )
        for row in messages
    ]
    everybody = {person for message in pending for person in message.recipients}
    unsolicited = [message for message in pending if not message.solicited]
    reached = sorted({person for message in unsolicited for person in message.recipients})

    ids = {message.id for message in pending}
    recipients = {person: Recipient("UTC") for person in everybody}
    channels = {message.hours_of or "" for message in unsolicited}
    recipients |= await _recipients(tx, workspace, reached, ids, now, channels)
    limited = {
        person
        for message in unsolicited
        if message.counts and message.rank != Rank.INTRODUCTION
        for person in message.recipients
    }
    recipients |= await _with_reservations(tx, workspace, recipients, limited, now)
    return rules.decide_verdicts(pending, recipients, now)


async def has_place(tx: ReadTransaction, workspace: str, person_id: str, now: datetime) -> bool:
    """Return whether the week of a person has a place that nothing is expected to take."""
    recipients = await _recipients(tx, workspace, [person_id], set(), now, set())
    recipients |= await _with_reservations(tx, workspace, recipients, {person_id}, now)
    return rules.places_left(recipients[person_id], Rank.ADDED, now) > 0


async def messages_since(tx: ReadTransaction, workspace: str, since: datetime) -> dict[str, int]:
    """Return how many messages that count reached each person or channel, introductions aside.

    Those of rounds are meant, which are counted by their groups: some may not be sent yet.
    """
    introduced = and_(
        outbox_message.c.kind == "introduce", outbox_message.c.purpose == Purpose.JOINED
    )
    message = func.coalesce(outbox_message.c.merged_into, outbox_message.c.id)
    query = (
        select(message_receipt.c.person, message.label("message"))
        .join(outbox_message, outbox_message.c.id == message_receipt.c.outbox_message)
        .where(
            message_receipt.c.workspace == workspace,
            message_receipt.c.at >= since,
            message_receipt.c.solicited.is_(False),
            outbox_message.c.purpose.in_(COUNTED),
            not_(introduced),
        )
    )
    # Grouped by SQLite, all receipts ever would be read, person by person.
    received = {(row.person, row.message) for row in await tx.all(query)}
    return Counter(person for person, _ in received)


async def mute_reason(tx: Transaction, workspace: str, person_id: str, reason: str) -> None:
    """Turn off messages with this reason for a person. Idempotent."""
    await tx.insert_or_ignore(muted_reason, workspace=workspace, person=person_id, reason=reason)


async def unmute_reason(tx: Transaction, workspace: str, person_id: str, reason: str) -> None:
    """Turn messages with this reason on again."""
    await tx.execute(
        delete(muted_reason).where(
            muted_reason.c.workspace == workspace,
            muted_reason.c.person == person_id,
            muted_reason.c.reason == reason,
        )
    )


async def muted_reasons(tx: ReadTransaction, workspace: str, person_id: str) -> list[str]:
    """Return the reasons that this person turned off, in order of name."""
    return await tx.scalars(
        select(muted_reason.c.reason)
        .where(muted_reason.c.workspace == workspace, muted_reason.c.person == person_id)
        .order_by(muted_reason.c.reason)
    )


async def received_messages(
    tx: ReadTransaction, workspace: str, person_id: str, channel: str | None, limit: int
) -> list[ReceivedMessage]:
    """Return the latest messages that this person and this channel received, latest first."""
    recipients = [person_id, channel] if channel else [person_id]
    rows = await tx.all(
        select(
            message_receipt.c.person,
            message_receipt.c.reason,
            message_receipt.c.at,
            message_receipt.c.solicited,
            outbox_message.c.kind,
        )
        .join(outbox_message, outbox_message.c.id == message_receipt.c.outbox_message)
        .where(message_receipt.c.workspace == workspace, message_receipt.c.person.in_(recipients))
        .where(outbox_message.c.state.in_(("sent", "merged")))
        .order_by(message_receipt.c.at.desc(), message_receipt.c.id.desc())
        .limit(limit)
    )
    return [
        ReceivedMessage(
            row.reason, row.at, row.solicited, row.kind == "introduce", row.person != person_id
        )
        for row in rows
    ]


async def has_introduced(tx: ReadTransaction, workspace: str, person_id: str, reason: str) -> bool:
    """Return whether an introduction with this reason reached a person.

    Such a reason cannot be turned off: they have to leave what they joined.
    """
    introduction = await tx.scalar(
        select(message_receipt.c.id)
        .join(outbox_message, outbox_message.c.id == message_receipt.c.outbox_message)
        .where(
            message_receipt.c.workspace == workspace,
            message_receipt.c.person == person_id,
            message_receipt.c.reason == reason,
            outbox_message.c.kind == "introduce",
        )
        .limit(1)
    )
    return introduction is not None


_THOSE: BindParameter[str] = bindparam("ids", expanding=True)
_PEOPLE = select(person.c.person, person.c.zone, person.c.left).where(
    person.c.workspace == bindparam("workspace"), person.c.person.in_(_THOSE)
)


async def _recipients(
    tx: ReadTransaction,
    workspace: str,
    ids: list[str],
    pending: set[int],
    now: datetime,
    channels_meant: set[str],
) -> dict[str, Recipient]:
    if not ids:
        return {}

    rows = await tx.all(_PEOPLE, workspace=workspace, ids=ids)
    zones = {row.person: row.zone for row in rows}
    left = {row.person for row in rows if row.left}
    channels = [recipient for recipient in ids if recipient not in zones]
    zones |= await _zones(tx, workspace, channels)

    times = {
        channel: await working_times_in(tx, workspace, zones, channel)
        for channel in channels_meant | {""}
    }
    reasons = await _muted(tx, workspace, ids)
    past = await _past_messages(tx, workspace, ids, pending, now)
    return {
        recipient: Recipient(
            zones[recipient],
            recipient in left,
            frozenset(reasons.get(recipient, ())),
            tuple(past.get(recipient, ())),
            working_times={channel: times[channel][recipient] for channel in times},
        )
        for recipient in ids
    }


async def _with_reservations(
    tx: ReadTransaction,
    workspace: str,
    recipients: Mapping[str, Recipient],
    limited: Collection[str],
    now: datetime,
) -> dict[str, Recipient]:
    """Return these recipients with the messages that are still to reach them this week."""
    if not limited:
        return {}

    found = await find_reservations(tx, workspace, limited, now)
    ahead = _group_values(found)
    return {
        person_id: structs.replace(
            recipients[person_id], reservations=tuple(ahead.get(person_id, ()))
        )
        for person_id in limited
    }


async def _zones(tx: ReadTransaction, workspace: str, channels: list[str]) -> dict[str, str]:
    if not channels:
        return {}
    zones = await zones_of_channels(tx, workspace, channels)
    missing = [channel for channel in channels if channel not in zones]
    if missing:
        zones |= dict.fromkeys(missing, await _usual_zone(tx, workspace))
    return zones


async def _usual_zone(tx: ReadTransaction, workspace: str) -> str:
    zone = await tx.scalar(
        select(person.c.zone)
        .where(person.c.workspace == workspace, person.c.left.is_(False))
        .group_by(person.c.zone)
        .order_by(func.count().desc(), person.c.zone)
    )
    return zone or "UTC"


_MUTED = select(muted_reason.c.person, muted_reason.c.reason).where(
    muted_reason.c.workspace == bindparam("workspace"), muted_reason.c.person.in_(_THOSE)
)


async def _muted(tx: ReadTransaction, workspace: str, ids: list[str]) -> dict[str, list[str]]:
    rows = await tx.all(_MUTED, workspace=workspace, ids=ids)
    return _group_values((row.person, row.reason) for row in rows)


_PAST = (
    select(
        message_receipt.c.person,
        message_receipt.c.at,
        outbox_message.c.id,
        outbox_message.c.merged_into,
    )
    .join(outbox_message, outbox_message.c.id == message_receipt.c.outbox_message)
    .where(
        message_receipt.c.workspace == bindparam("workspace"),
        message_receipt.c.person.in_(_THOSE),
        message_receipt.c.at >= bindparam("since", type_=Moment()),
        message_receipt.c.solicited.is_(False),
        outbox_message.c.purpose.in_(COUNTED),
    )
    .order_by(message_receipt.c.id)
)


async def _past_messages(
    tx: ReadTransaction, workspace: str, ids: list[str], pending: set[int], now: datetime
) -> dict[str, list[PastMessage]]:
    rows = await tx.all(_PAST, workspace=workspace, ids=ids, since=now - _HISTORY)
    return _group_values(
        (row.person, PastMessage(row.merged_into or row.id, row.at))
        for row in rows
        if row.id not in pending
    )


def _group_values(pairs: Iterable[tuple[str, Value]]) -> dict[str, list[Value]]:
    groups: dict[str, list[Value]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups
