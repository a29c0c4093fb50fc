"""The composition root: store, engine, playground and platforms joined into one running program."""

import asyncio
import random
import signal
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from adapters.playground import workspace as playground_workspace
from adapters.playground.listen import PlaygroundListener
from adapters.playground.post import Playground
from adapters.playground.records import Colleague
from adapters.playground.sample_sites import SampleWeb
from bot.calendar_feeds import feeds
from bot.cli import output
from bot.cli.watchdog import Watchdog, handle_signals
from bot.core.disconnected import DisconnectedPlatform
from bot.core.dispatch import dispatch
from bot.core.leases import elapsed_seconds
from bot.core.platform import Platform
from bot.features import ROUTER
from bot.people.busy_times import seal_addresses
from bot.store.engine import Database
from bot.store.hold import holding_file
from bot.store.memory import Memory
from bot.store.migrate import open_migrated
from bot.store.statistics import Statistics
from jobs.channel_members import save_members
from jobs.engine.delivery import Delivery
from jobs.engine.engine import Engine, PeriodicTask
from jobs.engine.measure import measure_jobs
from jobs.engine.worker_process import run_in_process
from jobs.home_tabs import HomeTabs
from jobs.registry import JOBS, schedule_housekeeping
from jobs.simulation.clock import SimulationDriver
from jobs.web.busy_refresh import open_busy_refresher
from jobs.web.source_refresh import open_source_refresher
from jobs.web.swap_exchange import open_swap_exchange

WORKSPACE = playground_workspace.WORKSPACE

Server = Coroutine[Any, Any, None]  # serves one way in until it is cancelled


@dataclass
class Mingle:
    """The assembled program: its store, its engine, and the playground that is always there."""

    database: Database
    engine: Engine
    playground: Playground
    listener: PlaygroundListener
    platform: Platform  # what stands in front of the playground, or the playground itself

    async def populate_playground(
        self, people: int, absent: float | None = None, *, newcomer: bool = True
    ) -> None:
        """Insert the playground's people and schedule its housekeeping, once."""
        roster = playground_workspace.simulated_roster(people, absent)
        newcomers = (playground_workspace.NEWCOMER,) if newcomer else ()
        await self.populate_with((*roster, *newcomers))

    async def populate_with(self, roster: Sequence[Colleague]) -> None:
        """Insert these people and schedule the playground's housekeeping, once."""
        async with self.database.transaction() as tx:
            await playground_workspace.insert_everyone(tx, roster)
            await schedule_housekeeping(tx, WORKSPACE, self.playground.now())

        await self.playground.load_conversations()


@asynccontextmanager
async def assemble_app(
    url: str,
    now: Callable[[], datetime],
    *,
    seed: str = "",
    edit_pause: timedelta = timedelta(0),
    durable: bool = True,
    keys: Sequence[str] = (),
    others: Sequence[Mapping[str, Platform]] = (),
    disturb: Callable[[Playground], Platform] | None = None,
    swap_loopback: bool = False,
) -> AsyncIterator[Mingle]:
    """Open the store, migrate it, and join the parts; close the store at the end.

    An SQLite file is held until then: a second process on it raises InUse.

    `keys` are those of its vault. `others` are platforms by workspace beside the playground, and
    `disturb` puts a platform in front of it, such as one with outages. A workspace that no platform
    serves gets `DisconnectedPlatform`, so its messages wait. Without `durable` (a rehearsal in a
    throw-away database) slow work runs in a thread instead of a child process.
    """
    webs = {WORKSPACE: SampleWeb(now)}
    async with (
        holding_file(url) if durable else nullcontext(),
        open_migrated(url, durable=durable, keys=keys) as database,
        open_source_refresher(database, webs, seed) as refresher,
        open_busy_refresher(database, webs) as busy_refresher,
        open_swap_exchange(database, now, loopback=swap_loopback) as swap_exchange,
    ):
        if durable:
            database.own(Memory(lasting=False))
        async with database.transaction() as tx:
            await seal_addresses(tx)

        playground = Playground(database, WORKSPACE, now)
        front = disturb(playground) if disturb else playground
        platform_of = partial(_find_platform, [{WORKSPACE: front}, *others])
        delivery = _build_delivery(database, platform_of, edit_pause, None if durable else now)
        offload = run_in_process if durable else None
        rng = random.Random(seed or None)
        tasks: dict[str, PeriodicTask] = {
            "feeds": refresher,
            "busy": busy_refresher,
            "home": HomeTabs(database, platform_of),
            "swap": swap_exchange,
        }
        if durable:
            tasks["statistics"] = Statistics(database, now())
        engine = Engine(database, measure_jobs(JOBS), delivery, now, rng, offload, tasks)
        database.on_wake = engine.wakeup.set

        listener = PlaygroundListener(
            playground, ROUTER, lambda call: dispatch(ROUTER, database, call), seed
        )
        await engine.recover_sends()
        yield Mingle(database, engine, playground, listener, front)


def _find_platform(served: Sequence[Mapping[str, Platform]], workspace: str) -> Platform:
    """Return the platform that serves a workspace now, or else one that may soon."""
    for platforms in served:
        if workspace in platforms:
            return platforms[workspace]
    for platforms in served:
        with suppress(KeyError):
            return platforms[workspace]
    return DisconnectedPlatform()


def _build_delivery(
    database: Database,
    platform_of: Callable[[str], Platform],
    edit_pause: timedelta,
    rehearsed: Callable[[], datetime] | None,
) -> Delivery:
    """Return the delivery; in a rehearsal, leases and pauses count its own time."""
    elapsed = (lambda: 0.0) if rehearsed else elapsed_seconds
    return Delivery(database, ROUTER, platform_of, save_members, rehearsed, edit_pause, elapsed)


async def serve_page(
    mingle: Mingle, port: int, driver: SimulationDriver | None, on_ready: Callable[[], None]
) -> None:
    """Serve the playground's page on this machine until cancelled."""
    from adapters.playground.serve import serve_playground

    async with mingle.database.transaction() as tx:
        await feeds.save_public_url(tx, WORKSPACE, output.page_url(port))

    await serve_playground(mingle.playground, mingle.listener, ROUTER, driver, port, on_ready)


async def run_until_stopped(
    mingle: Mingle,
    servers: Sequence[Server],
    driver: SimulationDriver | None,
    watchdog: Watchdog,
    on_stop: Callable[[], None] = lambda: None,
) -> None:
    """Run the servers and the engine until SIGTERM or SIGINT, then let them finish their step.

    Each gets a few seconds for that, and the watchdog sees that it does not become ten. Raise what
    a server or the engine raised, if one ended by an error.
    """
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    handle_signals(watchdog)
    mingle.engine.on_turn = watchdog.record_turn
    watchdog.start()

    serving = [asyncio.create_task(server) for server in servers]
    tasks = [
        *serving,
        asyncio.create_task(mingle.engine.run_until_stopped(stop)),
        asyncio.create_task(stop.wait()),
    ]
    if driver:
        tasks.append(asyncio.create_task(driver.play_until(stop)))

    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    stop.set()
    watchdog.record_stop()
    on_stop()
    for task in serving:
        task.cancel()

    for outcome in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(outcome, Exception):
            raise outcome
