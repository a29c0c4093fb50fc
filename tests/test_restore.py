"""Restore yesterday's backup: nothing is said twice, and one organiser is asked once."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import func, select, update

from adapters.monitor import build_monitoring_app
from bot.cli import held, monitor
from bot.cli.backup import back_up
from bot.cli.restoration import RestoreReport, restore_backup
from bot.core.attempts import HELD_BY_RESTORE
from bot.core.tables import occurrence, outbox_message
from bot.pairings.tables import pairing_round
from bot.restores.views import DECIDED_ALREADY, KINDS
from bot.store.engine import open_database
from bot.store.files import sqlite_address
from bot.store.playground import playground_message
from bot.ui.cards import as_text
from jobs.registry import JOBS
from tests import reading
from tests.databases import postgresql_database, write_revision
from tests.lived_world import LIVED
from tests.world import ADA, BEN, HOME, World, world_in, world_on

BACKED_UP = LIVED + timedelta(days=5)  # Monday noon
RESTORED = LIVED + timedelta(days=6, hours=3)  # Tuesday afternoon; the draw was in the morning
NEXT_ROUND = LIVED + timedelta(days=13)
Restored = tuple[World, RestoreReport]
QUESTION = "Did I do these already?"


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def backup(lived: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The backup of a world that lived on after it."""
    folder = tmp_path_factory.mktemp("backup")
    source = Path(shutil.copy(lived, folder / "lived.db"))
    async with world_in(source, first=10_000, moment=LIVED) as world:
        async with world.database.engine.begin() as connection:
            await write_revision(connection)
        await world.until(BACKED_UP)
        await back_up(sqlite_address(source), folder / "backup.db", BACKED_UP)
        await world.until(RESTORED)
        assert len(await world.select_all(pairing_round)) == 3
    return folder / "backup.db"


@asynccontextmanager
async def restored(backup: Path, target: str) -> AsyncIterator[Restored]:
    """A world that lived on after its backup, and was then put back to it."""
    report = await restore_backup(target, backup, RESTORED, replace=True)
    database = open_database(target)
    try:
        yield await world_on(database, first=20_000, moment=RESTORED), report
    finally:
        await database.close()


@pytest.fixture
def sqlite_target(tmp_path: Path) -> str:
    return sqlite_address(tmp_path / "restored.db")


@pytest.fixture
async def server_target(postgresql: str) -> AsyncIterator[str]:
    async with postgresql_database(postgresql) as address:
        database = open_database(address)
        async with database.engine.begin() as connection:
            await write_revision(connection)
        await database.close()
        yield address


@pytest.fixture(params=["sqlite_target", "server_target"])
def target(request: pytest.FixtureRequest) -> str:
    """The address of an empty database of each kind."""
    address: str = request.getfixturevalue(request.param)
    return address


async def said(world: World) -> dict[int, str]:
    """Return everything that was said unasked: its number, and its title as it reads now."""
    rows = await world.select_all(playground_message)
    return {row.id: row.card.title for row in rows if row.key}


async def said_since(world: World, before: dict[int, str]) -> list[str]:
    return [title for number, title in (await said(world)).items() if number not in before]


async def held_messages(world: World) -> list[int]:
    return [row.id for row in await world.select_all(outbox_message) if row.state == "held"]


async def rounds(world: World) -> list[str]:
    return [str(row.local_date) for row in await world.select_all(pairing_round)]


async def test_nothing_is_said_twice_and_one_organiser_is_asked_once(
    backup: Path, target: str
) -> None:
    async with restored(backup, target) as (world, report):
        before, drawn = await said(world), await rounds(world)
        assert report.held[HOME][0] > 3
        await world.pass_time(minutes=30)
        assert await said_since(world, before) == [QUESTION]
        [card] = await world.dms(ADA, QUESTION)
        assert "Lunch rounds" in as_text(card)
        assert await rounds(world) == drawn

        await world.pass_time(days=1)
        assert (await said_since(world, before)).count(QUESTION) == 1
        assert await rounds(world) == drawn


async def test_whoever_watches_sees_how_much_a_restore_holds_and_that_people_are_served(
    backup: Path, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(monitor, "real_now", lambda: RESTORED)
    async with restored(backup, target) as (world, report):
        jobs, _ = report.held[HOME]
        await world.pass_time(minutes=30)
        [one, *others] = await held_messages(world)
        async with world.database.transaction() as tx:
            due_since = update(outbox_message).where(outbox_message.c.id == one)
            await tx.execute(due_since.values(error=HELD_BY_RESTORE))
        transport = httpx.ASGITransport(
            build_monitoring_app(monitor.ProcessProbe(database=world.database))
        )
        async with httpx.AsyncClient(transport=transport, base_url="http://mingle") as client:
            ready = (await client.get("/ready")).json()
            assert ready["held_by_restore"] == {"occurrence": jobs, "outbox_message": 1}
            assert ready["checks"]["backlog"] == "ok"
            told = (await client.get("/metrics")).text
            assert f'mingle_held_by_restore{{table="occurrence"}} {jobs:.1f}' in told
            assert 'mingle_held_by_restore{table="outbox_message"} 1.0' in told
            assert f"mingle_held_messages {len(others):.1f}" in told

            await world.click(ADA, "restore.let_go", await world.button(ADA, "restore.let_go"))
            await world.pass_time(minutes=30)
            ready = (await client.get("/ready")).json()
            assert ready["held_by_restore"] == {"occurrence": 0, "outbox_message": 0}


async def test_what_is_let_go_is_never_said_and_the_next_round_is_drawn(
    backup: Path, target: str
) -> None:
    async with restored(backup, target) as (world, _):
        await world.pass_time(minutes=30)
        before, drawn = await said(world), await rounds(world)
        number = await world.button(ADA, "restore.let_go")
        answer = await world.click(ADA, "restore.let_go", number)
        assert "carry on" in reading.text(answer)
        await world.pass_time(minutes=30)
        assert await said_since(world, before) == []
        [card] = await world.dms(ADA, "After the restore")
        assert "decided: I let it go" in as_text(card)
        again = await world.click(ADA, "restore.resume", number)
        assert DECIDED_ALREADY in reading.text(again)

        await world.until(NEXT_ROUND)
        assert await rounds(world) == [*drawn, "2026-03-24"]
        async with world.database.read_transaction() as tx:
            waiting = select(func.count()).where(occurrence.c.state == "held")
            assert await tx.scalar(waiting) == 0


async def test_what_is_held_stands_in_the_list_of_what_waits_with_both_answers(
    backup: Path, tmp_path: Path
) -> None:
    async with restored(backup, sqlite_address(tmp_path / "restored.db")) as (world, _):
        await world.pass_time(minutes=30)
        health = reading.card_of(await world.say(ADA, "/mingle health"))
        assert "What was due when a backup was restored. It is on hold" in as_text(health)
        assert "Lunch rounds: Tue 17 Mar; " in as_text(health)
        buttons = reading.button_values(health)
        assert buttons.keys() >= {"restore.let_go", "restore.resume"}

        await world.click(ADA, "restore.let_go", buttons["restore.let_go"])
        await world.pass_time(minutes=30)
        health = reading.card_of(await world.say(ADA, "/mingle health"))
        assert "a backup" not in as_text(health)


@pytest.mark.parametrize("again", [True, False])
async def test_whoever_runs_the_server_may_decide_as_well(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, again: bool
) -> None:
    target = sqlite_address(tmp_path / "restored.db")
    monkeypatch.setattr(held, "real_now", lambda: RESTORED)
    async with restored(backup, target) as (world, _):
        await world.pass_time(minutes=30)
        drawn = await rounds(world)
        _, [matter, *others] = await held.settle_and_list(target, "", (), ())
        assert matter.name.startswith("restore:")
        names: tuple[list[str], list[str]] = ([matter.name], []) if again else ([], [matter.name])
        assert await held.settle_and_list(target, "", *names) == ([], others)

        await world.engine.run_until_idle()
        await world.pass_time(minutes=30)
        assert await rounds(world) == [*drawn, *(["2026-03-17"] if again else [])]
        [card] = await world.dms(ADA, "After the restore")
        assert "Whoever runs me decided: I " in as_text(card)


async def test_what_an_organiser_wants_is_done_now(backup: Path, target: str) -> None:
    async with restored(backup, target) as (world, _):
        await world.pass_time(minutes=30)
        drawn = await rounds(world)
        await world.click(ADA, "restore.resume", await world.button(ADA, "restore.resume"))
        await world.pass_time(minutes=30)
        assert await rounds(world) == [*drawn, "2026-03-17"]
        assert "decided: I did all of it" in as_text((await world.dms(ADA, "After the restore"))[0])


async def test_where_nobody_decides_rounds_go_on_after_three_days(
    backup: Path, tmp_path: Path
) -> None:
    target = sqlite_address(tmp_path / "restored.db")
    async with restored(backup, target) as (world, _):
        drawn = await rounds(world)
        await world.until(NEXT_ROUND)
        assert await rounds(world) == [*drawn, "2026-03-24"]
        [card] = await world.dms(ADA, "After the restore")
        assert "Nobody decided in time" in as_text(card)


async def test_only_organisers_decide(backup: Path, tmp_path: Path) -> None:
    target = sqlite_address(tmp_path / "restored.db")
    async with restored(backup, target) as (world, _):
        await world.pass_time(minutes=30)
        drawn, number = await rounds(world), await world.button(ADA, "restore.resume")
        assert "organisers" in reading.text(await world.click(BEN, "restore.resume", number))
        await world.pass_time(minutes=30)
        assert await rounds(world) == drawn
        assert len(await world.dms(ADA, QUESTION)) == 1


async def test_no_id_of_the_time_since_the_backup_is_given_out_again(
    backup: Path, tmp_path: Path
) -> None:
    target = sqlite_address(tmp_path / "restored.db")
    async with restored(backup, target) as (world, _):
        await world.pass_time(minutes=30)
        number = await world.button(ADA, "restore.resume")
        await world.click(ADA, "restore.resume", number)
        await world.pass_time(minutes=30)
        newest = (await world.select_all(pairing_round))[-1]
        assert newest.id > 1_000_000


def test_every_kind_that_has_a_name_after_a_restore_is_a_job() -> None:
    assert KINDS.keys() <= JOBS.keys()
