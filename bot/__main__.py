"""Join everything, and be the command line."""

import asyncio
import random
import signal
import tempfile
import time
import webbrowser
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from adapters import calendar_feeds
from adapters.base import Adapter, AppContext
from adapters.discord.cli import invite
from adapters.playground import records
from adapters.playground import workspace as town
from adapters.playground.listen import PlaygroundListener
from adapters.playground.post import Playground
from adapters.playground.sample_sites import SampleWeb
from adapters.playground.seed_associations import join_associations
from adapters.playground.simulated_people import SimulatedPeople
from adapters.slack.cli import manifest
from bot.calendar_feeds import feeds
from bot.cli import doctor, output, runtime
from bot.cli.import_export import export_table, import_table
from bot.cli.preview import preview
from bot.cli.runtime import ConfigOption, real_now
from bot.config import LogSection, Settings
from bot.core.disconnected import DisconnectedPlatform
from bot.core.dispatch import dispatch
from bot.core.platform import Platform
from bot.dates.recurrence import UnknownZone, utc_instant, validate_zone
from bot.features import ROUTER
from bot.logs import configure_logging
from bot.prompts.deck import DECK
from bot.store.engine import Database, Transaction
from bot.store.migrate import open_migrated
from jobs.channel_members import save_members
from jobs.engine.delivery import Delivery
from jobs.engine.engine import Engine
from jobs.engine.ticker import ticker_running
from jobs.engine.worker_process import run_in_process
from jobs.registry import JOBS, schedule_housekeeping
from jobs.simulation.clock import SimulatedClock, SimulationDriver
from jobs.simulation.report import SimulationReport, measure_workspace
from jobs.web.source_refresh import open_source_refresher

FIRST_DAY = date(
    2026, 3, 2
)  # a Monday; the playground's clock starts here and goes where it is driven
DEMO_ZONE = "Europe/Berlin"
WARM_UP = timedelta(
    days=8, hours=1
)  # what the playground has lived through when somebody first opens it

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help=output.HELP, pretty_exceptions_enable=False
)


@dataclass
class Mingle:
    """Everything joined: the store, the engine, and the playground with its front door."""

    database: Database
    engine: Engine
    playground: Playground
    listener: PlaygroundListener

    async def populate_playground(
        self, people: int, absent: float | None = None, *, newcomer: bool = True
    ) -> None:
        """Fill the playground and plan its housekeeping, once."""
        async with self.database.transaction() as tx:
            await town.seed_workspace(tx, people, absent, newcomer)
            await schedule_housekeeping(tx, town.WORKSPACE, self.playground.now())
        await self.playground.load_conversations()


@asynccontextmanager
async def assemble_app(
    url: str,
    now: Callable[[], datetime],
    *,
    seed: str = "",
    edit_pause: timedelta = timedelta(0),
    durable: bool = True,
    others: Sequence[Mapping[str, Platform]] = (),
) -> AsyncIterator[Mingle]:
    """Open the store, bring it up to date, and join the parts, `others` beside the playground.

    Close it at the end.
    """
    webs = {town.WORKSPACE: SampleWeb(now)}
    async with (
        open_migrated(url, durable=durable) as database,
        open_source_refresher(database, webs, seed) as looks,
    ):
        playground = Playground(database, town.WORKSPACE, now)
        ports: list[Mapping[str, Platform]] = [{town.WORKSPACE: playground}, *others]

        def port(workspace: str) -> Platform:
            return next(
                (known[workspace] for known in ports if workspace in known), DisconnectedPlatform()
            )

        delivery = Delivery(database, ROUTER, port, save_members, real_now, edit_pause)
        helper = run_in_process if durable else None  # in a rehearsal nobody else waits
        engine = Engine(
            database, JOBS, delivery, now, random.Random(seed or None), helper, {"feeds": looks}
        )
        database.on_wake = engine.wakeup.set
        listener = PlaygroundListener(
            playground, ROUTER, lambda call: dispatch(ROUTER, database, call), seed
        )
        await engine.recover_sends()
        yield Mingle(database, engine, playground, listener)


@app.command()
def run(config: ConfigOption = None) -> None:
    """Run Mingle with everything that is configured, until it is told to stop."""
    settings = runtime.settings_or_exit(config)
    if refusal := output.cannot_run(settings):
        runtime.give_up(refusal)
    runtime.run_async(_run(settings))


async def _run(settings: Settings) -> None:
    plugs = await _connect_adapters(settings)
    others = [plug.platforms_by_workspace for _, plug in plugs]
    async with assemble_app(
        settings.database.url, real_now, edit_pause=timedelta(seconds=1), others=others
    ) as mingle:

        async def settle(tx: Transaction, workspace: str, now: datetime) -> None:
            await schedule_housekeeping(tx, workspace, now)
            await feeds.save_public_url(tx, workspace, settings.web.public_url)

        core = AppContext(
            mingle.database, ROUTER, partial(dispatch, ROUTER, mingle.database), settle, real_now
        )
        doors = [plug.serve(core, partial(output.print_connected, name)) for name, plug in plugs]
        if settings.playground.enabled:
            await mingle.populate_playground(town.PEOPLE_COUNT)
            doors.append(
                _page(
                    mingle,
                    settings.playground.port,
                    None,
                    lambda: output.print_ready(settings.playground.port),
                )
            )
        if settings.web.public_url:
            doors.append(
                calendar_feeds.serve_feeds(
                    partial(feeds.render_feed, mingle.database, real_now), settings.web
                )
            )
        with ticker_running(mingle.engine.wakeup.set):
            await _until_stopped(mingle, doors, None)


async def _connect_adapters(settings: Settings) -> list[tuple[str, Adapter]]:
    found: list[tuple[str, Adapter]] = []
    if settings.slack_workspaces:
        from adapters.slack.adapter import connect_slack as slack

        found += [("Slack", await slack(one)) for one in settings.slack_workspaces]
    if settings.discord.enabled:
        from adapters.discord.serve import connect_discord as discord

        found.append(("Discord", await discord(settings.discord)))
    return found


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="the page's port on this machine")] = 8080,
    browser: Annotated[bool, typer.Option(help="open the page in the browser")] = True,
    data: Annotated[Path, typer.Option(help="the file that keeps the playground")] = Path(
        "data/demo.db"
    ),
    fresh: Annotated[bool, typer.Option(help="forget the playground and start anew")] = False,
) -> None:
    """Open the playground.

    A workspace in your browser, with simulated colleagues and a clock of its own.
    """
    configure_logging(LogSection(level="warning", format="text"))
    for file in data.parent.glob(f"{data.name}*") if fresh else ():
        file.unlink()

    def ready() -> None:
        output.print_ready(port)
        if browser:
            webbrowser.open(output.page_url(port))

    runtime.run_async(_demo(port, data, ready))


async def _demo(port: int, data: Path, ready: Callable[[], None]) -> None:
    start = utc_instant(FIRST_DAY, clock_time(9), DEMO_ZONE)
    clock = SimulatedClock(start)
    async with assemble_app(f"sqlite+aiosqlite:///{data}", clock.now, seed="demo") as mingle:
        driver = await playground_clock(mingle, clock)
        if clock.now() < start + WARM_UP:
            await mingle.populate_playground(town.PEOPLE_COUNT)
            await town.set_up_features(mingle.listener, DEMO_ZONE)
            await town.plan_happy_hours(mingle.listener)
            await town.follow_sites(mingle.listener)
            await join_associations(mingle.listener)
            with output.progress_bar("A week in the playground", WARM_UP.days, quiet=False) as tell:
                for day in range(WARM_UP.days + 1):
                    await driver.advance_to(min(start + timedelta(days=day + 1), start + WARM_UP))
                    tell(day)
        await _until_stopped(mingle, [_page(mingle, port, driver, ready)], driver)


async def playground_clock(mingle: Mingle, clock: SimulatedClock) -> SimulationDriver:
    """Set the playground's clock to where it stood, write down every move, and bring the colleagues
    to life."""

    async def keep(moment: datetime) -> None:
        async with mingle.database.transaction() as tx:
            await records.save_clock(tx, town.WORKSPACE, moment)

    async with mingle.database.read_transaction() as tx:
        clock.moment = await records.find_clock(tx, town.WORKSPACE) or clock.moment
    clock.save_moment = keep
    crowd = SimulatedPeople(mingle.listener, random.Random("demo"))
    return SimulationDriver(mingle.engine, clock, crowd)


async def _page(
    mingle: Mingle, port: int, driver: SimulationDriver | None, ready: Callable[[], None]
) -> None:
    from adapters.playground.serve import serve_playground

    async with mingle.database.transaction() as tx:
        await feeds.save_public_url(tx, town.WORKSPACE, output.page_url(port))
    await serve_playground(mingle.playground, mingle.listener, ROUTER, driver, port, ready)


async def _until_stopped(
    mingle: Mingle, doors: Sequence[Coroutine[Any, Any, None]], driver: SimulationDriver | None
) -> None:
    """Serve what is configured and run the engine until SIGTERM or SIGINT, then let what is under
    way finish."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    serving = [asyncio.create_task(door) for door in doors]
    tasks = [
        *serving,
        asyncio.create_task(mingle.engine.run_until_stopped(stop)),
        asyncio.create_task(stop.wait()),
        *([asyncio.create_task(driver.play_until(stop))] if driver else []),
    ]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    stop.set()
    for task in serving:
        task.cancel()
    for outcome in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(outcome, Exception):
            raise outcome


@app.command()
def simulate(
    people: Annotated[int, typer.Option(min=0, max=2000, help="how many colleagues")] = 50,
    weeks: Annotated[int, typer.Option(min=1, max=520, help="how long")] = 52,
    absent: Annotated[
        float, typer.Option(min=0, max=1, help="how likely each skips a round")
    ] = 0.15,
    zone: Annotated[str, typer.Option(help="the channel's zone")] = "Europe/Berlin",
    seed: Annotated[int, typer.Option(help="the same seed gives the same year")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
) -> None:
    """Rehearse a year: the real pipeline, simulated colleagues, and a clock that hurries."""
    configure_logging(LogSection(level="error", format="text"))
    try:
        zone = validate_zone(zone)
    except UnknownZone as error:
        runtime.give_up(output.unknown_zone(zone, error.suggestion))
    figures = runtime.run_async(_simulate(people, weeks, absent, zone, str(seed), quiet=as_json))
    output.print_figures(figures, "A rehearsed year", as_json=as_json)


async def _simulate(
    people: int, weeks: int, absent: float, zone: str, seed: str, *, quiet: bool
) -> SimulationReport:
    began = time.perf_counter()
    start = utc_instant(FIRST_DAY, clock_time(9), zone)
    clock = SimulatedClock(start)
    with tempfile.TemporaryDirectory(prefix="mingle-") as folder:
        async with assemble_app(
            f"sqlite+aiosqlite:///{folder}/rehearsal.db", clock.now, seed=seed, durable=False
        ) as mingle:
            await mingle.populate_playground(people, absent, newcomer=False)
            await town.set_up_features(mingle.listener, zone)
            driver = SimulationDriver(
                mingle.engine, clock, SimulatedPeople(mingle.listener, random.Random(seed))
            )
            with output.progress_bar("Weeks rehearsed", weeks, quiet=quiet) as tell:
                for week in range(weeks):
                    await driver.advance_to(start + timedelta(weeks=week + 1))
                    tell(week + 1)
            async with mingle.database.read_transaction() as tx:
                return await measure_workspace(
                    tx, town.WORKSPACE, start, clock.now(), len(DECK), time.perf_counter() - began
                )


@app.command()
def check(config: ConfigOption = None) -> None:
    """Say in plain words what is missing or wrong, and when each job runs next, in local time."""
    settings = runtime.settings_or_exit(config)
    configure_logging(LogSection(level="error"))
    if not all(runtime.run_async(_check(settings))):
        raise typer.Exit(1)


async def _check(settings: Settings) -> list[bool]:
    async with open_migrated(settings.database.url) as database:
        async with database.read_transaction() as tx:
            found = [output.platforms_finding(settings)]
            found += await doctor.collect_findings(tx, real_now())
            channels = await doctor.served_channels(tx)
            output.print_findings(found)
            output.print_agenda(await doctor.upcoming_occurrences(tx))
        more: list[tuple[bool, str]] = []
        for one in settings.slack_workspaces:
            from adapters.slack.check import run_checks

            more += await run_checks(one, channels, real_now())
        if settings.discord.enabled:
            from adapters.discord.check import run_checks as look_over

            more += await look_over(settings.discord, channels, ROUTER, database)
        output.print_findings(more)
        found += more
    return [fine for fine, _ in found]


app.command()(manifest)
app.command()(invite)
app.command("export")(export_table)
app.command("import")(import_table)
app.command()(preview)


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
