"""A page or calendar at which looks never end is set aside alone; all the others are read."""

from datetime import datetime
from typing import Any

import pytest

from bot.held_messages import records
from bot.people.tables import busy_calendar
from bot.sources.tables import source
from bot.sources.web_port import WebResponse
from bot.store.engine import Database
from tests.doubles.fakes import Death
from tests.doubles.standins import Pages
from tests.factories.sources import OCTOBER, TALK, make_calendar
from tests.world import BEN, HOME, world_on

PAGES = {f"https://page{number}.example/cal.ics": make_calendar(TALK) for number in range(50)}
POISON = {"https://broken.example/": RuntimeError, "https://deadly.example/": Death}


class PoisonousPages(Pages):
    """Pages of which some end whoever reads them."""

    async def fetch(self, address: str, etag: str = "", modified: str = "") -> WebResponse:
        if address in POISON:
            raise POISON[address]
        return await super().fetch(address, etag, modified)


def row(address: str, now: datetime) -> dict[str, Any]:
    return {
        "workspace": HOME, "address": address, "feed": address, "kind": "ics", "zone": "UTC",
        "topics": (), "owner": BEN, "state": "active", "asked_at": now, "next_look": now,
    }  # fmt: skip


@pytest.mark.parametrize("poison", POISON)
async def test_one_poisonous_page_keeps_fifty_others_from_nothing(
    database: Database, poison: str
) -> None:
    world = await world_on(database, moment=OCTOBER, web=PoisonousPages(PAGES))
    async with database.transaction() as tx:
        await tx.insert_many(source, [row(address, world.now) for address in (poison, *PAGES)])
    await world.pass_time(minutes=1)
    read = [one for one in await world.select_all(source) if one.last_good]
    assert len(read) == 50

    await world.pass_time(minutes=15)
    [stuck] = [one for one in await world.select_all(source) if not one.last_good]
    async with database.read_transaction() as tx:
        [matter] = await records.list_matters(tx, HOME)
    assert (matter.table, matter.id) == ("source", stuck.id)
    assert stuck.next_look is None
    assert all(one.tries == 0 for one in read)


@pytest.mark.parametrize("poison", POISON)
async def test_one_poisonous_calendar_keeps_fifty_others_from_nothing(
    database: Database, poison: str
) -> None:
    world = await world_on(database, moment=OCTOBER, web=PoisonousPages(PAGES))
    async with database.transaction() as tx:
        rows = [
            {"workspace": HOME, "person": f"{HOME}/p{number}", "address": address,
             "look_at": world.now}
            for number, address in enumerate((poison, *PAGES))
        ]  # fmt: skip
        await tx.insert_many(busy_calendar, rows)
    await world.pass_time(minutes=1)
    assert sum(one.read_at is not None for one in await world.select_all(busy_calendar)) == 50

    await world.pass_time(days=1)
    async with database.read_transaction() as tx:
        [matter] = await records.list_matters(tx, HOME)
    assert matter.table == "busy_calendar"
