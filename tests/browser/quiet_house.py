"""Open a playground in which nothing is on: no site is followed, and nobody planned anything.

Its database and port are the arguments.
"""

import asyncio
import sys
from pathlib import Path

from adapters.playground import workspace
from bot.cli.assembly import assemble_app, run_until_stopped, serve_page
from bot.cli.demo import DEMO_ZONE, FIRST_DAY, FIRST_TIME, resume_playground_clock
from bot.cli.watchdog import Watchdog
from bot.config import LogSection
from bot.dates.local_time import utc_instant
from bot.logs import configure_logging
from bot.store.files import sqlite_address
from jobs.simulation.clock import SimulatedClock


async def serve_quiet_house(data: Path, port: int) -> None:
    """Serve it until it is told to stop."""
    clock = SimulatedClock(utc_instant(FIRST_DAY, FIRST_TIME, DEMO_ZONE))
    async with assemble_app(sqlite_address(data), clock.now, seed="quiet") as mingle:
        await mingle.populate_playground(workspace.PEOPLE_COUNT)
        driver = await resume_playground_clock(mingle, clock)
        page = serve_page(mingle, port, driver, _say_ready)
        watchdog = Watchdog()
        try:
            await run_until_stopped(mingle, [page], driver, watchdog)
        finally:
            watchdog.rest()


def _say_ready() -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()


if __name__ == "__main__":
    configure_logging(LogSection(level="warning", format="text"))
    asyncio.run(serve_quiet_house(Path(sys.argv[1]), int(sys.argv[2])))
