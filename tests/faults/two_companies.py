"""Two companies with a `mingle run` each, one in Slack and one in Discord, and the wire between."""

import asyncio
import random
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, cast

from starlette.applications import Starlette
from starlette.routing import Route

from adapters.http import serve_http
from adapters.slack.manifest import build_manifest
from bot.features import ROUTER
from bot.store.engine import Database, open_database
from bot.swap import records
from bot.swap.records import SwapLunch
from bot.swap.rules import MAX_BODY
from tests.doubles.discord import DiscordServer
from tests.doubles.discord import Settings as DiscordSettings
from tests.doubles.slack import SlackServer
from tests.faults.chaos import Chaos
from tests.faults.clock import SharedClock
from tests.faults.discord_life import DiscordLife
from tests.faults.ledger import Ledger
from tests.faults.life import Life
from tests.faults.process import Nursery, Program
from tests.faults.slack_life import SlackLife
from tests.faults.wire import LOOK, Wire, until
from tests.ports import free_port

PLACE = "The fountain on Market Square"
NORTH_PEOPLE = ("Ada Wolfram", "Ben Marshall", "Cleo Duarte")
SOUTH_PEOPLE = ("Tom Bakersfield", "Uma Patelson", "Vera Lindqvist")
# The terminal of an operator who lives by the clock of these lives.
OPERATOR = """
import sys
from pathlib import Path
from bot.cli import swap
from tests.faults.clock import SharedClock

swap.real_now = SharedClock(Path(sys.argv.pop(1))).utc
from bot.cli.app import app

app()
"""
SLOW_MACHINE = 15.0


@dataclass
class Company:
    """One company: its process, its database, and its people on their platform."""

    name: str
    folder: Path
    nursery: Nursery
    order: dict[str, str]
    life: Life
    database: Database
    program: Program | None = None

    @property
    def workspace(self) -> str:
        """The id of its workspace, once somebody was met there."""
        with sqlite3.connect(self.folder / "mingle.db") as base:
            return str(base.execute("SELECT workspace FROM person LIMIT 1").fetchone()[0])

    @property
    def people(self) -> list[Any]:
        """Its people, without whoever owns the server."""
        named = (*NORTH_PEOPLE, *SOUTH_PEOPLE)
        return [person for person in self.life.people if person.name in named]

    async def start(self) -> None:
        """Start its process, and wait until people can act."""
        self.program = await self.nursery.start(**self.order)
        await until(self.life.listening)

    async def kill(self) -> None:
        """Kill its process, and start another."""
        assert self.program
        await self.program.kill()
        await self.start()

    async def operate(self, *words: str) -> str:
        """Run `mingle swap …` as its operator does; return what it prints."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", OPERATOR, self.order["clock"], "swap", *words,
            "--workspace", self.workspace, "--config", self.order["config"],
            stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        told, _ = await process.communicate()
        assert process.returncode == 0, told
        return told.decode()

    async def join(self, person: Any) -> None:
        """Let somebody agree to be traded."""
        assert await self.life.tell(person, "mingle swap")
        assert await self.life.press(person, "swap.open")
        assert await self.life.fill(person, {"field": "teaching", "topic": "any"})

    async def lunches(self, *states: str) -> list[SwapLunch]:
        """Return its lunches in these states."""
        async with self.database.read_transaction() as tx:
            swaps = await records.list_swaps(tx)
            found = await records.list_lunches(tx, swaps[0].id) if swaps else []
        return [lunch for lunch in found if lunch.state in states]

    async def swap(self) -> records.Swap:
        """Return its agreement."""
        async with self.database.read_transaction() as tx:
            return (await records.list_swaps(tx))[0]

    def told_all(self, words: str) -> bool:
        """Return whether each of its people has a message with these words."""
        return len(self.read_of(words)) == len(self.people)

    def read_of(self, words: str) -> dict[str, int]:
        """Return how many messages with these words each reader has."""
        found: dict[str, int] = {}
        for said in self.life.said():
            for reader in said.readers if words in said.words else ():
                found[reader] = found.get(reader, 0) + 1
        return found


class Waker:
    """Wakes the process of a company, as its life asks when time goes by."""

    company: Company

    def wake(self) -> None:
        """Let it look what is due."""
        if self.company.program:
            self.company.program.wake()


@dataclass
class TwoCompanies:
    """North leads, in Slack; South follows, in Discord."""

    clock: SharedClock
    north: Company
    south: Company
    wire: Wire

    async def agree(self) -> None:
        """Let both operators agree by the terminal, and everybody join."""
        for company in (self.north, self.south):
            for person in company.people:
                assert await company.life.tell(person, "mingle")
        told = _token(await self.north.operate("invite", "--name", "Northwind", "--place", PLACE))
        back = _token(await self.south.operate("accept", told, "--name", "Southgate"))
        assert "Southgate" in await self.north.operate("accept", back)
        for company in (self.north, self.south):
            for person in company.people:
                await company.join(person)

    async def go_to(self, moment: datetime, step: timedelta) -> None:
        """Let time go by in steps, in each of which North reaches South."""
        while self.clock.utc() < moment:
            before = len(self.wire.answers)
            await self.move(min(step, moment - self.clock.utc()))
            await until(partial(self.wire.has_answered, before))

    async def move(self, by: timedelta) -> None:
        """Let so much time go by at once, when nothing is under way: no call takes hours."""
        for company in (self.north, self.south):
            await company.life.settle()
        await until(lambda: not self.wire.under_way)
        self.clock.move(by)
        for company in (self.north, self.south):
            if company.program:
                company.program.wake()

    async def until_both(self, count: int) -> None:
        """Let time go by until so many lunches stand on both sides."""
        for _ in range(60):
            for _ in range(20):
                sides = [await each.lunches("standing") for each in (self.north, self.south)]
                if [len(side) for side in sides] == [count, count]:
                    return
                await asyncio.sleep(LOOK)
            await self.move(timedelta(minutes=30))
        raise AssertionError([len(side) for side in sides])


def _token(told: str) -> str:
    return next(line for line in told.splitlines() if line.startswith("mingle-swap."))


@asynccontextmanager
async def two_companies(
    folder: Path, nursery: Nursery, start: datetime
) -> AsyncIterator[TwoCompanies]:
    """Start both, with a wire between them."""
    clock = SharedClock.create(folder / "clock", start)
    own, port = free_port(), free_port()
    wire = Wire(f"http://127.0.0.1:{own}")
    web = {"web.swap_loopback": True}
    served = {"web.public_url": f"http://127.0.0.1:{port}", "web.port": own}
    app = Starlette(routes=[Route("/swap/{code}", wire.pass_on, methods=["POST"])])
    server = asyncio.create_task(serve_http(app, "127.0.0.1", port, max_body=MAX_BODY))
    async with (
        SlackServer(clock, seed=1) as slack,
        DiscordServer(clock, seed=1, app=DiscordSettings(heartbeat=3600.0)) as discord,
    ):
        north = _company("north", folder, nursery, clock, slack, {**_slack(slack), **web})
        south = _company("south", folder, nursery, clock, discord, {**_discord(discord), **served})
        try:
            await asyncio.gather(north.start(), south.start())
            yield TwoCompanies(clock, north, south, wire)
        finally:
            for company in (north, south):
                if company.program:
                    await company.program.kill()
                await company.database.close()
                await company.life.ledger.close()
            server.cancel()
            await asyncio.gather(server, return_exceptions=True)


def _slack(server: SlackServer) -> dict[str, Any]:
    server.answer_within = SLOW_MACHINE
    server.workspace()
    people = [server.person(name, admin=name == NORTH_PEOPLE[0]) for name in NORTH_PEOPLE]
    server.channel("lunch", people)
    server.install(build_manifest(ROUTER))
    return {
        "slack.bot_token": server.home.token,
        "slack.app_token": server.app.app_token,
        "slack.api_url": server.url,
    }


def _discord(server: DiscordServer) -> dict[str, Any]:
    server.answer_within, server.limits.enforced = SLOW_MACHINE, False
    guild = server.guild()
    managers = server.role("Managers", guild, "manage_events")
    for name in SOUTH_PEOPLE:
        server.person(name, roles=[managers] if name == SOUTH_PEOPLE[0] else [])
    server.channel("lunch")
    server.spawn(_forgive_logins(server))
    return {
        "discord.token": server.app.token,
        "discord.api_url": server.url,
        "discord.gateway_url": server.gateway_url,
        "discord.zone": "UTC",
    }


async def _forgive_logins(server: DiscordServer) -> None:
    while True:  # nobody waits five seconds between two lives of a process here
        server.gateway.budget.starts.clear()
        await asyncio.sleep(LOOK)


def _company(
    name: str,
    folder: Path,
    nursery: Nursery,
    clock: SharedClock,
    server: Any,
    settings: dict[str, Any],
) -> Company:
    home = folder / name
    home.mkdir()
    url = f"sqlite+aiosqlite:///{home / 'mingle.db'}"
    (home / "config.toml").write_text(_config({"database.url": url, **settings}))
    order = {"config": str(home / "config.toml"), "clock": str(folder / "clock"),
             "log": str(home / "log")}  # fmt: skip
    life: Life
    kind: Any = SlackLife if isinstance(server, SlackServer) else DiscordLife
    waker = Waker()
    life = kind(clock, Ledger(url), random.Random(1), cast(Chaos, waker), server=server)
    waker.company = Company(name, home, nursery, order, life, open_database(url))
    return waker.company


def _config(settings: dict[str, Any]) -> str:
    sections: dict[str, list[str]] = {"log": ['level = "warning"'], "monitoring": ["port = 0"]}
    for key, value in settings.items():
        section, _, name = key.partition(".")
        told = f'"{value}"' if isinstance(value, str) else str(value).lower()
        sections.setdefault(section, []).append(f"{name} = {told}")
    lines = [line for name, told in sections.items() for line in (f"[{name}]", *told)]
    return "\n".join(lines) + "\n"
