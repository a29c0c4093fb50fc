"""The outbox: what is decided is written once, as it was decided, and nothing else changes."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.core import message_records, outbox
from bot.core.outbox import OutgoingMessage
from bot.core.reasons import MessageReason, Purpose
from bot.core.subjects import Subject
from bot.core.tables import live_card, outbox_message
from bot.store.engine import Database, ReadTransaction, Transaction
from bot.ui.cards import Card

REASON = MessageReason("test", Purpose.ADDED)
NOW = datetime(2026, 3, 9, 10, tzinfo=UTC)
LATER = NOW + timedelta(hours=2)
CARD = Card("note", "Soup")
ANN, BEN = "W/ann", "W/ben"
TABLE = Subject("table", 1)
OPTIONS = outbox.BatchOptions(reason=REASON, due=NOW, expires=LATER, solicited=True)
KEPT = (
    "workspace",
    "key",
    "kind",
    "recipients",
    "card",
    "subject",
    "state",
    "reason",
    "due",
    "expires",
    "solicited",
    "purpose",
    "after",
)
WRITTEN: dict[str, Any] = {
    "workspace": "W",
    "key": "k",
    "recipients": (ANN,),
    "card": CARD,
    "subject": None,
    "state": "ready",
    "purpose": REASON.purpose,
    "after": None,
    **OPTIONS,
}


async def write_one_way(tx: Transaction, way: str, workspace: str = "W") -> None:
    """Write a message with the key `k` by one of the functions that do."""
    match way:
        case "post":
            await outbox.post(tx, workspace, "k", ANN, CARD, **OPTIONS)
        case "whisper":
            await outbox.send_dm(tx, workspace, "k", ANN, CARD, **OPTIONS)
        case "introduce":
            await outbox.introduce(tx, workspace, "k", (ANN, BEN), CARD, **OPTIONS)
        case "follow_up":
            await outbox.follow_up(tx, workspace, "k", "first", (ANN, BEN), CARD, **OPTIONS)
        case "announce":
            await outbox.announce_event(tx, workspace, "k", ANN, subject=TABLE, **OPTIONS)
        case "whispers":
            message = OutgoingMessage("k", (ANN,), CARD, TABLE)
            await outbox.send_dms(tx, workspace, [message], **OPTIONS)
        case "introductions":
            message = OutgoingMessage("k", (ANN, BEN), CARD)
            await outbox.introduce_many(tx, workspace, [message], **OPTIONS)


async def rows(tx: ReadTransaction) -> list[dict[str, Any]]:
    """Return what is written of each message."""
    found = await tx.all(select(outbox_message).order_by(outbox_message.c.id))
    return [{name: row._mapping[name] for name in KEPT} for row in found]


async def states(tx: ReadTransaction) -> list[str]:
    """Return the state of each message."""
    return [row["state"] for row in await rows(tx)]


@pytest.mark.parametrize(
    ("way", "changes"),
    [
        ("post", {"kind": "post"}),
        ("whisper", {"kind": "whisper"}),
        ("introduce", {"kind": "introduce", "recipients": (ANN, BEN)}),
        ("follow_up", {"kind": "post", "recipients": (ANN, BEN), "after": "first"}),
        ("announce", {"kind": "announce", "card": None, "subject": TABLE}),
        ("whispers", {"kind": "whisper", "subject": TABLE}),
        ("introductions", {"kind": "introduce", "recipients": (ANN, BEN)}),
    ],
)
async def test_a_message_is_written_once_as_it_was_decided(
    database: Database, way: str, changes: dict[str, Any]
) -> None:
    woken: list[str] = []
    database.on_wake = lambda: woken.append(way)
    for _ in range(2):
        async with database.transaction() as tx:
            await write_one_way(tx, way)
    async with database.read_transaction() as tx:
        assert await rows(tx) == [WRITTEN | changes]
        cards = await tx.all(select(live_card))
    assert woken == [way, way]
    shown = [TABLE] if changes.get("subject") else []
    assert [(card.workspace, card.subject, card.version) for card in cards] == [
        ("W", subject, 0) for subject in shown
    ]
    assert all(card.rendered_version == 0 for card in cards)


async def test_a_message_says_nothing_of_itself_unless_told(database: Database) -> None:
    async with database.transaction() as tx:
        await outbox.post(tx, "W", "k", ANN, CARD, reason=REASON, due=NOW)
        await outbox.request_member_sync(tx, "W", "count", ANN, NOW)
        plain, count = await rows(tx)
    usual = {"kind": "post", "expires": None, "solicited": False}
    assert plain == WRITTEN | usual
    census = {"key": "count", "kind": "census", "card": None, "reason": "census"}
    assert count == WRITTEN | usual | census | {"solicited": True, "purpose": Purpose.NEWS}


async def test_each_message_has_a_token_of_its_own_that_never_changes(database: Database) -> None:
    async with database.transaction() as tx:
        for workspace in ("W", "V"):
            for key in ("a", "b"):
                await outbox.post(tx, workspace, key, ANN, CARD, reason=REASON, due=NOW)
        tokens = await tx.scalars(select(outbox_message.c.token).order_by(outbox_message.c.id))
    assert len(set(tokens)) == 4
    assert tokens[0] == "448eae8c-77bd-5e4a-a623-82159163838a"


async def test_only_what_was_not_sent_yet_is_cancelled(database: Database) -> None:
    async with database.transaction() as tx:
        for workspace, key in (("W", "a"), ("W", "b"), ("W", "sent"), ("V", "a")):
            await outbox.post(tx, workspace, key, ANN, CARD, reason=REASON, due=NOW)
        is_sent = outbox_message.c.key == "sent"
        await tx.execute(update(outbox_message).where(is_sent).values(state="sent"))

        assert await outbox.cancel_messages(tx, "W", "a", "sent", "absent") == 1
        assert await states(tx) == ["cancelled", "ready", "sent", "ready"]


async def test_a_message_was_sent_only_in_its_workspace_under_its_key(database: Database) -> None:
    async with database.transaction() as tx:
        for workspace, key in (("W", "waits"), ("W", "sent"), ("V", "waits")):
            await outbox.post(tx, workspace, key, ANN, CARD, reason=REASON, due=NOW)
        for workspace, key in (("W", "sent"), ("V", "waits")):
            await tx.execute(
                update(outbox_message)
                .where(outbox_message.c.workspace == workspace, outbox_message.c.key == key)
                .values(state="sent")
            )
        assert await message_records.was_sent(tx, "W", "sent") is True
        assert await message_records.was_sent(tx, "V", "waits") is True
        assert await message_records.was_sent(tx, "W", "waits") is False
        assert await message_records.was_sent(tx, "V", "sent") is False


async def test_a_changed_card_is_drawn_again_where_it_is_shown_and_nowhere_else(
    database: Database,
) -> None:
    woken: list[bool] = []
    database.on_wake = lambda: woken.append(True)
    async with database.transaction() as tx:
        for workspace, number in (("W", 1), ("W", 2), ("V", 1)):
            subject = Subject("table", number)
            key = f"{subject}"
            await outbox.post(
                tx, workspace, key, ANN, None, subject=subject, reason=REASON, due=NOW
            )
    async with database.transaction() as tx:
        await outbox.invalidate(tx, "W", TABLE)
    assert woken == [True, True]
    async with database.read_transaction() as tx:
        assert await tx.scalars(select(live_card.c.version).order_by(live_card.c.id)) == [1, 0, 0]
