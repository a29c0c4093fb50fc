"""Claiming: which due messages are taken at once, together or later, and what is noted of them."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.core import outbox
from bot.core.subjects import Subject
from bot.core.tables import message_receipt, outbox_message
from bot.store.engine import Database, Transaction
from bot.ui.cards import Card, Paragraph
from jobs.engine.claim import MAX_DUE, ClaimedMessage, claim_messages
from jobs.engine.lease import LEASE
from tests.jobs.conftest import NOON, RULE, Bench

ANN, BEN = "w/ann", "w/ben"
REAL_NOON = NOON + timedelta(days=400)
OPTIONS = outbox.BatchOptions(reason=RULE, due=NOON, solicited=True)


@pytest.fixture
def bench(database: Database) -> Bench:
    return Bench(database)


def note(title: str) -> Card:
    """Return a card with a title."""
    return Card("note", title, (Paragraph(("words",)),))


async def tell(tx: Transaction, key: str, who: str = ANN, **options: Any) -> None:
    """Write a message to one person."""
    more: Any = {**OPTIONS, **options}
    await outbox.send_dm(tx, "w", key, who, note(key), **more)


async def claim(bench: Bench, tx: Transaction) -> tuple[list[ClaimedMessage], bool]:
    """Claim what is due at noon, by a clock that is ahead of the people's."""
    return await claim_messages(tx, bench.router, "w", NOON, REAL_NOON, "worker")


def keys(claimed: list[ClaimedMessage]) -> list[list[str]]:
    """Return the keys of the rows of each message."""
    return [[row.key for row in message.rows] for message in claimed]


async def find(tx: Transaction, key: str) -> Any:
    """Return the row of a message."""
    return await tx.first(select(outbox_message).where(outbox_message.c.key == key))


async def test_five_messages_at_most_become_one_and_the_rest_follows(bench: Bench) -> None:
    async with bench.database.transaction() as tx:
        for key in "abcdef":
            await tell(tx, key)
        claimed, more = await claim(bench, tx)
        assert keys(claimed) == [["a", "b", "c", "d", "e"]]
        claimed, more = await claim(bench, tx)
    assert keys(claimed) == [["f"]]
    assert not more


async def test_four_conversations_are_under_way_at_most(bench: Bench) -> None:
    async with bench.database.transaction() as tx:
        for number in range(6):
            await tell(tx, f"to {number}", f"w/{number}")
        await tell(tx, "again", "w/0")
        claimed, more = await claim(bench, tx)
        assert keys(claimed) == [["to 0", "again"], ["to 1"], ["to 2"], ["to 3"]]
        assert more
        claimed, more = await claim(bench, tx)
    assert keys(claimed) == [["to 4"], ["to 5"]]
    assert not more


async def test_nobody_is_introduced_and_told_something_at_the_same_time(bench: Bench) -> None:
    async with bench.database.transaction() as tx:
        await outbox.introduce(tx, "w", "met", (ANN, BEN), note("met"), **OPTIONS)
        await tell(tx, "told", BEN)
        claimed, more = await claim(bench, tx)
    assert keys(claimed) == [["met"]]
    assert more


async def test_posts_go_first_and_what_is_not_due_or_not_ready_stays(bench: Bench) -> None:
    async with bench.database.transaction() as tx:
        await tell(tx, "told")
        await tell(tx, "tomorrow", BEN, due=NOON + timedelta(days=1))
        await tell(tx, "off", BEN)
        await outbox.cancel_messages(tx, "w", "off")
        await outbox.send_dm(tx, "v", "theirs", "v/eve", note("theirs"), **OPTIONS)
        await outbox.post(tx, "w", "posted", "w/lunch", note("posted"), **OPTIONS)
        claimed, more = await claim(bench, tx)
    assert keys(claimed) == [["posted"], ["told"]]
    assert not more
    assert claimed[0].card == note("posted")


async def test_what_is_claimed_is_leased_and_counts_as_received(bench: Bench) -> None:
    async with bench.database.transaction() as tx:
        for key in "ab":
            await tell(tx, key)
        await outbox.request_member_sync(tx, "w", "census", "w/lunch", NOON)
        [told, counted], _ = await claim(bench, tx)
        rows = [await find(tx, key) for key in ("a", "b", "census")]
        receipts = await tx.all(select(message_receipt).order_by(message_receipt.c.id))

    first, second, census = rows
    for row in rows:
        assert (row.state, row.owner, row.fence, row.tries) == ("sending", "worker", 1, 1)
        assert (row.lease_until, row.first_try, row.last_try) == (
            REAL_NOON + LEASE,
            REAL_NOON,
            REAL_NOON,
        )
    assert [row.merged_into for row in rows] == [first.id, first.id, census.id]
    assert told.primary_row.key == "a"
    assert counted.card is None
    assert [
        (row.workspace, row.person, row.outbox_message, row.reason, row.solicited, row.at)
        for row in receipts
    ] == [("w", ANN, row.id, "test.rule", True, NOON) for row in (first, second)]


async def test_a_message_that_is_tried_again_remembers_its_first_try(bench: Bench) -> None:
    async with bench.database.transaction() as tx:
        await tell(tx, "a")
        before = {"first_try": NOON, "tries": 2, "fence": 5}
        await tx.execute(update(outbox_message).values(before))
        await claim(bench, tx)
        row = await find(tx, "a")
    assert (row.first_try, row.last_try, row.tries, row.fence) == (NOON, REAL_NOON, 3, 6)


@pytest.mark.parametrize(
    ("state", "outcome", "error"),
    [
        ("ready", "ready", None),
        ("sending", "ready", None),
        ("sent", "sending", None),
        ("failed", "cancelled", "what it follows was never said"),
        ("expired", "cancelled", "what it follows was never said"),
        ("cancelled", "cancelled", "what it follows was never said"),
    ],
)
async def test_a_message_follows_the_one_before_or_is_never_said(
    bench: Bench, state: str, outcome: str, error: str | None
) -> None:
    async with bench.database.transaction() as tx:
        later = {**OPTIONS, "due": NOON + timedelta(days=1)}
        await outbox.introduce(tx, "w", "first", (ANN, BEN), note("first"), **later)  # type: ignore[arg-type]
        await outbox.follow_up(tx, "w", "then", "first", (ANN, BEN), note("then"), **OPTIONS)
        is_first = outbox_message.c.key == "first"
        await tx.execute(update(outbox_message).where(is_first).values(state=state))
        await claim(bench, tx)
        row = await find(tx, "then")
    assert (row.state, row.error) == (outcome, error)


async def test_what_is_too_late_or_has_nothing_to_say_is_not_claimed(bench: Bench) -> None:
    async def nothing(*_: object) -> None:
        return None

    bench.router.live_card("empty")(nothing)
    async with bench.database.transaction() as tx:
        await tell(tx, "late", expires=NOON)
        await tell(tx, "in time", expires=NOON + timedelta(seconds=1))
        empty = Subject("empty", 1)
        await outbox.post(tx, "w", "empty", "w/lunch", None, subject=empty, **OPTIONS)
        claimed, more = await claim(bench, tx)
        late, silent = await find(tx, "late"), await find(tx, "empty")
    assert keys(claimed) == [["in time"]]
    assert not more
    assert (late.state, late.error) == ("expired", "no longer worth saying")
    assert (silent.state, silent.error) == ("cancelled", "nothing to say")


async def test_a_full_look_means_another(bench: Bench) -> None:
    async with bench.database.transaction() as tx:
        for number in range(MAX_DUE):
            await tell(tx, f"{number}", expires=NOON)
        assert await claim(bench, tx) == ([], True)
        assert await claim(bench, tx) == ([], False)
