from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from bot.attention import records
from bot.attention.rules import TURNED_OFF, Send, Verdict, Wait
from bot.core import outbox
from bot.core.platform import ChannelMember
from bot.core.reasons import MessageReason, Purpose
from bot.core.tables import message_receipt, outbox_message
from bot.pairings.tables import pairing_program
from bot.people.records import sync_channel_members
from bot.store.engine import Database, ReadTransaction, Transaction
from bot.ui.cards import Card

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)  # a Tuesday, ten o'clock in Berlin
MONDAY = datetime(2026, 11, 30, 8, tzinfo=UTC)
TOM, JUN, CHANNEL = "W/tom", "W/jun", "W/lunch"
CARD = Card("note", "Hello")


def added(name: str) -> MessageReason:
    return MessageReason(name, Purpose.ADDED)


async def people(tx: Transaction) -> None:
    members = [ChannelMember(TOM, "Tom", "Europe/Berlin"), ChannelMember(JUN, "Jun", "Asia/Tokyo")]
    await sync_channel_members(tx, "W", CHANNEL, members, NOW)


async def whisper(tx: Transaction, key: str, who: str = TOM, **options: Any) -> None:
    usual: dict[str, Any] = {"reason": added("notice"), "due": NOW}
    await outbox.send_dm(tx, "W", key, who, CARD, **(usual | options))


async def sent(
    tx: Transaction, *keys: str, at: datetime = NOW, merged_into: str | None = None
) -> None:
    """Note messages as delivery does."""
    first = (
        await tx.scalar(select(outbox_message.c.id).where(outbox_message.c.key == merged_into))
        if merged_into
        else None
    )
    await tx.execute(
        update(outbox_message)
        .where(outbox_message.c.key.in_(keys))
        .values(state="sent", merged_into=first)
    )
    for row in await tx.all(select(outbox_message).where(outbox_message.c.key.in_(keys))):
        for who in row.recipients:
            values = {
                "outbox_message": row.id,
                "reason": row.reason,
                "solicited": row.solicited,
                "at": at,
            }
            await tx.insert(message_receipt, workspace="W", person=who, **values)


async def judge(tx: ReadTransaction, now: datetime = NOW) -> dict[str, Verdict]:
    ready = await tx.all(
        select(outbox_message)
        .where(outbox_message.c.state == "ready")
        .order_by(outbox_message.c.id)
    )
    verdicts = await records.decide_messages(tx, "W", ready, now)
    return {row.key: verdicts[row.id] for row in ready}


async def test_each_is_judged_by_the_hours_where_they_live(database: Database) -> None:
    async with database.transaction() as tx:
        await people(tx)
        await whisper(tx, "a")
        await whisper(tx, "b", JUN)
        await whisper(tx, "c", JUN, solicited=True)
        assert await judge(tx) == {
            "a": Send(),
            "b": Wait(datetime(2026, 11, 25, 0, tzinfo=UTC)),
            "c": Send(),
        }


async def test_what_reached_somebody_this_week_counts(database: Database) -> None:
    async with database.transaction() as tx:
        await people(tx)
        for key in "abcd":
            await whisper(tx, key, solicited=key == "d")
        await sent(tx, "a", "b", "c", "d", at=NOW - timedelta(hours=1))
        await whisper(tx, "e")
        assert await judge(tx) == {"e": Wait(MONDAY)}
        assert await judge(tx, MONDAY) == {"e": Send()}


async def test_merged_messages_count_as_the_one_they_became(database: Database) -> None:
    async with database.transaction() as tx:
        await people(tx)
        for key in "abcd":
            await whisper(tx, key)
        await sent(tx, "a")
        await sent(tx, "b", "c", "d", merged_into="a")
        await whisper(tx, "e")
        assert await judge(tx) == {"e": Send()}


async def test_a_message_judged_again_does_not_stand_in_its_own_way(database: Database) -> None:
    async with database.transaction() as tx:
        await people(tx)
        for key in "abc":
            await whisper(tx, key)
        await sent(tx, "a", "b", "c")
        row = await tx.first(select(outbox_message).where(outbox_message.c.key == "c"))
        assert row
        assert await records.decide_messages(tx, "W", [row], NOW) == {row.id: Send()}


async def test_whoever_turned_a_rule_off_can_turn_it_on_again(database: Database) -> None:
    async with database.transaction() as tx:
        await people(tx)
        await whisper(tx, "a")
        await records.mute_reason(tx, "W", TOM, "notice")
        await records.mute_reason(tx, "W", TOM, "notice")
        assert await records.muted_reasons(tx, "W", TOM) == ["notice"]
        assert await judge(tx) == {"a": TURNED_OFF}
        await records.unmute_reason(tx, "W", TOM, "notice")
        assert await judge(tx) == {"a": Send()}


async def test_turning_one_rule_on_leaves_all_others_off(database: Database) -> None:
    async with database.transaction() as tx:
        for workspace, who, reason in (
            ("W", TOM, "notice"),
            ("W", TOM, "a nudge"),
            ("W", JUN, "notice"),
            ("V", TOM, "notice"),
        ):
            await records.mute_reason(tx, workspace, who, reason)
        assert await records.muted_reasons(tx, "W", TOM) == ["a nudge", "notice"]
        await records.unmute_reason(tx, "W", TOM, "notice")
        assert await records.muted_reasons(tx, "W", TOM) == ["a nudge"]
        assert await records.muted_reasons(tx, "W", JUN) == ["notice"]
        assert await records.muted_reasons(tx, "V", TOM) == ["notice"]


async def test_only_an_introduction_for_this_very_reason_counts_as_one(database: Database) -> None:
    async with database.transaction() as tx:
        await people(tx)
        await whisper(tx, "a", reason=added("notice"))
        await outbox.introduce(tx, "W", "b", (TOM,), CARD, reason=added("round"), due=NOW)
        await sent(tx, "a", "b")
        assert await records.has_introduced(tx, "W", TOM, "round")
        assert not await records.has_introduced(tx, "W", TOM, "notice")
        assert not await records.has_introduced(tx, "W", JUN, "round")
        assert not await records.has_introduced(tx, "V", TOM, "round")


async def test_the_latest_messages_are_explained_latest_first(database: Database) -> None:
    async with database.transaction() as tx:
        await people(tx)
        await whisper(tx, "a", reason=added("one"))
        await whisper(tx, "b", reason=added("two"), solicited=True)
        await outbox.introduce(tx, "W", "c", (TOM, JUN), CARD, reason=added("three"), due=NOW)
        await outbox.post(tx, "W", "d", CHANNEL, CARD, reason=added("four"), due=NOW)
        await whisper(tx, "e", JUN, reason=added("five"))
        await sent(tx, "a", at=NOW - timedelta(hours=1))
        await sent(tx, "b", "c", "d", "e")

        everything = await records.received_messages(tx, "W", TOM, CHANNEL, 9)
        assert [(message.reason, message.at) for message in everything] == [
            ("four", NOW),
            ("three", NOW),
            ("two", NOW),
            ("one", NOW - timedelta(hours=1)),
        ]
        assert [message.in_channel for message in everything] == [True, False, False, False]
        assert [message.introduction for message in everything] == [False, True, False, False]
        assert [message.solicited for message in everything] == [False, False, True, False]
        assert await records.received_messages(tx, "W", TOM, None, 2) == everything[1:3]
        assert await records.received_messages(tx, "V", TOM, CHANNEL, 9) == []


async def test_a_channel_keeps_the_hours_of_its_lunches_or_of_most_people(
    database: Database,
) -> None:
    async def posted(now: datetime) -> Verdict:
        return (await judge(tx, now))["a"]

    async with database.transaction() as tx:
        assert await judge(tx) == {}
        await outbox.post(tx, "W", "a", CHANNEL, CARD, reason=added("prompt"), due=NOW)
        assert await posted(NOW) == Send()  # UTC, where nobody is known
        await sync_channel_members(tx, "W", CHANNEL, [ChannelMember(JUN, "Jun", "Asia/Tokyo")], NOW)
        assert await posted(NOW) == Wait(datetime(2026, 11, 25, 0, tzinfo=UTC))
        await lunches_in(tx, "America/New_York")
        assert await posted(NOW) == Wait(datetime(2026, 11, 24, 14, tzinfo=UTC))


async def lunches_in(tx: Transaction, zone: str) -> None:
    values = {
        "channel_name": "lunch",
        "recurrence": "FREQ=WEEKLY;BYDAY=TU",
        "start": NOW.date(),
        "time": "10:00",
        "size": 2,
    }
    more = {"blackout": (), "same_office": False, "active": True}
    await tx.insert(pairing_program, workspace="W", channel=CHANNEL, zone=zone, **values, **more)


async def test_workspaces_do_not_count_for_one_another(database: Database) -> None:
    async with database.transaction() as tx:
        await people(tx)
        for key in "abc":
            await outbox.send_dm(tx, "other", key, TOM, CARD, reason=added("notice"), due=NOW)
        await sent(tx, "a", "b", "c")
        await tx.execute(update(message_receipt).values(workspace="other"))
        await records.mute_reason(tx, "other", TOM, "notice")
        await whisper(tx, "d")
        assert await judge(tx) == {"d": Send()}
