"""`mingle run`: serve every configured platform until a signal."""

import asyncio
import gc
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial

import structlog

from adapters import calendar_feeds
from adapters.base import Adapter, AppContext
from adapters.playground.workspace import PEOPLE_COUNT
from adapters.swap import swap_route
from bot.calendar_feeds import feeds
from bot.cli import output, runtime
from bot.cli.assembly import Mingle, Server, assemble_app, run_until_stopped, serve_page
from bot.cli.monitor import ProcessProbe, serve_monitoring
from bot.cli.runtime import ConfigOption, real_now
from bot.config import Settings
from bot.core.checked_clock import CheckedClock
from bot.core.dispatch import dispatch
from bot.core.last_moment import find_last_moment
from bot.core.ownership import Ownership, ServeAlone, serve_unshared
from bot.core.platform import PermanentError
from bot.dates.holidays import load_holidays
from bot.features import ROUTER
from bot.people.topics import load_vocabulary
from bot.store.engine import Transaction
from bot.swap import rules
from bot.swap.exchange import TurnDoor
from jobs.engine.clock_guard import ClockGuard
from jobs.engine.ticker import ticker_running
from jobs.registry import schedule_housekeeping
from jobs.schedules import plan_anew

EDIT_PAUSE = timedelta(seconds=1)  # a live card is edited at most this often
MAX_YOUNG = 10_000  # objects that are made before cycles are looked for among them

Connect = Callable[[], Awaitable[Adapter]]

log = structlog.get_logger()


def run(config: ConfigOption = None) -> None:
    """Serve the configured platforms, or exit with what is missing."""
    settings = runtime.settings_or_exit(config)
    if refusal := output.cannot_run(settings):
        runtime.give_up(refusal)

    runtime.run_async(_run(settings))


async def _run(settings: Settings) -> None:
    probe = ProcessProbe()
    try:
        async with serve_monitoring(probe, settings.monitoring):
            await _serve(settings, probe)
    finally:
        probe.watchdog.rest()


async def _serve(settings: Settings, probe: ProcessProbe) -> None:
    adapters = await _connect_adapters(settings)
    probe.adapters = adapters
    platforms = [adapter.platforms_by_workspace for _, adapter in adapters]
    clock = CheckedClock(real_now, [adapter.time for _, adapter in adapters])
    async with assemble_app(
        settings.database.url,
        clock.now,
        edit_pause=EDIT_PAUSE,
        keys=settings.database.key_list,
        others=platforms,
        swap_loopback=settings.web.swap_loopback,
    ) as mingle:
        async with mingle.database.read_transaction() as tx:
            clock.last_known = await find_last_moment(tx)
        mingle.engine.guard = ClockGuard(
            clock, mingle.database, mingle.engine.delivery.lease_now, plan_anew
        )
        probe.database = mingle.database

        async def prepare_workspace(tx: Transaction, workspace: str, now: datetime) -> None:
            await schedule_housekeeping(tx, workspace, now)
            await feeds.save_public_url(tx, workspace, settings.web.public_url)

        context = AppContext(
            mingle.database,
            ROUTER,
            partial(dispatch, ROUTER, mingle.database),
            prepare_workspace,
            clock.now,
            _serve_alone(mingle),
        )
        servers: list[Server] = [
            adapter.serve(context, partial(output.print_connected, name))
            for name, adapter in adapters
        ]

        servers += await _list_pages(settings, mingle, clock)

        def begin_stop() -> None:
            for _, adapter in adapters:
                adapter.begin_stop()

        loading = asyncio.create_task(load_ahead())  # before anybody waits
        with ticker_running(mingle.engine.wakeup.set):
            await run_until_stopped(mingle, servers, None, probe.watchdog, begin_stop)
        await loading


async def load_ahead() -> None:
    """Load what the first use would wait for, and spare the collector what stays for good.

    A full collection of all that is imported takes longer than anybody should wait.
    """
    await asyncio.to_thread(load_holidays)
    await asyncio.to_thread(load_vocabulary)
    gc.freeze()
    gc.set_threshold(MAX_YOUNG, *gc.get_threshold()[1:])


async def _list_pages(settings: Settings, mingle: Mingle, clock: CheckedClock) -> list[Server]:
    """Return the servers of the playground and of calendar feeds, as far as they are wanted."""
    servers: list[Server] = []
    port = settings.playground.port
    wanted = {"playground": settings.playground.enabled, "calendars": settings.web.public_url}
    starting = {name for name, is_wanted in wanted.items() if is_wanted}

    def note_ready(name: str) -> None:
        # Only once nothing can end the start any more is it true that Mingle is there.
        starting.discard(name)
        if settings.playground.enabled and not starting:
            output.print_ready(port)

    if settings.playground.enabled:
        await mingle.populate_playground(PEOPLE_COUNT)
        servers.append(serve_page(mingle, port, None, partial(note_ready, "playground")))

    if settings.web.public_url:
        render_feed = partial(feeds.render_feed, mingle.database, clock.now)
        ready = partial(note_ready, "calendars")
        route = swap_route(TurnDoor(mingle.database, clock.now).answer)
        servers.append(
            calendar_feeds.serve_feeds(render_feed, settings.web, ready, [route], rules.MAX_BODY)
        )
    return servers


def _serve_alone(mingle: Mingle) -> ServeAlone:
    """Return how connections are served that only one of several processes may have."""
    if mingle.database.engine.dialect.name == "sqlite":  # one file has one process
        return serve_unshared
    return Ownership(mingle.database, mingle.engine.delivery.owner).serve_alone


async def _connect_adapters(settings: Settings) -> list[tuple[str, Adapter]]:
    """Return the configured adapters with the names that people read, each connected.

    A section that its platform refuses is named and left out, unless it is all there is to serve.
    """
    adapters: list[tuple[str, Adapter]] = []
    refused: list[tuple[str, PermanentError]] = []
    for section, platform, connect in _list_connections(settings):
        try:
            adapters.append((platform, await connect()))
        except PermanentError as error:
            refused.append((section, error))

    if refused and not (adapters or settings.playground.enabled):
        raise refused[0][1]
    for section, refusal in refused:
        log.error("not served", action="connect", section=section, words=str(refusal))
        output.print_not_served(section, refusal)
    return adapters


def _list_connections(settings: Settings) -> list[tuple[str, str, Connect]]:
    """Return each configured section with its platform, and what connects it."""
    found: list[tuple[str, str, Connect]] = []
    if settings.slack_sections:
        from adapters.slack.adapter import connect_slack
        from adapters.slack.installed import connect_installed

        for name, section in settings.slack_sections.items():
            connect = connect_installed if section.has_installs else connect_slack
            found.append((name, "Slack", partial(connect, section)))

    if settings.discord.enabled:
        from adapters.discord.adapter import connect_discord

        found.append(("discord", "Discord", partial(connect_discord, settings.discord)))
    return found
