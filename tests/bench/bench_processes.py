"""Print how many commands one, two and four Mingle processes answer on one PostgreSQL."""

import asyncio
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import asyncpg
import uvloop

from adapters.slack.manifest import build_manifest
from bot.features import ROUTER
from tests.bench import report
from tests.bench.gestures import (
    PEOPLE,
    ROOT,
    SECRET,
    Collector,
    Crowd,
    Program,
    running,
    settings_over_http,
    zone_where_it_is_morning,
)
from tests.bench.postman import postman
from tests.bench.report import Figure, median, ms
from tests.doubles.slack import SlackServer
from tests.ports import free_port
from tests.postgres import programs, server

PROCESSES = (1, 2, 4)
ROUNDS = 5
COMMANDS = 400  # in a round, as fast as they are taken
CONNECTIONS = 16  # over all processes
LOOK = 0.01  # seconds between two looks at what PostgreSQL waits for
WAITS = (
    "SELECT wait_event_type, wait_event FROM pg_stat_activity"
    " WHERE state <> 'idle' AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)


class Spell(NamedTuple):
    """What some commands took: how many went in a second, and processor time for each.

    `waits` counts for what statements under way waited, whenever PostgreSQL was looked at.
    """

    rate: float
    mingle: float
    others: float  # Slack's stand-in, in this process
    waits: Counter[str]


def processes() -> Iterator[Figure]:
    if programs() is None:
        yield Figure("PostgreSQL", "", "is not installed here")
        return
    with tempfile.TemporaryDirectory(prefix="mingle-bench-") as folder:
        Path(folder).chmod(0o755)
        home = Path(folder) / "postgres"
        home.mkdir()
        with server(home) as address:
            spells = uvloop.run(_measure(address))
    rates = {count: median([each.rate for each in spells[count]]) for count in PROCESSES}
    for count in PROCESSES:
        ratio = median(
            [some.rate / one.rate for some, one in zip(spells[count], spells[1], strict=True)]
        )
        said = f"{ratio:.2f} = {rates[count]:.0f} / {rates[1]:.0f}; {_costs(spells[count])}"
        is_asked = count == 2
        yield Figure(
            f"/lunch answered in a second, {count} processes beside one",
            "> 1" if is_asked else "",
            said,
            ratio > 1 if is_asked else None,
        )
        yield Figure(f"… what statements wait for, of {count}", "", _waits(spells[count]))


def _costs(spells: list[Spell]) -> str:
    mingle = median([spell.mingle for spell in spells])
    others = median([spell.others for spell in spells])
    return f"a command: Mingle {ms(mingle)}, Slack's stand-in {ms(others)}"


def _waits(spells: list[Spell]) -> str:
    total = sum((spell.waits for spell in spells), Counter[str]())
    looks = max(1, total.total())
    return ", ".join(f"{what} {count / looks:.0%}" for what, count in total.most_common(5))


async def _measure(address: str) -> dict[int, list[Spell]]:
    """Let one, two and four processes take turns, in each order."""
    spells: dict[int, list[Spell]] = {count: [] for count in PROCESSES}
    async with AsyncExitStack() as stack:
        crowd, mingles = await stack.enter_async_context(_mingles(address, max(PROCESSES)))
        watcher = await asyncpg.connect(address.replace("+asyncpg", ""))
        stack.push_async_callback(watcher.close)
        for mingle in mingles:  # everybody is known to each
            await _spell(crowd, [mingle], PEOPLE, watcher)
        for round_ in range(ROUNDS):
            for count in PROCESSES if round_ % 2 else reversed(PROCESSES):
                made = await _spell(crowd, mingles[:count], COMMANDS, watcher)
                spells[count].append(made)
    return spells


async def _spell(
    crowd: Crowd, mingles: list[Program], count: int, watcher: asyncpg.Connection
) -> Spell:
    """Bring commands to these processes, and wait until all are answered."""
    waiting = await crowd.gestures("command", count)
    shares = [waiting[number :: len(mingles)] for number in range(len(mingles))]
    crowd.postman.answers.clear()
    waits: Counter[str] = Counter()
    looking = asyncio.create_task(_look(watcher, waits))
    busy, own = _busy(mingles), time.process_time()
    began = time.perf_counter()
    await asyncio.gather(
        *(
            crowd.postman.bring(mingle.port, share, CONNECTIONS // len(mingles))
            for mingle, share in zip(mingles, shares, strict=True)
        )
    )
    await crowd.postman.until_answered(count)
    took = time.perf_counter() - began
    used = _busy(mingles) - busy, time.process_time() - own
    looking.cancel()
    with suppress(asyncio.CancelledError):
        await looking
    mingle, others = (each / count for each in used)
    return Spell(count / took, mingle, others, waits)


async def _look(watcher: asyncpg.Connection, waits: Counter[str]) -> None:
    while True:
        for kind, what in await watcher.fetch(WAITS):
            waits["computing" if kind is None else f"{kind} {what}"] += 1
        await asyncio.sleep(LOOK)


def _busy(mingles: list[Program]) -> float:
    return sum(mingle.busy() for mingle in mingles)


@asynccontextmanager
async def _mingles(address: str, count: int) -> AsyncIterator[tuple[Crowd, list[Program]]]:
    """Run so many Mingles on one database, for a workspace with an open table today."""
    zone, ports = zone_where_it_is_morning(), [free_port() for _ in range(count)]
    async with SlackServer() as slack, postman(SECRET) as carrier, AsyncExitStack() as stack:
        slack.workspace()
        slack.install(build_manifest(ROUTER, history=True))
        slack.app.url = f"http://127.0.0.1:{ports[0]}/slack/events"
        manager = slack.person("Grace Hall", admin=True, tz=zone)
        people = [slack.person(f"Colleague {number}", tz=zone) for number in range(PEOPLE)]
        lunch = slack.channel("lunch", [manager, *people])
        mingles = []
        for port in ports:
            settings = settings_over_http(slack, address, port)
            words = ("-m", "bot", "run")
            mingles.append(await stack.enter_async_context(running(words, port, ROOT, settings)))
        await slack.type_command(manager, lunch, "/lunch 13:00 seats:12")
        slack.courier = Collector(slack, slack.sockets)
        yield Crowd(slack, carrier, people, lunch, [], []), mingles


def main() -> None:
    report.show("Processes", (("several processes on PostgreSQL", processes),))


if __name__ == "__main__":
    main()
