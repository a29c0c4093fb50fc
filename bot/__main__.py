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

from adapters import calendars
from adapters.discord.shell import invite
from adapters.joining import Core, Plug
from adapters.playground import memory
from adapters.playground import workspace as town
from adapters.playground.colleagues import Colleagues
from adapters.playground.directory import join_associations
from adapters.playground.listen import Listener
from adapters.playground.post import Playground
from adapters.playground.web import TownWeb
from adapters.slack.shell import manifest
from bot import console, doctor, shell
from bot.config import LogSection, Settings
from bot.dispatch import dispatch
from bot.events import feeds
from bot.features import ROUTER
from bot.logs import configure
from bot.platform import Platform
from bot.preview import preview
from bot.prompts.deck import DECK
from bot.schedule import UnknownZone, instant, validate
from bot.shell import ConfigOption, wall
from bot.store.engine import Database, Transaction
from bot.store.migrate import current
from bot.transfer import export_table, import_table
from bot.unplugged import Unplugged
from jobs.apart import apart
from jobs.census import counted
from jobs.delivery import Delivery
from jobs.driver import Clock, Driver
from jobs.engine import Engine
from jobs.feeds import open_feeds
from jobs.registry import JOBS, begin
from jobs.rehearsal import Figures, measure
from jobs.ticker import ticking

FIRST_DAY = date(2026, 3, 2)  # a Monday; the playground's clock starts here and goes where it is driven
ZONE = "Europe/Berlin"
WARM_UP = timedelta(days=8, hours=1)  # what the playground has lived through when somebody first opens it

app = typer.Typer(no_args_is_help=True, add_completion=False, help=console.HELP, pretty_exceptions_enable=False)


@dataclass
class Mingle:
    """Everything joined: the store, the engine, and the playground with its front door."""

    database: Database
    engine: Engine
    playground: Playground
    listener: Listener

    async def settle_in(self, people: int, absent: float | None = None, *, newcomer: bool = True) -> None:
        """Fill the playground and plan its housekeeping, once."""
        async with self.database.transaction() as tx:
            await town.seed(tx, people, absent, newcomer)
            await begin(tx, town.WORKSPACE, self.playground.now())
        await self.playground.load()


@asynccontextmanager
async def joined(
    url: str,
    now: Callable[[], datetime],
    *,
    seed: str = "",
    edit_pause: timedelta = timedelta(0),
    durable: bool = True,
    others: Sequence[Mapping[str, Platform]] = (),
) -> AsyncIterator[Mingle]:
    """Open the store, bring it up to date, and join the parts, `others` beside the playground; close it at the end."""
    webs = {town.WORKSPACE: TownWeb(now)}
    async with current(url, durable=durable) as database, open_feeds(database, webs, seed) as looks:
        playground = Playground(database, town.WORKSPACE, now)
        ports: list[Mapping[str, Platform]] = [{town.WORKSPACE: playground}, *others]

        def port(workspace: str) -> Platform:
            return next((known[workspace] for known in ports if workspace in known), Unplugged())

        delivery = Delivery(database, ROUTER, port, counted, wall, edit_pause)
        helper = apart if durable else None  # in a rehearsal nobody else waits
        engine = Engine(database, JOBS, delivery, now, random.Random(seed or None), helper, {"feeds": looks})
        database.on_wake = engine.bell.set
        listener = Listener(playground, ROUTER, lambda call: dispatch(ROUTER, database, call), seed)
        await engine.start()
        yield Mingle(database, engine, playground, listener)


@app.command()
def run(config: ConfigOption = None) -> None:
    """Run Mingle with everything that is configured, until it is told to stop."""
    settings = shell.settings(config)
    if refusal := console.cannot_run(settings):
        shell.give_up(refusal)
    shell.loop(_run(settings))


async def _run(settings: Settings) -> None:
    plugs = await _plugged(settings)
    others = [plug.ports for _, plug in plugs]
    async with joined(settings.database.url, wall, edit_pause=timedelta(seconds=1), others=others) as mingle:

        async def settle(tx: Transaction, workspace: str, now: datetime) -> None:
            await begin(tx, workspace, now)
            await feeds.serve_at(tx, workspace, settings.web.public_url)

        core = Core(mingle.database, ROUTER, partial(dispatch, ROUTER, mingle.database), settle, wall)
        doors = [plug.serve(core, partial(console.connected, name)) for name, plug in plugs]
        if settings.playground.enabled:
            await mingle.settle_in(town.PEOPLE)
            doors.append(_page(mingle, settings.playground.port, None, lambda: console.ready(settings.playground.port)))
        if settings.web.public_url:
            doors.append(calendars.serve(partial(feeds.read, mingle.database, wall), settings.web))
        with ticking(mingle.engine.bell.set):
            await _until_stopped(mingle, doors, None)


async def _plugged(settings: Settings) -> list[tuple[str, Plug]]:
    found: list[tuple[str, Plug]] = []
    if settings.slack_workspaces:
        from adapters.slack.plug import plug as slack

        found += [("Slack", await slack(one)) for one in settings.slack_workspaces]
    if settings.discord.enabled:
        from adapters.discord.serve import plug as discord

        found.append(("Discord", await discord(settings.discord)))
    return found


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="the page's port on this machine")] = 8080,
    browser: Annotated[bool, typer.Option(help="open the page in the browser")] = True,
    data: Annotated[Path, typer.Option(help="the file that keeps the playground")] = Path("data/demo.db"),
    fresh: Annotated[bool, typer.Option(help="forget the playground and start anew")] = False,
) -> None:
    """Open the playground: a workspace in your browser, with simulated colleagues and a clock of its own."""
    configure(LogSection(level="warning", format="text"))
    console.starting(port)
    for file in data.parent.glob(f"{data.name}*") if fresh else ():
        file.unlink()

    def ready() -> None:
        console.ready(port)
        if browser:
            webbrowser.open(console.page(port))

    shell.loop(_demo(port, data, ready))


async def _demo(port: int, data: Path, ready: Callable[[], None]) -> None:
    start = instant(FIRST_DAY, clock_time(9), ZONE)
    clock = Clock(start)
    async with joined(f"sqlite+aiosqlite:///{data}", clock.now, seed="demo") as mingle:
        driver = await town_clock(mingle, clock)
        if clock.now() < start + WARM_UP:
            await mingle.settle_in(town.PEOPLE)
            await town.set_up(mingle.listener, ZONE)
            await town.plan_happy_hours(mingle.listener)
            await town.follow_town(mingle.listener)
            await join_associations(mingle.listener)
            with console.progress("A week in the playground", WARM_UP.days, quiet=False) as tell:
                for day in range(WARM_UP.days + 1):
                    await driver.advance(min(start + timedelta(days=day + 1), start + WARM_UP))
                    tell(day)
        await _until_stopped(mingle, [_page(mingle, port, driver, ready)], driver)


async def town_clock(mingle: Mingle, clock: Clock) -> Driver:
    """Set the playground's clock to where it stood, write down every move, and bring the colleagues to life."""

    async def keep(moment: datetime) -> None:
        async with mingle.database.transaction() as tx:
            await memory.keep_clock(tx, town.WORKSPACE, moment)

    async with mingle.database.reading() as tx:
        clock.moment = await memory.find_clock(tx, town.WORKSPACE) or clock.moment
    clock.keep = keep
    crowd = Colleagues(mingle.listener, random.Random("demo"))
    return Driver(mingle.engine, clock, crowd)


async def _page(mingle: Mingle, port: int, driver: Driver | None, ready: Callable[[], None]) -> None:
    from adapters.playground.serve import serve

    async with mingle.database.transaction() as tx:
        await feeds.serve_at(tx, town.WORKSPACE, console.page(port))
    await serve(mingle.playground, mingle.listener, ROUTER, driver, port, ready)


async def _until_stopped(mingle: Mingle, doors: Sequence[Coroutine[Any, Any, None]], driver: Driver | None) -> None:
    """Serve what is configured and run the engine until SIGTERM or SIGINT, then let what is under way finish."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    serving = [asyncio.create_task(door) for door in doors]
    tasks = [
        *serving,
        asyncio.create_task(mingle.engine.run(stop)),
        asyncio.create_task(stop.wait()),
        *([asyncio.create_task(driver.play(stop))] if driver else []),
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
    absent: Annotated[float, typer.Option(min=0, max=1, help="how likely each skips a round")] = 0.15,
    zone: Annotated[str, typer.Option(help="the channel's zone")] = "Europe/Berlin",
    seed: Annotated[int, typer.Option(help="the same seed gives the same year")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
) -> None:
    """Rehearse a year: the real pipeline, simulated colleagues, and a clock that hurries."""
    configure(LogSection(level="error", format="text"))
    try:
        zone = validate(zone)
    except UnknownZone as error:
        shell.give_up(console.unknown_zone(zone, error.suggestion))
    figures = shell.loop(_simulate(people, weeks, absent, zone, str(seed), quiet=as_json))
    console.figures(figures, "A rehearsed year", as_json=as_json)


async def _simulate(people: int, weeks: int, absent: float, zone: str, seed: str, *, quiet: bool) -> Figures:
    began = time.perf_counter()
    start = instant(FIRST_DAY, clock_time(9), zone)
    clock = Clock(start)
    with tempfile.TemporaryDirectory(prefix="mingle-") as folder:
        async with joined(f"sqlite+aiosqlite:///{folder}/rehearsal.db", clock.now, seed=seed, durable=False) as mingle:
            await mingle.settle_in(people, absent, newcomer=False)
            await town.set_up(mingle.listener, zone)
            driver = Driver(mingle.engine, clock, Colleagues(mingle.listener, random.Random(seed)))
            with console.progress("Weeks rehearsed", weeks, quiet=quiet) as tell:
                for week in range(weeks):
                    await driver.advance(start + timedelta(weeks=week + 1))
                    tell(week + 1)
            async with mingle.database.reading() as tx:
                return await measure(tx, town.WORKSPACE, start, clock.now(), len(DECK), time.perf_counter() - began)


@app.command()
def check(config: ConfigOption = None) -> None:
    """Say in plain words what is missing or wrong, and when each job runs next, in local time."""
    settings = shell.settings(config)
    configure(LogSection(level="error"))
    if not all(shell.loop(_check(settings))):
        raise typer.Exit(1)


async def _check(settings: Settings) -> list[bool]:
    async with current(settings.database.url) as database:
        async with database.reading() as tx:
            found = [console.platforms(settings)]
            found += await doctor.findings(tx, wall())
            channels = await doctor.channels(tx)
            console.findings(found)
            console.agenda(await doctor.next_up(tx))
        more: list[tuple[bool, str]] = []
        for one in settings.slack_workspaces:
            from adapters.slack.check import findings

            more += await findings(one, channels, wall())
        if settings.discord.enabled:
            from adapters.discord.check import findings as look_over

            more += await look_over(settings.discord, channels, ROUTER, database)
        console.findings(more)
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
