"""Do what is due once, late where late is useful, and never in silence."""

import asyncio
import random
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.core import outbox, reader_languages, schedule
from bot.core.reader_languages import choose_language
from bot.core.schedule import DueOccurrence, Job
from bot.core.subjects import Subject
from bot.core.tables import occurrence, outbox_message
from bot.people import records as people
from bot.store.engine import Transaction
from bot.ui.cards import Card
from bot.ui.speech import reader_language, speaking
from jobs.engine.ticker import ticker_running
from tests.jobs.conftest import NOON, RULE, Bench

WORKSPACE = "w"


async def plan(bench: Bench, due: datetime, kind: str = "soup") -> None:
    async with bench.database.transaction() as tx:
        await schedule.schedule(tx, WORKSPACE, kind, Subject("kitchen", 1), due, due.date())


async def serve(tx: Transaction, due: DueOccurrence, now: datetime, rng: random.Random) -> None:
    card = Card("note", f"Soup of {due.local_date}")
    await outbox.post(
        tx,
        WORKSPACE,
        f"soup:{due.local_date}",
        "w/lunch",
        card,
        reason=RULE,
        due=now,
        solicited=True,
    )


async def regret(tx: Transaction, due: DueOccurrence, now: datetime, rng: random.Random) -> None:
    card = Card("note", "No soup")
    await outbox.post(
        tx,
        WORKSPACE,
        f"none:{due.local_date}",
        "w/lunch",
        card,
        reason=RULE,
        due=now,
        solicited=True,
    )


async def state(bench: Bench) -> list[str]:
    async with bench.database.read_transaction() as tx:
        return await tx.scalars(select(occurrence.c.state).order_by(occurrence.c.id))


async def test_soup_is_served_once_however_often_somebody_looks(bench: Bench) -> None:
    await plan(bench, NOON)
    await plan(bench, NOON)
    engine = bench.engine(soup=Job(serve))
    await asyncio.gather(engine.run_until_idle(), bench.engine(soup=Job(serve)).run_until_idle())
    await engine.run_until_idle()
    assert bench.chat.texts() == ["Soup of 2026-03-10"]
    assert await state(bench) == ["done"]


async def test_soup_is_named_in_the_workspaces_language_whoever_wakes_the_kitchen(
    bench: Bench,
) -> None:
    spoken = []

    async def name(tx: Transaction, due: DueOccurrence, now: datetime, rng: random.Random) -> None:
        spoken.append(reader_language())

    await plan(bench, NOON)
    async with bench.database.transaction() as tx:
        await choose_language(tx, WORKSPACE, reader_languages.WORKSPACE, "de")
    with speaking("es"):
        await bench.engine(soup=Job(name)).run_until_idle()
    assert spoken == ["de"]


async def test_soup_comes_late_rather_than_never(bench: Bench) -> None:
    await plan(bench, NOON - timedelta(hours=2))
    await bench.engine(soup=Job(serve, timedelta(hours=2), regret)).run_until_idle()
    assert bench.chat.texts() == ["Soup of 2026-03-10"]


async def test_too_late_is_skipped_and_told(bench: Bench) -> None:
    await plan(bench, NOON - timedelta(hours=2, minutes=1))
    await bench.engine(soup=Job(serve, timedelta(hours=2), regret)).run_until_idle()
    assert bench.chat.texts() == ["No soup"]
    assert await state(bench) == ["skipped"]


async def test_a_job_that_fails_is_tried_again_and_at_last_told(bench: Bench) -> None:
    async def spill(tx: Transaction, due: DueOccurrence, now: datetime, rng: random.Random) -> None:
        await serve(tx, due, now, rng)
        raise RuntimeError("spilled")

    async with bench.database.transaction() as tx:
        await people.add_if_new(tx, WORKSPACE, "w/boss", "Boss", "Europe/Berlin", NOON)
        await people.update_person(tx, WORKSPACE, "w/boss", organiser=True)
    await plan(bench, NOON)
    engine = bench.engine(soup=Job(spill))
    for _ in range(30):
        await engine.run_until_idle()
        bench.now += timedelta(hours=1)
    assert await state(bench) == ["aside"]
    assert [text.split("\n")[0] for text in bench.chat.texts()] == [
        "Something I had planned did not work"
    ]


async def test_a_failing_job_keeps_no_other_waiting(bench: Bench) -> None:
    async def spill(tx: Transaction, due: DueOccurrence, now: datetime, rng: random.Random) -> None:
        raise RuntimeError("spilled")

    await plan(bench, NOON, "spill")
    await plan(bench, NOON)
    await bench.engine(soup=Job(serve), spill=Job(spill)).run_until_idle()
    assert bench.chat.texts() == ["Soup of 2026-03-10"]


async def test_a_message_leaves_because_it_was_committed_not_because_somebody_looked(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobs.engine.engine.POLL_INTERVAL", 3600)
    engine, stop, said = bench.engine(), asyncio.Event(), asyncio.Event()
    bench.database.on_wake = engine.wakeup.set
    running = asyncio.create_task(engine.run_until_stopped(stop))
    for _ in range(5):
        await asyncio.sleep(0)
    bench.chat.after = lambda _call: said.set()
    async with bench.database.transaction() as tx:
        await outbox.post(
            tx,
            WORKSPACE,
            "now",
            "w/lunch",
            Card("note", "Now"),
            reason=RULE,
            due=NOON,
            solicited=True,
        )
    await said.wait()
    stop.set()
    await running
    async with bench.database.read_transaction() as tx:
        assert await tx.scalar(select(outbox_message.c.state)) == "sent"


async def test_the_ticker_rings_and_stops(bench: Bench) -> None:
    with ticker_running(lambda: None):
        pass
    assert not [task for task in asyncio.all_tasks() if "apscheduler" in repr(task)]
