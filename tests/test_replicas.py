"""Several real processes of Mingle on one PostgreSQL database.

`MINGLE_REPEATS` repeats what is tried here, for a long run.
"""

import asyncio
import os
import random
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from adapters.slack.manifest import build_manifest
from bot.features import ROUTER
from bot.store.engine import open_database
from tests.databases import create_empty_postgresql
from tests.doubles.faults import Fault
from tests.doubles.slack import Channel, Message, SlackServer, User, message_text
from tests.ports import free_port

REPEATS = int(os.environ.get("MINGLE_REPEATS", "1"))
SEATS = 12
RIGHT_WITHIN = 10.0  # seconds
SLOWEST = 3.0  # seconds that an edit takes
COMPLAINTS = ("Traceback", '"error"', '"critical"')
PATIENCE = 150.0  # seconds in which a process has to serve

Process = asyncio.subprocess.Process


@asynccontextmanager
async def started(
    url: str, slack: SlackServer, count: int, folder: Path
) -> AsyncIterator[tuple[list[str], list[Path]]]:
    """Start so many processes at once; give where each hears Slack, and what each writes."""
    ports = [free_port() for _ in range(count)]
    logs = [folder / f"log-{port}" for port in ports]
    processes = [await _start(url, slack, port, log) for port, log in zip(ports, logs, strict=True)]
    try:
        await asyncio.gather(*map(_serving, processes, logs))
        yield [f"http://127.0.0.1:{port}/slack/events" for port in ports], logs
    finally:
        for process in processes:
            if process.returncode is None:
                process.terminate()
        await asyncio.gather(*(process.wait() for process in processes))


async def _start(url: str, slack: SlackServer, port: int, log: Path) -> Process:
    settings = {
        "MINGLE_DATABASE__URL": url,
        "MINGLE_SLACK__BOT_TOKEN": slack.home.token,
        "MINGLE_SLACK__SIGNING_SECRET": slack.app.signing_secret,
        "MINGLE_SLACK__MODE": "http",
        "MINGLE_SLACK__PORT": str(port),
        "MINGLE_SLACK__API_URL": slack.url,
        "MINGLE_PLAYGROUND__ENABLED": "false",
        "MINGLE_MONITORING__PORT": "0",
        "COVERAGE_PROCESS_CONFIG": "",
    }
    with log.open("wb") as output:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-u", "-m", "bot", "run",
            env={**os.environ, **settings}, stdout=output, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip


async def _serving(process: Process, log: Path) -> None:
    async with asyncio.timeout(PATIENCE):
        while not _is_connected(log):
            assert process.returncode is None, _written(log)
            await asyncio.sleep(0.1)


def _is_connected(log: Path) -> bool:
    return "Mingle is in Slack" in _written(log)


def _written(log: Path) -> str:
    return log.read_text()


@pytest.mark.rehearsal
@pytest.mark.timeout(120 * REPEATS + 120)
async def test_three_processes_start_on_an_empty_database_without_a_complaint(
    postgresql: str, tmp_path: Path
) -> None:
    async with SlackServer() as slack:
        open_slack(slack)
        for number in range(REPEATS):
            folder = tmp_path / str(number)
            folder.mkdir()
            url = await create_empty_postgresql(postgresql)
            async with started(url, slack, 3, folder) as (_, logs):
                written = [log.read_text() for log in logs]
            complaints = [log for log in written if any(word in log for word in COMPLAINTS)]
            assert not complaints, complaints[0][-2000:]
            database = open_database(url)
            async with database.read_transaction() as tx:
                assert await tx.scalar(text("SELECT count(*) FROM alembic_version")) == 1
                jobs = await tx.all(text("SELECT kind FROM occurrence GROUP BY kind"))
                assert len(jobs) == await tx.scalar(text("SELECT count(*) FROM occurrence"))
            await database.close()


def open_slack(slack: SlackServer) -> None:
    slack.workspace()
    slack.limits.enforced = False
    slack.install(build_manifest(ROUTER, history=True))
    slack.channel("lunch", [slack.person("Grace Hall", admin=True)])


@pytest.mark.rehearsal
@pytest.mark.timeout(60 * REPEATS + 240)
@pytest.mark.parametrize("count", [2, 4])
async def test_twelve_clicks_on_one_card_show_twelve_people(
    postgresql: str, tmp_path: Path, count: int
) -> None:
    chance = random.Random(count)
    url = await create_empty_postgresql(postgresql)
    async with SlackServer() as slack:
        open_slack(slack)
        async with started(url, slack, count, tmp_path) as (doors, _):
            waits = [await click_twelve(slack, doors, number, chance) for number in range(REPEATS)]
    assert max(waits) < RIGHT_WITHIN


async def click_twelve(
    slack: SlackServer, doors: Sequence[str], number: int, chance: random.Random
) -> float:
    """Fill a table from all processes at once while edits are slow; return when it is right."""
    people = [slack.person(f"Guest{number}x{seat} Y") for seat in range(SEATS)]
    lunch = slack.channel(f"lunch-{number}", people)
    slack.app.url = doors[number % len(doors)]
    await slack.type_command(people[0], lunch, f"/lunch tomorrow 12:30 seats:{SEATS}")
    await slack.until(lambda: any(message.from_app for message in lunch.messages))
    card = next(message for message in lunch.messages if message.from_app)
    for _ in range(3 * SEATS):
        seconds = chance.choice((0.0, 0.0, 1.0, SLOWEST))
        slack.faults.next("chat.update", Fault(chance.choice(("delay", "slow")), seconds))
    for seat, user in enumerate(people[1:], 1):
        slack.app.url = doors[seat % len(doors)]
        delivery = await slack.click(user, card, label="Take a seat")
        assert delivery.acked
        await asyncio.sleep(chance.uniform(0, 0.3))
    took = await until_right(slack, lunch, card, people)
    await asyncio.sleep(SLOWEST + 1.0)  # no older drawing is still to land
    assert missing(slack, lunch, card, people) == []
    return took


async def until_right(
    slack: SlackServer, lunch: Channel, card: Message, people: Sequence[User]
) -> float:
    began = time.monotonic()
    while time.monotonic() - began < RIGHT_WITHIN:
        if not missing(slack, lunch, card, people):
            return time.monotonic() - began
        await asyncio.sleep(0.05)
    raise AssertionError(missing(slack, lunch, card, people))


def missing(slack: SlackServer, lunch: Channel, card: Message, people: Sequence[User]) -> list[str]:
    """Return those who have a seat and whom the card does not name."""
    now = next(message for message in lunch.messages if message.ts == card.ts)
    words = message_text.words(slack.home, now)
    return [user.name for user in people if user.name not in words]
