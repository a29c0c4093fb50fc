"""Weeks of ten moving feeds: nothing false is told, and every change is.

`make bench ARGS=year` lives through a whole year of them.
"""

import random

import pytest

from bot.store.engine import Database
from tests.bot.digest.ten_feeds import TenFeeds
from tests.bot.digest.witness import Witness, live_through
from tests.factories.people import make_people
from tests.world import world_on

WEEKS = 3


@pytest.mark.timeout(300)
async def test_weeks_of_ten_moving_feeds_are_told_as_they_are(database: Database) -> None:
    feeds = TenFeeds(random.Random(3))
    world = await world_on(database, web=feeds)
    await make_people(world)
    witness = Witness(world, feeds)
    await live_through(witness, WEEKS)
    tallies = witness.tallies.values()
    for wrong in ("falsely", "cancelled_wrongly", "promised_wrongly"):
        assert not [line for tally in tallies for line in getattr(tally, wrong)], wrong
    assert not list(witness.missing())
    assert sum(tally.lines for tally in tallies) > 20 * WEEKS
    assert sum(tally.changes for tally in tallies) > 3 * WEEKS
