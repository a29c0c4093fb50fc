"""Read what people were told and what they turned off; keep what they turn off and on."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from msgspec import Struct
from sqlalchemy import Row, delete, func, literal, select, union_all

from bot.attention import rules
from bot.attention.rules import PastMessage, PendingMessage, Recipient, Verdict
from bot.attention.tables import muted
from bot.core.tables import effect, received
from bot.happy_hour.tables import happy_hour
from bot.pairings.tables import circle
from bot.people.tables import person
from bot.prompts.tables import prompt_channel
from bot.store.engine import Transaction

Value = TypeVar("Value")

_LATELY = timedelta(days=9)  # a week anywhere, and some hours


class ReceivedMessage(Struct, frozen=True):
    """One message that reached somebody, and the rule that sent it."""

    reason: str
    at: datetime
    solicited: bool
    introduction: bool
    in_channel: bool  # said in the channel, not to the person


async def decide_messages(
    tx: Transaction, workspace: str, messages: Sequence[Row[Any]], now: datetime
) -> dict[int, Verdict]:
    """Give a verdict on each of these effects of one workspace, by id, inside the transaction that
    claims them.

    Pass all that is due together: whispers to one person among them count as the one message they
    are merged into.
    """
    sayings = [
        PendingMessage(
            row.id, row.verb, row.to, row.rule, row.asked, row.weight, row.due, row.expires
        )
        for row in messages
    ]
    unasked = sorted(
        {who for saying in sayings if not saying.solicited for who in saying.recipients}
    )
    readers = await _recipients(tx, workspace, unasked, {saying.id for saying in sayings}, now)
    anybody = {who: Recipient("UTC") for saying in sayings for who in saying.recipients}
    return rules.decide_verdicts(sayings, anybody | readers, now)


async def mute_reason(tx: Transaction, workspace: str, who: str, reason: str) -> None:
    """Turn off what a rule sends to this person."""
    await tx.insert_or_ignore(muted, workspace=workspace, person=who, rule=reason)


async def unmute_reason(tx: Transaction, workspace: str, who: str, reason: str) -> None:
    """Turn it on again."""
    await tx.execute(
        delete(muted).where(
            muted.c.workspace == workspace, muted.c.person == who, muted.c.rule == reason
        )
    )


async def muted_reasons(tx: Transaction, workspace: str, who: str) -> list[str]:
    """Give the rules that this person turned off."""
    return await tx.scalars(
        select(muted.c.rule)
        .where(muted.c.workspace == workspace, muted.c.person == who)
        .order_by(muted.c.rule)
    )


async def received_messages(
    tx: Transaction, workspace: str, who: str, channel: str | None, limit: int
) -> list[ReceivedMessage]:
    """Give the latest messages that reached this person, and this channel, latest first."""
    readers = [who, channel] if channel else [who]
    rows = await tx.all(
        select(received.c.person, received.c.rule, received.c.at, received.c.asked, effect.c.verb)
        .join(effect, effect.c.id == received.c.effect)
        .where(received.c.workspace == workspace, received.c.person.in_(readers))
        .where(effect.c.state.in_(("sent", "merged")))
        .order_by(received.c.at.desc(), received.c.id.desc())
        .limit(limit)
    )
    return [
        ReceivedMessage(row.rule, row.at, row.asked, row.verb == "introduce", row.person != who)
        for row in rows
    ]


async def has_introduced(tx: Transaction, workspace: str, who: str, reason: str) -> bool:
    """Tell whether this rule has introduced a person to others: turning that off means leaving."""
    found = await tx.scalar(
        select(received.c.id)
        .join(effect, effect.c.id == received.c.effect)
        .where(
            received.c.workspace == workspace,
            received.c.person == who,
            received.c.rule == reason,
            effect.c.verb == "introduce",
        )
        .limit(1)
    )
    return found is not None


async def _recipients(
    tx: Transaction, workspace: str, who: list[str], judged: set[int], now: datetime
) -> dict[str, Recipient]:
    if not who:
        return {}
    people = {
        row.person: row
        for row in await tx.all(
            select(person.c.person, person.c.zone, person.c.gone).where(
                person.c.workspace == workspace, person.c.person.in_(who)
            )
        )
    }
    channels = [reader for reader in who if reader not in people]
    zones = {row.person: row.zone for row in people.values()} | await _zones(
        tx, workspace, channels
    )
    off = await _muted(tx, workspace, who)
    told = await _past_messages(tx, workspace, who, judged, now)
    return {
        reader: Recipient(
            zones[reader],
            reader in people and people[reader].gone,
            frozenset(off.get(reader, ())),
            tuple(told.get(reader, ())),
        )
        for reader in who
    }


async def _zones(tx: Transaction, workspace: str, channels: list[str]) -> dict[str, str]:
    if not channels:
        return {}
    rows = await tx.all(
        union_all(
            select(happy_hour.c.channel, happy_hour.c.zone, literal(0).label("order")).where(
                happy_hour.c.workspace == workspace, happy_hour.c.channel.in_(channels)
            ),
            select(prompt_channel.c.channel, prompt_channel.c.zone, literal(1)).where(
                prompt_channel.c.workspace == workspace, prompt_channel.c.channel.in_(channels)
            ),
            select(circle.c.channel, circle.c.zone, literal(2)).where(
                circle.c.workspace == workspace,
                circle.c.channel.in_(channels),
                circle.c.active.is_(True),
            ),
        ).order_by("order")
    )
    kept = {row.channel: row.zone for row in rows}  # where a channel has several, its lunches say
    if missing := [channel for channel in channels if channel not in kept]:
        kept |= dict.fromkeys(missing, await _usual_zone(tx, workspace))
    return kept


async def _usual_zone(tx: Transaction, workspace: str) -> str:
    most = select(person.c.zone).where(person.c.workspace == workspace, person.c.gone.is_(False))
    return (
        await tx.scalar(most.group_by(person.c.zone).order_by(func.count().desc(), person.c.zone))
        or "UTC"
    )


async def _muted(tx: Transaction, workspace: str, who: list[str]) -> dict[str, list[str]]:
    rows = await tx.all(
        select(muted.c.person, muted.c.rule).where(
            muted.c.workspace == workspace, muted.c.person.in_(who)
        )
    )
    return _grouped((row.person, row.rule) for row in rows)


async def _past_messages(
    tx: Transaction, workspace: str, who: list[str], judged: set[int], now: datetime
) -> dict[str, list[PastMessage]]:
    rows = await tx.all(
        select(received.c.person, received.c.at, effect.c.id, effect.c.lead, effect.c.verb)
        .join(effect, effect.c.id == received.c.effect)
        .where(
            received.c.workspace == workspace,
            received.c.person.in_(who),
            received.c.at >= now - _LATELY,
            received.c.asked.is_(False),
        )
        .order_by(received.c.id)
    )
    return _grouped(
        (row.person, PastMessage(row.lead or row.id, row.at, row.verb == "introduce"))
        for row in rows
        if row.id not in judged
    )


def _grouped(pairs: Iterable[tuple[str, Value]]) -> dict[str, list[Value]]:
    found: dict[str, list[Value]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found
