"""Clocks that jump, nights that have an hour too few, and machines that sleep, as a real process
meets them."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from adapters.slack.manifest import build_manifest
from bot.core.tables import occurrence, outbox_message, processed_interaction
from bot.features import ROUTER
from bot.pairings.tables import pairing_round
from bot.store.engine import Database, open_database
from tests.databases import create_current_sqlite
from tests.doubles.slack import SlackServer
from tests.factories.programs import pairing_world
from tests.factories.tables import PRIYA, TOM
from tests.jobs.pairing_rounds import begin_program
from tests.ports import free_port

PATIENCE = 90.0  # seconds
WHILE = 5.0  # seconds, in which the engine looks a few times
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PROGRAM = """
import sys, time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from bot.cli import assembly, runtime, serve
from bot.core import leases
from bot.store.engine import ReadTransaction
from jobs.engine import ticker

def offset(name):
    return float(Path(sys.argv[1], name).read_text())

def wall():
    return datetime.fromtimestamp(time.time() + offset("life") + offset("wrong"), UTC)

async def read_clock(_tx):
    return wall()

boot = leases.elapsed_seconds
for module in (serve, runtime):
    module.real_now = wall
for module in (assembly, leases):
    module.elapsed_seconds = lambda: boot() + offset("life")
ReadTransaction.read_clock = read_clock
ticker.TICK_SECONDS = 1
from bot.cli.app import app
app(["run"], standalone_mode=False)
"""


class Life:
    """A database, the process that serves it, and two clocks: Slack's, and the machine's."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database: Database = open_database(create_current_sqlite(folder / "mingle.db"))
        self.write("life", 0.0)
        self.write("wrong", 0.0)
        self.slack: SlackServer | None = None

    def write(self, name: str, seconds: float) -> None:
        """Set the time of everything (`life`), or how wrong the machine's clock is (`wrong`)."""
        new = self.folder / f"{name}.new"
        new.write_text(str(seconds))
        new.replace(self.folder / name)

    def be_at(self, moment: datetime) -> None:
        self.write("life", moment.timestamp() - time.time())

    def now(self) -> float:
        return time.time() + float((self.folder / "life").read_text())

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def plans(self) -> set[tuple[str, str, object, str]]:
        async with self.database.read_transaction() as tx:
            rows = await tx.all(select(occurrence))
        return {(row.workspace, row.kind, row.due, row.state) for row in rows}

    async def rounds(self) -> list[date]:
        async with self.database.read_transaction() as tx:
            return sorted(await tx.scalars(select(pairing_round.c.local_date)))

    async def says(self, words: str) -> bool:
        """Return whether the process has written something."""
        return words in (self.folder / "log").read_text()

    async def told(self, words: str) -> bool:
        async with self.database.read_transaction() as tx:
            return any(words in key for key in await tx.scalars(select(outbox_message.c.key)))


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await holds():  # noqa: ASYNC110
            await asyncio.sleep(0.3)


@asynccontextmanager
async def living(
    folder: Path, moment: datetime, wrong: timedelta = timedelta(0), **schedule: str
) -> AsyncIterator[Life]:
    """Set a program up, and let a process live with it from a moment on.

    Where its clock is `wrong` as it starts, nobody tells it the time.
    """
    life = Life(folder)
    world = await pairing_world(life.database)
    world.now = moment
    await begin_program(world, TOM, PRIYA, **schedule)
    async with life.database.transaction() as tx:
        last = {"workspace": TOM.partition("/")[0], "interaction": "the last", "at": moment}
        await tx.insert(processed_interaction, **last)
    life.be_at(moment)
    async with SlackServer(life) as slack:
        slack.workspace()
        slack.install(build_manifest(ROUTER, history=True))
        slack.tells_time = not wrong
        life.slack = slack
        life.write("wrong", wrong.total_seconds())
        process = await _start(life, slack)
        try:
            await until(lambda: life.says("Mingle is in Slack"))
            yield life
            assert process.returncode is None
        finally:
            process.terminate()
            await process.wait()
            await life.database.close()


async def _start(life: Life, slack: SlackServer) -> asyncio.subprocess.Process:
    settings = {
        "MINGLE_DATABASE__URL": str(life.database.engine.url),
        "MINGLE_SLACK__BOT_TOKEN": slack.home.token,
        "MINGLE_SLACK__SIGNING_SECRET": slack.app.signing_secret,
        "MINGLE_SLACK__MODE": "http",
        "MINGLE_SLACK__PORT": str(free_port()),
        "MINGLE_SLACK__API_URL": slack.url,
        "MINGLE_PLAYGROUND__ENABLED": "false",
        "MINGLE_MONITORING__PORT": "0",
        "COVERAGE_PROCESS_CONFIG": "",
    }
    with (life.folder / "log").open("wb") as output:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-u", "-c", PROGRAM, str(life.folder),
            env={**os.environ, **settings}, stdout=output, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip


@pytest.mark.rehearsal
@pytest.mark.timeout(240)
@pytest.mark.parametrize(
    "wrong", [timedelta(days=365), timedelta(hours=12), timedelta(hours=-1)], ids=str
)
async def test_a_clock_that_is_wrong_for_a_while_changes_no_plan(
    tmp_path: Path, wrong: timedelta
) -> None:
    async with living(tmp_path, MONDAY + timedelta(minutes=30)) as life:
        await asyncio.sleep(WHILE)
        before = await life.plans()
        life.write("wrong", wrong.total_seconds())
        await until(lambda: life.says("the clock is wrong"))
        await asyncio.sleep(WHILE)
        assert await life.plans() == before
        life.write("wrong", 0.0)
        await until(lambda: life.says("the clock is right again"))
        await asyncio.sleep(WHILE)
        assert await life.plans() == before
        life.be_at(MONDAY + timedelta(days=8, hours=1))  # the next draw that can be announced
        await until(lambda: _drawn(life, date(2026, 3, 10)))
        assert await life.rounds() == [date(2026, 3, 10)]


@pytest.mark.rehearsal
@pytest.mark.timeout(240)
@pytest.mark.parametrize("wrong", [timedelta(days=365), timedelta(hours=-1)], ids=str)
async def test_a_start_by_a_wrong_clock_plans_nothing_until_somebody_tells_the_time(
    tmp_path: Path, wrong: timedelta
) -> None:
    async with living(tmp_path, MONDAY + timedelta(minutes=30), wrong) as life:
        await until(lambda: life.says("no platform tells the time"))
        before = await life.plans()
        await asyncio.sleep(WHILE)
        assert await life.plans() == before
        assert life.slack
        life.slack.tells_time = True
        await asyncio.sleep(WHILE)
        assert await life.plans() == before
        life.write("wrong", 0.0)
        await until(lambda: life.says("the clock is right again"))
        life.be_at(MONDAY + timedelta(days=8, hours=1))
        await until(lambda: _drawn(life, date(2026, 3, 10)))
        assert await life.rounds() == [date(2026, 3, 10)]


async def _drawn(life: Life, day: date) -> bool:
    return day in await life.rounds()


@pytest.mark.rehearsal
@pytest.mark.timeout(240)
async def test_a_machine_that_slept_for_three_days_tells_what_it_missed(tmp_path: Path) -> None:
    async with living(tmp_path, MONDAY) as life:
        life.be_at(MONDAY + timedelta(hours=23, minutes=55))  # shortly before the draw
        await asyncio.sleep(2)
        life.be_at(MONDAY + timedelta(days=4, minutes=5))
        await until(lambda: life.told("missed:"))
        assert await life.rounds() == []
        life.be_at(MONDAY + timedelta(days=8, hours=1))
        await until(lambda: _drawn(life, date(2026, 3, 10)))


@pytest.mark.rehearsal
@pytest.mark.timeout(240)
@pytest.mark.parametrize(
    ("begin", "drawn_at"),
    [
        (datetime(2026, 3, 27, 9, tzinfo=UTC), datetime(2026, 3, 30, 8, tzinfo=UTC)),
        (datetime(2026, 10, 23, 7, tzinfo=UTC), datetime(2026, 10, 26, 9, tzinfo=UTC)),
        (datetime(2028, 2, 28, 8, tzinfo=UTC), datetime(2028, 2, 29, 9, tzinfo=UTC)),
    ],
    ids=["an hour too few", "an hour twice", "a day too many"],
)
async def test_ten_o_clock_stays_ten_o_clock_over_odd_nights_and_days(
    tmp_path: Path, begin: datetime, drawn_at: datetime
) -> None:
    async with living(tmp_path, begin, weekday=str(drawn_at.weekday())) as life:
        for hours in range(30, 0, -3):
            life.be_at(drawn_at - timedelta(hours=hours))
            await asyncio.sleep(1)
        life.be_at(drawn_at - timedelta(seconds=4 * WHILE))
        await asyncio.sleep(WHILE)
        assert await life.rounds() == []
        await until(lambda: _drawn(life, drawn_at.date()))
        await asyncio.sleep(WHILE)
        assert await life.rounds() == [drawn_at.date()]
