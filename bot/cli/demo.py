"""`mingle demo`: the playground in a browser, on a clock of its own."""

import random
import webbrowser
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated

import typer

from adapters.playground import records
from adapters.playground import workspace as playground_workspace
from adapters.playground.extra import page_installed
from adapters.playground.seed_associations import join_associations
from adapters.playground.simulated_people import SimulatedPeople
from bot.cli import output, runtime
from bot.cli.assembly import WORKSPACE, Mingle, assemble_app, run_until_stopped, serve_page
from bot.cli.demo_company import NEXT_DOOR, agree_on_lunches, next_door
from bot.cli.watchdog import Watchdog
from bot.config import LogSection
from bot.core.platform import Platform
from bot.dates.local_time import utc_instant
from bot.logs import configure_logging
from bot.store.files import delete_files, sqlite_address
from bot.store.hold import holding_file
from jobs.simulation.clock import SimulatedClock, SimulationDriver

# The playground's clock starts on this Monday and goes where it is driven.
FIRST_DAY = date(2026, 3, 2)
FIRST_TIME = time(9)
DEMO_ZONE = "Europe/Berlin"
WARM_UP = timedelta(days=8, hours=1)  # lived through before the page is first opened


def demo(
    port: Annotated[
        int, typer.Option(min=1, max=65535, help="the page's port on this machine")
    ] = 8080,
    browser: Annotated[bool, typer.Option(help="open the page in the browser")] = True,
    data: Annotated[Path, typer.Option(help="the file that keeps the playground")] = Path(
        "data/demo.db"
    ),
    fresh: Annotated[bool, typer.Option(help="forget the playground and start anew")] = False,
) -> None:
    """Serve the playground, after a week lived through at the first start."""
    if not page_installed():
        runtime.give_up(output.NO_PAGE)

    configure_logging(LogSection(level="warning", format="text"))
    output.print_starting(port)

    def on_ready() -> None:
        output.print_ready(port)
        if browser:
            webbrowser.open(output.page_url(port))

    runtime.run_async(_demo(port, data, on_ready, fresh=fresh))


async def _demo(port: int, data: Path, on_ready: Callable[[], None], *, fresh: bool) -> None:
    url = sqlite_address(data)
    if fresh:
        async with holding_file(url):
            delete_files(data)

    start = utc_instant(FIRST_DAY, FIRST_TIME, DEMO_ZONE)
    clock = SimulatedClock(start)
    companies: dict[str, Platform] = {}
    async with assemble_app(url, clock.now, seed="demo", others=[companies]) as mingle:
        companies[NEXT_DOOR] = next_door(mingle)
        driver = await resume_playground_clock(mingle, clock)
        if clock.now() < start + WARM_UP:
            await _live_through_warm_up(mingle, driver, start)

        page = serve_page(mingle, port, driver, on_ready)
        watchdog = Watchdog()
        try:
            await run_until_stopped(mingle, [page], driver, watchdog)
        finally:
            watchdog.rest()


async def _live_through_warm_up(mingle: Mingle, driver: SimulationDriver, start: datetime) -> None:
    """Set the features up and let the first days pass, with a progress bar of days."""
    await mingle.populate_playground(playground_workspace.PEOPLE_COUNT)
    await playground_workspace.set_up_features(mingle.listener, DEMO_ZONE)
    await playground_workspace.plan_happy_hours(mingle.listener)
    await playground_workspace.follow_sites(mingle.listener)
    await join_associations(mingle.listener)
    await playground_workspace.agree_to_be_named(mingle.listener)
    await agree_on_lunches(mingle, DEMO_ZONE)

    with output.progress_bar("A week in the playground", WARM_UP.days, quiet=False) as on_progress:
        for day in range(WARM_UP.days + 1):
            await driver.advance_to(min(start + timedelta(days=day + 1), start + WARM_UP))
            on_progress(day)


async def resume_playground_clock(mingle: Mingle, clock: SimulatedClock) -> SimulationDriver:
    """Set the clock to the stored moment, store each later move, and return its driver."""

    async def save_moment(moment: datetime) -> None:
        async with mingle.database.transaction() as tx:
            await records.save_clock(tx, WORKSPACE, moment)

    async with mingle.database.read_transaction() as tx:
        clock.moment = await records.find_clock(tx, WORKSPACE) or clock.moment

    clock.save_moment = save_moment
    people = SimulatedPeople(mingle.listener, random.Random("demo"))
    return SimulationDriver(mingle.engine, clock, people)
