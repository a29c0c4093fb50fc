from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.attention.commands import make_why_router
from bot.attention.records import muted_reasons
from bot.attention.tables import muted_reason
from bot.core import outbox
from bot.core.dispatch import dispatch
from bot.core.interactions import Answer, InteractionKind, Invocation, Reply
from bot.core.reasons import MessageReason, Purpose
from bot.core.router import Router
from bot.core.tables import message_receipt, outbox_message
from bot.store.engine import Database, Transaction
from bot.ui.cards import Card, as_text
from tests.reading import button_values, buttons

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TOM = "W/tom"
RULES = {
    "lunch.notice": "A round of lunches is near.",
    "lunch.intro": "A round was drawn.",
    "prompt": "It is Wednesday.",
}
router = Router().include_routers(make_why_router(RULES))
numbers = count()


async def do(
    database: Database, interaction: InteractionKind, action: str, value: str = "", **fields: str
) -> Card:
    call = Invocation(
        f"{next(numbers)}",
        "W",
        TOM,
        "Tom",
        NOW,
        interaction,
        action,
        value,
        "W/lunch",
        zone="Europe/Berlin",
        fields=fields,
    )
    answer: Answer = await dispatch(router, database, call)
    assert isinstance(answer, Reply)
    return answer.card


async def say(
    tx: Transaction,
    key: str,
    reason: str,
    *,
    recipients: tuple[str, ...] = (TOM,),
    ago: int = 1,
    **more: Any,
) -> None:
    kind = more.pop("kind", "whisper")
    solicited = bool(more.get("solicited"))
    await outbox.send_dm(
        tx,
        "W",
        key,
        recipients[0],
        Card("note", "Hello"),
        reason=MessageReason(reason, Purpose.NEWS),
        due=NOW,
        **more,
    )
    await tx.execute(
        update(outbox_message)
        .where(outbox_message.c.key == key)
        .values(state="sent", kind=kind, recipients=recipients)
    )
    number = await tx.scalar(select(outbox_message.c.id).where(outbox_message.c.key == key))
    for who in recipients:
        at = NOW - timedelta(hours=ago)
        await tx.insert(
            message_receipt,
            workspace="W",
            person=who,
            outbox_message=number,
            reason=reason,
            solicited=solicited,
            at=at,
        )


async def off(database: Database) -> list[str]:
    async with database.read_transaction() as tx:
        return await muted_reasons(tx, "W", TOM)


async def test_tom_learns_why_mingle_wrote_and_can_turn_it_off(database: Database) -> None:
    async with database.transaction() as tx:
        await say(tx, "a", "lunch.notice", ago=3)
        await say(tx, "b", "lunch.notice", ago=2)
        await say(tx, "c", "retired", ago=1)
    card = await do(database, "command", "mingle why")
    said = as_text(card).splitlines()
    assert said[1] == "Tue 24 Nov, 09:00: It belonged to something I no longer do."
    assert said[2] == "Tue 24 Nov, 08:00: A round of lunches is near."
    assert button_values(card) == {"attention.mute": "lunch.notice"}


async def test_whoever_heard_nothing_is_told_so(database: Database) -> None:
    assert "nothing yet" in as_text(await do(database, "command", "mingle why"))


async def test_what_was_asked_for_or_said_to_a_channel_has_no_switch(database: Database) -> None:
    async with database.transaction() as tx:
        await say(tx, "a", "lunch.notice", solicited=True, ago=2)
        await say(tx, "b", "prompt", recipients=("W/lunch",), ago=1)
        await say(tx, "c", "prompt", recipients=("W/elsewhere",))
    card = await do(database, "command", "mingle why")
    said = as_text(card)
    assert "in this channel: It is Wednesday." in said
    assert "somebody asked for it: A round of lunches is near." in said
    assert said.count("It is Wednesday") == 1
    assert buttons(card) == []


async def test_only_so_many_messages_are_explained(database: Database) -> None:
    async with database.transaction() as tx:
        for number in range(8):
            await say(tx, str(number), "lunch.notice", ago=number)
    assert as_text(await do(database, "command", "mingle why")).count("is near") == 5
    assert as_text(await do(database, "command", "mingle why", latest="7")).count("is near") == 7


@pytest.mark.parametrize(
    "latest", ["0", "-1", "16", "many", "9" * 10_000, "²", "🍜", "<!channel>", "\u202e5"]
)
async def test_a_number_that_makes_no_sense_gets_one_sentence(
    database: Database, latest: str
) -> None:
    assert "from 1 to 15" in as_text(await do(database, "command", "mingle why", latest=latest))


async def test_a_rule_goes_off_and_on(database: Database) -> None:
    card = await do(database, "button", "attention.mute", "lunch.notice")
    assert button_values(card) == {"attention.unmute": "lunch.notice"}
    assert await off(database) == ["lunch.notice"]
    why = await do(database, "command", "mingle why")
    assert button_values(why)["attention.unmute"] == "lunch.notice"
    assert "Turned on again" in as_text(
        await do(database, "button", "attention.unmute", "lunch.notice")
    )
    assert await off(database) == []


async def test_introductions_end_by_leaving(database: Database) -> None:
    async with database.transaction() as tx:
        await say(tx, "a", "lunch.intro", recipients=(TOM, "W/jun"), kind="introduce")
    card = await do(database, "command", "mingle why")
    assert "/mingle leave" in as_text(card)
    assert buttons(card) == []
    assert "/mingle leave" in as_text(await do(database, "button", "attention.mute", "lunch.intro"))
    assert await off(database) == []


@pytest.mark.parametrize("value", ["", "nonsense", "<!channel>", "1; drop table", "x" * 10_000])
@pytest.mark.parametrize("action", ["attention.mute", "attention.unmute"])
async def test_a_button_that_leads_nowhere_changes_nothing(
    database: Database, action: str, value: str
) -> None:
    assert "had its day" in as_text(await do(database, "button", action, value))
    async with database.read_transaction() as tx:
        assert not await tx.all(select(muted_reason))
