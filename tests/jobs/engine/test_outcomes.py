"""Whatever becomes of a message, the feature that wrote it hears of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.core import outbox
from bot.core.platform import CardUnrenderable, PermanentError, TemporaryError, UnknownOutcome
from bot.core.tables import outbox_message
from bot.store.engine import Transaction
from bot.ui.cards import Card
from tests.jobs.conftest import NOON, RULE, Bench

CARD = Card("note", "Soup")
CASES: dict[str, tuple[Exception | None, str]] = {
    "it arrives": (None, "sent"),
    "it is refused": (PermanentError("no"), "failed"),
    "it is refused for now": (TemporaryError("busy", 3600), "ready"),
    "it cannot be rendered": (CardUnrenderable("odd"), "aside"),
    "its answer is lost": (UnknownOutcome("hm"), "held"),
}


async def write(bench: Bench, heard: list[tuple[str, str]], **options: Any) -> None:
    """Write one message, of whose outcome a feature wants to hear."""

    async def hear(tx: Transaction, workspace: str, keys: Sequence[str], now: datetime) -> None:
        states = select(outbox_message.c.key, outbox_message.c.state)
        for row in await tx.all(states.where(outbox_message.c.key.in_(keys))):
            heard.append((row.key, row.state))

    bench.router.on_outcome(RULE)(hear)
    async with bench.database.transaction() as tx:
        await outbox.post(
            tx,
            "w",
            "soup",
            "w/lunch",
            CARD,
            reason=RULE,
            solicited=True,
            **{"due": NOON, **options},
        )


@pytest.mark.parametrize(("error", "state"), CASES.values(), ids=CASES)
async def test_a_feature_hears_what_became_of_its_message(
    bench: Bench, error: Exception | None, state: str
) -> None:
    heard: list[tuple[str, str]] = []
    await write(bench, heard)
    bench.chat.can_look = False

    def fail(_call: str) -> None:
        if error:
            raise error

    bench.chat.before = fail
    await bench.engine().run_until_idle()
    assert heard[-1] == ("soup", state)


async def test_a_feature_hears_that_a_lost_message_was_found(bench: Bench) -> None:
    heard: list[tuple[str, str]] = []
    await write(bench, heard)

    def lose(_call: str) -> None:
        raise UnknownOutcome("hm")

    bench.chat.after = lose
    await bench.engine().run_until_idle()
    assert heard[-1] == ("soup", "sent")


async def test_a_feature_hears_that_a_message_came_too_late(bench: Bench) -> None:
    heard: list[tuple[str, str]] = []
    await write(bench, heard, due=NOON - timedelta(hours=2), expires=NOON - timedelta(hours=1))
    await bench.engine().run_until_idle()
    assert heard == [("soup", "expired")]


async def test_a_feature_that_fails_to_hear_undoes_nothing(bench: Bench) -> None:
    heard: list[tuple[str, str]] = []
    await write(bench, heard)

    @bench.router.on_outcome(RULE)
    async def fail(*_given: object) -> None:
        raise ValueError

    await bench.engine().run_until_idle()
    async with bench.database.read_transaction() as tx:
        assert await tx.scalars(select(outbox_message.c.state)) == ["sent"]
