"""Who was acknowledged and never answered hears of it; who was answered hears nothing more."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.core import open_answers, outbox
from bot.core.open_answers import OPEN_FOR, OpenAnswers
from bot.core.tables import outbox_message
from bot.ui.notices import interrupted_card
from tests.jobs.conftest import NOON, Bench
from tests.seams import at_each

CROWD = 300


@pytest.fixture
def bench(either_database) -> Bench:  # type: ignore[no-untyped-def]
    return Bench(either_database)


@pytest.fixture
def answers(bench: Bench) -> OpenAnswers:
    return OpenAnswers(bench.database, "w", lambda: bench.now)


async def pass_time(bench: Bench, time: timedelta) -> None:
    bench.now = bench.wall = NOON + time
    await bench.engine().run_until_idle()


async def test_whoever_is_left_without_an_answer_hears_of_it_once(
    bench: Bench, answers: OpenAnswers
) -> None:
    assert await answers.note("w/ada", "click-1")
    await pass_time(bench, OPEN_FOR - timedelta(seconds=1))
    assert bench.chat.times.total() == 0
    await pass_time(bench, OPEN_FOR)
    await pass_time(bench, OPEN_FOR * 2)
    assert bench.chat.times.total() == 1
    async with bench.database.read_transaction() as tx:
        [row] = await tx.all(select(outbox_message))
    assert row.state == "sent"
    assert row.recipients == ("w/ada",)
    assert row.card == interrupted_card()


async def test_whoever_is_answered_hears_nothing_more(bench: Bench, answers: OpenAnswers) -> None:
    await answers.note("w/ada", "click-1")
    await answers.note("w/ben", "click-2")
    await answers.settle("click-1")
    await pass_time(bench, OPEN_FOR)
    assert bench.chat.times.total() == 1


async def test_a_crowd_is_noted_and_settled_in_a_few_transactions(
    bench: Bench, answers: OpenAnswers
) -> None:
    begun: list[None] = []

    async def answer(number: int) -> None:
        await answers.note(f"w/{number}", f"click-{number}")
        await answers.settle(f"click-{number}")

    with at_each("BEGIN", bench.database, lambda: begun.append(None)):
        await asyncio.gather(*(answer(number) for number in range(CROWD)))
    assert 0 < len(begun) <= 6
    await pass_time(bench, OPEN_FOR)
    assert bench.chat.times.total() == 0


async def test_no_gesture_waits_for_a_database_that_is_slow_or_away(
    bench: Bench, answers: OpenAnswers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_answers, "NOTE_WITHIN", 0.05)
    freed = asyncio.Event()

    async def hang(*_: object, **_more: object) -> None:
        await freed.wait()
        raise OSError

    monkeypatch.setattr(outbox, "send_dms", hang)
    async with asyncio.timeout(60):
        assert not await answers.note("w/ada", "click-1")
        freed.set()
        await answers.settle("click-1")
