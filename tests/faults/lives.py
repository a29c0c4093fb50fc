"""Lives of each sort, from a seed: a platform that lies, processes that are struck, a verdict."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from adapters.slack.manifest import build_manifest
from bot.features import ROUTER
from tests.doubles.discord import DiscordServer
from tests.doubles.discord import Settings as DiscordSettings
from tests.doubles.faults import Faults
from tests.doubles.slack import SlackServer
from tests.faults.chaos import Chaos, NamedKills
from tests.faults.clock import SharedClock
from tests.faults.databases import PostgresDatabase
from tests.faults.discord_life import DiscordLife
from tests.faults.ledger import Ledger
from tests.faults.life import Life
from tests.faults.people import answer_questions, live_days, settle_in
from tests.faults.process import Nursery
from tests.faults.referee import Verdict, judge
from tests.faults.slack_life import SlackLife

# Lives begin on one of these: one is in the week before the clocks change, one ends a month.
MONDAYS = [datetime(2026, 3, day, 8, 0, tzinfo=UTC) for day in (2, 9, 23, 30)]
NAMES = ("Grace Hall", "Tom Becker", "Amara Obi", "Jun Li", "Sofia Vega", "Priya Raman")
SLOW_MACHINE = 15.0  # seconds of a life that people wait for an acknowledgement
ROUNDS_OF_QUESTIONS = 3  # at the end: one answer can lead to another question
ON_FILE = ("random kill", "aimed kill") * 5 + ("freeze", "aimed freeze", "lock", "full disk")
KILLS = ("random kill", "aimed kill")


@dataclass(frozen=True)
class Sort:
    """One sort of life: its platform, its database, how many processes, and what befalls them."""

    name: str
    platform: str
    history: bool = True
    replicas: int = 1
    kinds: Sequence[str] = ON_FILE


SORTS = {
    "slack": Sort("Slack, with history", "slack"),
    "slack-blind": Sort("Slack, without history", "slack", history=False),
    "discord": Sort("Discord", "discord"),
    "clocks": Sort("Slack, with clocks that are wrong", "slack", kinds=("wrong clock", *KILLS)),
    "postgresql": Sort(
        "PostgreSQL, three replicas",
        "slack",
        replicas=3,
        kinds=(*KILLS, *KILLS, "freeze", "aimed freeze", "aimed freeze", "cut", "restart"),
    ),
}


@dataclass(frozen=True)
class Length:
    """How long a life lasts: stretches of days, how many of them, and what ends each process."""

    days: int = 14
    most: int = 40
    points: Sequence[str] = ()  # where processes are killed, one after the other; else by dice


LONG = Length()


@dataclass
class Record:
    """What came of one life."""

    sort: Sort
    seed: int
    verdict: Verdict
    chaos: Chaos
    stretches: int


async def live(
    sort: Sort,
    seed: int,
    quota: int,
    nursery: Nursery,
    home: Path,
    server: PostgresDatabase | None = None,
    length: Length = LONG,
) -> Record:
    """Live one life until its processes were struck so often, then judge it."""
    rng = random.Random(seed)
    clock = SharedClock.create(home / "clock", MONDAYS[seed % len(MONDAYS)])
    file = None if server else home / "mingle.db"
    url = server.url if server else f"sqlite+aiosqlite:///{file}"
    ledger = Ledger(url)
    async with _platform(sort, clock, seed) as (platform, settings):
        (home / "config.toml").write_text(_config(url, settings))
        order = {"config": home / "config.toml", "clock": home / "clock", "log": home / "log"}
        orders: list[dict[str, Any]] = [
            {name: str(path) for name, path in order.items()} for _ in range(sort.replicas)
        ]
        dice = random.Random(seed)
        kind = partial(NamedKills, points=length.points) if length.points else Chaos
        chaos = kind(nursery, clock, orders, sort.kinds, quota, dice, file, server)
        life = _life(sort, clock, ledger, rng, chaos, platform)
        chaos.listens = life.listening
        striking = asyncio.create_task(chaos.run())
        try:
            stretches = await _live(life, rng, length)
            verdict = await judge(life)
        finally:
            (home / "gestures").write_text("\n".join(map(str, life.gestures)))
            striking.cancel()
            with suppress(asyncio.CancelledError):
                await striking
            for program in filter(None, chaos.programs):
                await program.kill()
            await ledger.close()
    return Record(sort, seed, verdict, chaos, stretches)


async def _live(life: Life, rng: random.Random, length: Length) -> int:
    await settle_in(life, rng)
    stretches = 0
    while stretches == 0 or not (
        life.stuck or life.chaos.over.is_set() or stretches == length.most
    ):
        await live_days(life, rng, length.days)
        stretches += 1
    life.chaos.calm = True
    life.stop_lying()
    with suppress(TimeoutError):
        await asyncio.wait_for(life.chaos.over.wait(), 20)
    await live_days(life, rng, 1)  # whatever befell the program, it serves people again
    for _ in range(ROUNDS_OF_QUESTIONS):
        await life.settle()
        await life.tell(life.people[0], "mingle health")
        await answer_questions(life)
    return stretches


@asynccontextmanager
async def _platform(
    sort: Sort, clock: SharedClock, seed: int
) -> AsyncIterator[tuple[Any, dict[str, Any]]]:
    server: Any
    if sort.platform == "slack":
        async with SlackServer(clock, seed=seed) as server:
            server.answer_within = SLOW_MACHINE
            server.workspace()
            people = [server.person(name, admin=name == NAMES[0]) for name in NAMES]
            server.channel("lunch", people)
            server.install(build_manifest(ROUTER, history=sort.history))
            _lie(server.faults)
            yield server, {
                "slack.bot_token": server.home.token, "slack.app_token": server.app.app_token,
                "slack.api_url": server.url, "slack.history": sort.history,
            }  # fmt: skip
        return
    settings = DiscordSettings(heartbeat=3600.0)
    async with DiscordServer(clock, seed=seed, app=settings) as server:
        server.answer_within, server.limits.enforced = SLOW_MACHINE, False
        guild = server.guild()
        managers = server.role("Managers", guild, "manage_events")
        for name in NAMES:
            server.person(name, roles=[managers] if name == NAMES[0] else [])
        server.channel("lunch")
        _lie(server.faults)
        server.spawn(_forgive_logins(server))
        yield server, {
            "discord.token": server.app.token, "discord.api_url": server.url,
            "discord.gateway_url": server.gateway_url, "discord.zone": "Europe/Berlin",
        }  # fmt: skip


async def _forgive_logins(server: DiscordServer) -> None:
    while True:  # nobody waits five seconds between two lives of a process here
        server.gateway.budget.starts.clear()
        await asyncio.sleep(0.05)


def _lie(faults: Faults) -> None:
    faults.lost_answers, faults.late_accepts, faults.late_by = 0.03, 0.02, 15.0
    faults.errors, faults.limits, faults.retry_after = 0.02, 0.02, 2
    faults.delays, faults.delay = 0.01, 14.0  # longer than a call waits
    faults.pages, faults.garbled = 0.01, 0.01


def _config(url: str, settings: dict[str, Any]) -> str:
    lines = ["[database]", f'url = "{url}"', "[log]", 'level = "warning"']
    lines += ["[monitoring]", "port = 0"]  # several of them run on one machine
    section = next(iter(settings)).partition(".")[0]
    lines.append(f"[{section}]")
    for key, value in settings.items():
        told = str(value).lower() if isinstance(value, bool) else f'"{value}"'
        lines.append(f"{key.partition('.')[2]} = {told}")
    return "\n".join(lines) + "\n"


def _life(
    sort: Sort, clock: SharedClock, ledger: Ledger, rng: random.Random, chaos: Chaos, server: Any
) -> Life:
    kind: Any = SlackLife if sort.platform == "slack" else DiscordLife
    life: Life = kind(clock, ledger, rng, chaos, server=server)
    return life
