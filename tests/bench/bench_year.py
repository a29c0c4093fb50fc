"""Live through a year of ten moving feeds, and count what was told falsely, late or not at all."""

import asyncio
import random
import tempfile
from collections import Counter
from pathlib import Path

from rich.table import Table

from tests.bench.report import console
from tests.bot.digest.ten_feeds import SHAPES, TenFeeds
from tests.bot.digest.witness import Witness, live_through
from tests.factories.people import make_people
from tests.world import world_in

WEEKS = 52
HEADINGS = (
    "feed",
    "looks",
    "lines in digests",
    "false lines",
    "changes",
    "changes not told",
    "“Cancelled” of what was on",
    "promised, and not on",
)


def main() -> None:
    """Print what was true and what was told, by feed."""
    witness = asyncio.run(_live())
    untold = Counter(name for name, _ in witness.missing())
    table = Table(title=f"{WEEKS} weeks of ten moving feeds", title_justify="left")
    for heading in HEADINGS:
        table.add_column(heading, justify="left" if heading == "feed" else "right")
    for shape in SHAPES:
        tally = witness.tallies[shape.name]
        counts = (
            witness.feeds.looks[shape.path],
            tally.lines,
            len(tally.falsely),
            tally.changes,
            untold[shape.name],
            len(tally.cancelled_wrongly),
            len(tally.promised_wrongly),
        )
        table.add_row(shape.name, *map(str, counts))
    console.print(table)
    for tally in witness.tallies.values():
        wrong = [*tally.falsely, *tally.cancelled_wrongly, *tally.promised_wrongly]
        for line in wrong:
            console.print(line, style="red")
    for _, line in witness.missing():
        console.print(line, style="red")


async def _live() -> Witness:
    with tempfile.TemporaryDirectory(prefix="mingle-bench-") as folder:
        feeds = TenFeeds(random.Random(11))
        async with world_in(Path(folder) / "mingle.db", web=feeds) as world:
            await make_people(world)
            witness = Witness(world, feeds)
            await live_through(witness, WEEKS)
            return witness
