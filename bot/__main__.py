"""Join everything, and be the command line."""

import asyncio
import json
import random
import signal
import tempfile
import time
import webbrowser
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from adapters import calendars
from adapters.playground import memory
from adapters.playground import workspace as town
from adapters.playground.colleagues import Colleagues
from adapters.playground.listen import Listener
from adapters.playground.post import Playground
from adapters.playground.web import TownWeb
from bot import console, doctor, shell
from bot.config import LogSection, Settings
from bot.dispatch import dispatch
from bot.events import feeds
from bot.features import ROUTER
from bot.logs import configure
from bot.lunch import estimate
from bot.lunch.matching import Rules
from bot.lunch.party import Party
from bot.people import csv as table
from bot.platform import Platform
from bot.prompts.deck import DECK
from bot.schedule import UnknownZone, instant, validate
from bot.store.engine import Database
from bot.store.migrate import current
from bot.transfer import What, transfer
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

ConfigOption = Annotated[Path | None, typer.Option("--config", "-c", help="settings file; see config.example.toml")]
WorkspaceOption = Annotated[str, typer.Option(help="the workspace that is meant")]
WhatOption = Annotated[What, typer.Option(help="what the table holds")]


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


def wall() -> datetime:
    """Tell the real time."""
    return datetime.now(UTC)


@asynccontextmanager
async def joined(
    url: str,
    now: Callable[[], datetime],
    *,
    seed: str = "",
    edit_pause: timedelta = timedelta(0),
    durable: bool = True,
    others: Mapping[str, Platform] | None = None,
) -> AsyncIterator[Mingle]:
    """Open the store, bring it up to date, and join the parts, `others` beside the playground; close it at the end."""
    webs = {town.WORKSPACE: TownWeb(now)}
    async with current(url, durable=durable) as database, open_feeds(database, webs, seed) as looks:
        playground = Playground(database, town.WORKSPACE, now)
        platforms: dict[str, Platform] = {town.WORKSPACE: playground, **(others or {})}
        delivery = Delivery(database, ROUTER, lambda w: platforms.get(w, Unplugged()), counted, wall, edit_pause)
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
    if not (settings.playground.enabled or settings.slack.enabled):
        shell.give_up(console.NOTHING_TO_RUN)
    if settings.slack.enabled and (lacking := settings.slack.lacks()):
        shell.give_up(lacking)
    shell.loop(_run(settings))


async def _run(settings: Settings) -> None:
    from adapters.slack import house
    from adapters.slack.serve import serve

    slack = await house.connect(settings.slack) if settings.slack.enabled else None
    others = {slack.workspace: slack.platform} if slack else {}
    async with joined(settings.database.url, wall, edit_pause=timedelta(seconds=1), others=others) as mingle:
        doors: list[Coroutine[Any, Any, None]] = []
        if settings.playground.enabled:
            await mingle.settle_in(town.PEOPLE)
            doors.append(_page(mingle, settings.playground.port, None, lambda: console.ready(settings.playground.port)))
        if slack:
            async with mingle.database.transaction() as tx:
                await begin(tx, slack.workspace, wall())
            await feeds.serve_at(mingle.database, slack.workspace, settings.web.public_url)
            pass_on = partial(dispatch, ROUTER, mingle.database)
            bolt, listener = house.application(slack, settings.slack, mingle.database, ROUTER, pass_on, wall)
            doors.append(serve(bolt, listener, settings.slack, lambda: console.connected("Slack")))
        if settings.web.public_url:
            doors.append(calendars.serve(partial(feeds.read, mingle.database, wall), settings.web))
        with ticking(mingle.engine.bell.set):
            await _until_stopped(mingle, doors, None)


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="the page's port on this machine")] = 8080,
    browser: Annotated[bool, typer.Option(help="open the page in the browser")] = True,
    data: Annotated[Path, typer.Option(help="the file that keeps the playground")] = Path("data/demo.db"),
    fresh: Annotated[bool, typer.Option(help="forget the playground and start anew")] = False,
) -> None:
    """Open the playground: a workspace in your browser, with simulated colleagues and a clock of its own."""
    configure(LogSection(level="warning", format="text"))
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

    await feeds.serve_at(mingle.database, town.WORKSPACE, console.page(port))
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
        if settings.slack.enabled:
            from adapters.slack.check import findings

            more = await findings(settings.slack, channels, wall())
            console.findings(more)
            found += more
    return [fine for fine, _ in found]


@app.command()
def manifest(
    platform: Annotated[str, typer.Argument(help="slack")],
    http: Annotated[str, typer.Option(help="the public https address, for HTTP; without it, Socket Mode")] = "",
    with_history: Annotated[bool, typer.Option(help="let Mingle look whether its own messages arrived")] = False,
    with_groups: Annotated[bool, typer.Option(help="let a user group set Mingle up (slack.organisers)")] = False,
) -> None:
    """Print what to paste when the app is made."""
    from adapters.slack.manifest import manifest as write

    if refusal := console.no_manifest(platform, http):
        shell.give_up(refusal)
    print(json.dumps(write(ROUTER, http, history=with_history, groups=with_groups), indent=2))  # noqa: T201


@app.command("export")
def export_table(
    file: Path, workspace: WorkspaceOption = town.WORKSPACE, what: WhatOption = What.PEOPLE, config: ConfigOption = None
) -> None:
    """Write the people, or the venues, of a workspace to a CSV file."""
    file.write_text(shell.loop(transfer(shell.settings(config), workspace, what, None, wall())), encoding="utf-8")


@app.command("import")
def import_table(
    file: Path, workspace: WorkspaceOption = town.WORKSPACE, what: WhatOption = What.PEOPLE, config: ConfigOption = None
) -> None:
    """Read people, or venues, from a CSV file; whatever a line lacks stays as it was."""
    report = shell.loop(transfer(shell.settings(config), workspace, what, shell.text(file), wall()))
    console.imported(report.added, report.changed, report.refused)
    if report.refused:
        raise typer.Exit(1)


@app.command()
def preview(
    source: Annotated[str, typer.Argument(help="a channel with lunch pairings, or a CSV file as export writes it")],
    size: Annotated[int, typer.Option(min=2, max=6, help="people in a group, for a file")] = 2,
    same_office: Annotated[bool, typer.Option(help="offices do not mix, for a file")] = False,
    to: Annotated[Path | None, typer.Option(help="write the groups to this CSV file")] = None,
    seed: Annotated[str, typer.Option(help="the same seed gives the same groups")] = "1",
    workspace: WorkspaceOption = town.WORKSPACE,
    config: ConfigOption = None,
) -> None:
    """Draw a round to see how it would come out, of a channel or of any number of people; nothing is kept."""
    settings, file = shell.settings(config), Path(source)
    if file.is_file():
        news = table.read(shell.text(file), workspace, ())
        console.refused(news.refused)
        everybody = estimate.of_table(news, Rules(size=size, same_office=same_office), wall())
    else:
        everybody = shell.loop(_party(settings, workspace, source))
    with console.progress("People matched", len(everybody.people)) as tell:
        figures, groups = estimate.draw(everybody, seed, console.adding(tell))
    console.figures(figures, "If the round were drawn now")
    if to:
        estimate.write(to, groups, everybody)


async def _party(settings: Settings, workspace: str, channel: str) -> Party:
    async with current(settings.database.url) as database, database.reading() as tx:
        found = await estimate.of_channel(tx, workspace, channel, wall())
    return found or shell.give_up(console.no_such_circle(channel))


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
