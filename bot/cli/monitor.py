"""What `/live`, `/ready` and `/metrics` tell of a running process, gathered when they are asked."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial

import structlog
from prometheus_client import generate_latest

from adapters.base import Adapter
from adapters.http import CannotListen, serve_http
from adapters.monitor import build_monitoring_app
from bot.cli.runtime import real_now
from bot.cli.watchdog import STALLED_AFTER, Watchdog
from bot.config import MonitoringSection, find_version
from bot.core import metrics
from bot.core.backlog import Backlog, read_backlog
from bot.store.engine import Database
from bot.store.migrate import SchemaState, schema_state

OLDEST_ALLOWED = 30 * 60.0  # seconds that something due may wait; a large round takes that long
PATIENCE = 3.0  # seconds for the database's answer; who asks waits five or so
STARTING, AWAY = "starting", "not connected"

log = structlog.get_logger()


@dataclass
class ProcessProbe:
    """The parts of a process, as far as they are there yet."""

    watchdog: Watchdog = field(default_factory=Watchdog)
    adapters: Sequence[tuple[str, Adapter]] = ()
    database: Database | None = None

    def stalled_for(self) -> float:
        """Return the seconds since the last turn of the engine if that is too long ago."""
        seconds = self.watchdog.seconds_since_turn()
        return seconds if seconds > STALLED_AFTER else 0.0

    async def find_obstacles(self) -> Mapping[str, str]:
        """Return what is wrong, if anything, about each thing that interactions need."""
        found = {"database": STARTING, "migrations": STARTING, "backlog": STARTING}
        if self.database:
            found = await _look_at_store(self.database)

        idle = self.stalled_for()
        found["engine"] = f"no turn for {idle:.0f} s" if idle else ""
        for platform, connected in self._connections().items():
            found[platform] = "" if connected else AWAY
        return found

    async def count_restored(self) -> Mapping[str, int]:
        """Return how many rows a restore holds, by table; nothing while nobody can tell."""
        if self.database:
            with suppress(Exception):
                async with asyncio.timeout(PATIENCE):
                    return (await _backlog(self.database)).restored
        return {}

    async def collect_metrics(self) -> bytes:
        """Return every metric; what the database would tell is left out while it is away."""
        metrics.INFO.labels(find_version()).set(1)
        metrics.ENGINE_IDLE_SECONDS.set(self.watchdog.seconds_since_turn())
        for platform, connected in self._connections().items():
            metrics.CONNECTED.labels(platform).set(connected)

        _forget_backlog()
        if self.database:
            try:
                async with asyncio.timeout(PATIENCE):
                    _show_backlog(await _backlog(self.database))
            except Exception as error:
                log.warning("backlog unknown", action="metrics", error=type(error).__name__)
        return generate_latest(metrics.REGISTRY)

    def _connections(self) -> Mapping[str, bool]:
        """Return whether each platform is connected, with all its adapters."""
        connected: dict[str, bool] = {}
        for name, adapter in self.adapters:
            platform = name.lower()
            connected[platform] = connected.get(platform, True) and adapter.is_connected
        return connected


async def _look_at_store(database: Database) -> dict[str, str]:
    try:
        async with asyncio.timeout(PATIENCE):
            state, _ = await schema_state(database)
            oldest = max((await _backlog(database)).oldest_seconds(real_now()).values())
    except Exception as error:
        log.warning("database away", action="ready", error=type(error).__name__)
        return {"database": "no answer", "migrations": "", "backlog": ""}

    fits = state is SchemaState.CURRENT
    waits = f"something has been due for {oldest:.0f} s" if oldest > OLDEST_ALLOWED else ""
    return {"database": "", "migrations": "" if fits else "of another version", "backlog": waits}


async def _backlog(database: Database) -> Backlog:
    async with database.read_transaction() as tx:
        return await read_backlog(tx, real_now())


def _forget_backlog() -> None:
    for gauge in (
        metrics.MESSAGES,
        metrics.SET_ASIDE,
        metrics.HELD_BY_RESTORE,
        metrics.OLDEST_DUE_SECONDS,
    ):
        gauge.clear()


def _show_backlog(backlog: Backlog) -> None:
    for (state, kind), count in backlog.messages.items():
        metrics.MESSAGES.labels(state, kind).set(count)
    for table, count in backlog.aside.items():
        metrics.SET_ASIDE.labels(table).set(count)
    for table, count in backlog.restored.items():
        metrics.HELD_BY_RESTORE.labels(table).set(count)
    for queue, seconds in backlog.oldest_seconds(real_now()).items():
        metrics.OLDEST_DUE_SECONDS.labels(queue).set(seconds)

    held = sum(count for (state, _), count in backlog.messages.items() if state == "held")
    metrics.HELD.set(held - backlog.restored["outbox_message"])
    metrics.JOBS_WAITING.set(backlog.jobs)
    metrics.CARDS_OUTDATED.set(backlog.outdated_cards)


@asynccontextmanager
async def serve_monitoring(probe: ProcessProbe, settings: MonitoringSection) -> AsyncIterator[None]:
    """Answer supervisors while the block runs.

    A port that is taken is logged and no reason to leave people unserved.
    """
    app = build_monitoring_app(probe)
    place = {"host": settings.host, "port": settings.port}
    ready = partial(log.info, "monitoring served", action="monitoring", **place)
    serving = asyncio.create_task(serve_http(app, settings.host, settings.port, ready, grace=1))
    serving.add_done_callback(_log_failure)
    try:
        yield
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


def _log_failure(serving: "asyncio.Task[None]") -> None:
    if serving.cancelled():
        return
    error = serving.exception()
    if isinstance(error, CannotListen):
        place = {"host": error.host, "port": error.port, "error": str(error)}
        log.error("monitoring not served", action="monitoring", **place)
    elif error:
        log.error("monitoring not served", action="monitoring", exc_info=error)
