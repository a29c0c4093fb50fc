"""`mingle simulate`: rehearse a year with the real pipeline and print its figures."""

import random
import tempfile
import time
from datetime import timedelta
from typing import Annotated

import typer

from adapters.playground import workspace as playground_workspace
from adapters.playground.simulated_people import SimulatedPeople
from bot.cli import output, runtime
from bot.cli.assembly import WORKSPACE, assemble_app
from bot.cli.demo import FIRST_DAY, FIRST_TIME
from bot.config import LogSection
from bot.dates.local_time import UnknownZone, utc_instant, validate_zone
from bot.logs import configure_logging
from bot.prompts.deck import DECK
from jobs.simulation.clock import SimulatedClock, SimulationDriver
from jobs.simulation.report import SimulationReport, measure_workspace


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
    """Live through some weeks in a throw-away database and print the report."""
    configure_logging(LogSection(level="error", format="text"))
    try:
        zone = validate_zone(zone)
    except UnknownZone as error:
        runtime.give_up(output.unknown_zone(zone, error.suggestion))

    report = runtime.run_async(_simulate(people, weeks, absent, zone, str(seed), quiet=as_json))
    output.print_figures(report, "A rehearsed year", as_json=as_json)


async def _simulate(
    people: int, weeks: int, absent: float, zone: str, seed: str, *, quiet: bool
) -> SimulationReport:
    began = time.perf_counter()
    start = utc_instant(FIRST_DAY, FIRST_TIME, zone)
    clock = SimulatedClock(start)
    with tempfile.TemporaryDirectory(prefix="mingle-") as folder:
        url = f"sqlite+aiosqlite:///{folder}/rehearsal.db"
        async with assemble_app(url, clock.now, seed=seed, durable=False) as mingle:
            await mingle.populate_playground(people, absent, newcomer=False)
            await playground_workspace.set_up_features(mingle.listener, zone)

            actors = SimulatedPeople(mingle.listener, random.Random(seed))
            driver = SimulationDriver(mingle.engine, clock, actors)
            with output.progress_bar("Weeks rehearsed", weeks, quiet=quiet) as on_progress:
                for week in range(weeks):
                    await driver.advance_to(start + timedelta(weeks=week + 1))
                    on_progress(week + 1)

            async with mingle.database.read_transaction() as tx:
                seconds = time.perf_counter() - began
                return await measure_workspace(
                    tx, WORKSPACE, start, clock.now(), len(DECK), seconds
                )
