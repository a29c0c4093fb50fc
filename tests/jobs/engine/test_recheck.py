"""Messages are checked again when they are claimed: who left or opts out meanwhile is spared."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.core import outbox
from bot.core.due_messages import DueMessage
from bot.core.reasons import MessageReason, Purpose
from bot.core.tables import outbox_message
from bot.people import records as people
from bot.store.engine import Database, Transaction
from bot.ui.cards import Card, Paragraph
from jobs.engine.claim import claim_messages
from tests.jobs.conftest import NOON, RULE, Bench

ANN, BEN, CARL, DINA = "w/ann", "w/ben", "w/carl", "w/dina"
GONE = MessageReason("test.gone", Purpose.ADDED)
SAID = MessageReason("test.rule", Purpose.ADDED)
OPTIONS = outbox.BatchOptions(reason=RULE, due=NOON, solicited=True)
HELLO = Card("note", "Hello", (Paragraph(("words",)),))


@pytest.fixture
def bench(either_database: Database) -> Bench:
    return Bench(either_database)


async def meet_people(tx: Transaction, *names: str) -> None:
    for name in names:
        await people.add_if_new(tx, "w", name, name, "UTC", NOON)


async def claim(bench: Bench, tx: Transaction) -> list[list[str]]:
    """Return the recipients of each message that is claimed."""
    claimed, _ = await claim_messages(tx, bench.router, "w", NOON, NOON, "worker")
    return [list(message.primary_row.recipients) for message in claimed]


async def states(tx: Transaction) -> dict[str, str]:
    rows = await tx.all(select(outbox_message.c.key, outbox_message.c.state))
    return {row.key: row.state for row in rows}


async def test_nothing_is_sent_to_somebody_who_has_left(bench: Bench) -> None:
    async with bench.database.transaction() as tx:
        await meet_people(tx, ANN, BEN, CARL, DINA)
        await people.update_person(tx, "w", ANN, left=True)
        await outbox.send_dm(tx, "w", "told", ANN, HELLO, **OPTIONS)
        await outbox.introduce(tx, "w", "three", (ANN, BEN, CARL), HELLO, **OPTIONS)
        await outbox.introduce(tx, "w", "two", (ANN, DINA), HELLO, **OPTIONS)
        assert await claim(bench, tx) == [[BEN, CARL]]
        assert await states(tx) == {"told": "cancelled", "three": "sending", "two": "cancelled"}


async def test_what_a_feature_cancels_counts_for_nothing(bench: Bench) -> None:
    @bench.router.recheck(GONE)
    async def cancel(
        _tx: Transaction, _workspace: str, _message: DueMessage, _now: datetime
    ) -> tuple[str, ...]:
        return ()

    budget: Any = {"due": NOON, "solicited": False}
    async with bench.database.transaction() as tx:
        await meet_people(tx, ANN)
        for number in range(3):
            await outbox.send_dm(tx, "w", f"{number}", ANN, HELLO, reason=GONE, **budget)
        await outbox.send_dm(tx, "w", "said", ANN, HELLO, reason=SAID, **budget)
        assert await claim(bench, tx) == [[ANN]]
        assert (await states(tx))["said"] == "sending"


async def test_a_re_check_that_fails_holds_nothing_up_but_its_own_message(bench: Bench) -> None:
    @bench.router.recheck("test.gone")
    async def fail(
        _tx: Transaction, _workspace: str, _message: DueMessage, _now: datetime
    ) -> tuple[str, ...]:
        raise LookupError

    async with bench.database.transaction() as tx:
        await meet_people(tx, ANN, BEN)
        await outbox.send_dm(
            tx,
            "w",
            "broken",
            ANN,
            HELLO,
            reason=MessageReason("test.gone", Purpose.NEWS),
            due=NOON,
            solicited=True,
        )
        await outbox.send_dm(tx, "w", "told", BEN, HELLO, **OPTIONS)
        assert await claim(bench, tx) == [[BEN]]
        assert (await states(tx))["broken"] == "ready"


async def test_a_message_waits_for_somebody_who_is_just_opting_out(
    on_postgresql: Database,
) -> None:
    bench = Bench(on_postgresql)
    async with bench.database.transaction() as tx:
        await meet_people(tx, ANN, BEN)
        await outbox.introduce(tx, "w", "met", (ANN, BEN), HELLO, **OPTIONS)
        await outbox.send_dm(tx, "w", "told", CARL, HELLO, **OPTIONS)

    async with bench.database.transaction() as opting_out:
        await people.lock_people(opting_out, "w", BEN)
        async with bench.database.transaction() as tx:
            assert await claim(bench, tx) == [[CARL]]
    async with bench.database.transaction() as tx:
        await tx.execute(
            update(outbox_message).where(outbox_message.c.key == "told").values(state="sent")
        )
        assert await claim(bench, tx) == [[ANN, BEN]]
